import { meanOf } from "../scoring/mean.js";
import { calibrated, type HeldOutRows } from "./held-out.js";
import type { Trial } from "./trials.js";

/**
 * f = Σ_t w_t f_t, w ≥ 0, Σw = 1: the weighted sum of trials whose cost on held-out rows is least, by greedy steps. It begins with the best one and
 * adds again and again the trial, one of those in it or another, that lowers the mean cost most; w_t is how often t was added (ensemble selection,
 * Caruana et al. 2004). Of classes the trials are calibrated first, so that they speak of log-odds.
 *
 * How good it is, is asked of rows that its weights have not seen: the weights are found again without each part of the held-out rows.
 */

/** Steps: weights are multiples of 1/10. */
const steps = 10;
/** Parts of the held-out rows, where one fold was held out. */
const usualParts = 4;

/** Held-out rows as something says them that was fitted without their part. */
export interface Judged {
  /** m×K; of classes log-odds. */
  readonly outputs: Float64Array;
  /** One a row. */
  readonly costs: Float64Array;
}

/** A weighted sum of trials. */
export interface Combination {
  /** One a trial. */
  readonly weights: readonly number[];
  /** What the raw outputs of each trial are multiplied by: its weight, for classes times the slope of its calibration. */
  readonly factors: readonly number[];
  /** The sum of the trials' raw outputs times these, m×K: what a calibration of the whole is fitted to. */
  readonly outputs: Float64Array;
  /** Factors and their sum as some of the held-out rows alone say them. */
  by(seen: Int32Array): Pick<Combination, "factors" | "outputs">;
  readonly judged: Judged;
}

/** A single trial, calibrated on the other rows. */
export function judgedAlone(trial: Trial, rows: HeldOutRows): Judged {
  const outputs = rows.outputsOf(trial);
  return crossFitted(rows, (seen) => calibrated(outputs, rows.calibrationOf(outputs, seen)));
}

/** The combination of trials, judged on rows that its weights have not seen. */
export function combined(trials: readonly Trial[], rows: HeldOutRows): Combination {
  const outputs = trials.map((trial) => rows.outputsOf(trial));
  const by = (seen?: Int32Array) => {
    const { weights, factors } = weighed(outputs, rows, seen);
    return { weights, factors, outputs: weightedSum(outputs, factors) };
  };
  const judged = crossFitted(rows, (seen) => {
    const { outputs: sum } = by(seen);
    return calibrated(sum, rows.calibrationOf(sum, seen));
  });
  return { ...by(), by, judged };
}

/** Every row by outputs of all rows that were fitted without its part. */
function crossFitted(rows: HeldOutRows, outputsWithout: (seen: Int32Array) => Float64Array): Judged {
  const { rows: count, columns } = rows.truth;
  const judged = { outputs: new Float64Array(count * columns), costs: new Float64Array(count) };
  for (const part of partsOf(rows)) {
    const isIn = new Set(part);
    const outputs = outputsWithout(Int32Array.from(judged.costs.keys()).filter((row) => !isIn.has(row)));
    const own = rows.costsOf(outputs, part);
    part.forEach((row, at) => {
      judged.costs[row] = own[at];
      judged.outputs.set(outputs.subarray(row * columns, (row + 1) * columns), row * columns);
    });
  }
  return judged;
}

/** The folds; where one was held out, every fourth row of it. */
function partsOf({ bounds, truth }: HeldOutRows): Int32Array[] {
  const all = Int32Array.from({ length: truth.rows }, (_, row) => row);
  if (bounds.length > 2) return bounds.slice(1).map((end, fold) => all.subarray(bounds[fold], end));
  const parts = Math.min(usualParts, truth.rows);
  return Array.from({ length: parts }, (_, part) => all.filter((row) => row % parts === part));
}

interface Weights {
  readonly weights: readonly number[];
  readonly factors: readonly number[];
}

/** Greedy steps on some of the rows; all when absent. */
function weighed(outputs: readonly Float64Array[], rows: HeldOutRows, seen?: Int32Array): Weights {
  const slopes = outputs.map((values) => rows.calibrationOf(values, seen));
  const logOdds = outputs.map((values, t) => calibrated(values, slopes[t]));
  const counts = outputs.map(() => 0);
  let sum = new Float64Array(outputs[0].length);
  for (let step = 1; step <= steps; step++) {
    const next = logOdds.map((values) => sum.map((value, at) => value + values[at]));
    const costs = next.map((values) =>
      meanOf(
        rows.costsOf(
          values.map((value) => value / step),
          seen,
        ),
      ),
    );
    const best = costs.indexOf(Math.min(...costs));
    counts[best]++;
    sum = next[best];
  }
  const weights = counts.map((count) => count / steps);
  return { weights, factors: weights.map((weight, t) => weight * (slopes[t]?.slope ?? 1)) };
}

function weightedSum(outputs: readonly Float64Array[], factors: readonly number[]): Float64Array {
  return outputs[0].map((_, at) => outputs.reduce((sum, values, t) => sum + factors[t] * values[at], 0));
}
