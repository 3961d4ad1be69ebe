import {
  describeColumns,
  moduleOfRows,
  onnxOfRows,
  readTable,
  type SplitTable,
  splitTable,
  type Table,
  type TrainingFacts,
  taskOf,
  trainingFacts,
} from "@halfspace/tables";
import * as Comlink from "comlink";
import {
  baselineScore,
  type CertificateSummary,
  describeModel,
  type Score,
  type StraightLine,
  score,
  straightLine,
  type TrainProgress,
  type TrainResult,
  toModelFile,
  train,
} from "halfspace";
import type { NetworkFormat } from "../taking-away/network-format.js";
import { type AskedRange, type AskedRow, askRange, askRow, countOfRows } from "./asked-row.js";

/** What the page shows of a table that was read. */
export interface TableSummary {
  readonly rowCount: number;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly notes: readonly string[];
}

export interface TableSettings {
  readonly target: string;
  readonly drop: readonly string[];
  readonly task: "auto" | "regression" | "classification";
  readonly gates: number;
  readonly seed: number;
  /** Whether five further networks are trained for intervals, or sets of classes. */
  readonly intervals: boolean;
}

export interface TableOutcome {
  readonly task: "regression" | "classification";
  readonly facts: TrainingFacts;
  readonly scores: {
    readonly train: Score;
    readonly test: Score | null;
    readonly straightLine: Score | null;
    readonly baseline: Score;
  };
  readonly certificate: CertificateSummary;
  readonly words: string;
  readonly lambdaFraction: number;
  readonly activeGates: number;
  readonly maskCount: number;
  readonly seconds: number;
  readonly notes: readonly string[];
  /** How many rows can be asked about, and whether they were kept apart. */
  readonly rows: { readonly count: number; readonly keptApart: boolean };
}

let table: Table | undefined;
let trained: { result: TrainResult; split: SplitTable } | undefined;
let asking: AbortController | undefined;

/** Reading and training of one table; a page ends the whole worker to cancel. */
const tables = {
  async read(bytes: Uint8Array): Promise<TableSummary> {
    table = await readTable(bytes);
    return {
      rowCount: table.rowCount,
      columns: describeColumns(table).map(({ name, type }) => ({ name, type })),
      notes: table.notes,
    };
  },
  async train(settings: TableSettings, onProgress: (progress: TrainProgress) => void): Promise<TableOutcome> {
    if (!table) throw new Error("no table was read");
    const { target, seed, task, drop, gates, intervals } = settings;
    const split = splitTable(table, target, { holdout: 0.25, seed, task, drop });
    const rows = { ...split.train, ...taskOf(split.record), seed };
    const line = await straightLine(rows);
    const result = await train({
      ...rows,
      gates,
      fresh: "usual",
      ...(intervals ? { intervals: 0.9 } : {}),
      onProgress: atMost(10, onProgress),
    });
    trained = { result, split };
    return outcomeOf(result, line, split);
  },
  /** One row, explained. @param position from 0 */
  row: (position: number): AskedRow => askRow(known(), position),
  /** What equally good models say of it, until `stop`. */
  range(position: number): Promise<AskedRange> {
    asking = new AbortController();
    return askRange(known(), position, asking.signal);
  },
  stop(): void {
    asking?.abort(new Error("stopped"));
  },
  /** The trained network as a file. */
  export(format: NetworkFormat): string | Uint8Array {
    const { result, split } = known();
    if (format === "model") return toModelFile(result, { table: split.record });
    const { encoding } = split.record;
    return format === "onnx" ? onnxOfRows(result, encoding) : moduleOfRows(result, encoding).module;
  },
};

function known(): NonNullable<typeof trained> {
  if (trained) return trained;
  throw new Error("nothing was trained");
}

/** What the page shows of a network that was trained. */
function outcomeOf(result: TrainResult, line: StraightLine | undefined, split: SplitTable): TableOutcome {
  const { dualPoint: _, primalPoint: __, ...certificate } = result.certificate;
  const { train: training, test } = split;
  const asked = test ?? training;
  return {
    task: result.task,
    facts: trainingFacts(result, split),
    scores: {
      train: score(result, training.inputs, training.targets),
      test: test ? score(result, test.inputs, test.targets) : null,
      straightLine: line ? score(line, asked.inputs, asked.targets) : null,
      baseline: baselineScore(result, training.targets, asked.targets),
    },
    certificate,
    words: describeModel(result),
    lambdaFraction: result.lambdaFraction,
    activeGates: result.activeGates,
    maskCount: result.maskCount,
    seconds: result.seconds,
    notes: [...split.notes, ...result.notes],
    rows: { count: countOfRows({ result, split }), keptApart: test !== undefined },
  };
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
