import { currentBackend } from "../numerics/index.js";
import type { BlockOperator, Magnitude } from "./block-operator.js";

/**
 * Sums groups of consecutive rows: Φ_i = P Ψ_i, where Ψ is an operator over n·B rows and P adds the B rows of each sample. With Ψ the
 * masked operator over patches it is the convolutional network of E.1 with sum pooling.
 */
export function pooledOperator(base: BlockOperator, groupSize: number): BlockOperator {
  return new PooledOperator(base, groupSize);
}

class PooledOperator implements BlockOperator {
  readonly sampleCount: number;
  readonly blockCount: number;
  readonly blockSize: number;

  constructor(
    private readonly base: BlockOperator,
    private readonly groupSize: number,
  ) {
    this.sampleCount = base.sampleCount / groupSize;
    this.blockCount = base.blockCount;
    this.blockSize = base.blockSize;
  }

  get magnitude(): Magnitude {
    const { values, factor, extra, masked } = this.base.magnitude;
    const { groupSize } = this;
    return { values, factor, groupSize, extra: extra + groupSize, masked: masked && { ...masked, groupSize } };
  }

  norms(z: Float64Array, outputs: number, out: Float64Array): void {
    this.base.norms(this.spread(z, outputs), outputs, out);
  }

  transpose(z: Float64Array, outputs: number, which: Int32Array, out: Float64Array): void {
    this.base.transpose(this.spread(z, outputs), outputs, which, out);
  }

  forward(blocks: Float64Array, outputs: number, which: Int32Array, out: Float64Array): void {
    const long = new Float64Array(this.base.sampleCount * outputs);
    this.base.forward(blocks, outputs, which, long);
    this.pool(long, outputs, out);
  }

  columns(blocks: Float64Array, which: Int32Array, out: Float64Array): void {
    const long = new Float64Array(this.base.sampleCount * which.length);
    this.base.columns(blocks, which, long);
    this.pool(long, which.length, out);
  }

  weightedGram(weights: Float64Array, which: Int32Array, out: Float64Array): void {
    const { sampleCount: n, blockSize: d } = this;
    const wide = new Float64Array(n * which.length * d);
    which.forEach((block, a) => {
      const phi = this.dense(block);
      const root = Math.sqrt(weights[a]);
      for (let j = 0; j < n; j++) {
        for (let k = 0; k < d; k++) wide[(j * which.length + a) * d + k] = root * phi[j * d + k];
      }
    });
    currentBackend().gramOfRows(wide, n, which.length * d, out);
  }

  blockGrams(which: Int32Array, first: number, last: number, out: Float64Array, rowWeights?: Float64Array): void {
    const d = this.blockSize;
    out.fill(0);
    which.forEach((block, a) => {
      const phi = this.dense(block);
      for (let j = first; j < last; j++) {
        const weight = rowWeights?.[j] ?? 1;
        for (let i = 0; i < d; i++) {
          for (let k = 0; k < d; k++) out[(a * d + i) * d + k] += weight * phi[j * d + i] * phi[j * d + k];
        }
      }
    });
  }

  dispose(): void {
    this.base.dispose();
  }

  /** Pᵀz: every row of a group gets what its sample has. */
  private spread(z: Float64Array, outputs: number): Float64Array {
    const out = new Float64Array(z.length * this.groupSize);
    for (let row = 0; row < this.base.sampleCount; row++) {
      const from = Math.floor(row / this.groupSize) * outputs;
      for (let k = 0; k < outputs; k++) out[row * outputs + k] = z[from + k];
    }
    return out;
  }

  /** out ← Pu for u with so many columns. */
  private pool(u: Float64Array, width: number, out: Float64Array): void {
    out.fill(0, 0, this.sampleCount * width);
    for (let row = 0; row < this.base.sampleCount; row++) {
      const to = Math.floor(row / this.groupSize) * width;
      for (let k = 0; k < width; k++) out[to + k] += u[row * width + k];
    }
  }

  /** Φ_i itself, n×d. */
  private dense(block: number): Float64Array {
    const d = this.blockSize;
    const identity = new Float64Array(d * d);
    for (let k = 0; k < d; k++) identity[k * d + k] = 1;
    const out = new Float64Array(this.sampleCount * d);
    this.columns(identity, new Int32Array(d).fill(block), out);
    return out;
  }
}
