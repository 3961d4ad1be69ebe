import type { Budget } from "../fitting/budget.js";
import { type Comparison, type ComparisonSettings, concludedComparison, stateAllRows } from "./comparison.js";
import { foldComparison } from "./cross-validation.js";
import type { FoldsPenalty } from "./penalty.js";

/** λ by k-fold cross-validation; rows are held out of the program where λ is compared, so all rows are stated last. */
export async function compareByFolds(
  penalty: FoldsPenalty,
  settings: ComparisonSettings,
  budget: Budget,
): Promise<Comparison> {
  const folds = foldComparison(settings, penalty.folds, budget);
  const by = {
    way: "folds",
    folds: penalty.folds,
    heldOutTargets: settings.targets,
    heldOutWeights: settings.sampleWeights,
    scoreAt: folds.scoreAt,
  } as const;
  try {
    const concluded = await concludedComparison(penalty, settings, by, budget);
    const lambdaFraction = concluded.crossValidation?.lambdaFraction;
    return { problem: await stateAllRows(settings, budget), lambdaFraction, start: undefined, ...concluded };
  } finally {
    folds.dispose();
  }
}
