import { normalDensity, normalProbability, normalQuantile } from "../../random/normal-distribution.js";

/** A function on the open unit cube whose integral is wanted. */
export interface Integrand {
  readonly dimension: number;
  value(point: Float64Array): number;
}

const DEPENDENT = 1e-10;

/**
 * P[Ah ≥ 0], h ~ N(0, I_r), for n ≥ r rows as an integral over the unit cube of dimension r − 1 (Genz 1992; singular covariances as in
 * Genz & Kwong 2000). In an orthonormal basis that is built from r of the rows, one at a time, row j involves only the first k_j variables:
 * given h_1 … h_{k−1} the rows with k_j = k confine h_k to an interval, and the integrand is the product of the intervals' probabilities. The n − r rows
 * beyond the basis need no reduction to facets: they bound the last variable they involve, exactly.
 * @param normals n×r, rows of length one, of rank r ≥ 1
 */
export function separatedIntegrand(normals: Float64Array, n: number, r: number): Integrand {
  const { coefficients, lastVariable } = adaptedCoordinates(normals, n, r);
  const groups = Array.from({ length: r }, (_, k) => rowsWith(coefficients, lastVariable, r, k));
  const h = new Float64Array(r);
  return {
    dimension: r - 1,
    value(point) {
      let product = 1;
      for (let k = 0; k < r; k++) {
        let lower = Number.NEGATIVE_INFINITY;
        let upper = Number.POSITIVE_INFINITY;
        const rows = groups[k];
        for (let at = 0; at < rows.length; at += k + 1) {
          let sum = 0;
          for (let l = 0; l < k; l++) sum += rows[at + l] * h[l];
          const bound = -sum / rows[at + k];
          if (rows[at + k] > 0) lower = Math.max(lower, bound);
          else upper = Math.min(upper, bound);
        }
        if (!(lower < upper)) return 0;
        // Probabilities are differences in the left tail, where they keep their digits.
        const mirrored = lower > 0;
        const from = normalProbability(mirrored ? -upper : lower);
        const share = normalProbability(mirrored ? -lower : upper) - from;
        product *= share;
        if (product <= 0) return 0;
        if (k < r - 1) {
          const quantile = normalQuantile(from + share * point[k]);
          h[k] = mirrored ? -quantile : quantile;
        }
      }
      return product;
    },
  };
}

/** The coefficients 0 … k of the rows whose last variable is k, one row after another. */
function rowsWith(coefficients: Float64Array, lastVariable: Int32Array, r: number, k: number): Float64Array {
  const rows: number[] = [];
  lastVariable.forEach((last, j) => {
    if (last === k) rows.push(...coefficients.subarray(j * r, j * r + k + 1));
  });
  return Float64Array.from(rows);
}

/**
 * Rows in an orthonormal basis made from r of them: next comes the row least likely to hold given what the earlier variables are on average
 * (the ordering of Gibson, Glasbey and Elston 1994), which lowers the integrand's variance.
 */
function adaptedCoordinates(normals: Float64Array, n: number, r: number) {
  const left = normals.slice();
  const coefficients = new Float64Array(n * r);
  const lastVariable = new Int32Array(n);
  const means = new Float64Array(r);
  const direction = new Float64Array(r);
  for (let k = 0; k < r; k++) {
    const { row, bound, size } = leastLikely(left, coefficients, means, n, r, k);
    for (let a = 0; a < r; a++) direction[a] = left[row * r + a] / size;
    means[k] = normalDensity(bound) / Math.max(normalProbability(-bound), 1e-300);
    for (let j = 0; j < n; j++) {
      let product = 0;
      for (let a = 0; a < r; a++) product += left[j * r + a] * direction[a];
      if (Math.abs(product) <= DEPENDENT) continue;
      coefficients[j * r + k] = product;
      lastVariable[j] = k;
      for (let a = 0; a < r; a++) left[j * r + a] -= product * direction[a];
    }
    left.fill(0, row * r, (row + 1) * r);
  }
  return { coefficients, lastVariable };
}

/** Among rows that are not yet determined, the one with the smallest P[h_k ≥ bound]; failing that the longest remainder. */
function leastLikely(
  left: Float64Array,
  coefficients: Float64Array,
  means: Float64Array,
  n: number,
  r: number,
  k: number,
) {
  let best = { row: -1, bound: Number.NEGATIVE_INFINITY, size: 0 };
  for (let j = 0; j < n; j++) {
    let square = 0;
    for (let a = 0; a < r; a++) square += left[j * r + a] ** 2;
    const size = Math.sqrt(square);
    if (size <= 1e-6 && size <= best.size) continue;
    let known = 0;
    for (let l = 0; l < k; l++) known += coefficients[j * r + l] * means[l];
    const bound = size === 0 ? Number.NEGATIVE_INFINITY : -known / size;
    if (best.size <= 1e-6 || bound > best.bound) best = { row: j, bound, size };
  }
  return best;
}
