import type { DiagonalLoss, PiecewiseLinearLoss } from "../../losses/loss.js";
import { smoothedLoss } from "../../losses/smoothed.js";
import type { GroupProgram, SparseBlocks } from "../../programs/group-program.js";
import type { Iterate } from "../solver.js";
import { type KernelWeightOptions, kernelWeightNewton, type NewtonIterate } from "./kernel-weight-newton.js";

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
  const scale = typicalOffset(program);
  let centres: Float64Array = new Float64Array(program.data.targets.length);
  let from: Pick<KernelWeightOptions, "start" | "startAlpha"> = { start };
  let passes = 0;
  const pace = new Pace(scale);
  for (let mu = scale; ; mu = Math.max(0.3 * mu, pace.floor)) {
    const smoothed: GroupProgram<DiagonalLoss> = { ...program, loss: smoothedLoss(program.loss, centres, mu) };
    let last: NewtonIterate | undefined;
    let solved = false;
    for (const iterate of kernelWeightNewton(smoothed, { growth, ...from, judged: program })) {
      if (!iterate) {
        yield undefined;
        continue;
      }
      passes++;
      last = iterate;
      yield { ...iterate, iteration: passes, pricingPasses: passes, dualPoint: iterate.candidate };
      solved = iterate.ownGap <= pace.accuracy * iterate.dualityGap;
      if (solved) break;
    }
    if (!last) return;
    // A stage that its Newton cannot solve leads away: the next one goes on from where this one began.
    if (!solved && mu < scale) {
      if (!pace.failed(mu)) return;
      continue;
    }
    if (!pace.next(mu, last.dualityGap)) return;
    from = { start: last.point, startAlpha: last.candidate.map((value) => value / program.lambda) };
    centres = multipliers(last.candidate, program);
  }
}

/** Stages without a solution before the end. */
const mostFailures = 12;

/** How exact a stage must be, relative to the true gap, and how far μ may fall. */
class Pace {
  accuracy = 0.1;
  floor: number;
  private best = Number.POSITIVE_INFINITY;
  private previous = Number.POSITIVE_INFINITY;
  private failures = 0;

  constructor(private readonly scale: number) {
    this.floor = 2e-3 * scale;
  }

  /** Learns from a stage that was not solved: the floor, and so μ of the next stage, rises above its own. False after too many of them. */
  failed(mu: number): boolean {
    this.failures++;
    this.floor = Math.min(mu / 0.3, this.scale);
    return this.failures < mostFailures;
  }

  /** Learns from a stage; false when no further one can help. */
  next(mu: number, gap: number): boolean {
    // A stage need not be more exact than what smoothing costs; when stages stop helping, it must be.
    if (gap > 0.5 * this.best) this.accuracy *= 0.5;
    if (this.accuracy < 1e-9) return false;
    // A multiplier with far to go moves by its row's distance from the corner over μ in a stage.
    if (mu === this.floor && gap > 0.9 * this.previous) this.floor = Math.max(0.3 * this.floor, 1e-8 * this.scale);
    this.previous = gap;
    this.best = Math.min(this.best, gap);
    return true;
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
