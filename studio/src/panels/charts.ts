/** The charts of the panels, in one chunk with the library that draws them. */
export { plot } from "@observablehq/plot";
export { errorChart, neuronChart } from "./path-chart.js";
export { gapChart, raceChart } from "./race.js";
export { weightsChart } from "./weights-chart.js";
