import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { logistic } from "../losses/logistic.js";
import type { Loss } from "../losses/loss.js";
import { softmax } from "../losses/softmax.js";
import type { Calibration } from "../models/model-facts.js";
import type { SelectionSettings } from "../options/select-options.js";
import { classIndicesOf } from "../penalty-choice/class-indices.js";
import { scoreHeldOut } from "../penalty-choice/held-out-score.js";
import type { Label } from "../reductions/class-labels.js";
import { fitCalibration } from "../scoring/calibration.js";
import { inUnits, type SelectionFold, unitsOfTargets } from "./selection-folds.js";
import type { Trial } from "./trials.js";

/**
 * What the rows that were held out say of outputs: the cost of every one of them. Of classes it is the log loss of the outputs as a calibration
 * makes them log-odds, of numbers their squared error or own loss. All rows are one list, fold after fold of the first repeat.
 */
export interface HeldOutRows {
  /** m×K */
  readonly truth: Matrix;
  /** The place of each fold's first row, and the end. */
  readonly bounds: readonly number[];
  /** Those of these rows, by their places here, that are among some of the table's. */
  within(rows: Int32Array): Int32Array;
  /** The outputs of a trial on all of these rows, m×K, as they were. */
  outputsOf(trial: Trial): Float64Array;
  /** The slope and the intercept of outputs on some of the rows; undefined for numbers. */
  calibrationOf(outputs: Float64Array, rows?: Int32Array): Calibration | undefined;
  /** The cost of each of some rows. @param outputs of all rows; of classes log-odds @param rows all when absent */
  costsOf(outputs: Float64Array, rows?: Int32Array): Float64Array;
}

/** The rows of the first repeat's folds that are held out. */
export function heldOutRows(
  { table, network, heldOutFolds }: SelectionSettings,
  folds: readonly SelectionFold[],
): HeldOutRows {
  const first = folds.slice(0, heldOutFolds);
  const { labels } = table;
  const columns = table.targets.columns;
  const truth = joined(first.map(({ heldOut }) => heldOut.targets));
  const units = labels ? undefined : unitsOfTargets(table.targets);
  const loss = labels ? lossOfClasses(labels) : network.loss;
  const classes = labels ? classIndicesOf(truth, labels) : undefined;
  const some = (values: Float64Array, rows: Int32Array | undefined) => (rows ? ofRows(values, columns, rows) : values);
  const scaled = (values: Float64Array) => (units ? inUnits(values, units) : values);
  const bounds = [0];
  for (const { heldOut } of first) bounds.push(bounds[bounds.length - 1] + heldOut.targets.rows);
  return {
    truth,
    bounds,
    within: (some) => {
      const isIn = new Set(some);
      const places = first.flatMap(({ rows }) => [...rows.heldOut]);
      return Int32Array.from(places.keys()).filter((place) => isIn.has(places[place]));
    },
    outputsOf: ({ outputs }) => Float64Array.from(outputs.slice(0, first.length).flatMap((values) => [...values])),
    calibrationOf(outputs, rows) {
      if (!labels || !classes) return undefined;
      // Of a family that saw some folds only, the rows of these.
      const own = rows ? Int32Array.from(rows, (row) => classes[row]) : classes.subarray(0, outputs.length / columns);
      return fitCalibration(some(outputs, rows), columns, own, labels.length);
    },
    costsOf(outputs, rows) {
      const values = scaled(some(truth.values, rows));
      const own = matrix(values.length / columns, columns, values);
      return scoreHeldOut(scaled(some(outputs, rows)), own, { labels, loss }).costs;
    },
  };
}

const lossOfClasses = ({ length }: readonly Label[]): Loss => (length === 2 ? logistic() : softmax());

function joined(parts: readonly Matrix[]): Matrix {
  const { columns } = parts[0];
  const values = Float64Array.from(parts.flatMap((part) => [...part.values]));
  return matrix(values.length / columns, columns, values);
}

function ofRows(values: Float64Array, columns: number, rows: Int32Array): Float64Array {
  const out = new Float64Array(rows.length * columns);
  rows.forEach((row, at) => {
    out.set(values.subarray(row * columns, (row + 1) * columns), at * columns);
  });
  return out;
}

/** Outputs as log-odds; as they are where nothing calibrates them. */
export function calibrated(outputs: Float64Array, calibration: Calibration | undefined): Float64Array {
  if (!calibration) return outputs;
  const { slope, intercept } = calibration;
  return outputs.map((value) => slope * value + intercept);
}
