import { type Matrix, matrix } from "../../linear-algebra/matrix.js";
import { symmetricEigen } from "../../linear-algebra/symmetric-eigen.js";
import { transposeOf } from "../../linear-algebra/vectors.js";
import { currentDense } from "../../numerics/index.js";
import type { PlainKernel } from "../described-kernel.js";
import { mappedRows } from "./metric-kernel.js";

/**
 * M = (1/nK) Σ_j Σ_k ∇f_k(x_j)∇f_k(x_j)ᵀ        (the average gradient outer product of f over its rows)
 *
 * Recursive feature machines (Radhakrishnan, Beaglehole, Pandit, Belkin, Science 383, 2024): a kernel predictor is fitted,
 * and again with distances in the metric M of its own gradients. Directions in which the targets change count more. For
 * f(x) = Σ_i k(Aᵀx, Aᵀx_i)α_i the gradient is A times that over the mapped rows z = Aᵀx:
 *
 *     e^(−‖z − z'‖/b)        −(z − z') k / (b‖z − z'‖)        (nothing of z itself, where k has a corner)
 *     e^(−‖z − z'‖²/2b²)     −(z − z') k / b²
 *
 * Does not do: kernels of angles, whose gradient in a metric gained nothing (docs/decisions/selection.md).
 */

/** Kernels of distances: what a metric can be learned with. */
export type DistanceKernel = Extract<PlainKernel, { readonly bandwidth: number }>;

/** A fitted kernel predictor: its kernel matrix k(Aᵀx_j, Aᵀx_i), and α (n×K); of m centres the matrix is n×m and α m×K. */
export interface FittedKernel {
  readonly kernel: DistanceKernel;
  readonly gram: Matrix;
  readonly dual: Matrix;
  /** m×d; the rows themselves when absent. */
  readonly centres?: Matrix;
}

/** M of a predictor over rows, d×d. @param map A, d×r; the identity when undefined @param inputs n×d */
export function gradientMetric(fitted: FittedKernel, map: Matrix | undefined, inputs: Matrix): Matrix {
  const mappedBy = (rows: Matrix) => (map ? mappedRows(map, rows) : rows);
  const mapped = mappedBy(inputs);
  const gradients = gradientsOf(fitted, mapped, fitted.centres ? mappedBy(fitted.centres) : mapped);
  const r = mapped.columns;
  const count = gradients.length / r;
  const inner = new Float64Array(r * r);
  currentDense().gramOfRows(transposeOf(gradients, count, r), r, count, inner);
  const ofMapped = matrix(
    r,
    r,
    inner.map((value) => value / count),
  );
  return map ? sandwich(map, ofMapped) : ofMapped;
}

/**
 * A with AAᵀ = M times what makes its trace the number of columns, so that bandwidths mean the same in every metric. Directions that weigh less
 * than a millionth of the greatest are left out.
 * @returns d×r; undefined where M is 0
 */
export function mapOfMetric({ rows: d, values: m }: Matrix): Matrix | undefined {
  let trace = 0;
  for (let k = 0; k < d; k++) trace += m[k * d + k];
  if (!(trace > 0) || !Number.isFinite(trace)) return undefined;
  const { values, vectors } = symmetricEigen(
    m.map((value) => (value * d) / trace),
    d,
  );
  const largest = values.reduce((most, value) => Math.max(most, value), 0);
  const kept = [...values.keys()].filter((k) => values[k] > 1e-6 * largest);
  const map = matrix(d, kept.length);
  for (const [place, k] of kept.entries()) {
    const root = Math.sqrt(values[k]);
    for (let i = 0; i < d; i++) map.values[i * kept.length + place] = root * vectors[k * d + i];
  }
  return map;
}

/** ∇f_k(z_j) over the mapped rows, (nK)×r, output by output. @param centres mapped, or the rows themselves */
function gradientsOf(fitted: FittedKernel, rows: Matrix, centres: Matrix): Float64Array {
  const { dual } = fitted;
  const outputs = dual.columns;
  const { rows: n, columns: r, values: z } = rows;
  const { rows: m, values: c } = centres;
  const out = new Float64Array(n * outputs * r);
  const slopes = slopesOf(fitted, rows, centres);
  for (let k = 0; k < outputs; k++) {
    // Σ_i −(z_j − c_i)s_ij α_i = (S(α∘C))_j − z_j (Sα)_j
    const weighed = new Float64Array(m * (r + 1));
    for (let i = 0; i < m; i++) {
      const alpha = dual.values[i * outputs + k];
      for (let l = 0; l < r; l++) weighed[i * (r + 1) + l] = alpha * c[i * r + l];
      weighed[i * (r + 1) + r] = alpha;
    }
    const sums = new Float64Array(n * (r + 1));
    currentDense().multiply(slopes, n, m, weighed, r + 1, sums);
    for (let j = 0; j < n; j++) {
      const total = sums[j * (r + 1) + r];
      for (let l = 0; l < r; l++) out[(k * n + j) * r + l] = sums[j * (r + 1) + l] - z[j * r + l] * total;
    }
  }
  return out;
}

/** What −(z_j − c_i) is multiplied by in the gradient of k(·, c_i) at z_j, n×m; 0 where both are one point. */
function slopesOf({ kernel, gram }: FittedKernel, rows: Matrix, centres: Matrix): Float64Array {
  const [n, m] = [rows.rows, centres.rows];
  const slopes = new Float64Array(n * m);
  const square = kernel.bandwidth * kernel.bandwidth;
  const own = centres === rows;
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < (own ? j : m); i++) {
      const value = gram.values[j * m + i];
      const slope = value / (kernel.kind === "gaussian" ? square : kernel.bandwidth * distance(rows, j, centres, i));
      slopes[j * m + i] = Number.isFinite(slope) ? slope : 0;
      if (own) slopes[i * m + j] = slopes[j * m + i];
    }
  }
  return slopes;
}

function distance(a: Matrix, i: number, b: Matrix, j: number): number {
  const r = a.columns;
  let square = 0;
  for (let k = 0; k < r; k++) square += (a.values[i * r + k] - b.values[j * r + k]) ** 2;
  return Math.sqrt(square);
}

/** AMAᵀ, d×d. */
function sandwich(map: Matrix, inner: Matrix): Matrix {
  const [d, r] = [map.rows, map.columns];
  const half = new Float64Array(d * r);
  currentDense().multiply(map.values, d, r, inner.values, r, half);
  const out = new Float64Array(d * d);
  currentDense().multiply(half, d, r, transposeOf(map.values, d, r), d, out);
  return matrix(d, d, out);
}
