import type { DiagonalLoss, PiecewiseLinearLoss } from "../../losses/loss.js";
import { smoothedLoss } from "../../losses/smoothed.js";
import type { GroupProgram, SparseBlocks } from "../../programs/group-program.js";
import type { Iterate } from "../solver.js";
import { kernelWeightNewton, type NewtonIterate } from "./kernel-weight-newton.js";

/**
 * Losses with corners (hinge, quantile) by the proximal point method: each stage minimises the program with
 *
 *     l_μ(u) = max over a in [low, high] of a(c − σu) − (μ/2)(a − a₀)²
 *
 * by the kernel-weight Newton, then moves the centre a₀ to the multipliers it found. μ falls by 0.3 to a floor, which is lowered when stages stop helping. The smoothed z is
 * feasible for the true dual, so the gap that is reported is the true one. (Plain continuation, a₀ = 0 and μ → 0, needs several times
 * the factorisations.)
 */
export function* smoothedNewton(
  program: GroupProgram<PiecewiseLinearLoss>,
  growth: number,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  const { data, loss } = program;
  const scale = typicalOffset(program);
  let centres: Float64Array = new Float64Array(data.targets.length);
  let point = start;
  let startAlpha: Float64Array | undefined;
  let passes = 0;
  let stageAccuracy = 0.1;
  let bestGap = Number.POSITIVE_INFINITY;
  let previousGap = Number.POSITIVE_INFINITY;
  let floor = 2e-3 * scale;
  for (let mu = scale; ; mu = Math.max(0.3 * mu, floor)) {
    const smoothed: GroupProgram<DiagonalLoss> = { ...program, loss: smoothedLoss(loss, centres, mu) };
    let last: NewtonIterate | undefined;
    for (const iterate of kernelWeightNewton(smoothed, { growth, start: point, startAlpha, judged: program })) {
      if (!iterate) {
        yield undefined;
        continue;
      }
      passes++;
      last = iterate;
      yield { ...iterate, iteration: passes, pricingPasses: passes, dualPoint: iterate.candidate };
      if (iterate.ownGap <= stageAccuracy * iterate.dualityGap) break;
    }
    if (!last) return;
    // A stage need not be more exact than what smoothing costs; when stages stop helping, it must be.
    if (last.dualityGap > 0.5 * bestGap) stageAccuracy *= 0.5;
    if (stageAccuracy < 1e-9) return;
    // A multiplier with far to go moves by its row's distance from the corner over μ in a stage.
    if (mu === floor && last.dualityGap > 0.9 * previousGap) floor = Math.max(0.3 * floor, 1e-8 * scale);
    previousGap = last.dualityGap;
    bestGap = Math.min(bestGap, last.dualityGap);
    point = last.point;
    startAlpha = last.candidate.map((value) => value / program.lambda);
    centres = multipliers(last.candidate, program);
  }
}

/** a = σz/c, clipped into its interval. */
function multipliers(z: Float64Array, { data, loss }: GroupProgram<PiecewiseLinearLoss>): Float64Array {
  const { low, high, offset } = loss.corners;
  return z.map((value, k) => {
    const weight = data.weights?.[Math.floor(k / data.outputs)] ?? 1;
    const a = weight > 0 ? (offset(data.targets[k]).sign * value) / weight : 0;
    return Math.max(low, Math.min(high, a));
  });
}

/** Mean |c|: the unit of the predictions, and so of μ. */
function typicalOffset({ loss, data: { targets } }: GroupProgram<PiecewiseLinearLoss>): number {
  let sum = 0;
  for (const y of targets) sum += Math.abs(loss.corners.offset(y).centre);
  return sum > 0 ? sum / targets.length : 1;
}
