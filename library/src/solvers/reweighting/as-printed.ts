import { rejectUnknownOptions } from "../../errors.js";
import type { SmoothLoss, SquaredLoss } from "../../losses/loss.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { paired } from "../pairing.js";
import type { Solver } from "../solver.js";
import { reweight } from "./iterative-reweighting.js";
import { type InitialWeights, startingWeights } from "./starting-weights.js";
import { type InnerMethod, takenBy, weightedRidge } from "./weighted-least-squares.js";

/**
 * Algorithm 1 exactly as the paper prints it, for reproduction and comparison only:
 *
 *     w ← argmin ‖Σ_i Φ_iw_i − y‖² + λ Σ_i ‖w_i‖²/η_i        η_i ← √‖w_i‖ + ε
 *
 * It does NOT solve the group lasso (8). As ε → 0 its fixed points are those of the penalty (4/3)λ Σ‖w_i‖^(3/2), the
 * family's member at q = 3/2 with unit weights (docs/conventions-and-errata.md). The gap that it reports is that of
 * (8), and this gap does not close.
 * @returns the solver
 * @throws InputError for an unknown option, or an ε that is not positive
 */
export function iterativeReweightingAsPrinted(
  options?: AsPrintedOptions & { readonly inner?: "direct" },
): Solver<GroupProgram<SmoothLoss>>;
export function iterativeReweightingAsPrinted(options: AsPrintedOptions): Solver<GroupProgram<SquaredLoss>>;
export function iterativeReweightingAsPrinted(options: AsPrintedOptions = {}): Solver<GroupProgram<SquaredLoss>> {
  rejectUnknownOptions(
    options,
    { inner: true, initial: true, seed: "number", epsilon: "number" },
    "iterativeReweightingAsPrinted",
  );
  const { inner = "direct", initial = "uniform", seed = 1, epsilon = 1e-8 } = options;
  return {
    name: "iterative-reweighting-as-printed",
    iterates: (program, start) =>
      reweight(paired("iterative-reweighting-as-printed", program, takenBy(inner, ["group"])), start, {
        inner: weightedRidge[inner],
        ridgeFactor: 1,
        first: () => startingWeights(initial, program, seed),
        next: (norms) => norms.map((norm) => Math.sqrt(norm) + epsilon),
      }),
  };
}

/** How Algorithm 1 as printed begins, and what it solves its inner problem by. */
export interface AsPrintedOptions {
  readonly inner?: InnerMethod;
  readonly initial?: InitialWeights;
  readonly seed?: number;
  /** ε, a small positive constant the paper leaves open; default 1e-8. */
  readonly epsilon?: number;
}
