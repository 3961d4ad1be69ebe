import { InputError } from "../errors.js";
import type { BlockOperator } from "./block-operator.js";
import type { Matrix } from "./matrix.js";

/**
 * The block operator of given feature matrices Φ_i (n×d_i, kept as they are; blocks are padded with zeros to the largest d_i): multiple
 * kernel learning over any kernels K_i = Φ_iΦ_iᵀ. Does not do: anything fast for many blocks (masks have their own operator).
 */
export function denseBlocks(features: readonly Matrix[]): BlockOperator {
  const n = features[0]?.rows ?? 0;
  if (n === 0 || features.some(({ rows }) => rows !== n)) {
    throw new InputError(
      "shape-mismatch",
      "features",
      `features: got matrices with ${features.map(({ rows }) => rows).join(", ") || "no"} rows; expected equally many, at least one`,
    );
  }
  const size = Math.max(...features.map(({ columns }) => columns));
  const everyBlock = Int32Array.from(features, (_, i) => i);

  const transpose: BlockOperator["transpose"] = (z, outputs, which, out) => {
    out.fill(0, 0, which.length * size * outputs);
    which.forEach((block, a) => {
      eachEntry(features[block], (j, k, value) => {
        for (let o = 0; o < outputs; o++) out[(a * size + k) * outputs + o] += value * z[j * outputs + o];
      });
    });
  };
  return {
    sampleCount: n,
    blockCount: features.length,
    blockSize: size,
    transpose,
    norms(z, outputs, out) {
      const all = new Float64Array(features.length * size * outputs);
      transpose(z, outputs, everyBlock, all);
      out.fill(0, 0, features.length);
      for (let k = 0; k < all.length; k++) out[Math.floor(k / (size * outputs))] += all[k] * all[k];
      for (let i = 0; i < features.length; i++) out[i] = Math.sqrt(out[i]);
    },
    forward(blocks, outputs, which, out) {
      out.fill(0, 0, n * outputs);
      which.forEach((block, a) => {
        eachEntry(features[block], (j, k, value) => {
          for (let o = 0; o < outputs; o++) out[j * outputs + o] += value * blocks[(a * size + k) * outputs + o];
        });
      });
    },
    columns(blocks, which, out) {
      out.fill(0, 0, n * which.length);
      which.forEach((block, a) => {
        eachEntry(features[block], (j, k, value) => {
          out[j * which.length + a] += value * blocks[a * size + k];
        });
      });
    },
    weightedGram(weights, which, out) {
      out.fill(0, 0, n * n);
      which.forEach((block, a) => {
        const { columns, values } = features[block];
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) {
            let product = 0;
            for (let k = 0; k < columns; k++) product += values[i * columns + k] * values[j * columns + k];
            out[i * n + j] += weights[a] * product;
            out[j * n + i] = out[i * n + j];
          }
        }
      });
    },
    blockGrams(which, first, last, out, rowWeights) {
      out.fill(0, 0, which.length * size * size);
      which.forEach((block, a) => {
        const { columns, values } = features[block];
        for (let j = first; j < last; j++) {
          for (let k = 0; k < columns; k++) {
            const value = values[j * columns + k] * (rowWeights ? rowWeights[j] : 1);
            for (let l = 0; l < columns; l++) out[(a * size + k) * size + l] += value * values[j * columns + l];
          }
        }
      });
    },
    dispose() {},
  };
}

function eachEntry({ rows, columns, values }: Matrix, visit: (row: number, column: number, value: number) => void) {
  for (let j = 0; j < rows; j++) for (let k = 0; k < columns; k++) visit(j, k, values[j * columns + k]);
}
