import { normsOfBlocks, type SparseBlocks } from "../../programs/group-program.js";
import { enlargedSet, selectBlocks } from "../working-blocks.js";

/** Kernel weights η of the blocks at hand (the working set); `which` ascends. */
export interface KernelWeights {
  readonly which: Int32Array;
  readonly eta: Float64Array;
}

/** η_i = ‖w_i‖, which is what optimal kernel weights are; zero blocks are left out. */
export function weightsOfBlocks(point: SparseBlocks): KernelWeights {
  return withoutZeros({ which: point.which, eta: normsOfBlocks(point) });
}

export function withoutZeros({ which, eta }: KernelWeights): KernelWeights {
  return { which: which.filter((_, a) => eta[a] > 0), eta: eta.filter((value) => value > 0) };
}

/** Adds at most `count` of the worst blocks with norms[i] > 1, at η = 0. */
export function growWorkingSet(weights: KernelWeights, norms: Float64Array, count: number): KernelWeights {
  const which = enlargedSet(weights.which, norms, 1, count);
  return { which, eta: selectBlocks({ which: weights.which, blocks: weights.eta }, 1, which) };
}

/**
 * The slope of J in η_i, 1 − a_i², in the scale of Σ. Where a is well above 1, the secular right-hand side −2a²(a − 1)
 * takes its place (Newton on 1/a − 1), which roughly halves the number of steps. Near 1 both agree to first order.
 * There only the true slope makes a step along directions without curvature one of descent.
 */
export function secularSlope(norm: number): number {
  return norm > 1.02 ? -2 * norm * norm * (norm - 1) : 1 - norm * norm;
}

/** Scales the step so that Σ(η + s) ≤ limit, which holds at the optimum. */
export function limitTotal(eta: Float64Array, step: Float64Array, limit: number): Float64Array {
  let total = 0;
  for (let a = 0; a < eta.length; a++) total += eta[a] + step[a];
  if (!(total > limit)) return step;
  const scale = limit / total;
  return step.map((value, a) => scale * (eta[a] + value) - eta[a]);
}
