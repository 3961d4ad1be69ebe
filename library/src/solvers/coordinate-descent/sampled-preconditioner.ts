import { dot } from "../../linear-algebra/vectors.js";
import { currentBackend } from "../../numerics/index.js";
import type { RowCurvature } from "./row-curvature.js";
import type { SampledRows } from "./sampled-rows.js";

/**
 * A preconditioner of the Newton system ΦᵀWΦ + R on the support (support-newton.ts) from a sample of s of the n rows,
 *
 *     M = (n/s) Φ_sᵀW̄Φ_s + diag(b_i) − U diag(t_i) Uᵀ,   t_i = (1 − μ)λ/‖w_i‖,   b_i = 1.001 λ/‖w_i‖
 *
 * where the columns of U are the ŵ_i, along which the penalty is flat, and W̄ gives a row the mean of its outputs' curvatures, so that one
 * factor of s×s numbers serves all outputs. It couples the blocks, which share their rows; the diagonals of their own curvatures do not.
 * Its inverse is Woodbury's, for the rows and then for U:
 *
 *     (M + U diag(t) Uᵀ)⁻¹ = b⁻¹ − b⁻¹Φ_sᵀSL⁻ᵀ L⁻¹SΦ_sb⁻¹,   S² = (n/s)W̄,   LLᵀ = I + SΦ_sb⁻¹Φ_sᵀS
 *
 * Does not do: what only the other rows see, the coupling of classes. Neither changes the step, only how soon it is found.
 */
export interface SupportPenalty {
  readonly gates: Int32Array;
  /** ŵ of every block, one after the other. */
  readonly units: Float64Array;
  /** λ/‖w_i‖ of every block. */
  readonly stiffness: Float64Array;
  /** μ */
  readonly damping: number;
  readonly curvature: RowCurvature;
}

/** What a flat direction keeps of its stiffness, so that one that no row of the sample sees has an inverse. */
const leastStiffness = 1e-3;

/** out = M⁻¹r; undefined where a factorisation failed. */
export function sampledPreconditioner(
  sample: SampledRows,
  penalty: SupportPenalty,
): ((r: Float64Array, out: Float64Array) => void) | undefined {
  const { gates, units, stiffness, damping, curvature } = penalty;
  const { operator } = sample;
  const { outputs } = curvature;
  const [count, size] = [gates.length, units.length / gates.length];
  const inverses = stiffness.map((value) => 1 / ((1 + leastStiffness) * value));
  const factor = rowFactor(sample, penalty, inverses);
  const flat = factor && flatColumns(sample, penalty, factor, inverses);
  if (!factor || !flat) return undefined;
  const backend = currentBackend();
  const capacity = new Float64Array(count * count);
  backend.gramOfColumns(flat, flat.length / count, count, capacity);
  for (let a = 0; a < count; a++) {
    capacity[a * count + a] += 1 / Math.max((1 - damping) * stiffness[a], Number.MIN_VALUE) - inverses[a];
  }
  if (!backend.cholesky(capacity, count)) return undefined;
  const white = new Float64Array(sample.rows.length * outputs);
  const along = new Float64Array(count);
  return (r, out) => {
    scaleBlocks(r, inverses, size, out);
    operator.forward(out, outputs, gates, white);
    factor.whiten(white, outputs);
    along.fill(0);
    for (let j = 0; j < white.length; j++) addMultiple(along, -white[j], flat, j * count);
    for (let a = 0; a < count; a++) along[a] += dotOfSlices(units, a * size, out, a * size, size);
    backend.solveLower(capacity, count, along, 1);
    backend.solveLowerTransposed(capacity, count, along, 1);
    for (let j = 0; j < white.length; j++) white[j] += dotOfSlices(along, 0, flat, j * count, count);
    factor.unwhiten(white, outputs);
    const taken = new Float64Array(r.length);
    operator.transpose(white, outputs, gates, taken);
    for (let a = 0, k = 0; a < count; a++) {
      for (const end = k + size; k < end; k++) out[k] += inverses[a] * (along[a] * units[k] - taken[k]);
    }
  };
}

/** L⁻¹S and SL⁻ᵀ of s×m numbers, in place. */
interface RowFactor {
  whiten(v: Float64Array, m: number): void;
  unwhiten(v: Float64Array, m: number): void;
}

