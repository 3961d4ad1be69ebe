import type { Activation } from "../activations/activation.js";
import type { Arrangement } from "../arrangements/arrangement.js";
import { maskedOperator, maskedRows } from "../arrangements/masked-operator.js";
import type { BlockOperator } from "../linear-algebra/block-operator.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { scaled } from "../linear-algebra/vectors.js";
import { currentBackend, type MaskedProducts, type NumericsBackend } from "../numerics/index.js";
import { nextUp } from "../numerics/rigorous/index.js";

/**
 * The operator of a gated network with another activation: Φ_i = (s₋I + (s₊ − s₋)D_i)X for slopes s₊, s₋; for threshold networks
 * Φ_i is the mask column itself (n×1).
 */
export function activationOperator(inputs: Matrix, arrangement: Arrangement, activation: Activation): BlockOperator {
  if (activation.name === "threshold") {
    return maskedOperator(onesColumn(inputs.rows), { ...arrangement, featureCount: 1 });
  }
  if (activation.negative === 0 && activation.positive === 1) return maskedOperator(inputs, arrangement);
  return slopeOperator(inputs, arrangement, activation);
}

/** What the blocks of a network with slopes are made of: Φ_i = s₋X + jump·D_iX. */
interface Slopes {
  readonly inputs: Matrix;
  readonly positive: number;
  readonly negative: number;
  /** s₊ − s₋ */
  readonly jump: number;
  readonly backend: NumericsBackend;
  /** D_iX */
  readonly masked: MaskedProducts;
}

function slopeOperator(inputs: Matrix, arrangement: Arrangement, { positive, negative }: Activation): BlockOperator {
  const { rows: n, columns: d, values: x } = inputs;
  const { masks, maskCount } = arrangement;
  const backend = currentBackend();
  const masked = backend.maskedProducts(x, n, d, masks, maskCount);
  const slopes: Slopes = { inputs, positive, negative, jump: positive - negative, backend, masked };
  const counter = maskedOperator(onesColumn(n), { ...arrangement, featureCount: 1 });
  return {
    sampleCount: n,
    blockCount: maskCount,
    blockSize: d,
    magnitude: {
      values: x,
      groupSize: 1,
      factor: nextUp(Math.abs(slopes.jump) + Math.abs(negative)),
      extra: 10,
      masked: maskedRows(inputs, arrangement, [positive, negative]),
    },
    norms: (z, outputs, out) => masked.norms(scaled(z, slopes.jump), outputs, out, commonTranspose(slopes, z, outputs)),
    transpose: (z, outputs, which, out) => transpose(slopes, z, outputs, which, out),
    forward: (blocks, outputs, which, out) => forward(slopes, blocks, outputs, which, out),
    columns: (blocks, which, out) => columns(slopes, blocks, which, out),
    weightedGram: (weights, which, out) => weightedGram(slopes, counter, weights, which, out),
    blockGrams: (which, first, last, out, rowWeights) => {
      masked.blockGrams(which, first, last, out, rowWeights);
      addCommonGrams(slopes, first, last, out, rowWeights);
    },
    dispose() {
      masked.dispose();
      counter.dispose();
    },
  };
}

/** s₋Xᵀz, d×K: the part that all blocks share. */
function commonTranspose({ inputs, negative }: Slopes, z: Float64Array, outputs: number): Float64Array {
  const { rows: n, columns: d, values: x } = inputs;
  const out = new Float64Array(d * outputs);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < d; i++) {
      const factor = negative * x[j * d + i];
      for (let k = 0; k < outputs; k++) out[i * outputs + k] += factor * z[j * outputs + k];
    }
  }
  return out;
}

function transpose(slopes: Slopes, z: Float64Array, outputs: number, which: Int32Array, out: Float64Array): void {
  slopes.masked.transpose(z, outputs, which, out);
  const same = commonTranspose(slopes, z, outputs);
  for (let k = 0; k < out.length; k++) out[k] = slopes.jump * out[k] + same[k % same.length];
}

/** X times s₋ Σ_a blocks[a], and the masked part. */
function forward(slopes: Slopes, blocks: Float64Array, outputs: number, which: Int32Array, out: Float64Array): void {
  const { inputs, negative, jump, backend, masked } = slopes;
  const { rows: n, columns: d, values: x } = inputs;
  masked.forward(blocks, outputs, which, out);
  const total = new Float64Array(d * outputs);
  for (let k = 0; k < blocks.length; k++) total[k % total.length] += negative * blocks[k];
  const same = new Float64Array(n * outputs);
  backend.multiply(x, n, d, total, outputs, same);
  for (let k = 0; k < out.length; k++) out[k] = jump * out[k] + same[k];
}

function columns(
  { inputs, negative, jump, masked }: Slopes,
  blocks: Float64Array,
  which: Int32Array,
  out: Float64Array,
) {
  const { rows: n, columns: d, values: x } = inputs;
  masked.columns(blocks, which, out);
  for (let j = 0; j < n; j++) {
    for (let a = 0; a < which.length; a++) {
      let same = 0;
      for (let k = 0; k < d; k++) same += x[j * d + k] * blocks[a * d + k];
      out[j * which.length + a] = jump * out[j * which.length + a] + negative * same;
    }
  }
}

/** Σ_a η_a m_am_aᵀ with m = s₋ + jump·mask, times XXᵀ entry by entry; `counter` counts the masks' weights a row. */
function weightedGram(
  { inputs, negative, jump, backend, masked }: Slopes,
  counter: BlockOperator,
  weights: Float64Array,
  which: Int32Array,
  out: Float64Array,
): void {
  const { rows: n, columns: d, values: x } = inputs;
  masked.weightedGram(weights, which, out);
  const products = new Float64Array(n * n);
  backend.gramOfRows(x, n, d, products);
  const open = new Float64Array(n);
  counter.forward(weights, 1, which, open);
  let total = 0;
  for (const weight of weights) total += weight;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const factor = negative * negative * total + negative * jump * (open[i] + open[j]);
      out[i * n + j] = jump * jump * out[i * n + j] + factor * products[i * n + j];
    }
  }
}

/** out holds the grams of the masked rows; the closed rows have slope s₋. */
function addCommonGrams(
  { inputs, positive, negative }: Slopes,
  first: number,
  last: number,
  out: Float64Array,
  rowWeights?: Float64Array,
): void {
  const { columns: d, values: x } = inputs;
  const same = new Float64Array(d * d);
  for (let j = first; j < last; j++) {
    const weight = rowWeights?.[j] ?? 1;
    for (let i = 0; i < d; i++) {
      for (let k = 0; k < d; k++) same[i * d + k] += weight * x[j * d + i] * x[j * d + k];
    }
  }
  const [inside, outside] = [positive * positive - negative * negative, negative * negative];
  for (let k = 0; k < out.length; k++) out[k] = inside * out[k] + outside * same[k % same.length];
}

function onesColumn(n: number): Matrix {
  return matrix(n, 1, new Float64Array(n).fill(1));
}
