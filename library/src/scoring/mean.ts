import { InputError } from "../errors.js";
import { unitOf } from "../linear-algebra/vectors.js";

/** Weights of rows; all 1 when absent. */
export type RowWeights = ArrayLike<number> | undefined;

/**
 * What is measured row by row: lists of one length.
 * @param lists by the name of the argument
 * @throws InputError for no rows, for lists of other lengths, and for weights below 0 or that are all 0
 */
export function requireAlike(lists: Readonly<Record<string, number | ArrayLike<unknown>>>, weights: RowWeights): void {
  const [[first, { rows }], ...others] = Object.entries({ ...lists, ...(weights ? { weights } : {}) }).map(
    ([argument, list]) => [argument, { rows: typeof list === "number" ? list : list.length }] as const,
  );
  if (!(rows > 0)) throw new InputError({ code: "empty", argument: first, got: "no rows", expected: "at least one" });
  for (const [argument, { rows: got }] of others) {
    if (got === rows) continue;
    throw new InputError({ code: "shape-mismatch", argument, got: `${got} rows`, expected: `${rows}, as in ${first}` });
  }
  if (weights) requireWeights(weights);
}

function requireWeights(weights: ArrayLike<number>): void {
  let total = 0;
  for (let j = 0; j < weights.length; j++) {
    if (!(weights[j] >= 0)) {
      const [got, expected] = [`${weights[j]} for row ${j + 1}`, "zero or more"];
      throw new InputError({ code: "out-of-range", argument: "weights", got, expected });
    }
    total += weights[j];
  }
  if (total > 0 && Number.isFinite(total)) return;
  const expected = "weights with a finite sum above 0";
  throw new InputError({ code: "out-of-range", argument: "weights", got: `a sum of ${total}`, expected });
}

/** Σ c_j, the number of rows where all count alike. */
export function totalWeight(rows: number, weights: RowWeights): number {
  if (!weights) return rows;
  let total = 0;
  for (let j = 0; j < rows; j++) total += weights[j];
  return total;
}

/** Σ c v / Σ c. */
export function meanOf(values: ArrayLike<number>, weights?: RowWeights): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += (weights ? weights[k] : 1) * values[k];
  return sum / totalWeight(values.length, weights);
}

/**
 * √(Σ c(v − mean)² / (n − 1) / n), of the mean of n values; 0 for one value. With weights n is Σ c: they count how often a value occurs. Where
 * they are small it is (Σ c)²/Σ c² (Kish), whatever their unit.
 */
export function standardErrorOf(values: ArrayLike<number>, weights?: RowWeights): number {
  const unit = unitOf(values);
  const mean = meanOf(values, weights);
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += (weights ? weights[k] : 1) * ((values[k] - mean) / unit) ** 2;
  const count = countOf(values.length, weights);
  const scale = weights ? count / totalWeight(values.length, weights) : 1;
  const variance = (scale * squares) / Math.max(1, count - 1);
  return unit * Math.sqrt(variance / count);
}

/**
 * Whether costs are worse than others, by more than so many standard errors of their difference. Differences are taken row by row, for rows differ
 * far more from each other than one does between two models.
 * @param costs one a row, as `others`
 */
export function worseBy(
  standardErrors: number,
  costs: Float64Array,
  others: Float64Array,
  weights?: RowWeights,
): boolean {
  const differences = costs.map((cost, row) => cost - others[row]);
  return meanOf(differences, weights) > standardErrors * standardErrorOf(differences, weights);
}

/** How many values weights stand for. */
export function countOf(rows: number, weights: RowWeights): number {
  if (!weights) return rows;
  const total = totalWeight(rows, weights);
  let squares = 0;
  for (let j = 0; j < rows; j++) squares += (weights[j] / total) ** 2;
  return Math.max(total, 1 / squares);
}
