import type { Coverage } from "../arrangements/arrangement.js";
import type { BlockOperator } from "../linear-algebra/block-operator.js";
import type { Loss, LossData } from "../losses/loss.js";
import type { GroupPenalty } from "../penalties/group-penalty.js";
import { type DualBound, gradientNorms, normsOfBlocks, predictionsOf, type SparseBlocks } from "./group-program.js";

/**
 * P(W) = L(Σ_i Φ_i w_i) + Ω(‖w_1‖ … ‖w_p‖): a program with another penalty than the sum of the norms: weighted ridge (16), the family
 * between it and the group lasso, multiple kernel learning (14).
 */
export interface PenalisedProgram<L extends Loss = Loss> {
  /** What the penalty Ω is, for whoever dispatches on it. */
  readonly form: "power" | "squared-group-norm";
  readonly kind: string;
  readonly operator: BlockOperator;
  readonly loss: L;
  readonly data: LossData;
  readonly penalty: GroupPenalty;
  readonly coverage: Coverage;
}

/** ‖w_i‖_F for every block, zeros included. */
export function blockNorms(point: SparseBlocks, blockCount: number): Float64Array {
  const out = new Float64Array(blockCount);
  const norms = normsOfBlocks(point);
  point.which.forEach((block, a) => {
    out[block] = norms[a];
  });
  return out;
}

/** P(W), computed from the blocks. */
export function penalisedObjective(program: PenalisedProgram, point: SparseBlocks): number {
  const { loss, data, penalty, operator } = program;
  const predictions = predictionsOf(program, point);
  return loss.value(predictions, data) + penalty.value(blockNorms(point, operator.blockCount));
}

/**
 * D(z) = −L*(−z) − Ω*(‖Φ_1ᵀz‖ … ‖Φ_pᵀz‖) is a lower bound of P for every z. This gives s·z with the best s ≥ 0: D is concave in s, so a golden
 * section finds it.
 */
export function penalisedDualPoint(program: PenalisedProgram, z: Float64Array): DualBound {
  const { loss, data, penalty } = program;
  const norms = gradientNorms(program, z);
  const scaled = (s: number) => z.map((value) => s * value);
  const dual = (s: number) => {
    const value = loss.dualValue(scaled(s), data) - penalty.conjugate(norms.map((norm) => s * norm));
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
  const best = maximumOfConcave(dual);
  return { point: scaled(best), objective: dual(best) };
}

// The search of `goldenSection` in another arithmetic (a width that shrinks, not two ends): f is flat at its maximum, where the last bits of the
// certificates that exist follow from the arithmetic. Once certificates may change, that one serves here too.
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The s ≥ 0 that maximises a concave f with f(0) finite; f may be −Infinity past some s. s = 1, where the optimum of a
 * solved program lies, is tried too.
 */
function maximumOfConcave(f: (s: number) => number): number {
  let high = 1;
  for (let doubled = 0; doubled < 60 && f(2 * high) > f(high); doubled++) high *= 2;
  let [low, width] = [0, 2 * high];
  let left = low + (1 - GOLDEN) * width;
  let right = low + GOLDEN * width;
  let [fLeft, fRight] = [f(left), f(right)];
  for (let round = 0; round < 80; round++) {
    width *= GOLDEN;
    if (fLeft >= fRight) {
      [right, fRight] = [left, fLeft];
      left = low + (1 - GOLDEN) * width;
      fLeft = f(left);
    } else {
      [low, left, fLeft] = [left, right, fRight];
      right = low + GOLDEN * width;
      fRight = f(right);
    }
  }
  const candidates = [0, 1, left, right];
  return candidates.reduce((best, s) => (f(s) > f(best) ? s : best), 0);
}
