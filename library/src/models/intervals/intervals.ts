import type { FoldNetwork } from "../inner-network.js";
import type { Network } from "../raw-network.js";

/**
 * Prediction intervals and label sets from rows that a network has not seen. The rows of training are dealt to K folds, and a network μ_k is trained
 * without each: CV+ (Barber, Candès, Ramdas, Tibshirani, Predictive inference with the jackknife+, Annals of Statistics 49, 2021, section 3.1) and
 * its form for classes (Romano, Sesia, Candès, Classification with valid and adaptive coverage, NeurIPS 2020, section 2.3). Or one network μ_0 is
 * trained without one part of the rows, and all others have no fold: split conformal prediction (Papadopoulos et al. 2002; Romano et al., section
 * 2.2), which is the same with K = 1. Row i of fold k(i) has the score R_i of μ_k(i), which has not seen it; a new row x has the outputs of all K
 * networks.
 *
 * Numbers: R_i = |y_i − μ_k(i)(x_i)|, and the interval ends at the ⌈level · (m + 1)⌉-th smallest of μ_k(i)(x) + R_i and, from below, of
 * μ_k(i)(x) − R_i, over the m rows with a fold. Classes: R_i is the probability that μ_k(i) gives to classes likelier than y_i, and the set holds y
 * where fewer than level · (m + 1) of these rows have R_i < R(x, y) by μ_k(i).
 *
 * With α = 1 − level and rows that are exchangeable with the new one, P(y in it) ≥ 1 − α for K = 1, and otherwise
 * P(y in it) ≥ 1 − 2α − min{2(1 − 1/K)/(n/K + 1), (1 − K/n)/(K + 1)} (Theorem 4 there, Theorem 3 of Romano et al.). Does not do: a guarantee for
 * single rows, groups or other populations.
 */
export interface Intervals {
  /** 1 − α: the share of new rows that typically lie in their interval or set, above 0 and below 1. */
  readonly level: number;
  /** The fold of every row of training, from 0; K for rows that no network was trained without. */
  readonly foldOf: Int32Array;
  /** R_i, one a row of training; 0 for rows without a fold. */
  readonly scores: Float64Array;
  /** How often each row of training counts; all alike when absent. */
  readonly weights?: Float64Array;
  /** μ_k, one a fold, over raw columns. Of classes their raw outputs; of an average those are log-odds, by a calibration to the other rows. */
  readonly networks: readonly Network<FoldNetwork>[];
}

/**
 * The least probability with which a new row lies in its interval or set, averaged over tables and new rows; it may be below 0 for few rows.
 * @param rows n @param folds K
 * @returns 1 − α for one network, else 1 − 2α less the slack of Theorem 4
 */
export function guaranteedCoverage(level: number, rows: number, folds: number): number {
  if (folds === 1) return level;
  const size = rows / folds;
  const slack = Math.min((2 * (1 - 1 / folds)) / (size + 1), (1 - folds / rows) / (folds + 1));
  return 1 - 2 * (1 - level) - slack;
}

/** The fewest rows whose interval is not infinite. */
export function fewestRows(level: number): number {
  let rows = Math.ceil(level / (1 - level) - 1e-9);
  while (needed(level, rows) > rows) rows++;
  return rows;
}

/** level · (n + 1): a new row counts as one more. Rounding must not ask for one row more than it is. */
export function needed(level: number, count: number): number {
  return level * (count + 1) * (1 - 1e-12);
}
