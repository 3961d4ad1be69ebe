import { nonnegativeQuadratic } from "../optimisation/nonnegative-quadratic.js";

/**
 * The largest value of a linear function on the part of a cone inside the unit ball, from above and from below. The cone is {Σ μ_v v : μ ≥ 0}
 * of d vertices v of one orthant with ‖v‖₁ = 1, and c_v ≥ 0 or not is the function's value at v. For any μ ≥ 0 with w = Σ μ_v v,
 *
 *     cᵀμ/‖w‖  ≤  max  ≤  ‖w‖ + √d · max_v (c_v − vᵀw)₊,
 *
 * because every unit vector of the orthant is Σ μ_v v with Σ μ_v = ‖·‖₁ ≤ √d. Coordinate ascent on cᵀμ − ‖w‖²/2 brings both together.
 */
export class ConeMaximum {
  /** vᵀv' of the vertices, d×d; no entry is negative. */
  readonly gram: Float64Array;
  /** The values at the vertices. */
  readonly values: Float64Array;
  /** Where the ascent stands. */
  readonly weights: Float64Array;
  upper = 0;
  lower = 0;
  /** Steps taken in all, of d² multiplications each. */
  sweeps = 0;
  /** vᵀw */
  private readonly products: Float64Array;

  constructor(private readonly d: number) {
    this.gram = new Float64Array(d * d);
    this.values = new Float64Array(d);
    this.weights = new Float64Array(d);
    this.products = new Float64Array(d);
  }

  /** Takes in the vertices (d×d, one a row). */
  setVertices(vertices: Float64Array): void {
    const { d, gram } = this;
    for (let a = 0; a < d; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += vertices[a * d + k] * vertices[b * d + k];
        gram[a * d + b] = sum;
        gram[b * d + a] = sum;
      }
    }
  }

  /**
   * Sets `upper` and `lower` for the values at hand, from the weights at hand, until one of them says on which side of the threshold the maximum is.
   * On narrow cones, whose vertices are nearly parallel, the ascent is slow; then an active-set method ends it.
   */
  compare(threshold: number): void {
    for (let sweep = 0; sweep < mostSweeps; sweep++) {
      this.sweep();
      this.measure();
      if (this.upper <= threshold || this.lower > threshold) return;
    }
    const { d, gram, values, weights } = this;
    weights.set(
      nonnegativeQuadratic(
        gram,
        values.map((value) => -value),
        weights,
      ),
    );
    this.sweeps += 4 * d;
    this.measure();
  }

  /** Weights to begin with, from the values at hand. */
  begin(): void {
    const { d, gram, values, weights, products } = this;
    products.fill(0);
    for (let v = 0; v < d; v++) weights[v] = Math.max(0, values[v]) / (d * gram[v * d + v]);
    for (let v = 0; v < d; v++) for (let w = 0; w < d; w++) products[v] += gram[v * d + w] * weights[w];
  }

  private sweep(): void {
    const { d, gram, values, weights, products } = this;
    this.sweeps += 1;
    for (let v = 0; v < d; v++) {
      const next = Math.max(0, weights[v] + (values[v] - products[v]) / gram[v * d + v]);
      const step = next - weights[v];
      if (step === 0) continue;
      weights[v] = next;
      for (let w = 0; w < d; w++) products[w] += step * gram[v * d + w];
    }
  }

  private measure(): void {
    const { d, gram, values, weights, products } = this;
    let [square, linear, excess] = [0, 0, 0];
    for (let v = 0; v < d; v++) {
      // Anew: sums of terms that are not negative lose nothing to cancelling.
      let product = 0;
      for (let w = 0; w < d; w++) product += gram[v * d + w] * weights[w];
      products[v] = product;
      square += weights[v] * product;
      linear += weights[v] * values[v];
      excess = Math.max(excess, values[v] - product);
    }
    const length = Math.sqrt(square);
    this.upper = length + Math.sqrt(d) * excess;
    this.lower = length > 0 ? linear / length : 0;
  }
}

const mostSweeps = 12;
