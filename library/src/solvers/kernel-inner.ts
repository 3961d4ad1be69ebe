import { currentBackend } from "../numerics/index.js";
import type { GroupProgram } from "../programs/group-program.js";

/**
 * The inner problem of the kernel-weight Newton method at fixed K = K(η):
 *
 *     j(η) = min over α of L(Kα) + (λ/2) Σ_k α_kᵀKα_k,   f = Kα,   z = −∇L(f) = λα
 *
 * and what its Hessian in η needs: (K/λ + W⁻¹)⁻¹ = S B⁻¹ S, B = I + SKS/λ, S = √W, W = diag ∇²L. B has eigenvalues ≥ 1, so no
 * jitter is needed however small λ is.
 */
export interface InnerSolution {
  /** n×K */
  readonly alpha: Float64Array;
  /** j(η) */
  readonly value: number;
  /** In place: columns (n×m per output, outputs stacked) become V_L with H = V_LᵀV_L. */
  whiten(columns: Float64Array, count: number): void;
}

/** Solves the inner problem for one loss; undefined when the factorisation failed (the step is then too long). */
export type InnerSolver = (
  program: GroupProgram,
  gram: Float64Array,
  start?: Float64Array,
) => InnerSolution | undefined;

/**
 * Squared loss: the inner problem is linear. W = 2c, α = S B⁻¹ S y / λ, j = (λ/2) yᵀα.
 */
export const squaredInner: InnerSolver = (program, gram) => {
  const { data, lambda } = program;
  const { sampleCount: n, outputs, targets } = data;
  const root = Float64Array.from({ length: n }, (_, j) => Math.sqrt(2 * (data.weights?.[j] ?? 1)));
  const factor = scaledIdentityPlusGram(gram, root, lambda, n);
  const backend = currentBackend();
  if (!backend.cholesky(factor, n)) return undefined;
  const alpha = new Float64Array(n * outputs);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < outputs; k++) alpha[j * outputs + k] = (root[j] * targets[j * outputs + k]) / lambda;
  }
  backend.solveLower(factor, n, alpha, outputs);
  backend.solveLowerTransposed(factor, n, alpha, outputs);
  let value = 0;
  for (let j = 0; j < n; j++) {
    for (let k = j * outputs; k < (j + 1) * outputs; k++) {
      alpha[k] *= root[j];
      value += targets[k] * alpha[k];
    }
  }
  return {
    alpha,
    value: (lambda / 2) * value,
    whiten(columns, count) {
      for (let k = 0; k < outputs; k++) {
        const slab = columns.subarray(k * n * count, (k + 1) * n * count);
        for (let j = 0; j < n; j++) for (let a = j * count; a < (j + 1) * count; a++) slab[a] *= root[j];
        backend.solveLower(factor, n, slab, count);
      }
    },
  };
};

/** B = I + SKS/λ, n×n. */
function scaledIdentityPlusGram(gram: Float64Array, root: Float64Array, lambda: number, n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const scale = root[i] / lambda;
    for (let j = 0; j <= i; j++) out[i * n + j] = scale * gram[i * n + j] * root[j];
    out[i * n + i] += 1;
  }
  return out;
}
