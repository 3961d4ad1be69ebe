import {
  type ColumnReading,
  moduleOfRows,
  onnxOfRows,
  readTable,
  type SplitTable,
  splitTable,
  type Table,
  taskOf,
} from "@halfspace/tables";
import * as Comlink from "comlink";
import {
  type AnyModel,
  type ModelKind,
  type SelectionProgress,
  selectModel,
  straightLine,
  type TrainProgress,
  toAverageFile,
  toModelFile,
  train,
} from "halfspace";
import type { NetworkFormat } from "../taking-away/network-format.js";
import { type AskedRange, type AskedRow, askRange, askRow, encodedRow, type Trained } from "./asked-row.js";
import { findRow } from "./named-rows.js";
import { cellsOfRow, type NewRowPrediction, predictCells } from "./new-row.js";
import { outcomeOf, type TableOutcome } from "./table-outcome.js";
import { summaryOf, type TableSummary } from "./table-summary.js";

/** What a person asks of training. */
export interface TableSettings {
  readonly target: string;
  readonly drop: readonly string[];
  readonly task: "auto" | "regression" | "classification";
  readonly model: ModelKind | "auto";
  readonly gates: number;
  readonly seed: number;
  /** Whether further networks are trained for intervals, or sets of classes. */
  readonly intervals: boolean;
  /** Seconds; undefined: as long as it takes. */
  readonly timeLimit: number | undefined;
  /** Whether every class weighs the same in training. */
  readonly balanced: boolean;
}

/** How far training is: of one model, or of the choice among all kinds. */
export type TableProgress =
  | ({ readonly of: "model" } & TrainProgress)
  | ({ readonly of: "choice" } & SelectionProgress);

let table: Table | undefined;
let trained: Trained | undefined;
let asking: AbortController | undefined;

/** Reading and training of one table; a page ends the whole worker to cancel. */
const tables = {
  /** @param readings how columns were asked to be read @param missing further words that mean a missing cell */
  async read(bytes: Uint8Array, readings: readonly ColumnReading[], missing: readonly string[]): Promise<TableSummary> {
    const read = await readTable(bytes, { columns: [...readings], missing: [...missing] });
    const summary = summaryOf(read);
    table = read;
    trained = undefined;
    return summary;
  },
  async train(settings: TableSettings, onProgress: (progress: TableProgress) => void): Promise<TableOutcome> {
    if (!table) throw new Error("no table was read");
    const begin = performance.now();
    const { target, seed, task, drop } = settings;
    const split = splitTable(table, target, { holdout: 0.25, seed, task, drop });
    const line = await straightLine({ ...split.train, ...taskOf(split.record), ...weightsOf(settings, split), seed });
    const result = await modelOf(split, settings, atMost(10, onProgress));
    trained = { result, split, table };
    return outcomeOf(trained, line, (performance.now() - begin) / 1000);
  },
  /** One row, explained. @param typed its name or its number */
  row: (typed: string): AskedRow => askRow(known(), typed),
  /** What equally good models say of it, until `stop`. */
  range(typed: string): Promise<AskedRange> {
    asking = new AbortController();
    return askRange(known(), typed, asking.signal);
  },
  stop(): void {
    asking?.abort(new Error("stopped"));
  },
  /** What the form holds of a row. @param typed its name or its number */
  cells(typed: string): string[] {
    const { inputs } = encodedRow(findRow(known(), typed));
    return cellsOfRow(known().split.record.encoding, inputs.values);
  },
  /** What the model says of a row that a person typed. */
  predict(cells: readonly string[]): NewRowPrediction {
    const { result, split } = known();
    return predictCells(result, split.record.encoding, cells);
  },
  /** The trained model as a file. */
  export(format: NetworkFormat): string | Uint8Array {
    const { result, split } = known();
    const { record } = split;
    if (format === "model") {
      return result.kind === "average"
        ? toAverageFile(result, { table: record })
        : toModelFile(result, { table: record });
    }
    return format === "onnx" ? onnxOfRows(result, record.encoding) : moduleOfRows(result, record.encoding).module;
  },
};

function known(): Trained {
  if (trained) return trained;
  throw new Error("nothing was trained");
}

const isKernel = (model: TableSettings["model"]): boolean => model === "ntk" || model === "gaussian";

const weightsOf = ({ balanced, model }: TableSettings, { record }: SplitTable) =>
  balanced && model !== "auto" && record.encoding.target.task === "classification"
    ? { classWeights: "balanced" as const }
    : {};

async function modelOf(
  split: SplitTable,
  settings: TableSettings,
  onProgress: (progress: TableProgress) => void,
): Promise<AnyModel> {
  const { model, gates, seed, intervals, timeLimit } = settings;
  const rows = { ...split.train, ...taskOf(split.record), seed, ...(timeLimit === undefined ? {} : { timeLimit }) };
  if (model === "auto") {
    const asked = { ...rows, ...(intervals ? { intervals: 0.9 } : {}) };
    const chosen = await selectModel({ ...asked, onProgress: (progress) => onProgress({ of: "choice", ...progress }) });
    return { ...chosen.model, notes: [`Chosen: ${chosen.chosen.name}.`, ...chosen.notes, ...chosen.model.notes] };
  }
  return train({
    ...rows,
    model,
    ...(isKernel(model) ? {} : { gates, fresh: "usual" as const }),
    ...(intervals && !isKernel(model) ? { intervals: 0.9 } : {}),
    ...weightsOf(settings, split),
    onProgress: (progress) => onProgress({ of: "model", ...progress }),
  });
}

/** Lets a call through so many times a second; the page draws no faster. */
function atMost<Value>(perSecond: number, call: (value: Value) => void): (value: Value) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (value) => {
    if (performance.now() - last < 1000 / perSecond) return;
    last = performance.now();
    call(value);
  };
}

export type TableWork = typeof tables;

Comlink.expose(tables);
