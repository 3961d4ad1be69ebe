import { rejectUnknownOptions } from "../errors.js";
import type { Loss } from "../losses/loss.js";
import type { Task } from "../reductions/class-labels.js";
import { requireConfidence, requireNoise } from "../theory/prediction-error.js";
import type { PredictionErrorPenalty, TrainOptions } from "./options.js";
import { requireFraction, requireOneOf, requirePositive } from "./require-option.js";
import { wrong } from "./wrong-option.js";

/** Fractions of λ_max tried by default: written out, so that no engine's pow can change a bit of them. */
export const defaultFractions: readonly number[] = [
  1, 0.63, 0.4, 0.25, 0.16, 0.1, 0.063, 0.04, 0.025, 0.016, 0.01, 0.0063, 0.004, 0.0025, 0.0016, 0.001,
];

/** Tried after those, one by one, only while each is better than all before it. */
export const furtherFractions: readonly number[] = [0.00063, 0.0004, 0.00025, 0.00016, 0.0001];

/** "auto" or exactly one of the two. */
export type Penalty = "auto" | { readonly lambda: number } | { readonly lambdaFraction: number };

/** A penalty as it was asked for: the rule, where there is one, is still to be applied. */
export type AskedPenalty = Penalty | PredictionErrorPenalty;

/** @throws InputError for more than one way of giving λ, or a rule that does not speak of this task */
export function readPenalty(
  { lambda = "auto", lambdaFraction = "auto" }: TrainOptions,
  task: Task,
  loss: Loss,
): AskedPenalty {
  if (lambda !== "auto" && lambdaFraction !== "auto") {
    throw wrong("conflicting-options", "lambda", "both lambda and lambdaFraction", "one of them");
  }
  if (typeof lambda === "object") return readRule(lambda, task, loss);
  if (lambda !== "auto") return { lambda: requirePositive("lambda", lambda) };
  if (lambdaFraction !== "auto") return { lambdaFraction: requireFraction("lambdaFraction", lambdaFraction) };
  return "auto";
}

function readRule(penalty: PredictionErrorPenalty, task: Task, loss: Loss): PredictionErrorPenalty {
  rejectUnknownOptions(penalty, ["rule", "noise", "confidence"], "lambda");
  requireOneOf("rule", penalty.rule, ["theorem-6-1"]);
  if (task !== "regression" || loss.curvature !== "constant") {
    const got = task === "regression" ? `loss ${loss.name}` : task;
    throw wrong("wrong-task", "lambda", `the rule of Theorem 6.1 for ${got}`, "regression with squared loss");
  }
  if (penalty.noise !== undefined) requireNoise(penalty.noise);
  requireConfidence(penalty.confidence);
  return penalty;
}

/** The fractions to try, descending. */
export function readFractions({ fractions }: TrainOptions, penalty: AskedPenalty): readonly number[] {
  if (fractions === undefined) return [...defaultFractions, ...furtherFractions];
  if (penalty !== "auto") {
    throw wrong(
      "conflicting-options",
      "fractions",
      "fractions and a given penalty",
      'fractions only with lambda "auto"',
    );
  }
  if (fractions.length < 1) throw wrong("empty", "fractions", "none", "at least one");
  for (const fraction of fractions) requireFraction("fractions", fraction);
  return [...new Set(fractions)].sort((a, b) => b - a);
}
