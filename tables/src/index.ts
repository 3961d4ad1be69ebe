/** Tables for halfspace: reading, column types, targets and encoding. Reading files: "@halfspace/tables/node". */

export { type ColumnDescription, type ColumnType, describeColumns } from "./column-types.js";
export { type CsvOptions, toCsv } from "./csv.js";
export { dayOf } from "./dates.js";
export { encode } from "./encode.js";
export {
  type ColumnEncoding,
  type Encoding,
  encodedWidth,
  featureNames,
  type PlacedColumn,
  placedColumns,
  readEncoding,
  readingFor,
} from "./encoding.js";
export { changesOf, type EffectPoints, effectPoints, encodedCells } from "./explained-columns.js";
export {
  type AskedOfRows,
  type ExplainedColumn,
  type ExplainedOutput,
  type ExplainedRow,
  explainedRow,
  explainOptions,
  type NearestRow,
} from "./explained-rows.js";
export { type EffectFacts, type ExplanationFacts, explanationFacts } from "./explanation-facts.js";
export { type ModuleOfRows, moduleOfRows, onnxOfRows } from "./exports/models-of-rows.js";
export { type LearnOptions, learnEncoding } from "./learn-encoding.js";
export { defaultMissingMarkers } from "./missing-values.js";
export { type MonotoneColumn, monotoneWords } from "./monotone-columns.js";
export { isPacked, type ReadOptions, readTable } from "./read-table.js";
export { type RowsToJudge, rowsToJudge, trainingRowsOf } from "./rows-again.js";
export { type SplitOptions, splitRows } from "./split-rows.js";
export type { SplitScore, SplitScores } from "./split-score.js";
export {
  type EncodedRows,
  namesOfTargets,
  readTableRecord,
  type SplitTable,
  type SplitTableOptions,
  selectEncodedRows,
  splitTable,
  type TableRecord,
  taskOf,
} from "./split-table.js";
export { type Cell, type ColumnReading, columnCalled, columnTypes, drop, selectRows, type Table } from "./table.js";
export {
  decodeLabel,
  encodeTarget,
  type Label,
  selectTarget,
  type Target,
  type TargetOptions,
  type TargetSelection,
} from "./target.js";
export { type TellingRow, tellingRows } from "./telling-rows.js";
export { toJsonLines } from "./to-json-lines.js";
export { type ProbabilityMeasures, probabilityMeasures, type TrainingFacts, trainingFacts } from "./training-facts.js";
export { unfamiliarValues } from "./unfamiliar-values.js";
