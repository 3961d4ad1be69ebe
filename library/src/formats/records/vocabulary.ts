import type { Statement } from "../../certificates/statement.js";
import { type Matrix, matrix } from "../../linear-algebra/matrix.js";
import type { Calibration } from "../../models/model-facts.js";
import type { Reduction } from "../../reductions/reduction.js";

/**
 * The parts that records of every kind of file are made of, each with its writer and its reader. Their schemas are in
 * `vocabulary-schema.ts`, so that only the check of a file needs the library of schemas. Numbers are plain JSON
 * numbers, which JavaScript writes so that they come back bit for bit, but for the sign of zero.
 */

/** A matrix, row-major. */
export interface TableRecord {
  rows: number;
  columns: number;
  values: number[];
}

export const tableRecord = ({ rows, columns, values }: Matrix): TableRecord => ({ rows, columns, values: [...values] });

export const matrixOf = ({ rows, columns, values }: TableRecord): Matrix => matrix(rows, columns, values);

/** Whether a table has these sizes, and as many numbers. */
export const hasSize = (table: TableRecord, rows: number, columns: number): boolean =>
  table.rows === rows && table.columns === columns && table.values.length === rows * columns;

/** The maps of columns and outputs. */
export interface ReductionRecord {
  columns: { shift: number[]; factor: number[]; bias: boolean };
  outputs: { shift: number[]; scale: number[]; link?: "exp" | undefined };
}

export const reductionRecord = ({ columns, outputs }: Reduction): ReductionRecord => ({
  columns: { shift: [...columns.shift], factor: [...columns.factor], bias: columns.bias },
  outputs: {
    shift: [...outputs.shift],
    scale: [...outputs.scale],
    ...(outputs.link ? { link: outputs.link } : {}),
  },
});

export const reductionOf = ({ columns, outputs }: ReductionRecord): Reduction => ({
  columns: {
    shift: Float64Array.from(columns.shift),
    factor: Float64Array.from(columns.factor),
    bias: columns.bias,
  },
  outputs: {
    shift: Float64Array.from(outputs.shift),
    scale: Float64Array.from(outputs.scale),
    ...(outputs.link ? { link: outputs.link } : {}),
  },
});

/** Rows of the training table that were asked to travel along; no entry where there are none. */
export const backgroundRecord = ({ background }: { readonly background?: Matrix }): { background?: TableRecord } =>
  background ? { background: tableRecord(background) } : {};

export const backgroundOf = ({ background }: { background?: TableRecord | undefined }): { background?: Matrix } =>
  background ? { background: matrixOf(background) } : {};

/** @param columns raw ones */
export const backgroundSize = (
  { background }: { background?: TableRecord | undefined },
  columns: number,
): readonly [part: string, fits: boolean] => [
  "background",
  !background || (background.rows > 0 && hasSize(background, background.rows, columns)),
];

/** The named entries of a value, those that are there, in this order: a file keeps it. */
export function entriesOf<Value extends object, Key extends keyof Value>(
  value: Value,
  keys: readonly Key[],
): Pick<Value, Key> {
  return Object.fromEntries(
    keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]]),
  ) as unknown as Pick<Value, Key>;
}

/** What a certificate is about, where the model says it. */
export function statementRecord(statement: Statement | undefined): {
  statement?: { arithmetic: string; hashes: Record<string, string> };
} {
  return statement ? { statement: { arithmetic: statement.arithmetic, hashes: { ...statement.hashes } } } : {};
}

/** How outputs become log-odds, where they do. */
export function calibrationRecord({ calibration }: { readonly calibration?: Calibration | undefined }): {
  calibration?: Calibration;
} {
  if (!calibration) return {};
  return {
    calibration: entriesOf(calibration, ["slope", "intercept", "logLossBefore", "logLoss", "calibrationError"]),
  };
}
