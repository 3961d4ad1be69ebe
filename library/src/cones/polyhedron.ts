import { norm } from "../linear-algebra/vectors.js";
import { OrthogonalRows } from "./orthogonal-rows.js";

/** Half-spaces g_jᵀx ≥ h_j with unit (or zero) normals g_j. */
export interface HalfSpaces {
  readonly dimension: number;
  /** The row with the largest h_j − g_jᵀx above `tolerance`, or −1. */
  mostViolated(x: Float64Array, tolerance: number): number;
  /** out ← g_j. Returns h_j. */
  row(index: number, out: Float64Array): number;
}

/**
 * min ½‖x − c‖²  subject to  g_jᵀx ≥ h_j     (dual: multipliers μ ≥ 0, x = c + Σ μ_jg_j)
 *
 * The dual active-set method of Goldfarb and Idnani (1983), warm-started from a set of rows. At every moment x = c + Σ
 * μ_jg_j with μ ≥ 0. A run that is stopped early therefore still gives a point of the dual. For a cone (h = 0), −Σ
 * μ_jg_j is in the polar cone, and ‖x‖ is an upper bound of the norm of the projection. One workspace serves many
 * projections, and results stay valid until the next call.
 * Does not do: finding out whether the half-spaces are empty (then `converged` is false).
 */
export class PolyhedronProjector {
  /** x, the projection when `converged`. */
  readonly point: Float64Array;
  /** Rows with a multiplier, the first `rowCount` of them. */
  readonly rows: Int32Array;
  readonly multipliers: Float64Array;
  /** An orthonormal basis of the normals in `rows`. */
  readonly basis: OrthogonalRows;
  converged = false;
  private readonly offsets: Float64Array;
  private readonly normal: Float64Array;
  private readonly coefficients: Float64Array;
  private readonly scratch: Float64Array;

  constructor(readonly dimension: number) {
    this.point = new Float64Array(dimension);
    this.rows = new Int32Array(dimension);
    this.multipliers = new Float64Array(dimension);
    this.basis = new OrthogonalRows(dimension);
    this.offsets = new Float64Array(dimension);
    this.normal = new Float64Array(dimension);
    this.coefficients = new Float64Array(dimension + 1);
    this.scratch = new Float64Array(dimension);
  }

  get rowCount(): number {
    return this.basis.count;
  }

  /**
   * Projects c. `stopBelow`: stop as soon as ‖x‖ is at most this (of use for cones only).
   * @param warm rows of an earlier, similar projection
   */
  project(spaces: HalfSpaces, c: Float64Array, warm?: Int32Array, stopBelow = -1): void {
    this.begin(spaces, c, warm);
    const size = norm(c) + norm(this.offsets);
    const tolerance = 1e-13 * (size > 0 ? size : 1);
    this.converged = false;
    const limit = 100 + 20 * this.dimension;
    for (let round = 0; round < limit; round++) {
      if (stopBelow >= 0 && norm(this.point) <= stopBelow) return;
      const violated = spaces.mostViolated(this.point, tolerance);
      if (violated < 0) {
        this.converged = true;
        return;
      }
      if (!this.enter(spaces, c, violated)) return;
    }
  }

  /** Takes over the warm rows whose multipliers are positive. */
  private begin(spaces: HalfSpaces, c: Float64Array, warm?: Int32Array): void {
    this.basis.truncate(0);
    this.offsets.fill(0);
    if (warm) for (let i = 0; i < warm.length; i++) this.push(spaces, warm[i]);
    for (;;) {
      this.settle(c);
      let kept = 0;
      for (let i = 0; i < this.rowCount; i++) if (this.multipliers[i] > 0) this.rows[kept++] = this.rows[i];
      if (kept === this.rowCount) return;
      this.basis.truncate(0);
      for (let i = 0; i < kept; i++) this.push(spaces, this.rows[i]);
    }
  }

  private push(spaces: HalfSpaces, row: number): boolean {
    const at = this.rowCount;
    const offset = spaces.row(row, this.normal);
    if (!this.basis.push(this.normal)) return false;
    this.rows[at] = row;
    this.offsets[at] = offset;
    return true;
  }

