/**
 * A = LDLᵀ (L unit lower triangular, D diagonal) of a symmetric quasi-definite matrix, row by row: rows can be put at the end and the last ones
 * taken off, and the rows before them stay as they are. No pivoting is needed, because D has the signs that are told (Vanderbei 1995). A pivot that
 * rounding has made too small is lifted. Does not do: matrices of other signs; threads.
 */
export interface GrowingFactor {
  /** How many rows stand. */
  readonly size: number;
  /** The first rows alone. */
  cutTo(size: number): void;
  /** One more row. @param row its entries up to its own diagonal, `size + 1` numbers @param sign that of its pivot */
  append(row: (column: number) => number, sign: number): void;
  /** A⁻¹v. */
  solve(v: Float64Array): Float64Array;
}

/** Of no rows yet. */
export function growingFactor(): GrowingFactor {
  let size = 0;
  // Row i of L begins at i(i + 1)/2, and ends with its pivot.
  let rows = new Float64Array(64);
  return {
    get size() {
      return size;
    },
    cutTo(count) {
      size = Math.min(size, count);
    },
    append(row, sign) {
      const at = start(size);
      if (rows.length <= at + size) rows = grown(rows, 2 * (at + size + 1));
      for (let column = 0; column <= size; column++) rows[at + column] = row(column);
      eliminate(rows, size, sign);
      size++;
    },
    solve: (v) => solved(rows, size, v),
  };
}

function start(row: number): number {
  return (row * (row + 1)) / 2;
}

function grown(rows: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const out = new Float64Array(length);
  out.set(rows);
  return out;
}

/** In place: entries of A become those of L, and the diagonal one the pivot. */
function eliminate(rows: Float64Array, i: number, sign: number): void {
  const at = start(i);
  const least = Math.max(1e-9 * sign * rows[at + i], Number.MIN_VALUE);
  for (let j = 1; j < i; j++) rows[at + j] -= product(rows, at, start(j), j);
  let pivot = rows[at + i];
  for (let j = 0; j < i; j++) {
    const entry = rows[at + j] / rows[start(j) + j];
    pivot -= entry * rows[at + j];
    rows[at + j] = entry;
  }
  rows[at + i] = sign * Math.max(sign * pivot, least);
}

/** Of two slices of one array; in four sums, so that an addition does not wait for the one before. */
function product(rows: Float64Array, a: number, b: number, count: number): number {
  const fours = count - (count % 4);
  let [s, t, u, v] = [0, 0, 0, 0];
  for (let k = 0; k < fours; k += 4) {
    s += rows[a + k] * rows[b + k];
    t += rows[a + k + 1] * rows[b + k + 1];
    u += rows[a + k + 2] * rows[b + k + 2];
    v += rows[a + k + 3] * rows[b + k + 3];
  }
  for (let k = fours; k < count; k++) s += rows[a + k] * rows[b + k];
  return s + t + (u + v);
}

function solved(rows: Float64Array, n: number, v: Float64Array): Float64Array {
  const x = v.slice(0, n);
  for (let i = 0; i < n; i++) {
    const at = start(i);
    let sum = x[i];
    for (let k = 0; k < i; k++) sum -= rows[at + k] * x[k];
    x[i] = sum;
  }
  for (let i = 0; i < n; i++) x[i] /= rows[start(i) + i];
  for (let i = n - 1; i > 0; i--) {
    const [at, value] = [start(i), x[i]];
    for (let k = 0; k < i; k++) x[k] -= rows[at + k] * value;
  }
  return x;
}
