/**
 * `@halfspace/reproduction/made-tables`: tables drawn from a seed, each with the shape of a table that people have, for studies and timings.
 */
export { heavyTails, levels, smooth, sparse } from "./functions.js";
export type { MadeTable, TableMaker } from "./made-table.js";
export { messages } from "./messages.js";
export { letters, patches, smallMixture } from "./mixtures.js";
export { people } from "./people.js";
export { fewRows, manyRows, qualities } from "./regressions.js";
export { mushrooms, sixtyWords } from "./words.js";
