/** Σ a_k b_k, summed in order. */
export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
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

/** s·a as a new array. */
export function scaled(a: Float64Array, s: number): Float64Array {
  return a.map((value) => s * value);
}
