import { type Matrix, matrix } from "../linear-algebra/matrix.js";

/**
 * X = Y·Q, where Q (r×d) has orthonormal rows and Y is n×r. In the coordinates Y every direction changes some row of
 * the table. The part of a neuron outside of the row space of X costs weight decay and changes no prediction, so a
 * training problem may be solved for Y.
 */
export interface RowSpace {
  readonly rank: number;
  /** n×r; X itself when X has full column rank. */
  readonly coordinates: Matrix;
  /** r×d; undefined stands for the identity. */
  readonly basis: Matrix | undefined;
}

/** Pivoted Gram–Schmidt on the rows; what remains below `tolerance` times the longest row counts as zero. */
export function rowSpace(x: Matrix, tolerance = 1e-11): RowSpace {
  const { rows: n, columns: d } = x;
  const rest = x.values.slice();
  const basis: Float64Array[] = [];
  const floor = tolerance * Math.sqrt(largestRow(rest, n, d).square);
  while (basis.length < Math.min(n, d)) {
    const { row, square } = largestRow(rest, n, d);
    const length = Math.sqrt(square);
    if (!(length > floor)) break;
    const q = rest.slice(row * d, (row + 1) * d).map((value) => value / length);
    for (const earlier of basis) subtractProjection(q, 0, earlier);
    normalise(q);
    for (let j = 0; j < n; j++) subtractProjection(rest, j * d, q);
    basis.push(q);
  }
  if (basis.length === d) return { rank: d, coordinates: x, basis: undefined };
  const rank = basis.length;
  const coordinates = new Float64Array(n * rank);
  const flat = new Float64Array(rank * d);
  basis.forEach((q, k) => {
    flat.set(q, k * d);
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let l = 0; l < d; l++) sum += x.values[j * d + l] * q[l];
      coordinates[j * rank + k] = sum;
    }
  });
  return { rank, coordinates: matrix(n, rank, coordinates), basis: matrix(rank, d, flat) };
}

/** Rows in the coordinates of the row space (m×r) back in those of the table (m×d). */
export function fromRowSpace({ rank, basis }: RowSpace, values: Float64Array): Float64Array {
  if (!basis) return values;
  const d = basis.columns;
  const count = rank > 0 ? values.length / rank : 0;
  const out = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < rank; k++) {
      const factor = values[i * rank + k];
      for (let l = 0; l < d; l++) out[i * d + l] += factor * basis.values[k * d + l];
    }
  }
  return out;
}

/** Weights (m×d) in the coordinates of the row space (m×r). */
export function toRowSpace({ rank, basis }: RowSpace, weights: Matrix): Float64Array {
  if (!basis) return weights.values;
  const out = new Float64Array(weights.rows * rank);
  for (let i = 0; i < weights.rows; i++) {
    for (let k = 0; k < rank; k++) {
      for (let l = 0; l < basis.columns; l++) {
        out[i * rank + k] += basis.values[k * basis.columns + l] * weights.values[i * basis.columns + l];
      }
    }
  }
  return out;
}

function largestRow(values: Float64Array, n: number, d: number): { row: number; square: number } {
  let best = { row: 0, square: -1 };
  for (let j = 0; j < n; j++) {
    let square = 0;
    for (let k = j * d; k < (j + 1) * d; k++) square += values[k] * values[k];
    if (square > best.square) best = { row: j, square };
  }
  return best;
}

/** values[offset …] loses its part along the unit vector q. */
function subtractProjection(values: Float64Array, offset: number, q: Float64Array): void {
  let sum = 0;
  for (let k = 0; k < q.length; k++) sum += values[offset + k] * q[k];
  for (let k = 0; k < q.length; k++) values[offset + k] -= sum * q[k];
}

function normalise(q: Float64Array): void {
  let square = 0;
  for (let k = 0; k < q.length; k++) square += q[k] * q[k];
  const length = Math.sqrt(square);
  for (let k = 0; k < q.length; k++) q[k] /= length;
}
