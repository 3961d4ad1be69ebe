import {
  type AnyModel,
  type ExplainRowsOptions,
  type Explanation,
  type Label,
  type Matrix,
  type NearestChange,
  predictLabels,
  type RowExplanation,
  type WantedOutcome,
} from "halfspace";
import { type Encoding, encodedWidth, featureNames, placedColumns } from "./encoding.js";
import { changesOf, encodedCells } from "./explained-columns.js";
import { namesOfTargets } from "./split-table.js";

/** What is said of one raw column of a row, for one output. */
export interface ExplainedColumn {
  readonly name: string;
  readonly cell: number | string;
  /** What it adds to the mean; null without a background. */
  readonly shapley: number | null;
  /** null where the value is exact. */
  readonly standardError: number | null;
  /** Of a number: what one unit more adds, by the formula; null for other columns, and without a formula. */
  readonly perUnit: number | null;
  /** Its share in the formula: Σ coefficient · value over what the column was encoded as. */
  readonly term: number | null;
  /** Of a number alone: from where to where the formula holds; null for no end. */
  readonly from: number | null;
  readonly to: number | null;
}

/** One output of a row: the number, or the score of a class. */
export interface ExplainedOutput {
  readonly name: string;
  readonly prediction: number;
  /** Over the background. */
  readonly mean: number | null;
  /** Of the formula. */
  readonly constant: number | null;
  readonly columns: readonly ExplainedColumn[];
  /** The formula over the columns as they were encoded, those of a coefficient other than 0. */
  readonly formula: readonly { readonly column: string; readonly coefficient: number; readonly value: number }[] | null;
}

/** The nearest row with a wanted outcome, by what would have to change in the raw columns. */
export interface NearestRow extends Omit<NearestChange, "row"> {
  /** null where no row was found. */
  readonly changes:
    | readonly { readonly column: string; readonly from: number | string; readonly to: number | string }[]
    | null;
}

/** What an explanation says of one row, in the raw columns of its table. */
export interface ExplainedRow {
  /** From 1. */
  readonly row: number;
  readonly label?: Label;
  readonly outputs: readonly ExplainedOutput[];
  readonly openGates: number | null;
  readonly gateCount: number | null;
  readonly link?: "exp";
  readonly nearest?: NearestRow;
}

/** What is asked of every row. */
export interface AskedOfRows {
  readonly of: "prediction" | "probability";
  readonly seed: number;
  readonly exactUpTo?: number | undefined;
  readonly pairs?: number | undefined;
  readonly wanted?: WantedOutcome | undefined;
  readonly fixed: readonly string[];
}

/**
 * What is asked of every row, as `explain`, `explainer` and `explainRows` of the library take it: raw columns are the players.
 * @returns the options for Shapley values, and for the nearest change where an outcome is wanted
 */
export function explainOptions(
  encoding: Encoding,
  { of, seed, exactUpTo, pairs, wanted, fixed }: AskedOfRows,
): Pick<ExplainRowsOptions, "shapley" | "nearest"> {
  const groups = encoding.columns.map(encodedWidth);
  const shapley = {
    ...{ groups, of, seed },
    ...(pairs === undefined ? {} : { pairs }),
    ...(exactUpTo === undefined ? {} : { exactUpTo }),
  };
  if (!wanted) return { shapley };
  return {
    shapley,
    nearest: ({ values }) => ({ wanted, groups, changes: changesOf(encoding, values, fixed) }),
  };
}

/**
 * What an explanation says of one row in the table's own columns: cells, terms, how far the formula holds, and Shapley values where there are any.
 * @param values the encoded row, 1×d
 * @param explained its number, from 1, and its explanation
 * @returns one entry for each output, with one for each raw column
 */
export function explainedRow(
  model: AnyModel,
  encoding: Encoding,
  values: Matrix,
  { row, explanation }: { readonly row: number; readonly explanation: RowExplanation },
): ExplainedRow {
  const { formula, nearest } = explanation;
  const names = outputNames(model, encoding);
  return {
    row,
    ...(model.labels ? { label: predictLabels(model, values)[0] } : {}),
    outputs: names.map((name, k) => outputOf(explanation, encoding, values, { name, k, count: names.length })),
    openGates: formula?.openGates.length ?? null,
    gateCount: formula?.gateCount ?? null,
    ...(formula?.link ? { link: formula.link } : {}),
    ...(nearest ? { nearest: nearestOf(encoding, values, nearest) } : {}),
  };
}

/** Of two classes in one output the second one is scored. */
function outputNames({ labels, network }: AnyModel, { target }: Encoding): string[] {
  if (labels) return (network.outputCount === 1 ? labels.slice(1) : labels).map(String);
  return [...namesOfTargets(target)];
}

interface Place {
  readonly name: string;
  readonly k: number;
  readonly count: number;
}

function outputOf(explanation: Explanation, encoding: Encoding, { values }: Matrix, place: Place): ExplainedOutput {
  const { prediction, formula, shapley } = explanation;
  const { name, k } = place;
  const own = formula?.outputs[k];
  const terms = featureNames(encoding).flatMap((column, c) => {
    const coefficient = own?.coefficients[c] ?? 0;
    return coefficient === 0 ? [] : [{ column, coefficient, value: values[c] }];
  });
  return {
    name,
    prediction: shapley ? shapley.prediction[k] : prediction[k],
    mean: shapley ? shapley.mean[k] : null,
    constant: own?.constant ?? null,
    columns: columnsOf(explanation, encoding, values, place),
    formula: own ? terms : null,
  };
}

function columnsOf({ formula, shapley }: Explanation, encoding: Encoding, values: Float64Array, { k, count }: Place) {
  const cells = encodedCells(encoding, values);
  const own = formula?.outputs[k];
  return placedColumns(encoding).map(({ column, first, width }, player): ExplainedColumn => {
    const isNumber = column.type === "numeric" && typeof cells[player] === "number";
    const end = (by: number) => (isNumber && Number.isFinite(by) ? values[first] + by : null);
    let term = 0;
    for (let c = first; c < first + width; c++) term += (own?.coefficients[c] ?? 0) * values[c];
    return {
      name: column.name,
      cell: cells[player],
      shapley: shapley ? shapley.values[player * count + k] : null,
      standardError: shapley?.standardErrors ? shapley.standardErrors[player * count + k] : null,
      perUnit: own && isNumber ? own.coefficients[first] : null,
      term: own ? term : null,
      from: formula ? end(-formula.down[first]) : null,
      to: formula ? end(formula.up[first]) : null,
    };
  });
}

function nearestOf(encoding: Encoding, values: Matrix, { row, ...found }: NearestChange): NearestRow {
  if (!row) return { ...found, changes: null };
  const before = encodedCells(encoding, values.values);
  const after = encodedCells(encoding, row);
  const changed = encoding.columns.flatMap(({ name }, column) =>
    before[column] === after[column] ? [] : [{ column: name, from: before[column], to: after[column] }],
  );
  return { ...found, changes: changed };
}
