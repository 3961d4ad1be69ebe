import { currentBackend } from "../numerics/index.js";
import type { BlockOperator } from "./block-operator.js";

/**
 * Sums groups of consecutive rows: Φ_i = P Ψ_i, where Ψ is an operator over n·B rows and P adds the B rows of each sample. With Ψ the
 * masked operator over patches it is the convolutional network of E.1 with sum pooling.
 */
export function pooledOperator(base: BlockOperator, groupSize: number): BlockOperator {
  const n = base.sampleCount / groupSize;
  const { blockSize: d, blockCount } = base;
  const spread = (z: Float64Array, outputs: number) => {
    const out = new Float64Array(z.length * groupSize);
    for (let row = 0; row < base.sampleCount; row++) {
      const from = Math.floor(row / groupSize) * outputs;
      for (let k = 0; k < outputs; k++) out[row * outputs + k] = z[from + k];
    }
    return out;
  };
  const pool = (u: Float64Array, width: number, out: Float64Array) => {
    out.fill(0, 0, n * width);
    for (let row = 0; row < base.sampleCount; row++) {
      const to = Math.floor(row / groupSize) * width;
      for (let k = 0; k < width; k++) out[to + k] += u[row * width + k];
    }
  };
  const columns = (blocks: Float64Array, which: Int32Array, out: Float64Array) => {
    const long = new Float64Array(base.sampleCount * which.length);
    base.columns(blocks, which, long);
    pool(long, which.length, out);
  };
  /** Φ_i itself, n×d. */
  const dense = (block: number) => {
    const identity = new Float64Array(d * d);
    for (let k = 0; k < d; k++) identity[k * d + k] = 1;
    const out = new Float64Array(n * d);
    columns(identity, new Int32Array(d).fill(block), out);
    return out;
  };
  return {
    sampleCount: n,
    blockCount,
    blockSize: d,
    norms: (z, outputs, out) => base.norms(spread(z, outputs), outputs, out),
    transpose: (z, outputs, which, out) => base.transpose(spread(z, outputs), outputs, which, out),
    forward(blocks, outputs, which, out) {
      const long = new Float64Array(base.sampleCount * outputs);
      base.forward(blocks, outputs, which, long);
      pool(long, outputs, out);
    },
    columns,
    weightedGram(weights, which, out) {
      const wide = new Float64Array(n * which.length * d);
      which.forEach((block, a) => {
        const phi = dense(block);
        const root = Math.sqrt(weights[a]);
        for (let j = 0; j < n; j++) {
          for (let k = 0; k < d; k++) wide[(j * which.length + a) * d + k] = root * phi[j * d + k];
        }
      });
      currentBackend().gramOfRows(wide, n, which.length * d, out);
    },
    blockGrams(which, first, last, out, rowWeights) {
      out.fill(0);
      which.forEach((block, a) => {
        const phi = dense(block);
        for (let j = first; j < last; j++) {
          const weight = rowWeights?.[j] ?? 1;
          for (let i = 0; i < d; i++) {
            for (let k = 0; k < d; k++) out[(a * d + i) * d + k] += weight * phi[j * d + i] * phi[j * d + k];
          }
        }
      });
    },
    dispose: () => base.dispose(),
  };
}
