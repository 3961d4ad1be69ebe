/** The charts of the panels, in one chunk with the library that draws them. */
export { plot } from "@observablehq/plot";
export { gapChart, raceChart } from "./race.js";