  /** x and μ of the projection on {g_jᵀx = h_j for the rows held}. */
  private settle(c: Float64Array): void {
    const { basis, point, multipliers, scratch, coefficients, dimension: d } = this;
    const count = basis.count;
    point.set(c);
    multipliers.fill(0);
    scratch.set(this.offsets);
    basis.solveTransposed(scratch);
    for (let pass = 0; pass < 2; pass++) {
      basis.coefficients(point, coefficients);
      for (let i = 0; i < count; i++) {
        const step = scratch[i] - coefficients[i];
        multipliers[i] += step;
        for (let k = 0; k < d; k++) point[k] += step * basis.q[i * d + k];
      }
    }
    basis.solve(multipliers);
  }

  /** Brings a violated row in, dropping rows whose multiplier reaches zero on the way. False when no step is possible. */
  private enter(spaces: HalfSpaces, c: Float64Array, row: number): boolean {
    const { basis, multipliers, normal, coefficients, dimension: d } = this;
    let entering = 0;
    for (let round = 0; round <= 2 * d; round++) {
      const offset = spaces.row(row, normal);
      const outside = this.distanceFromSpan();
      let slack = -offset;
      for (let k = 0; k < d; k++) slack += normal[k] * this.point[k];
      basis.solve(coefficients);
      let blocking = -1;
      let step = outside > 1e-11 ? Math.max(0, -slack) / outside ** 2 : Number.POSITIVE_INFINITY;
      for (let i = 0; i < basis.count; i++) {
        if (coefficients[i] > 0 && multipliers[i] <= step * coefficients[i]) {
          step = multipliers[i] / coefficients[i];
          blocking = i;
        }
      }
      if (step === Number.POSITIVE_INFINITY) return false;
      if (blocking < 0) {
        if (!this.push(spaces, row)) return false;
        this.settle(c);
        return this.allPositive(spaces, c);
      }
      entering += step;
      for (let i = 0; i < basis.count; i++) multipliers[i] -= step * coefficients[i];
      multipliers[blocking] = 0;
      this.drop(spaces, blocking);
      this.rebuildPoint(spaces, c, row, entering);
    }
    return false;
  }

  /** ‖g − QQᵀg‖ of the normal at hand; its coefficients Qᵀg are left in `coefficients`. */
  private distanceFromSpan(): number {
    const { basis, normal, coefficients, scratch, dimension: d } = this;
    basis.coefficients(normal, coefficients);
    if (basis.count === d) return 0;
    scratch.set(normal);
    for (let i = 0; i < basis.count; i++) {
      for (let k = 0; k < d; k++) scratch[k] -= coefficients[i] * basis.q[i * d + k];
    }
    return norm(scratch);
  }

  // Rounding can leave a multiplier a little below zero after a full step; such rows go, as at a warm start.
  private allPositive(spaces: HalfSpaces, c: Float64Array): boolean {
    for (let i = 0; i < this.rowCount; i++) {
      if (this.multipliers[i] < 0) {
        const held = this.rows.slice(0, this.rowCount).filter((_, a) => this.multipliers[a] > 0);
        this.begin(spaces, c, held);
        break;
      }
    }
    return true;
  }

  private drop(spaces: HalfSpaces, index: number): void {
    const later = this.rows.slice(index + 1, this.rowCount);
    this.basis.truncate(index);
    this.multipliers.copyWithin(index, index + 1);
    for (const row of later) this.push(spaces, row);
    this.offsets.fill(0, this.rowCount);
    this.multipliers.fill(0, this.rowCount);
  }

  /** x = c + Σ μ_jg_j, with the entering row's multiplier. */
  private rebuildPoint(spaces: HalfSpaces, c: Float64Array, entering: number, multiplier: number): void {
    const { point, normal, dimension: d } = this;
    point.set(c);
    for (let i = 0; i <= this.rowCount; i++) {
      const last = i === this.rowCount;
      spaces.row(last ? entering : this.rows[i], normal);
      const factor = last ? multiplier : this.multipliers[i];
      for (let k = 0; k < d; k++) point[k] += factor * normal[k];
    }
  }
}
