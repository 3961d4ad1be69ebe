/** The plain-JavaScript twin of library/assembly/ascent.ts; pricing/climbing/local-maxima.ts explains the method. */
import type { Ascended, AscentEffort, AscentTable } from "./backend.js";

export function ascend(table: AscentTable, starts: Float64Array, signs: Float64Array, effort: AscentEffort): Ascended {
  const { d } = table;
  const climber = new Climber(table);
  const values = new Float64Array(signs.length);
  const kinks: Int32Array[] = [];
  for (let i = 0; i < signs.length; i++) {
    values[i] = climber.climb(starts.subarray(i * d, (i + 1) * d), signs[i], effort);
    kinks.push(climber.kinks(signs[i]));
  }
  return { values, kinks };
}

/** 1/(|z_j|‖x_j‖²), 0 where that is not finite, and ‖x_j‖. */
export function rowScales({ x, n, d, z }: AscentTable): { inverse: Float64Array; lengths: Float64Array } {
  const inverse = new Float64Array(n);
  const lengths = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let square = 0;
    for (let k = j * d; k < (j + 1) * d; k++) square += x[k] * x[k];
    const value = 1 / (Math.abs(z[j]) * square);
    inverse[j] = value < Number.POSITIVE_INFINITY ? value : 0;
    lengths[j] = Math.sqrt(square);
  }
  return { inverse, lengths };
}

class Climber {
  private readonly inverse: Float64Array;
  private readonly lengths: Float64Array;
  private readonly products: Float64Array;
  private readonly theta: Float64Array;
  private readonly free: Int32Array;
  private readonly residual: Float64Array;
  private readonly candidate: Float64Array;

  constructor(private readonly table: AscentTable) {
    ({ inverse: this.inverse, lengths: this.lengths } = rowScales(table));
    this.products = new Float64Array(table.n);
    this.theta = new Float64Array(table.n);
    this.free = new Int32Array(table.n);
    this.residual = new Float64Array(table.d);
    this.candidate = new Float64Array(table.d);
  }

  /** u becomes a local maximum; returns its value. */
  climb(u: Float64Array, sign: number, { outer, passes }: AscentEffort): number {
    const { residual, candidate } = this;
    normalise(u);
    let value = this.price(u, sign);
    this.startTheta(sign);
    for (let round = 0; round < outer; round++) {
      this.linearise(sign);
      this.shorten(sign, passes);
      candidate.set(residual);
      if (!normalise(candidate)) break;
      const next = this.price(candidate, sign);
      if (!(next > value)) {
        // The products must belong to u again: the kinks are read from them.
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

  kinks(sign: number): Int32Array {
    const { n, d, z } = this.table;
    const { theta, products, lengths } = this;
    const kinks: number[] = [];
    for (let j = 0; j < n; j++) {
      if (!(theta[j] > 0 && theta[j] < 1) || !(sign * z[j] < 0)) continue;
      if (Math.abs(products[j]) < 1e-4 * lengths[j]) kinks.push(j);
    }
    return Int32Array.from(kinks.length < d ? kinks : []);
  }

  /** The value at u; keeps the products x_jᵀu. */
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
   * Coordinate descent on θ. Whole passes find which rows are kinks; passes over these few rows settle them. The
   * descent ends early when a whole pass changes r by less than 1e-7 of its length.
   */
  private shorten(sign: number, passes: number): void {
    const { n, z } = this.table;
    const { free, theta, inverse } = this;
    for (let whole = 0; whole < 2; whole++) {
      let count = 0;
      let change = 0;
      for (let j = 0; j < n; j++) {
        const size = -sign * z[j];
        if (!(size > 0) || inverse[j] === 0) continue;
        change += this.relax(j, size);
        if (theta[j] > 0 && theta[j] < 1) free[count++] = j;
      }
      if (change <= 1e-7 * this.length()) return;
      for (let pass = 0; pass < passes; pass++) {
        let inner = 0;
        for (let a = 0; a < count; a++) inner += this.relax(free[a], -sign * z[free[a]]);
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
    let next = old + product * this.inverse[j];
    next = next < 0 ? 0 : next > 1 ? 1 : next;
    if (next === old) return 0;
    theta[j] = next;
    const factor = (next - old) * size;
    for (let k = 0; k < d; k++) residual[k] -= factor * x[base + k];
    return Math.abs(factor) * this.lengths[j];
  }

  private length(): number {
    let square = 0;
    for (const value of this.residual) square += value * value;
    return Math.sqrt(square);
  }
}

function normalise(v: Float64Array): boolean {
  let square = 0;
  for (const value of v) square += value * value;
  if (!(square > 0)) return false;
  const length = Math.sqrt(square);
  for (let k = 0; k < v.length; k++) v[k] /= length;
  return true;
}
