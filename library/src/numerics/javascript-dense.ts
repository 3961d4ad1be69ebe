/**
 * Dense products, Cholesky and triangular solves in plain JavaScript, row-major. Everything reduces to one loop, C ± A·Bᵀ with the rows of
 * A and B contiguous, in 4×2 register tiles; each entry is summed over k in increasing order.
 */

const BLOCK = 48;

/** A part of a row-major array: `rows` rows, `stride` apart, the first at `offset`. */
interface Rows {
  readonly values: Float64Array;
  readonly offset: number;
  readonly stride: number;
  readonly rows: number;
}

/** C[i, j] += sign · Σ_k A[i, k] B[j, k] for k < length. */
interface TransposedProduct {
  readonly c: Rows;
  readonly sign: number;
  readonly a: Rows;
  readonly b: Rows;
  readonly length: number;
}

function addProductTransposed(c: Rows, sign: number, a: Rows, b: Rows, length: number): void {
  const product = { c, sign, a, b, length };
  for (let j = 0; j < b.rows; j += 2) {
    for (let i = 0; i < a.rows; i += 4) {
      if (i + 4 <= a.rows && j + 2 <= b.rows) addTile(product, i, j);
      else addEdge(product, i, j);
    }
  }
}

/** Entries i … i + 3 by j, j + 1. */
function addTile({ c, sign, a, b, length }: TransposedProduct, i: number, j: number): void {
  const { values: av, stride: as } = a;
  const { values: bv, stride: bs } = b;
  const a0 = a.offset + i * as;
  const b0 = b.offset + j * bs;
  let s00 = 0;
  let s01 = 0;
  let s10 = 0;
  let s11 = 0;
  let s20 = 0;
  let s21 = 0;
  let s30 = 0;
  let s31 = 0;
  for (let k = 0; k < length; k++) {
    const u = bv[b0 + k];
    const v = bv[b0 + bs + k];
    const x0 = av[a0 + k];
    s00 += x0 * u;
    s01 += x0 * v;
    const x1 = av[a0 + as + k];
    s10 += x1 * u;
    s11 += x1 * v;
    const x2 = av[a0 + 2 * as + k];
    s20 += x2 * u;
    s21 += x2 * v;
    const x3 = av[a0 + 3 * as + k];
    s30 += x3 * u;
    s31 += x3 * v;
  }
  const at = c.offset + i * c.stride + j;
  addPair(c.values, at, sign * s00, sign * s01);
  addPair(c.values, at + c.stride, sign * s10, sign * s11);
  addPair(c.values, at + 2 * c.stride, sign * s20, sign * s21);
  addPair(c.values, at + 3 * c.stride, sign * s30, sign * s31);
}

function addPair(values: Float64Array, at: number, first: number, second: number): void {
  values[at] += first;
  values[at + 1] += second;
}

/** As many of the same entries as there are. */
function addEdge({ c, sign, a, b, length }: TransposedProduct, i: number, j: number): void {
  for (let row = i; row < Math.min(i + 4, a.rows); row++) {
    for (let column = j; column < Math.min(j + 2, b.rows); column++) {
      let sum = 0;
      const aAt = a.offset + row * a.stride;
      const bAt = b.offset + column * b.stride;
      for (let k = 0; k < length; k++) sum += a.values[aAt + k] * b.values[bAt + k];
      c.values[c.offset + row * c.stride + column] += sign * sum;
    }
  }
}

export function transposed(a: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) out[j * rows + i] = a[i * columns + j];
  return out;
}

export function cholesky(a: Float64Array, n: number): boolean {
  for (let first = 0; first < n; first += BLOCK) {
    const last = Math.min(first + BLOCK, n);
    const panel: Rows = { values: a, offset: first * n, stride: n, rows: last - first };
    // Only the lower triangle may change: rows of the diagonal block one by one, the rows below all at once.
    for (let i = first; i < last; i++) {
      const row: Rows = { values: a, offset: i * n, stride: n, rows: 1 };
      addProductTransposed({ ...row, offset: i * n + first }, -1, row, { ...panel, rows: i - first + 1 }, first);
    }
    if (!factorDiagonal(a, n, first, last)) return false;
    const below: Rows = { values: a, offset: last * n, stride: n, rows: n - last };
    addProductTransposed({ ...below, offset: last * n + first }, -1, below, panel, first);
    for (let i = last; i < n; i++) solveRow(a, i * n, a, n, first, last);
  }
  return true;
}

function factorDiagonal(a: Float64Array, n: number, first: number, last: number): boolean {
  for (let i = first; i < last; i++) {
    solveRow(a, i * n, a, n, first, i);
    let pivot = a[i * n + i];
    for (let k = first; k < i; k++) pivot -= a[i * n + k] ** 2;
    if (!(pivot > 0 && pivot < Infinity)) return false;
    a[i * n + i] = Math.sqrt(pivot);
  }
  return true;
}

