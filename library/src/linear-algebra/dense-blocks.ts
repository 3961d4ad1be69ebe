import { InputError } from "../errors.js";
import { currentBackend } from "../numerics/index.js";
import type { BlockOperator, Magnitude } from "./block-operator.js";
import type { Matrix } from "./matrix.js";
import { norm } from "./vectors.js";

/**
 * The block operator of given feature matrices Φ_i (n×d_i), for multiple kernel learning over any kernels K_i =
 * Φ_iΦ_iᵀ. Blocks are padded with zeros to the largest d_i, and all of them are kept: n·p·d numbers.
 * @returns the operator [Φ_1 … Φ_p]
 * @throws InputError when there is no matrix, or their rows differ
 */
export function denseBlocks(features: readonly Matrix[]): BlockOperator {
  const n = features[0]?.rows ?? 0;
  if (n === 0 || features.some(({ rows }) => rows !== n)) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "features",
      got: `matrices with ${features.map(({ rows }) => rows).join(", ") || "no"} rows`,
      expected: "equally many, at least one",
    });
  }
  const size = Math.max(...features.map(({ columns }) => columns));
  const transposed = new Float64Array(features.length * size * n);
  features.forEach(({ columns, values }, block) => {
    for (let k = 0; k < columns; k++) {
      for (let j = 0; j < n; j++) transposed[(block * size + k) * n + j] = values[j * columns + k];
    }
  });
  return writtenBlocks(transposed, n, size);
}

/**
 * The operator of blocks written out: row i·d + k of `transposed` (p·d × n) is column k of Φ_i. Kept, not copied.
 * @param magnitude where the blocks are rounded sums themselves: of what, and how often they were rounded
 */
export function writtenBlocks(transposed: Float64Array, n: number, size: number, magnitude?: Magnitude): BlockOperator {
  return new WrittenBlocks(transposed, n, size, magnitude);
}

class WrittenBlocks implements BlockOperator {
  readonly blockCount: number;

  constructor(
    private readonly transposed: Float64Array,
    readonly sampleCount: number,
    readonly blockSize: number,
    private known?: Magnitude,
  ) {
    this.blockCount = transposed.length / (sampleCount * blockSize);
  }

  get magnitude(): Magnitude {
    this.known ??= { values: this.largestEntries(), groupSize: 1, factor: 1, extra: 2 };
    return this.known;
  }

  /** max_i |Φ_i|, entry by entry, n×d. */
  private largestEntries(): Float64Array {
    const { transposed, sampleCount: n, blockSize: size } = this;
    const out = new Float64Array(n * size);
    for (let row = 0; row * n < transposed.length; row++) {
      const k = row % size;
      for (let j = 0; j < n; j++) out[j * size + k] = Math.max(out[j * size + k], Math.abs(transposed[row * n + j]));
    }
    return out;
  }

  /** Column k of Φ_block. */
  private column(block: number, k: number): Float64Array {
    const at = (block * this.blockSize + k) * this.sampleCount;
    return this.transposed.subarray(at, at + this.sampleCount);
  }

  transpose(z: Float64Array, outputs: number, which: Int32Array, out: Float64Array): void {
    const { transposed, sampleCount: n, blockSize: size } = this;
    const width = size * outputs;
    which.forEach((block, a) => {
      const rows = transposed.subarray(block * size * n, (block + 1) * size * n);
      currentBackend().multiply(rows, size, n, z, outputs, out.subarray(a * width, (a + 1) * width));
    });
  }

  norms(z: Float64Array, outputs: number, out: Float64Array): void {
    const { transposed, blockCount, sampleCount: n, blockSize: size } = this;
    const width = size * outputs;
    const products = new Float64Array(blockCount * width);
    currentBackend().multiply(transposed, blockCount * size, n, z, outputs, products);
    for (let i = 0; i < blockCount; i++) out[i] = norm(products, i * width, (i + 1) * width);
  }

  forward(blocks: Float64Array, outputs: number, which: Int32Array, out: Float64Array): void {
    const n = this.sampleCount;
    out.fill(0, 0, n * outputs);
    eachWeight(blocks, which, this.blockSize, outputs, (block, k, o, weight) => {
      const values = this.column(block, k);
      for (let j = 0; j < n; j++) out[j * outputs + o] += weight * values[j];
    });
  }

  columns(blocks: Float64Array, which: Int32Array, out: Float64Array): void {
    const { sampleCount: n, blockSize: size } = this;
    const m = which.length;
    out.fill(0, 0, n * m);
    for (let a = 0; a < m; a++) {
      for (let k = 0; k < size; k++) {
        const [values, weight] = [this.column(which[a], k), blocks[a * size + k]];
        for (let j = 0; j < n; j++) out[j * m + a] += weight * values[j];
      }
    }
  }

  weightedGram(weights: Float64Array, which: Int32Array, out: Float64Array): void {
    const { sampleCount: n, blockSize: size } = this;
    const rows = new Float64Array(which.length * size * n);
    which.forEach((block, a) => {
      const root = Math.sqrt(weights[a]);
      for (let k = 0; k < size; k++) {
        const values = this.column(block, k);
        for (let j = 0; j < n; j++) rows[(a * size + k) * n + j] = root * values[j];
      }
    });
    currentBackend().gramOfColumns(rows, which.length * size, n, out);
  }

  blockGrams(which: Int32Array, first: number, last: number, out: Float64Array, rowWeights?: Float64Array): void {
    const size = this.blockSize;
    which.forEach((block, a) => {
      for (let k = 0; k < size; k++) {
        for (let l = 0; l < size; l++) {
          const [x, y] = [this.column(block, k), this.column(block, l)];
          let sum = 0;
          for (let j = first; j < last; j++) sum += (rowWeights ? rowWeights[j] : 1) * x[j] * y[j];
          out[(a * size + k) * size + l] = sum;
        }
      }
    });
  }

  dispose(): void {}
}

/** Every weight of the listed blocks (d×K each) that is not zero. */
function eachWeight(
  blocks: Float64Array,
  which: Int32Array,
  size: number,
  outputs: number,
  visit: (block: number, k: number, output: number, weight: number) => void,
): void {
  which.forEach((block, a) => {
    for (let k = 0; k < size; k++) {
      for (let o = 0; o < outputs; o++) {
        const weight = blocks[(a * size + k) * outputs + o];
        if (weight !== 0) visit(block, k, o, weight);
      }
    }
  });
}
