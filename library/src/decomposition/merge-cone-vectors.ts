import type { Arrangement } from "../arrangements/arrangement.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { maskWords } from "../numerics/index.js";

/** A vector of the cone of one gate: the neuron sign·(Xv)₊ of one output. */
export interface ConeVector {
  readonly gate: number;
  readonly output: number;
  readonly sign: 1 | -1;
  readonly vector: Float64Array;
}

/**
 * Adds up vectors of equal sign and output that lie in one cone: for v, v' ∈ K, (Xv)₊ + (Xv')₊ = (X(v + v'))₊ on the
 * table, and ‖v + v'‖ ≤ ‖v‖ + ‖v'‖. A vector on the boundary between two cones lies in both. The vectors are taken in
 * order, so that the result is always the same.
 */
export function mergeConeVectors(
  inputs: Matrix,
  arrangement: Arrangement,
  vectors: readonly ConeVector[],
): ConeVector[] {
  const merged: (ConeVector | undefined)[] = [...vectors];
  const patterns = vectors.map(({ vector }) => patternOf(inputs, vector));
  for (let a = 0; a < merged.length; a++) {
    const from = merged[a];
    if (!from) continue;
    for (let b = 0; b < merged.length; b++) {
      const into = merged[b];
      if (b === a || !into || into.sign !== from.sign || into.output !== from.output) continue;
      if (!fits(patterns[a], arrangement, into.gate)) continue;
      const vector = into.vector.map((value, k) => value + from.vector[k]);
      merged[b] = { ...into, vector };
      patterns[b] = patternOf(inputs, vector);
      merged[a] = undefined;
      break;
    }
  }
  return merged.filter((vector) => vector !== undefined);
}

/** Rows on which v is clearly positive, and clearly negative, as bits. */
interface Pattern {
  readonly positive: Uint32Array;
  readonly negative: Uint32Array;
}

function patternOf(inputs: Matrix, v: Float64Array): Pattern {
  const { rows, columns, values } = inputs;
  const positive = new Uint32Array(maskWords(rows));
  const negative = new Uint32Array(maskWords(rows));
  const size = 1e-13 * norm(v);
  for (let j = 0; j < rows; j++) {
    let product = 0;
    for (let k = 0; k < columns; k++) product += values[j * columns + k] * v[k];
    if (Math.abs(product) <= size * norm(values, j * columns, (j + 1) * columns)) continue;
    (product > 0 ? positive : negative)[j >> 5] |= 1 << (j & 31);
  }
  return { positive, negative };
}

function fits({ positive, negative }: Pattern, { masks }: Arrangement, gate: number): boolean {
  const first = gate * positive.length;
  for (let word = 0; word < positive.length; word++) {
    const mask = masks[first + word];
    if ((positive[word] & ~mask) !== 0 || (negative[word] & mask) !== 0) return false;
  }
  return true;
}
