/** The figures and tables of the papers, run again: `reproductions`, and `writeReproduction` for their files. */
import { figureOne } from "./figure-1/figure-1.js";
import { figureTwo } from "./figure-2/figure-2.js";
import { gateStrategyStudy } from "./gate-strategies/gate-strategies.js";
import { lectureTwelve } from "./lecture-12/lecture-12.js";
import type { Reproduction } from "./reproduction.js";
import { theoremSixOne } from "./theorem-6-1/theorem-6-1.js";
import { productOfTwoSigns } from "./x1x2/x1x2.js";

export type { Claim, NumberTable, Reproduced, Reproduction, ReproductionOptions } from "./reproduction.js";
export { prepareFolder, writeReproduction } from "./write-reproduction.js";

/** Everything that can be reproduced, in the order of the help. To add one: write a folder like figure-2, list it here and in names.ts. */
export const reproductions: readonly Reproduction[] = [
  figureOne,
  figureTwo,
  theoremSixOne,
  lectureTwelve,
  productOfTwoSigns,
  gateStrategyStudy,
];
export {
  type TableJob,
  type TableOfSet,
  type TableProtocol,
  tableOne,
  tableSets,
  tableSweep,
  tableTitle,
} from "./table-1/table-1.js";
export { type StudyPlaces, type StudyTable, studyTables, writeStudyTables } from "./tabular/study-tables.js";
export { type TabularStudy, tabularStudy, tabularSweep, tabularTitle } from "./tabular/tabular.js";
export { type Method, methodsOf, type TabularJob } from "./tabular/tabular-columns.js";
