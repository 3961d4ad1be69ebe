import { InputError } from "../errors.js";
import { currentBackend } from "../numerics/index.js";
import type { BlockOperator } from "./block-operator.js";
import type { Matrix } from "./matrix.js";

/**
 * The block operator of given feature matrices Φ_i (n×d_i; blocks are padded with zeros to the largest d_i): multiple kernel learning over
 * any kernels K_i = Φ_iΦ_iᵀ. All of them are kept, n·p·d numbers.
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

/** The operator of blocks written out: row i·d + k of `transposed` (p·d × n) is column k of Φ_i. Kept, not copied. */
export function writtenBlocks(transposed: Float64Array, n: number, size: number): BlockOperator {
  const blockCount = transposed.length / (n * size);
  const column = (block: number, k: number) => transposed.subarray((block * size + k) * n, (block * size + k + 1) * n);
  const all = (z: Float64Array, outputs: number) => {
    const out = new Float64Array(blockCount * size * outputs);
    currentBackend().multiply(transposed, blockCount * size, n, z, outputs, out);
    return out;
  };
  return {
    sampleCount: n,
    blockCount,
    blockSize: size,
    transpose(z, outputs, which, out) {
      const width = size * outputs;
      which.forEach((block, a) => {
        const part = out.subarray(a * width, (a + 1) * width);
        currentBackend().multiply(
          transposed.subarray(block * size * n, (block + 1) * size * n),
          size,
          n,
          z,
          outputs,
          part,
        );
      });
    },
    norms(z, outputs, out) {
      const products = all(z, outputs);
      const width = size * outputs;
      for (let i = 0; i < blockCount; i++) {
        let square = 0;
        for (let k = i * width; k < (i + 1) * width; k++) square += products[k] * products[k];
        out[i] = Math.sqrt(square);
      }
    },
    forward(blocks, outputs, which, out) {
      out.fill(0, 0, n * outputs);
      eachWeight(blocks, which, size, outputs, (block, k, o, weight) => {
        const values = column(block, k);
        for (let j = 0; j < n; j++) out[j * outputs + o] += weight * values[j];
      });
    },
    columns(blocks, which, out) {
      const m = which.length;
      out.fill(0, 0, n * m);
      for (let a = 0; a < m; a++) {
        for (let k = 0; k < size; k++) {
          const [values, weight] = [column(which[a], k), blocks[a * size + k]];
          for (let j = 0; j < n; j++) out[j * m + a] += weight * values[j];
        }
      }
    },
    weightedGram(weights, which, out) {
      const rows = new Float64Array(which.length * size * n);
      which.forEach((block, a) => {
        const root = Math.sqrt(weights[a]);
        for (let k = 0; k < size; k++) {
          const values = column(block, k);
          for (let j = 0; j < n; j++) rows[(a * size + k) * n + j] = root * values[j];
        }
      });
      currentBackend().gramOfColumns(rows, which.length * size, n, out);
    },
    blockGrams(which, first, last, out, rowWeights) {
      which.forEach((block, a) => {
        for (let k = 0; k < size; k++) {
          for (let l = 0; l < size; l++) {
            const [x, y] = [column(block, k), column(block, l)];
            let sum = 0;
            for (let j = first; j < last; j++) sum += (rowWeights ? rowWeights[j] : 1) * x[j] * y[j];
            out[(a * size + k) * size + l] = sum;
          }
        }
      });
    },
    dispose() {},
  };
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
