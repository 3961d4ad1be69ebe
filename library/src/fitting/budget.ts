import type { TrainedProgram } from "../models/trained-program.js";
import type { TrainOptions, TrainProgress } from "../options/options.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { elapsedSince, now, turn } from "../solvers/clock.js";
import { solve } from "../solvers/solve.js";
import type { Solution, SolveOptions } from "../solvers/solver.js";
import { namedSolver } from "./named-solver.js";

/** Where a solve stands in the whole run, for progress. */
export type Stage = Pick<TrainProgress, "stage" | "pathPoint" | "pathPoints" | "fold" | "folds" | "lambdaFraction">;

type Limits = Pick<SolveOptions, "tolerance" | "timeLimit" | "signal" | "onProgress">;

/** The time, cancelling and progress of one run of `train`, shared by all of its solves. */
export interface Budget {
  elapsed(): number;
  /** Whether more than `share` of the time limit is spent. */
  spent(share: number): boolean;
  /** Lets waiting events be handled between long steps that are not solves. @throws `signal.reason` when aborted */
  breathe(): Promise<void>;
  /** Tolerance, time, cancelling and progress for another long step. */
  limits(tolerance: number, share: number, stage: Stage): Limits;
  /** Solves within what is left of `share` of the time limit; at least one iterate comes back. */
  solve(
    program: TrainedProgram,
    tolerance: number,
    share: number,
    stage: Stage,
    start?: SparseBlocks,
  ): Promise<Solution>;
}

export function startBudget(options: TrainOptions): Budget {
  const { timeLimit, signal, onProgress } = options;
  const solver = namedSolver(options);
  const begin = now();
  const elapsed = () => elapsedSince(begin);
  const left = (share: number) => (timeLimit === undefined ? Number.POSITIVE_INFINITY : share * timeLimit - elapsed());
  const limits = (tolerance: number, share: number, stage: Stage): Limits => ({
    tolerance,
    timeLimit: Math.max(left(share), 1e-9),
    signal,
    onProgress: onProgress && ((progress) => onProgress({ ...progress, ...stage, elapsedSeconds: elapsed() })),
  });
  return {
    elapsed,
    spent: (share) => left(share) <= 0,
    async breathe() {
      await turn();
      if (signal?.aborted) throw signal.reason;
    },
    limits,
    solve: (program, tolerance, share, stage, start) =>
      solve(program, { solver, ...limits(tolerance, share, stage), start }),
  };
}
