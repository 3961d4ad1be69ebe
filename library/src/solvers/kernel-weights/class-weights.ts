import type { LossData } from "../../losses/loss.js";

/**
 * The curvature of softmax on the entries that have any: W_j = c_j(diag π_j − π_jπ_jᵀ) has the diagonal m_jk = c_jπ_jk(1 − π_jk). For each
 * class the smallest entries, which together are at most `dropped` of its Σ_j m_jk, are left out; what is left of a row is
 *
 *     W̃_j = D_j − D_jD_jᵀ/ΣD_j,   D_jk = c_jπ_jk on its kept classes
 *
 * which is again the curvature of a softmax over these classes. It is the Newton method's model of the loss only: gradients and values stay
 * exact, so that a step is a little longer or shorter and the minimum the same. Does not do: rows of weight 0, which are left out.
 */
export interface ClassWeights {
  readonly outputs: number;
  /** Rows with at least two kept classes, ascending. */
  readonly rows: Int32Array;
  /** Where a row stands in `rows`; −1 elsewhere. Length n. */
  readonly positions: Int32Array;
  /** D of one class, length n. */
  ofClass(output: number): Float64Array;
  /** W̃v, n×K. */
  weigh(v: Float64Array): Float64Array;
  /** W̃_j of every row, n·K². */
  blocks(): Float64Array;
}

export function classWeights(probabilities: Float64Array, data: LossData, dropped: number): ClassWeights {
  const { sampleCount: n, outputs, weights } = data;
  const kept = new Uint8Array(probabilities.length);
  for (let k = 0; k < outputs; k++) keepLargest(probabilities, data, k, dropped, kept);
  for (let j = 0; j < n; j++) completeRow(probabilities, j, outputs, kept);
  const diagonal = probabilities.map((value, k) => (kept[k] ? (weights?.[Math.floor(k / outputs)] ?? 1) * value : 0));
  const positions = new Int32Array(n).fill(-1);
  const rows = Int32Array.from({ length: n }, (_, j) => j).filter((j) => rowTotal(diagonal, j, outputs) > 0);
  rows.forEach((j, position) => {
    positions[j] = position;
  });
  return {
    outputs,
    rows,
    positions,
    ofClass: (k) => Float64Array.from({ length: n }, (_, j) => diagonal[j * outputs + k]),
    weigh: (v) => weighedClasses(diagonal, v, outputs),
    blocks: () => blocksOf(diagonal, outputs),
  };
}

/** Marks the entries of one class that make up all but `dropped` of its curvature. */
function keepLargest(
  probabilities: Float64Array,
  { sampleCount: n, outputs, weights }: LossData,
  output: number,
  dropped: number,
  kept: Uint8Array,
): void {
  const masses = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    const p = probabilities[j * outputs + output];
    masses[j] = (weights?.[j] ?? 1) * p * (1 - p);
  }
  const ascending = masses.slice().sort();
  let room = dropped * ascending.reduce((sum, mass) => sum + mass, 0);
  let smallest = 0;
  while (smallest < n - 1 && ascending[smallest] <= room) room -= ascending[smallest++];
  const least = Math.max(ascending[smallest], Number.MIN_VALUE);
  for (let j = 0; j < n; j++) if (masses[j] >= least) kept[j * outputs + output] = 1;
}

/** A row needs two classes to have a curvature: one kept class brings the likeliest other one along. */
function completeRow(probabilities: Float64Array, row: number, outputs: number, kept: Uint8Array): void {
  const first = row * outputs;
  let count = 0;
  for (let k = first; k < first + outputs; k++) count += kept[k];
  if (count !== 1) return;
  let likeliest = -1;
  for (let k = first; k < first + outputs; k++) {
    if (!kept[k] && (likeliest < 0 || probabilities[k] > probabilities[likeliest])) likeliest = k;
  }
  kept[likeliest] = 1;
}

function rowTotal(diagonal: Float64Array, row: number, outputs: number): number {
  let total = 0;
  for (let k = row * outputs; k < (row + 1) * outputs; k++) total += diagonal[k];
  return total;
}

function blocksOf(diagonal: Float64Array, outputs: number): Float64Array {
  const out = new Float64Array(diagonal.length * outputs);
  for (let j = 0; j * outputs < diagonal.length; j++) {
    const total = rowTotal(diagonal, j, outputs);
    if (total === 0) continue;
    for (let k = 0; k < outputs; k++) {
      const own = diagonal[j * outputs + k];
      const to = (j * outputs + k) * outputs;
      for (let l = 0; l < outputs; l++) out[to + l] = Number(k === l) * own - (own * diagonal[j * outputs + l]) / total;
    }
  }
  return out;
}

/** Wv for W_j = diag(D_j) − D_jD_jᵀ/ΣD_j, n×K; rows without mass give 0. */
export function weighedClasses(diagonal: Float64Array, v: Float64Array, outputs: number): Float64Array {
  const out = new Float64Array(v.length);
  for (let j = 0; j * outputs < v.length; j++) {
    let product = 0;
    for (let k = j * outputs; k < (j + 1) * outputs; k++) product += diagonal[k] * v[k];
    const total = rowTotal(diagonal, j, outputs);
    if (total === 0) continue;
    for (let k = j * outputs; k < (j + 1) * outputs; k++) out[k] = diagonal[k] * (v[k] - product / total);
  }
  return out;
}
