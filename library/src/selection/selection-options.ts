import type { MatrixLike, TargetsLike } from "../linear-algebra/matrix.js";
import type { AverageModel } from "../models/average-model.js";
import type { TrainResult } from "../options/options.js";
import type { Label, Task } from "../reductions/class-labels.js";
import type { CancelSignal } from "../solvers/solver.js";

/** What model selection tries, cheap first. */
export const modelFamilies = [
  "neural-tangent",
  "relu-tangent",
  "gaussian",
  "reweighting",
  "q-family",
  "gated-relu",
  "generated-relu",
] as const;

export type ModelFamily = (typeof modelFamilies)[number];

/** "best": the best score; "one-standard-error": the smallest model within one standard error of it. */
export type SelectionRule = "best" | "one-standard-error";

export interface SelectOptions {
  /** n×d raw columns. */
  readonly inputs: MatrixLike;
  readonly targets: TargetsLike | readonly Label[];
  readonly task?: "auto" | Task;
  readonly labels?: readonly Label[];
  /** Default: all. */
  readonly families?: readonly ModelFamily[];
  /** Gates of the networks and masking kernels; default 500. */
  readonly gates?: number;
  /** Default 4 (or the number of rows, if fewer). */
  readonly folds?: number;
  /** How often the kernels' folds are drawn anew; default 3 below 260 rows, else 1. The networks use the first folds only. */
  readonly repeats?: number;
  /** How many (kernel, ridge) pairs are averaged; default 12. */
  readonly members?: number;
  /** Default "best". */
  readonly rule?: SelectionRule;
  readonly standardise?: boolean;
  readonly bias?: boolean;
  readonly seed?: number;
  /** Relative duality gap of a gated network that is chosen; default 1e-6. */
  readonly tolerance?: number;
  /** Seconds. A family that cannot be finished is left out, and said so. Without it: same seed, same bits. */
  readonly timeLimit?: number;
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: SelectionProgress) => void;
}

export interface SelectionProgress {
  readonly stage: "selection" | "refit";
  readonly family: ModelFamily | "average";
  /** Steps done and in all, over all families. */
  readonly done: number;
  readonly total: number;
  readonly elapsedSeconds: number;
}

/** One thing that was tried, with its cross-validated score. */
export interface Candidate {
  readonly family: ModelFamily | "average";
  /** In words: "gaussian, width 5.2, ridge 0.03". */
  readonly name: string;
  /** What is made greatest: accuracy − 0.1 · squared error, or −(root mean squared error). */
  readonly score: number;
  /** Of the score, over the folds. */
  readonly standardError: number;
  /** Mean accuracy, or mean root mean squared error. */
  readonly metric: number;
  /** How many numbers a prediction needs, about. */
  readonly size: number;
}

export type SelectedModel = AverageModel | TrainResult;

export interface SelectionResult {
  readonly model: SelectedModel;
  readonly chosen: Candidate;
  readonly rule: SelectionRule;
  readonly metric: "accuracy" | "rmse";
  /** Everything tried, best score first. */
  readonly candidates: readonly Candidate[];
  /** What the time limit left out and why the choice is what it is, one sentence each. */
  readonly notes: readonly string[];
  readonly seconds: number;
  /** The smallest gated network within one standard error of the best score, if there is one. */
  readonly smallestNetwork: Candidate | undefined;
  /** Trains a candidate of this run on all rows. */
  refit(candidate: Candidate): Promise<SelectedModel>;
}
