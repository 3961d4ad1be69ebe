import { logarithm } from "../numerics/elementary/index.js";
import type { Progress } from "../solvers/solver.js";
import type { Stage } from "./progress.js";

/** The solves that the next one is judged by: costs grow as λ falls. */
const remembered = 3;
/** The share of a solve that must be done before its own time says how long it takes. */
const tellingShare = 0.1;

/**
 * How long a run will still take, from the solves that are done and how far the present one is. A comparison of λ may
 * end before its path does, and the last fit may take longer than those before it, so this is an estimate and no bound.
 * Does not do: estimates before there is anything to judge by.
 */
export class TimeEstimate {
  private readonly durations: number[] = [];
  private begun: { readonly elapsed: number; readonly solvesLeft: number; readonly tolerance: number } | undefined;
  private leastGap = 1;

  /** A solve begins, `elapsed` seconds after the run did. */
  begin(stage: Stage, tolerance: number, elapsed: number): void {
    if (this.begun) this.durations.push(elapsed - this.begun.elapsed);
    this.begun = { elapsed, solvesLeft: solvesAfter(stage), tolerance };
    this.leastGap = 1;
  }

  /** Seconds until the run ends, `elapsed` seconds after it began; undefined where nothing tells yet. */
  left({ primalObjective, dualityGap }: Progress, elapsed: number): number | undefined {
    if (!this.begun) return undefined;
    const gap = dualityGap / Math.max(Math.abs(primalObjective), 1e-300);
    if (gap > 0) this.leastGap = Math.min(this.leastGap, gap);
    const { tolerance, solvesLeft } = this.begun;
    const spent = elapsed - this.begun.elapsed;
    const share = Math.min(1, logarithm(this.leastGap) / logarithm(Math.min(tolerance, 0.5)));
    const known = this.durations.length > 0 ? Math.max(...this.durations.slice(-remembered)) : undefined;
    const whole = share >= tellingShare ? spent / share : known;
    if (whole === undefined) return undefined;
    return Math.max(0, whole - spent) + solvesLeft * (known ?? whole);
  }
}

/** Solves after this one: the rest of the comparison and the last fit, or the rest of the path. */
function solvesAfter({ stage, pathPoint, pathPoints, fold, folds }: Stage): number {
  if (stage !== "cross-validation") return Math.max(0, pathPoints - pathPoint);
  const perPoint = Math.max(folds, 1);
  return Math.max(0, pathPoints - pathPoint) * perPoint + (perPoint - Math.max(fold, 1)) + 1;
}
