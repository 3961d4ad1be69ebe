import type { Matrix } from "../../linear-algebra/matrix.js";
import { symmetricEigen } from "../../linear-algebra/symmetric-eigen.js";
import { currentBackend } from "../../numerics/index.js";

/** A rotation of the columns: Q (d×d; undefined: none), for blocks with K outputs. */
export interface Rotation {
  readonly matrix: Float64Array | undefined;
  readonly outputs: number;
}

/** Beyond so many columns their axes cost more than they save. */
const mostRotated = 128;

/** Eigenvectors of XᵀX as columns, d×d: in their coordinates XᵀX is diagonal, and XᵀD_iX nearly so. */
export function principalAxes({ rows, columns: d, values }: Matrix): Float64Array | undefined {
  if (d > mostRotated) return undefined;
  const axes = new Float64Array(d * d);
  const gram = new Float64Array(d * d);
  currentBackend().gramOfColumns(values, rows, d, gram);
  const { vectors } = symmetricEigen(gram, d);
  for (let i = 0; i < d; i++) {
    for (let k = 0; k < d; k++) axes[k * d + i] = vectors[i * d + k];
  }
  return axes;
}

/** Qᵀw of blocks (d×K each, one after the other): into the rotated coordinates. */
export function rotated(blocks: Float64Array, rotation: Rotation): Float64Array {
  return turned(blocks, rotation, (from, to, d) => from * d + to);
}

/** Qw of blocks: back into the operator's own coordinates. */
export function rotatedBack(blocks: Float64Array, rotation: Rotation): Float64Array {
  return turned(blocks, rotation, (from, to, d) => to * d + from);
}

function turned(
  blocks: Float64Array,
  { matrix, outputs }: Rotation,
  entry: (from: number, to: number, d: number) => number,
): Float64Array {
  if (!matrix) return blocks.slice();
  const d = Math.round(Math.sqrt(matrix.length));
  const size = d * outputs;
  const out = new Float64Array(blocks.length);
  for (let first = 0; first < blocks.length; first += size) {
    for (let to = 0; to < d; to++) {
      for (let from = 0; from < d; from++) {
        const q = matrix[entry(from, to, d)];
        for (let o = 0; o < outputs; o++) out[first + to * outputs + o] += q * blocks[first + from * outputs + o];
      }
    }
  }
  return out;
}
