import type { AverageModel } from "../models/average/average-model.js";
import type { ModelFamily, SelectionRule } from "../options/select-options.js";
import type { TrainResult } from "../training/train-result.js";

/** The family of a candidate: one of models, the mean of several kernels, or a weighted sum of families. */
export type CandidateFamily = ModelFamily | "average" | "combination";

/** One thing that was tried, with its cross-validated score. */
export interface Candidate {
  readonly family: CandidateFamily;
  /** In words: "gaussian, width 5.2, ridge 0.03". */
  readonly name: string;
  /** What is made greatest: accuracy − 0.1 · squared error, −(root mean squared error), or −(mean loss) for another loss of numbers. */
  readonly score: number;
  /** Of the score, over the folds; of one fold over its rows. */
  readonly standardError: number;
  /** Mean accuracy, root mean squared error or loss. */
  readonly metric: number;
  /** How many numbers a prediction needs, about. */
  readonly size: number;
}

/** What a selection may choose: an average of models, or one network. */
export type SelectedModel = AverageModel | TrainResult;

/** The chosen model, and everything that was tried. */
export interface SelectionResult {
  readonly model: SelectedModel;
  readonly chosen: Candidate;
  /** What the rule "best" would have chosen. */
  readonly best: Candidate;
  readonly rule: SelectionRule;
  readonly metric: "accuracy" | "rmse" | "loss";
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