/** x[offset + first … last) becomes the solution of x·L[first … last)ᵀ = x. */
function solveRow(x: Float64Array, offset: number, l: Float64Array, n: number, first: number, last: number): void {
  for (let j = first; j < last; j++) {
    let sum = x[offset + j];
    for (let k = first; k < j; k++) sum -= x[offset + k] * l[j * n + k];
    x[offset + j] = sum / l[j * n + j];
  }
}

/** Below this many right-hand sides the rows of L are used as they come, without a transposed copy. */
const FEW = 4;

export function solveLower(l: Float64Array, n: number, b: Float64Array, m: number): void {
  if (m < FEW) {
    solveFew(l, n, b, m);
    return;
  }
  const right = transposed(b, n, m);
  for (let first = 0; first < n; first += BLOCK) {
    const last = Math.min(first + BLOCK, n);
    const all: Rows = { values: right, offset: 0, stride: n, rows: m };
    const panel: Rows = { values: l, offset: first * n, stride: n, rows: last - first };
    addProductTransposed({ ...all, offset: first }, -1, all, panel, first);
    for (let c = 0; c < m; c++) solveRow(right, c * n, l, n, first, last);
  }
  b.set(transposed(right, m, n));
}

function solveFew(l: Float64Array, n: number, b: Float64Array, m: number): void {
  for (let c = 0; c < m; c++) {
    for (let i = 0; i < n; i++) {
      let sum = b[i * m + c];
      for (let k = 0; k < i; k++) sum -= l[i * n + k] * b[k * m + c];
      b[i * m + c] = sum / l[i * n + i];
    }
  }
}

function solveFewTransposed(l: Float64Array, n: number, b: Float64Array, m: number): void {
  for (let c = 0; c < m; c++) {
    for (let i = n - 1; i >= 0; i--) {
      const x = b[i * m + c] / l[i * n + i];
      b[i * m + c] = x;
      for (let k = 0; k < i; k++) b[k * m + c] -= l[i * n + k] * x;
    }
  }
}

export function solveLowerTransposed(l: Float64Array, n: number, b: Float64Array, m: number): void {
  if (m < FEW) {
    solveFewTransposed(l, n, b, m);
    return;
  }
  const right = transposed(b, n, m);
  const upper = transposed(l, n, n);
  for (let last = n; last > 0; last -= Math.min(BLOCK, last)) {
    const first = Math.max(0, last - BLOCK);
    const solved: Rows = { values: right, offset: last, stride: n, rows: m };
    const panel: Rows = { values: upper, offset: first * n + last, stride: n, rows: last - first };
    addProductTransposed({ ...solved, offset: first }, -1, solved, panel, n - last);
    for (let c = 0; c < m; c++) solveRowBackwards(right, c * n, upper, n, first, last);
  }
  b.set(transposed(right, m, n));
}

function solveRowBackwards(
  x: Float64Array,
  offset: number,
  upper: Float64Array,
  n: number,
  first: number,
  last: number,
): void {
  for (let j = last - 1; j >= first; j--) {
    let sum = x[offset + j];
    for (let k = j + 1; k < last; k++) sum -= x[offset + k] * upper[j * n + k];
    x[offset + j] = sum / upper[j * n + j];
  }
}

export function gramOfRows(v: Float64Array, n: number, m: number, out: Float64Array): void {
  out.fill(0, 0, n * n);
  for (let first = 0; first < n; first += BLOCK) {
    const rows = Math.min(BLOCK, n - first);
    const left: Rows = { values: v, offset: first * m, stride: m, rows };
    const c: Rows = { values: out, offset: first * n, stride: n, rows };
    addProductTransposed(c, 1, left, { values: v, offset: 0, stride: m, rows: first + rows }, m);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[j * n + i] = out[i * n + j];
}

export function gramOfColumns(v: Float64Array, n: number, m: number, out: Float64Array): void {
  gramOfRows(transposed(v, n, m), m, n, out);
}

export function multiply(a: Float64Array, n: number, k: number, b: Float64Array, m: number, out: Float64Array): void {
  out.fill(0, 0, n * m);
  addProductTransposed(
    { values: out, offset: 0, stride: m, rows: n },
    1,
    { values: a, offset: 0, stride: k, rows: n },
    { values: transposed(b, k, m), offset: 0, stride: k, rows: m },
    k,
  );
}

/** Column j of L⁻¹ is zero above row j; the diagonal of (LLᵀ)⁻¹ is the squared length of each. */
export function inverseDiagonal(l: Float64Array, n: number, out: Float64Array): void {
  const column = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let square = 0;
    for (let i = j; i < n; i++) {
      let sum = i === j ? 1 : 0;
      for (let k = j; k < i; k++) sum -= l[i * n + k] * column[k];
      column[i] = sum / l[i * n + i];
      square += column[i] * column[i];
    }
    out[j] = square;
  }
}
