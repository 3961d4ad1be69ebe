import { type Matrix, matrix } from "./matrix.js";
import { norm, normalise, removeComponent } from "./vectors.js";

/** The span of a set of vectors: which of them make it, and an orthonormal basis of it. */
export interface SpanBasis {
  readonly rank: number;
  /** The vectors chosen, most independent first (length rank). */
  readonly pivots: Int32Array;
  /** rank×k, one orthonormal vector a row. */
  readonly basis: Matrix;
}

/**
 * Gram–Schmidt with pivoting and one re-orthogonalisation, on vectors scaled to length one. A vector counts as
 * dependent when what is left of it is at most 16·max(m, k) rounding units long. Small and large vectors are treated
 * alike. The work is O(m·k·rank), so this is not for large ranks.
 * @param vectors m×k, one vector a row (not modified)
 * @param maxRank stop there
 */
export function spanBasis(vectors: Matrix, maxRank = Math.min(vectors.rows, vectors.columns)): SpanBasis {
  const { rows: m, columns: k } = vectors;
  const tolerance = 16 * Math.max(m, k) * 2 ** -53;
  const left = unitRows(vectors);
  const basis = new Float64Array(maxRank * k);
  const pivots: number[] = [];
  while (pivots.length < maxRank) {
    const [best, length] = longestRow(left, m, k);
    if (!(length > tolerance)) break;
    const at = pivots.length * k;
    for (let c = 0; c < k; c++) basis[at + c] = left[best * k + c] / length;
    for (let earlier = 0; earlier < pivots.length; earlier++) removeComponent(basis, at, basis, earlier * k, k);
    normalise(basis, at, k);
    for (let i = 0; i < m; i++) removeComponent(left, i * k, basis, at, k);
    left.fill(0, best * k, (best + 1) * k);
    pivots.push(best);
  }
  const rank = pivots.length;
  return { rank, pivots: Int32Array.from(pivots), basis: matrix(rank, k, basis.subarray(0, rank * k)) };
}

/** Rows scaled to length one, through their largest entry so that squares neither overflow nor vanish; zero rows stay. */
function unitRows({ rows, columns, values }: Matrix): Float64Array {
  const unit = values.slice();
  for (let i = 0; i < rows; i++) {
    const row = unit.subarray(i * columns, (i + 1) * columns);
    let largest = 0;
    for (const value of row) largest = Math.max(largest, Math.abs(value));
    if (largest === 0) continue;
    for (let c = 0; c < columns; c++) row[c] /= largest;
    normalise(row, 0, columns);
  }
  return unit;
}

function longestRow(values: Float64Array, rows: number, columns: number): [number, number] {
  let best = 0;
  let length = -1;
  for (let i = 0; i < rows; i++) {
    const candidate = norm(values, i * columns, (i + 1) * columns);
    if (candidate > length) [best, length] = [i, candidate];
  }
  return [best, length];
}
