import { elapsedSince, now, turn } from "../solvers/clock.js";
import { runToEnd } from "../solvers/drive.js";
import type { CancelSignal, Progress, SolveOptions } from "../solvers/solver.js";
import type { Stage, TrainProgress } from "./progress.js";
import { TimeEstimate } from "./time-estimate.js";

/** What bounds a run, and who hears of it. */
export interface RunLimits {
  /** Seconds for everything; without it there is no limit. */
  readonly timeLimit: number | undefined;
  readonly signal: CancelSignal | undefined;
  readonly onProgress: ((progress: TrainProgress) => void) | undefined;
}

/** How exact one solve shall be, and how much of the time limit may be spent when it ends. */
export interface Effort {
  /** Relative duality gap. */
  readonly tolerance: number;
  /** Of the time limit, counted from the beginning of the run. */
  readonly share: number;
}

/** The time, cancelling and progress of one run, shared by all of its solves. */
export interface Budget {
  elapsed(): number;
  /** Seconds left; Infinity without a limit. */
  left(): number;
  /** Whether more than `share` of the time limit is spent. */
  spent(share: number): boolean;
  /** Runs steps that are no solve to their end. @throws `signal.reason` when aborted */
  run<Result>(steps: Generator<undefined, Result>): Promise<Result>;
  /** Lets waiting events be handled between long steps that are not solves. @throws `signal.reason` when aborted */
  breathe(): Promise<void>;
  /** Time and cancelling for one solve that nobody watches. @param share of the time limit, counted from the beginning of the run */
  bounds(share: number): Pick<SolveOptions, "timeLimit" | "signal">;
  /** Tolerance, time, cancelling and progress for one solve; at least one iterate comes back. */
  limits(effort: Effort, stage: Stage): Pick<SolveOptions, "tolerance" | "timeLimit" | "signal" | "onProgress">;
}

/** Counts the time of a run. @param begin when it began, by the clock of the solvers */
export function startBudget({ timeLimit, signal, onProgress }: RunLimits, begin = now()): Budget {
  const elapsed = () => elapsedSince(begin);
  const left = (share: number) => (timeLimit === undefined ? Number.POSITIVE_INFINITY : share * timeLimit - elapsed());
  const bounds = (share: number) => ({ timeLimit: Math.max(left(share), 1e-9), signal });
  const estimate = new TimeEstimate();
  const report = (progress: Progress, stage: Stage) => {
    const estimated = estimate.left(progress, elapsed()) ?? Number.POSITIVE_INFINITY;
    const seconds = Math.max(0, Math.min(estimated, left(1)));
    const secondsLeft = Number.isFinite(seconds) ? { secondsLeft: seconds } : {};
    onProgress?.({ ...progress, ...stage, elapsedSeconds: elapsed(), ...secondsLeft });
  };
  return {
    elapsed,
    left: () => left(1),
    spent: (share) => left(share) <= 0,
    run: (steps) => runToEnd(steps, signal),
    async breathe() {
      await turn();
      if (signal?.aborted) throw signal.reason;
    },
    bounds,
    limits({ tolerance, share }, stage) {
      estimate.begin(stage, tolerance, elapsed());
      return {
        tolerance,
        ...bounds(share),
        onProgress: onProgress && ((progress) => report(progress, stage)),
      };
    },
  };
}
