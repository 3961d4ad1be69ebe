import type { GroupProgram, SparseBlocks } from "../programs/group-program.js";
import { elapsedSince, now, turn } from "../solvers/clock.js";
import { type SolveSettings, solve } from "../solvers/drive.js";
import type { Solution } from "../solvers/solver.js";
import type { TrainOptions, TrainProgress } from "./options.js";

/** Where a solve stands in the whole run, for progress. */
export type Stage = Pick<TrainProgress, "stage" | "pathPoint" | "pathPoints" | "fold" | "folds" | "lambdaFraction">;

/** The time, cancelling and progress of one run of `train`, shared by all of its solves. */
export interface Budget {
  elapsed(): number;
  /** Whether more than `share` of the time limit is spent. */
  spent(share: number): boolean;
  /** Lets waiting events be handled between long steps that are not solves. @throws `signal.reason` when aborted */
  breathe(): Promise<void>;
  /** Solves within what is left of `share` of the time limit; at least one iterate comes back. */
  solve(program: GroupProgram, tolerance: number, share: number, stage: Stage, start?: SparseBlocks): Promise<Solution>;
}

export function startBudget({ timeLimit, signal, onProgress }: TrainOptions): Budget {
  const begin = now();
  const elapsed = () => elapsedSince(begin);
  const left = (share: number) => (timeLimit === undefined ? Number.POSITIVE_INFINITY : share * timeLimit - elapsed());
  return {
    elapsed,
    spent: (share) => left(share) <= 0,
    async breathe() {
      await turn();
      if (signal?.aborted) throw signal.reason;
    },
    solve(program, tolerance, share, stage, start) {
      const settings: SolveSettings<GroupProgram> = {
        tolerance,
        timeLimit: Math.max(left(share), 1e-9),
        signal,
        start,
        onProgress: onProgress && ((progress) => onProgress({ ...progress, ...stage, elapsedSeconds: elapsed() })),
      };
      return solve(program, settings);
    },
  };
}
