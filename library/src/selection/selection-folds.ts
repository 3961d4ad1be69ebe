import { onRows } from "../fitting/settings.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { unitOf } from "../linear-algebra/vectors.js";
import type { Loss } from "../losses/loss.js";
import { probabilitiesOf, uncalibrated } from "../models/class-probabilities.js";
import type { SelectionSettings } from "../options/select-options.js";
import type { GateSettings } from "../options/settings.js";
import { type Fold, foldsOf } from "../penalty-choice/folds.js";
import { scoreHeldOut } from "../penalty-choice/held-out-score.js";
import { otherStream } from "../random/generator.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";
import { meanOf } from "../scoring/mean.js";
import { accuracy, classCost } from "../scoring/metrics.js";

/** One split of the rows: everything is learned on `train` alone. */
export interface SelectionFold {
  /** Its position among all folds of all repeats. */
  readonly index: number;
  readonly train: GateSettings;
  readonly heldOut: GateSettings;
  /** The rows of both among all. */
  readonly rows: Fold;
}

/** All folds of all repeats, repeat by repeat. */
export function selectionFolds({ table, folds, heldOutFolds, repeats }: SelectionSettings): SelectionFold[] {
  return Array.from({ length: repeats }, (_, repeat) =>
    foldsOf({ ...table, seed: otherStream(table.seed, 7919 * repeat) }, folds).slice(0, heldOutFolds),
  )
    .flat()
    .map((rows, index) => ({
      index,
      train: onRows(table, rows.train),
      heldOut: onRows(table, rows.heldOut),
      rows,
    }));
}

/** How good raw outputs are on one fold. `score` is made greatest; `metric` is what a person asks for. */
export interface FoldScore {
  readonly score: number;
  readonly metric: number;
  /** Of the metric, from the spread over the rows. */
  readonly standardError: number;
}

/**
 * Classes: minus the cost of classes, which also orders equal accuracies. Numbers: minus the root mean squared error, or minus the mean of another
 * loss; of several targets each in units of its own.
 */
export function scoreOutputs(outputs: Float64Array, truth: Matrix, scored: ScoredSelection): FoldScore {
  const { labels, loss, units, logOdds } = scored;
  if (labels) return scoreClasses(logOdds ? margins(outputs, truth.columns, labels.length) : outputs, truth, labels);
  const { mean: metric, standardError } = scoreHeldOut(outputs, truth, { labels, loss });
  const own = units
    ? scoreHeldOut(inUnits(outputs, units), { ...truth, values: inUnits(truth.values, units) }, scored)
    : undefined;
  return { score: -(own?.mean ?? metric), metric, standardError: own?.standardError ?? standardError };
}

/** What outputs are scored by. */
export interface ScoredSelection {
  readonly labels: readonly Label[] | null;
  /** Of numbers. */
  readonly loss: Loss;
  /** The spread of each of several targets. */
  readonly units: Float64Array | undefined;
  /** Whether outputs for classes are log-odds. */
  readonly logOdds: boolean;
}

function scoreClasses(outputs: Float64Array, truth: Matrix, labels: readonly Label[]): FoldScore {
  let square = 0;
  for (let k = 0; k < outputs.length; k++) square += (outputs[k] - truth.values[k]) ** 2 / outputs.length;
  const share = accuracy(decodeOutputs(truth.values, labels), decodeOutputs(outputs, labels));
  const standardError = Math.sqrt((share * (1 - share)) / truth.rows);
  return { score: -classCost(share, square), metric: share, standardError };
}

/** 2p − 1 of log-odds, which is to targets ±1 what a least-squares output is. */
function margins(outputs: Float64Array, columns: number, classes: number): Float64Array {
  const { values } = probabilitiesOf(outputs, columns, classes, uncalibrated);
  const asked = columns === 1 ? values.filter((_, at) => at % 2 === 1) : values;
  return asked.map((p) => 2 * p - 1);
}

/** Values divided by the unit of their target. */
export function inUnits(values: Float64Array, units: Float64Array): Float64Array {
  return values.map((value, at) => value / units[at % units.length]);
}

/** The deviations of several targets, by which none outweighs the others; undefined for one target. */
export function unitsOfTargets({ rows, columns, values }: Matrix): Float64Array | undefined {
  if (columns === 1) return undefined;
  return Float64Array.from({ length: columns }, (_, k) => {
    const column = Float64Array.from({ length: rows }, (_row, i) => values[i * columns + k]);
    const [unit, mean] = [unitOf(column), meanOf(column)];
    const square = meanOf(column.map((value) => ((value - mean) / unit) ** 2));
    return square > 0 ? unit * Math.sqrt(square) : 1;
  });
}
