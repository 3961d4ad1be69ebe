/**
 * Directions kept on the hyperplanes of some rows: an orthonormal basis of the rows, and what is left of a vector off their span.
 */

/** Orthonormal rows (k×d, flat) that span the given rows of a table; dependent rows are left out. */
export function orthonormalSpan(x: Float64Array, d: number, rows: ArrayLike<number>): Float64Array {
  const span = new Float64Array(rows.length * d);
  let rank = 0;
  for (let a = 0; a < rows.length; a++) {
    const v = x.slice(rows[a] * d, (rows[a] + 1) * d);
    if (!toUnitLength(v)) continue;
    const earlier = span.subarray(0, rank * d);
    removeSpan(v, earlier, d);
    let square = 0;
    for (const value of v) square += value * value;
    if (square < 1e-20) continue;
    toUnitLength(v);
    removeSpan(v, earlier, d);
    toUnitLength(v);
    span.set(v, rank++ * d);
  }
  return span.slice(0, rank * d);
}

/** In place: v loses its part in the span of orthonormal rows. */
export function removeSpan(v: Float64Array, span: Float64Array, d: number): void {
  for (let base = 0; base < span.length; base += d) {
    let product = 0;
    for (let k = 0; k < d; k++) product += span[base + k] * v[k];
    for (let k = 0; k < d; k++) v[k] -= product * span[base + k];
  }
}

/** In place: v/‖v‖; false for the zero vector. */
export function toUnitLength(v: Float64Array): boolean {
  let square = 0;
  for (let k = 0; k < v.length; k++) square += v[k] * v[k];
  if (!(square > 0)) return false;
  const length = Math.sqrt(square);
  for (let k = 0; k < v.length; k++) v[k] /= length;
  return true;
}
