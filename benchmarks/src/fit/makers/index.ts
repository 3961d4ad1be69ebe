/** The makers of tables, each with the shape of a table that people have. */
export type { MadeTable, TableMaker } from "./made-table.js";
export { messages } from "./messages.js";
export { letters, patches, smallMixture } from "./mixtures.js";
export { people } from "./people.js";
export { fewRows, manyRows, qualities } from "./regressions.js";
export { mushrooms, sixtyWords } from "./words.js";
