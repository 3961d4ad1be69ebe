import { currentBackend } from "../../numerics/index.js";
import type { NewtonSystem } from "./newton-system.js";

/**
 * The inner problem of the kernel-weight Newton method at fixed K = K(η):
 *
 *     j(η) = min over α of L(Kα) + (λ/2) Σ_k α_kᵀKα_k,   f = Kα,   z = −∇L(f) = λα
 *
 * and what its Hessian in η needs, G = (K/λ + W⁻¹)⁻¹ with W = ∇²L. Does not do: losses without a curvature.
 */
export interface InnerSolution {
  /** z/λ at the solution, n×K; λα is in the domain of the conjugate. */
  readonly alpha: Float64Array;
  /** j(η), from above by at most the accuracy asked for. */
  readonly value: number;
  /** H_ab = Σ over outputs of v_aᵀGv_b for columns v (n×m an output, outputs stacked; overwritten). */
  hessian(columns: Float64Array, count: number): Generator<undefined, Float64Array>;
  /** The Hessian of a quadratic above the loss, for losses that can be flat; undefined for the others. */
  cautiousHessian?(columns: Float64Array, count: number): Generator<undefined, Float64Array | undefined>;
  /** The first-order change of α when K changes so that Kα moves by `change` (n×K). */
  respond(change: Float64Array): Float64Array;
}

export interface InnerOptions {
  /** A nearby α. */
  readonly start?: Float64Array;
  /** How far j may be above its minimum. */
  readonly accuracy: number;
}

/**
 * Solves the inner problem of one program at K, giving way between factorisations; undefined when one failed (the step is then too long).
 */
export type InnerSolver = (
  gram: Float64Array,
  options: InnerOptions,
) => Generator<undefined, InnerSolution | undefined>;

/** The derivatives of j and α in K, from the system at the solution. */
export function derivativesOf(system: NewtonSystem, lambda: number): Pick<InnerSolution, "hessian" | "respond"> {
  return {
    hessian: (columns, count) => system.hessian(columns, count),
    respond: (change) => system.apply(change).map((value) => -value / lambda),
  };
}

/** K a for every output (a is n×K). */
export function kernelProduct(gram: Float64Array, a: Float64Array, n: number, outputs: number): Float64Array {
  const out = new Float64Array(n * outputs);
  currentBackend().multiply(gram, n, n, a, outputs, out);
  return out;
}
