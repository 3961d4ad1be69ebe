import type { Progress } from "../solvers/solver.js";

/** A plain record: where the whole run is, and where the solver is. */
export interface TrainProgress extends Progress {
  readonly stage: "cross-validation" | "path" | "refit" | "growth" | "intervals";
  /** 1-based, of `pathPoints`; of "growth" the round. */
  readonly pathPoint: number;
  readonly pathPoints: number;
  /** 1-based, of `folds`; 0 outside of cross-validation and intervals. */
  readonly fold: number;
  readonly folds: number;
  readonly lambdaFraction: number;
  /** Since `train` was called. */
  readonly elapsedSeconds: number;
  /** Until `train` will return: an estimate, never past the time limit. Absent while nothing tells. */
  readonly secondsLeft?: number;
}

/** Where a solve stands in the whole run, for progress. */
export type Stage = Pick<TrainProgress, "stage" | "pathPoint" | "pathPoints" | "fold" | "folds" | "lambdaFraction">;
