import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
import { gradientNorms } from "../programs/group-program.js";
import type { GatedReluProgram } from "../programs/masked-program.js";
import type { Certificate } from "./records.js";

/**
 * Gates that no optimal solution uses (gap-safe screening; Ndiaye et al. 2017). A loss with ∇²L ≤ M makes the dual strongly concave, so that
 * the optimal z* lies within r = √(2M·gap) of the certificate's z, and
 *
 *     ‖Φ_iᵀz‖ + r‖Φ_i‖ < λ   proves   ‖Φ_iᵀz*‖ < λ,   hence w_i = 0 in every solution.
 *
 * ‖Φ_i‖ is bounded by that of the whole table. Does not do: losses without a gradient everywhere (M = ∞: nothing is proved).
 * @returns indices of the gates, ascending
 */
export function unusedGates(program: GatedReluProgram, certificate: Certificate): Int32Array {
  const { data, lambda, loss } = program;
  const { dualPoint, primalObjective, dualityGap } = certificate;
  const norms = gradientNorms(program, dualPoint);
  // What rounding may have taken from the gap, which near the optimum is a difference of nearly equal numbers.
  const gap = Math.max(0, dualityGap) + 1e-14 * Math.abs(primalObjective);
  const margin = Math.sqrt(2 * loss.lipschitz(data) * gap) * blockNormBound(program);
  return Int32Array.from(norms.keys()).filter((i) => norms[i] + margin < lambda * (1 - 1e-12));
}

/** ‖Φ_i‖₂ ≤ max |slope| ‖X‖₂; a threshold's block is one column of zeros and ones. */
function blockNormBound({ inputs, activation }: GatedReluProgram): number {
  const { rows: n, columns: d, values } = inputs;
  if (activation.name === "threshold") return Math.sqrt(n);
  const gram = new Float64Array(d * d);
  for (let j = 0; j < n; j++) {
    for (let a = 0; a < d; a++) for (let b = 0; b < d; b++) gram[a * d + b] += values[j * d + a] * values[j * d + b];
  }
  const largest = Math.max(0, ...symmetricEigen(gram, d).values);
  return Math.max(Math.abs(activation.positive), Math.abs(activation.negative)) * Math.sqrt(largest) * (1 + 1e-10);
}
