import type { Activation } from "../activations/activation.js";
import type { Arrangement } from "../arrangements/arrangement.js";
import { maskedOperator } from "../arrangements/masked-operator.js";
import type { BlockOperator } from "../linear-algebra/block-operator.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { scaled } from "../linear-algebra/vectors.js";
import { currentBackend } from "../numerics/index.js";

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

function slopeOperator(inputs: Matrix, arrangement: Arrangement, { positive, negative }: Activation): BlockOperator {
  const { rows: n, columns: d, values: x } = inputs;
  const { masks, maskCount } = arrangement;
  const jump = positive - negative;
  const backend = currentBackend();
  const masked = backend.maskedProducts(x, n, d, masks, maskCount);
  const counter = maskedOperator(onesColumn(n), { ...arrangement, featureCount: 1 });
  /** s₋ Xᵀz, d×K. */
  const common = (z: Float64Array, outputs: number) => {
    const out = new Float64Array(d * outputs);
    for (let j = 0; j < n; j++) {
      for (let i = 0; i < d; i++) {
        const factor = negative * x[j * d + i];
        for (let k = 0; k < outputs; k++) out[i * outputs + k] += factor * z[j * outputs + k];
      }
    }
    return out;
  };
  return {
    sampleCount: n,
    blockCount: maskCount,
    blockSize: d,
    norms: (z, outputs, out) => masked.norms(scaled(z, jump), outputs, out, common(z, outputs)),
    transpose(z, outputs, which, out) {
      masked.transpose(z, outputs, which, out);
      const same = common(z, outputs);
      for (let k = 0; k < out.length; k++) out[k] = jump * out[k] + same[k % same.length];
    },
    forward(blocks, outputs, which, out) {
      masked.forward(blocks, outputs, which, out);
      const total = new Float64Array(d * outputs);
      for (let k = 0; k < blocks.length; k++) total[k % total.length] += negative * blocks[k];
      const same = new Float64Array(n * outputs);
      backend.multiply(x, n, d, total, outputs, same);
      for (let k = 0; k < out.length; k++) out[k] = jump * out[k] + same[k];
    },
    columns(blocks, which, out) {
      masked.columns(blocks, which, out);
      for (let j = 0; j < n; j++) {
        for (let a = 0; a < which.length; a++) {
          let same = 0;
          for (let k = 0; k < d; k++) same += x[j * d + k] * blocks[a * d + k];
          out[j * which.length + a] = jump * out[j * which.length + a] + negative * same;
        }
      }
    },
    // Σ_a η_a m_am_aᵀ with m = s₋ + jump·mask, times XXᵀ entry by entry.
    weightedGram(weights, which, out) {
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
    },
    blockGrams(which, first, last, out, rowWeights) {
      masked.blockGrams(which, first, last, out, rowWeights);
      const same = new Float64Array(d * d);
      for (let j = first; j < last; j++) {
        const weight = rowWeights?.[j] ?? 1;
        for (let i = 0; i < d; i++) {
          for (let k = 0; k < d; k++) same[i * d + k] += weight * x[j * d + i] * x[j * d + k];
        }
      }
      const [inside, outside] = [positive * positive - negative * negative, negative * negative];
      for (let k = 0; k < out.length; k++) out[k] = inside * out[k] + outside * same[k % same.length];
    },
    dispose() {
      masked.dispose();
      counter.dispose();
    },
  };
}

function onesColumn(n: number): Matrix {
  return matrix(n, 1, new Float64Array(n).fill(1));
}
