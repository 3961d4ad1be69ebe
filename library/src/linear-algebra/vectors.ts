/** Σ a_k b_k, summed in order. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** Σ a_k, summed in order. */
export function sum(a: Float64Array): number {
  let total = 0;
  for (const value of a) total += value;
  return total;
}

/** ‖a‖₂ of the slice [from, to). */
export function norm(a: Float64Array, from = 0, to = a.length): number {
  let sum = 0;
  for (let k = from; k < to; k++) sum += a[k] * a[k];
  return Math.sqrt(sum);
}

/** Largest entry; −Infinity for none. */
export function maximum(a: Float64Array): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < a.length; k++) if (a[k] > best) best = a[k];
  return best;
}

/** Where the largest of `count` entries from an offset on stands, counted from there; the first of equal ones. */
export function placeOfLargest(a: Float64Array, offset: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (a[offset + k] > a[offset + best]) best = k;
  return best;
}

/** s·a as a new array. */
export function scaled(a: Float64Array, s: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let k = 0; k < a.length; k++) out[k] = s * a[k];
  return out;
}

/** a + s·b as a new array. Not by `map`, whose calls make an object of every number. */
export function plusScaled(a: Float64Array, s: number, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let k = 0; k < a.length; k++) out[k] = a[k] + s * b[k];
  return out;
}

/** a_k·b_k as a new array. */
export function productsOf(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let k = 0; k < a.length; k++) out[k] = a[k] * b[k];
  return out;
}

/** In place: the slice of length k scaled to length one; a slice of zeros stays. */
export function normalise(a: Float64Array, offset: number, k: number): void {
  let square = 0;
  for (let c = offset; c < offset + k; c++) square += a[c] * a[c];
  if (square === 0) return;
  const length = Math.sqrt(square);
  for (let c = offset; c < offset + k; c++) a[c] /= length;
}

/** In place: a ← a − (a·b)b for slices of length k; b has length one. */
export function removeComponent(a: Float64Array, aOffset: number, b: Float64Array, bOffset: number, k: number): void {
  let product = 0;
  for (let c = 0; c < k; c++) product += a[aOffset + c] * b[bOffset + c];
  for (let c = 0; c < k; c++) a[aOffset + c] -= product * b[bOffset + c];
}

/**
 * Some of the whole numbers below `total`, spread evenly: rows to look at where all are too many.
 * @param count at most `total`
 * @returns `count` numbers, ascending from 0
 */
export function spreadEvenly(count: number, total: number): Int32Array {
  return Int32Array.from({ length: count }, (_, k) => Math.floor((k * total) / count));
}

/** The transpose of a row-major rows×columns array, as a new one. */
export function transposeOf(a: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < rows; i++) for (let k = 0; k < columns; k++) out[k * rows + i] = a[i * columns + k];
  return out;
}

/** Sizes whose squares, and sums of them, stay within Float64. */
const squareable = { from: 1e-150, to: 1e150 } as const;

/**
 * What to divide numbers by before they are squared: 1 for numbers of usual size, and 2^±600, which rounds nothing, where the largest is above
 * 1e150 or below 1e-150.
 */
export function unitOf(values: ArrayLike<number>): number {
  let largest = 0;
  for (let k = 0; k < values.length; k++) largest = Math.max(largest, Math.abs(values[k]));
  if (largest > squareable.to) return 2 ** 600;
  return largest > 0 && largest < squareable.from ? 2 ** -600 : 1;
}
