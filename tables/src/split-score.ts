/** How well one model did on one split of a table, as plain JSON. Without `seconds` it is the same on every machine. */
export interface SplitScore {
  /** What was chosen, in words. */
  readonly name: string;
  /** Accuracy for classes, root mean squared error for numbers. */
  readonly test: number;
  readonly train: number;
  /** Mean squared error of the raw outputs (±1 for two classes). */
  readonly testError: number;
  readonly trainError: number;
  /** (2/n)λΣ‖w_i‖, the right-hand side of Theorem 6.1 at the solution, in the same units; null where there are no blocks. */
  readonly penaltyBound?: number | null;
  /** R² on the test rows, of numbers; where it was asked for. */
  readonly r2?: number | null | undefined;
  /** Mean −log of the probability of the true class on the test rows; where there are probabilities, and they were asked for. */
  readonly logLoss?: number | null | undefined;
  /** Processor seconds of the training, its choices among settings included; where they were asked for. */
  readonly seconds?: number | null | undefined;
  /** Numbers that a prediction needs; 0 for other software. */
  readonly size: number;
  readonly certificate: { readonly program: string; readonly relativeGap: number; readonly coverage: string } | null;
}

/** The score of what was chosen for a split, and beside it the scores of what it was chosen from. */
export interface SplitScores extends SplitScore {
  readonly trainRows: number;
  readonly testRows: number;
  /** Where families competed: the best of each, by the same cross-validation. */
  readonly families?: Readonly<Record<string, SplitScore>>;
  /** Where families competed: the smallest network within one standard error of the best score. */
  readonly smallestNetwork?: SplitScore | null;
}