function rowFactor(
  { operator, rows, factor }: SampledRows,
  { gates, curvature }: SupportPenalty,
  inverses: Float64Array,
): RowFactor | undefined {
  const s = rows.length;
  const roots = Float64Array.from(rows, (row) => Math.sqrt(factor * meanCurvature(curvature, row)));
  const lower = new Float64Array(s * s);
  operator.weightedGram(inverses, gates, lower);
  for (let a = 0; a < s; a++) {
    for (let b = 0; b <= a; b++) lower[a * s + b] *= roots[a] * roots[b];
    lower[a * s + a] += 1;
  }
  const backend = currentBackend();
  if (!backend.cholesky(lower, s)) return undefined;
  const weigh = (v: Float64Array, m: number) => {
    for (let j = 0; j < s; j++) for (let k = j * m; k < (j + 1) * m; k++) v[k] *= roots[j];
  };
  const whiten = (v: Float64Array, m: number) => {
    weigh(v, m);
    backend.solveLower(lower, s, v, m);
  };
  const constant = curvature.constant && constantDirection(s, whiten);
  return {
    whiten(v, m) {
      whiten(v, m);
      if (constant) takeOff(constant, v, m);
    },
    unwhiten(v, m) {
      backend.solveLowerTransposed(lower, s, v, m);
      weigh(v, m);
    },
  };
}

/** The unit vector along L⁻¹S1: an unpenalised constant answers a shift of all rows of an output, which then has no curvature. */
function constantDirection(s: number, whiten: (v: Float64Array, m: number) => void): Float64Array | undefined {
  const direction = new Float64Array(s).fill(1);
  whiten(direction, 1);
  const length = Math.sqrt(dot(direction, direction));
  return length > 0 ? direction.map((value) => value / length) : undefined;
}

/** v ← (I − ggᵀ)v for s×m numbers. */
function takeOff(g: Float64Array, v: Float64Array, m: number): void {
  const parts = new Float64Array(m);
  for (let j = 0; j < g.length; j++) addMultiple(parts, g[j], v, j * m);
  for (let j = 0; j < g.length; j++) for (let k = 0; k < m; k++) v[j * m + k] -= g[j] * parts[k];
}

/** L⁻¹SΦ_sŵ_a/b_a for every block a: sK rows of so many numbers. */
function flatColumns(
  { operator, rows }: SampledRows,
  { gates, units, curvature: { outputs } }: SupportPenalty,
  factor: RowFactor,
  inverses: Float64Array,
): Float64Array {
  const [s, count] = [rows.length, gates.length];
  const scaled = new Float64Array(units.length);
  scaleBlocks(units, inverses, units.length / count, scaled);
  const all = new Float64Array(s * outputs * count);
  const columns = new Float64Array(s * count);
  const one = new Float64Array(units.length / outputs);
  for (let k = 0; k < outputs; k++) {
    for (let i = 0; i < one.length; i++) one[i] = scaled[i * outputs + k];
    operator.columns(one, gates, columns);
    for (let j = 0; j < s; j++) all.set(columns.subarray(j * count, (j + 1) * count), (j * outputs + k) * count);
  }
  factor.whiten(all, outputs * count);
  return all;
}

/** The mean of the outputs' curvatures of a row; coupled ones do not see a common shift. */
function meanCurvature({ diagonal, outputs, coupled }: RowCurvature, row: number): number {
  let [sum, squares] = [0, 0];
  for (let k = row * outputs; k < (row + 1) * outputs; k++) {
    sum += diagonal[k];
    squares += diagonal[k] * diagonal[k];
  }
  if (!coupled) return sum / outputs;
  return sum > 0 ? Math.max(0, sum - squares / sum) / Math.max(1, outputs - 1) : 0;
}

/** out_a = factors_a · blocks_a */
function scaleBlocks(blocks: Float64Array, factors: Float64Array, size: number, out: Float64Array): void {
  for (let a = 0, k = 0; a < factors.length; a++) {
    for (const end = k + size; k < end; k++) out[k] = factors[a] * blocks[k];
  }
}

/** out += factor · v[from …] */
function addMultiple(out: Float64Array, factor: number, v: Float64Array, from: number): void {
  for (let k = 0; k < out.length; k++) out[k] += factor * v[from + k];
}

/** Σ a_k b_k over slices of so many numbers. */
function dotOfSlices(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) sum += a[aOffset + k] * b[bOffset + k];
  return sum;
}
