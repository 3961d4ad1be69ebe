/**
 * Pricing by ascent where no exact way is open: local maxima of φ(u) = Σ_j ζ_j(x_jᵀu)₊ over the unit ball, ζ = ±z.
 *
 * Difference of convex functions: the rows with ζ_j > 0 make a convex part, replaced by its gradient g at u; what is left to maximise,
 * gᵀu − Σ_{ζ_j<0}|ζ_j|(x_jᵀu)₊, is concave, and its maximiser is r/‖r‖ with r the shortest of
 *
 *     r(θ) = g − Σ_{ζ_j<0} θ_j|ζ_j|x_j,   θ_j in [0, 1].
 *
 * Rows with θ_j strictly inside are kinks: x_jᵀr = 0. Most maxima of φ lie on kinks, where plain gradient ascent cannot settle.
 * Does not do: any claim that a maximum is the global one.
 */
export interface AscentTable {
  /** n×d row-major. */
  readonly x: Float64Array;
  readonly n: number;
  readonly d: number;
  /** z, n. */
  readonly z: Float64Array;
}

export interface AscentEffort {
  /** Linearisations of the convex part. */
  readonly outer: number;
  /** Passes of coordinate descent over the kinks, each time. */
  readonly passes: number;
}

export interface AscentResult {
  /** count×d, unit rows. */
  readonly directions: Float64Array;
  /** φ(u) with ζ = sign·z; what pricing compares with λ. */
  readonly values: Float64Array;
  /** Rows of the table on whose hyperplane the direction lies, for each direction. */
  readonly kinks: readonly Int32Array[];
}

/** The state of one ascent; made once and used for many starts. */
export class Ascent {
  private readonly squares: Float64Array;
  private readonly products: Float64Array;
  private readonly theta: Float64Array;
  private readonly residual: Float64Array;
  private readonly free: Int32Array;
  private readonly candidate: Float64Array;

  constructor(private readonly table: AscentTable) {
    const { x, n, d } = table;
    this.squares = new Float64Array(n);
    for (let j = 0; j < n; j++) for (let k = j * d; k < (j + 1) * d; k++) this.squares[j] += x[k] * x[k];
    this.products = new Float64Array(n);
    this.theta = new Float64Array(n);
    this.residual = new Float64Array(d);
    this.candidate = new Float64Array(d);
    this.free = new Int32Array(n);
  }

  /** Climbs from every row of `starts` (count×d), each with its sign. */
  climb(starts: Float64Array, signs: ArrayLike<number>, effort: AscentEffort): AscentResult {
    const { d } = this.table;
    const count = signs.length;
    const directions = starts.slice();
    const values = new Float64Array(count);
    const kinks: Int32Array[] = [];
    for (let i = 0; i < count; i++) {
      const u = directions.subarray(i * d, (i + 1) * d);
      values[i] = this.climbOne(u, signs[i], effort);
      kinks.push(this.snap(u, signs[i], values, i));
    }
    return { directions, values, kinks };
  }

  /** u becomes a local maximum; returns φ there. */
  private climbOne(u: Float64Array, sign: number, { outer, passes }: AscentEffort): number {
    normalise(u);
    let value = this.price(u, sign);
    this.startTheta(sign);
    for (let round = 0; round < outer; round++) {
      this.linearise(sign);
      this.shorten(sign, passes);
      const { residual, candidate } = this;
      candidate.set(residual);
      if (!normalise(candidate)) break;
      const next = this.price(candidate, sign);
      if (!(next > value)) {
        // The products must belong to u again: snapping reads them.
        this.price(u, sign);
        break;
      }
      const gain = next - value;
      value = next;
      u.set(candidate);
      if (gain <= 1e-9 * Math.abs(value)) break;
    }
    return value;
  }

  /** φ(u); keeps the products x_jᵀu. */
  private price(u: Float64Array, sign: number): number {
    const { x, n, d, z } = this.table;
    const { products } = this;
    let value = 0;
    for (let j = 0, base = 0; j < n; j++, base += d) {
      let product = 0;
      for (let k = 0; k < d; k++) product += x[base + k] * u[k];
      products[j] = product;
      if (product > 0) value += z[j] * product;
    }
    return sign * value;
  }

