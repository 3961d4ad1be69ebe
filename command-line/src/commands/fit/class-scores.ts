import { type ProbabilityMeasures, probabilityMeasures } from "@halfspace/tables";
import {
  type AnyModel,
  type ClassMeasures,
  classMeasures,
  confusion,
  type Decision,
  decideLabels,
  givesProbabilities,
  InputError,
  type Label,
  predictLabels,
  predictProbabilities,
} from "halfspace";
import { type DecisionFlags, decisionOf } from "../../decisions.js";
import { figure } from "../../report.js";
import type { RowsToScore } from "./scores.js";

/** What is said of classes one by one, on the rows kept apart where there are any. */
export interface ClassScores extends ProbabilityMeasures {
  readonly rows: "test" | "training";
  /** How labels were decided, where that was asked for. */
  readonly decision?: Decision;
  readonly classes: readonly ClassMeasures[];
  /** The mean cost of a row, where costs were given. */
  readonly meanCost?: number;
}

/** Undefined for a regression. @throws InputError for a decision that the model cannot take */
export function classScoresOf(
  model: AnyModel,
  { train, test }: RowsToScore,
  flags: DecisionFlags,
): ClassScores | undefined {
  const { labels } = model;
  const decision = decisionOf(flags, labels);
  if (!labels) return undefined;
  const { inputs, targets, sampleWeights } = test ?? train;
  const truth = targets as readonly Label[];
  const probabilities = givesProbabilities(model) ? predictProbabilities(model, inputs) : undefined;
  if (decision && !probabilities) throw withoutProbabilities(model.kind === "average" ? "squared" : model.loss);
  const said = decision && probabilities ? decideLabels(probabilities, labels, decision) : predictLabels(model, inputs);
  const counts = confusion(truth, said, labels, sampleWeights);
  return {
    rows: test ? "test" : "training",
    ...(decision ? { decision } : {}),
    classes: classMeasures(labels, counts),
    ...(decision && "costs" in decision ? { meanCost: meanCostOf(counts, decision.costs) } : {}),
    ...(probabilities ? probabilityMeasures(probabilities, labels, { targets, sampleWeights }) : {}),
  };
}

const withoutProbabilities = (loss: string): InputError =>
  new InputError({
    code: "no-probabilities",
    argument: "threshold",
    got: `a model of the ${loss} loss without probabilities`,
    expected: "one with probabilities to decide by",
  });

function meanCostOf(counts: readonly (readonly number[])[], costs: readonly (readonly number[])[]): number {
  let [sum, total] = [0, 0];
  for (const [truth, of] of counts.entries()) {
    for (const [said, count] of of.entries()) {
      sum += count * costs[truth][said];
      total += count;
    }
  }
  return sum / total;
}

/** More classes than these are left to --json. */
const mostShown = 12;

/** A line a class, and what was decided by; none for a regression. */
export function classLines(scores: ClassScores | undefined): string[] {
  if (!scores || scores.classes.length > mostShown) return [];
  const { classes, decision, meanCost, rows } = scores;
  const by = decision && "threshold" in decision ? `, said from a probability of ${decision.threshold} on` : "";
  const cost = meanCost === undefined ? "" : `, by the least expected cost (${figure(meanCost)} a row)`;
  return [
    `Classes on the ${rows} rows${by}${cost}:`,
    ...classes.map(
      ({ label, precision, recall, f1 }) =>
        `  ${String(label)}: precision ${figure(precision)}, recall ${figure(recall)}, F1 ${figure(f1)}`,
    ),
  ];
}
