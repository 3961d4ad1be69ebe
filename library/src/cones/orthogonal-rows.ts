/**
 * The factorisation G_Pᵀ = QR of a few unit vectors g_P in R^d. One vector is added or removed at a time, by
 * Gram–Schmidt, twice for accuracy. Q and R give the projection of a vector on the span of the g_P, and its
 * coefficients.
 */
export class OrthogonalRows {
  /** Row i is q_i. */
  readonly q: Float64Array;
  /** Column k of R (g_k = Σ_i R_ik q_i) begins at k·d. */
  readonly r: Float64Array;
  count = 0;
  private readonly work: Float64Array;

  constructor(readonly dimension: number) {
    this.q = new Float64Array(dimension * dimension);
    this.r = new Float64Array(dimension * dimension);
    this.work = new Float64Array(dimension);
  }

  /** Adds g; false (and nothing changes) when g lies in the span already, to `tolerance`. */
  push(g: Float64Array, tolerance = 1e-12): boolean {
    const { dimension: d, q, r, count, work } = this;
    if (count === d) return false;
    const column = count * d;
    work.set(g);
    r.fill(0, column, column + d);
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < count; i++) {
        let product = 0;
        for (let k = 0; k < d; k++) product += q[i * d + k] * work[k];
        r[column + i] += product;
        for (let k = 0; k < d; k++) work[k] -= product * q[i * d + k];
      }
    }
    let square = 0;
    for (let k = 0; k < d; k++) square += work[k] * work[k];
    const length = Math.sqrt(square);
    if (!(length > tolerance)) return false;
    r[column + count] = length;
    for (let k = 0; k < d; k++) q[column + k] = work[k] / length;
    this.count++;
    return true;
  }

  /** Adds unit vectors until the q_i span everything. */
  complete(): void {
    const { dimension: d } = this;
    const unit = new Float64Array(d);
    // While the span is not everything some unit vector keeps at least 1/√d of its length outside.
    for (let k = 0; this.count < d; k = (k + 1) % d) {
      unit.fill(0);
      unit[k] = 1;
      this.push(unit, 0.99 / Math.sqrt(d));
    }
  }

  /** Forgets g_index and all after it, whose vectors the caller pushes again. */
  truncate(index: number): void {
    this.count = index;
  }

  /** out ← the coefficients y_i = q_iᵀv. */
  coefficients(v: Float64Array, out: Float64Array): void {
    const { dimension: d, q, count } = this;
    for (let i = 0; i < count; i++) {
      let product = 0;
      for (let k = 0; k < d; k++) product += q[i * d + k] * v[k];
      out[i] = product;
    }
  }

  /** In place: y ← R⁻¹y. */
  solve(y: Float64Array): void {
    const { dimension: d, r, count } = this;
    for (let i = count - 1; i >= 0; i--) {
      let sum = y[i];
      for (let k = i + 1; k < count; k++) sum -= r[k * d + i] * y[k];
      y[i] = sum / r[i * d + i];
    }
  }

  /** In place: h ← R⁻ᵀh. */
  solveTransposed(h: Float64Array): void {
    const { dimension: d, r, count } = this;
    for (let k = 0; k < count; k++) {
      let sum = h[k];
      for (let i = 0; i < k; i++) sum -= r[k * d + i] * h[i];
      h[k] = sum / r[k * d + k];
    }
  }
}