  private startTheta(sign: number): void {
    const { n, z } = this.table;
    for (let j = 0; j < n; j++) this.theta[j] = sign * z[j] < 0 && this.products[j] > 0 ? 1 : 0;
  }

  /** r = g − Σθ|ζ|x at the current products and θ. */
  private linearise(sign: number): void {
    const { x, n, d, z } = this.table;
    const { products, theta, residual } = this;
    residual.fill(0);
    for (let j = 0, base = 0; j < n; j++, base += d) {
      const zeta = sign * z[j];
      const factor = zeta > 0 ? (products[j] > 0 ? zeta : 0) : zeta * theta[j];
      if (factor !== 0) for (let k = 0; k < d; k++) residual[k] += factor * x[base + k];
    }
  }

  /**
   * Coordinate descent on θ: whole passes find which rows are kinks, and passes over these alone (few) settle them. Stops when a whole
   * pass changes r by less than 1e-7 of its length.
   */
  private shorten(sign: number, passes: number): void {
    const { n, z } = this.table;
    const { free, theta } = this;
    for (let whole = 0; whole < 2; whole++) {
      let freeCount = 0;
      let change = 0;
      for (let j = 0; j < n; j++) {
        const size = -sign * z[j];
        if (!(size > 0) || this.squares[j] === 0) continue;
        change += this.relax(j, size);
        if (theta[j] > 0 && theta[j] < 1) free[freeCount++] = j;
      }
      if (change <= 1e-7 * this.length()) return;
      for (let pass = 0; pass < passes; pass++) {
        let inner = 0;
        for (let a = 0; a < freeCount; a++) inner += this.relax(free[a], -sign * z[free[a]]);
        if (inner <= 1e-8 * this.length()) break;
      }
    }
  }

  /** One coordinate to its best place in [0, 1]; returns how far r moved. */
  private relax(j: number, size: number): number {
    const { x, d } = this.table;
    const { residual, theta } = this;
    const base = j * d;
    let product = 0;
    for (let k = 0; k < d; k++) product += x[base + k] * residual[k];
    const old = theta[j];
    let next = old + product / (size * this.squares[j]);
    next = next < 0 ? 0 : next > 1 ? 1 : next;
    if (next === old) return 0;
    theta[j] = next;
    const factor = (next - old) * size;
    for (let k = 0; k < d; k++) residual[k] -= factor * x[base + k];
    return Math.abs(factor) * Math.sqrt(this.squares[j]);
  }

  private length(): number {
    let square = 0;
    for (const value of this.residual) square += value * value;
    return Math.sqrt(square);
  }

  /**
   * Puts u on the hyperplanes of its kinks exactly: what is left of r off their span. Kept only where φ does not fall by it; returns the
   * kinks of the direction kept.
   */
  private snap(u: Float64Array, sign: number, values: Float64Array, index: number): Int32Array {
    const { x, d, n, z } = this.table;
    const { theta, candidate, products } = this;
    const kinks: number[] = [];
    for (let j = 0; j < n; j++) {
      const flat = Math.abs(products[j]) < 1e-4 * Math.sqrt(this.squares[j]);
      if (sign * z[j] < 0 && theta[j] > 0 && theta[j] < 1 && flat) kinks.push(j);
    }
    if (kinks.length === 0 || kinks.length >= d) return new Int32Array(0);
    candidate.set(u);
    const span = orthonormalSpan(x, d, kinks);
    for (let twice = 0; twice < 2; twice++) removeSpan(candidate, span, d);
    if (!normalise(candidate)) return new Int32Array(0);
    const value = this.price(candidate, sign);
    if (value < values[index] - 1e-7 * Math.abs(values[index])) return new Int32Array(0);
    u.set(candidate);
    values[index] = value;
    return Int32Array.from(kinks);
  }
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
export function normalise(v: Float64Array): boolean {
  let square = 0;
  for (let k = 0; k < v.length; k++) square += v[k] * v[k];
  if (!(square > 0)) return false;
  const length = Math.sqrt(square);
  for (let k = 0; k < v.length; k++) v[k] /= length;
  return true;
}
