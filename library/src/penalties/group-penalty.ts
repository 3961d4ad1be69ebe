import { InputError } from "../errors.js";
import { power } from "../numerics/elementary/index.js";
import { BoundedSum, nextDown, nextUp, powerAbove } from "../numerics/rigorous/index.js";

/**
 * A penalty Ω of the block norms ‖w_1‖ … ‖w_p‖ that is not the plain sum: what a penalised program minimises besides its loss.
 * The dual of min L(Σ Φ_iw_i) + Ω is max −L*(−z) − Ω*(‖Φ_1ᵀz‖ … ‖Φ_pᵀz‖).
 */
export interface GroupPenalty {
  /** Ω, length p. */
  value(norms: Float64Array): number;
  /** Ω*, of the dual norms, length p; Infinity outside of its domain. */
  conjugate(dualNorms: Float64Array): number;
  /** Never below Ω of these norms: proved, whatever rounds. Ω and Ω* grow with every norm. */
  valueAbove(norms: Float64Array): number;
  /** Never below Ω* of these dual norms. */
  conjugateAbove(dualNorms: Float64Array): number;
}

/**
 * λ Σ_i η_i^(1−q) ‖w_i‖^q, 1 < q ≤ 2: the family between the kernel ridge with weights η (q = 2) and the group lasso (q → 1).
 *
 *     Ω* = (q − 1) λ Σ_i η_i (‖Φ_iᵀz‖ / (qλ))^(q/(q−1))
 *
 * A weight of zero forbids its block. Does not do: q = 1, which is the group lasso itself.
 */
export function powerPenalty(lambda: number, exponent: number, weights: Float64Array): GroupPenalty {
  const q = exponent;
  if (!(q > 1 && q <= 2)) {
    throw new InputError({
      code: "out-of-range",
      argument: "q",
      got: q,
      expected: "1 < q ≤ 2 (for q = 1 use the gated program (8))",
    });
  }
  return {
    value(norms) {
      let sum = 0;
      for (let i = 0; i < norms.length; i++) {
        if (norms[i] > 0) sum += weights[i] * power(norms[i] / weights[i], q);
      }
      return lambda * sum;
    },
    conjugate(dualNorms) {
      let sum = 0;
      for (let i = 0; i < dualNorms.length; i++) {
        if (weights[i] > 0) sum += weights[i] * power(dualNorms[i] / (q * lambda), q / (q - 1));
      }
      return (q - 1) * lambda * sum;
    },
    ...powerBounds(lambda, q, weights),
  };
}

/** The penalty and its conjugate with proved rounding; the exponents q and q/(q − 1) themselves are rounded, hence the enclosure of the latter. */
function powerBounds(
  lambda: number,
  q: number,
  weights: Float64Array,
): Pick<GroupPenalty, "valueAbove" | "conjugateAbove"> {
  return {
    valueAbove(norms) {
      const sum = new BoundedSum();
      for (let i = 0; i < norms.length; i++) {
        if (norms[i] > 0) sum.add(nextUp(weights[i] * powerAbove(nextUp(norms[i] / weights[i]), q)));
      }
      return nextUp(lambda * sum.upper);
    },
    conjugateAbove(dualNorms) {
      const exponents = q === 2 ? [2] : [nextDown(nextDown(q) / nextUp(q - 1)), nextUp(nextUp(q) / nextDown(q - 1))];
      const sum = new BoundedSum();
      for (let i = 0; i < dualNorms.length; i++) {
        if (!(weights[i] > 0)) continue;
        const ratio = nextUp(dualNorms[i] / nextDown(q * lambda));
        sum.add(nextUp(weights[i] * Math.max(...exponents.map((exponent) => powerAbove(ratio, exponent)))));
      }
      return nextUp(nextUp(nextUp(q - 1) * lambda) * sum.upper);
    },
  };
}

/** Never below the sum. */
function sumOf(norms: Float64Array): number {
  const sum = new BoundedSum();
  for (const norm of norms) sum.add(norm);
  return sum.upper;
}

/** λ̂ (Σ_i ‖w_i‖)² of (14), with Ω* = max_i ‖Φ_iᵀz‖² / (4λ̂). */
export function squaredGroupNorm(lambda: number): GroupPenalty {
  return {
    value(norms) {
      let sum = 0;
      for (const norm of norms) sum += norm;
      return lambda * sum * sum;
    },
    conjugate(dualNorms) {
      let largest = 0;
      for (const norm of dualNorms) largest = Math.max(largest, norm);
      return (largest * largest) / (4 * lambda);
    },
    valueAbove(norms) {
      const sum = sumOf(norms);
      return nextUp(lambda * nextUp(sum * sum));
    },
    conjugateAbove(dualNorms) {
      let largest = 0;
      for (const norm of dualNorms) largest = Math.max(largest, norm);
      return nextUp(nextUp(largest * largest) / nextDown(4 * lambda));
    },
  };
}
