import { type AscentEffort, type AscentTable, currentBackend } from "../numerics/index.js";
import { dualFunction } from "./exact-pricing.js";

/**
 * Pricing by ascent where no exact way is open: local maxima of φ(u) = Σ_j ζ_j(x_jᵀu)₊ over unit u, ζ = ±z.
 *
 * Difference of convex functions: the rows with ζ_j > 0 make a convex part, replaced by its gradient g at u; what is left to maximise,
 * gᵀu − Σ_{ζ_j<0}|ζ_j|(x_jᵀu)₊, is concave, and its maximiser is r/‖r‖ with r the shortest of
 *
 *     r(θ) = g − Σ_{ζ_j<0} θ_j|ζ_j|x_j,   θ_j in [0, 1]      (coordinate descent on θ).
 *
 * Rows with θ_j strictly inside are kinks: x_jᵀr = 0. Most maxima of φ lie on kinks, where plain gradient ascent cannot settle.
 * Does not do: any claim that a maximum is the global one.
 */
export interface LocalMaximum {
  /** Unit, length d. */
  readonly direction: Float64Array;
  /** ±1: which of φ and −φ was climbed. */
  readonly sign: number;
  /** sign·φ(direction) */
  readonly value: number;
  /** Rows on whose hyperplane the direction lies exactly, up to rounding. */
  readonly kinks: Int32Array;
}

/** Climbs from every row of `starts` (count×d), each with its sign; the ends are put on their kinks exactly where `snap` asks for it. */
export function localMaxima(
  table: AscentTable,
  starts: Float64Array,
  signs: Float64Array,
  effort: AscentEffort,
  snap: boolean,
): LocalMaximum[] {
  const { d } = table;
  const directions = starts.slice();
  const { values, kinks } = currentBackend().ascend(table, directions, signs, effort);
  return kinks.map((rows, i) => {
    const direction = directions.subarray(i * d, (i + 1) * d);
    const end = { direction, sign: signs[i], value: values[i], kinks: snap ? rows : new Int32Array(0) };
    return snap && rows.length > 0 ? snapped(table, end) : end;
  });
}

/** What is left of u off the span of its kinks, kept only where φ does not fall by it. */
function snapped({ x, n, d, z }: AscentTable, end: LocalMaximum): LocalMaximum {
  const free = { ...end, kinks: new Int32Array(0) };
  const direction = end.direction.slice();
  const span = orthonormalSpan(x, d, end.kinks);
  for (let twice = 0; twice < 2; twice++) removeSpan(direction, span, d);
  if (!normalise(direction)) return free;
  const value = end.sign * dualFunction(x, n, d, z, direction);
  return value < end.value - 1e-7 * Math.abs(end.value) ? free : { ...end, direction, value };
}

/** Orthonormal rows (k×d, flat) that span the given rows of a table; dependent rows are left out. */
export function orthonormalSpan(x: Float64Array, d: number, rows: ArrayLike<number>): Float64Array {
  const span = new Float64Array(rows.length * d);
  let rank = 0;
  for (let a = 0; a < rows.length; a++) {
    const v = x.slice(rows[a] * d, (rows[a] + 1) * d);
    if (!normalise(v)) continue;
    const earlier = span.subarray(0, rank * d);
    removeSpan(v, earlier, d);
    let square = 0;
    for (const value of v) square += value * value;
    if (square < 1e-20) continue;
    normalise(v);
    removeSpan(v, earlier, d);
    normalise(v);
    span.set(v, rank++ * d);
  }
  return span.slice(0, rank * d);
}

/** v loses its part in the span of orthonormal rows. */
export function removeSpan(v: Float64Array, span: Float64Array, d: number): void {
  for (let base = 0; base < span.length; base += d) {
    let product = 0;
    for (let k = 0; k < d; k++) product += span[base + k] * v[k];
    for (let k = 0; k < d; k++) v[k] -= product * span[base + k];
  }
}

/** v/‖v‖ in place; false for the zero vector. */
function normalise(v: Float64Array): boolean {
  let square = 0;
  for (let k = 0; k < v.length; k++) square += v[k] * v[k];
  if (!(square > 0)) return false;
  const length = Math.sqrt(square);
  for (let k = 0; k < v.length; k++) v[k] /= length;
  return true;
}
