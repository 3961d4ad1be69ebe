import { InputError, rejectUnknownOptions, requireFraction, requireOneOf, requirePositive, shown } from "../errors.js";
import { furtherFractions, kernelFractions, usualFractions } from "../penalty-choice/fractions.js";
import type {
  ComparedFractions,
  GatePenalty,
  GivenPenalty,
  KernelPenalty,
  RulePenalty,
} from "../penalty-choice/penalty.js";
import { requireConfidence, requireNoise } from "../theory/theorem-arguments.js";
import { conflict } from "./conflict.js";
import type { FilledOptions } from "./filled-options.js";
import type { LearningTask } from "./target-options.js";
import type { PredictionErrorPenalty, TrainOptions } from "./train-options.js";

/** How λ of a program over gates is chosen. @throws InputError for more than one way, or a rule that does not speak of this task */
export function readGatePenalty(options: FilledOptions, learned: LearningTask): GatePenalty {
  const { lambda } = options;
  requireOneWay(options);
  if (typeof lambda === "object") return readRule(lambda, learned);
  const given = readGivenPenalty(options);
  // A given λ needs no folds, and so none too few rows for them; a number of folds that is none is a slip all the same.
  const folds = readFolds(options, given ? Number.POSITIVE_INFINITY : learned.targets.rows);
  if (given) return given;
  const kind = typeof options.folds === "number" ? "folds" : "automatic";
  return { kind, folds, ...(readFractions(options) ?? usualPath) };
}

/** How λ of kernel ridge regression is chosen. @throws InputError for more than one way */
export function readKernelPenalty(options: FilledOptions): KernelPenalty {
  requireOneWay(options);
  const given = readGivenPenalty(options);
  if (given) return given;
  return { kind: "leave-one-out", fractions: readFractions(options)?.fractions ?? kernelFractions };
}

const usualPath: ComparedFractions = { fractions: [...usualFractions, ...furtherFractions], exhaustive: false };

function requireOneWay({ lambda, lambdaFraction, fractions }: FilledOptions): void {
  if (lambda !== "auto" && lambdaFraction !== "auto") {
    throw conflict("lambda", "both it and lambdaFraction", "one of them");
  }
  if (fractions === undefined || (lambda === "auto" && lambdaFraction === "auto")) return;
  throw conflict("fractions", "them with a given penalty", 'them only with lambda "auto"');
}

function readGivenPenalty({ lambda, lambdaFraction }: FilledOptions): GivenPenalty | undefined {
  if (lambda !== "auto" && typeof lambda !== "object")
    return { kind: "lambda", lambda: requirePositive("lambda", lambda) };
  if (lambdaFraction === "auto") return undefined;
  return { kind: "fraction", lambdaFraction: requireFraction("lambdaFraction", lambdaFraction) };
}

function readRule(penalty: PredictionErrorPenalty, { task, loss }: LearningTask): RulePenalty {
  const { rule, noise, confidence } = penalty;
  rejectUnknownOptions(penalty, { rule: true, noise: "number", confidence: "number" }, "lambda");
  requireOneOf("rule", rule, ["theorem-6-1"]);
  if (task !== "regression" || loss.curvature !== "constant") {
    const got = `the rule of Theorem 6.1 for ${task === "regression" ? `loss ${loss.name}` : task}`;
    throw new InputError({ code: "wrong-task", argument: "lambda", got, expected: "regression with squared loss" });
  }
  if (noise !== undefined) requireNoise(noise);
  requireConfidence(confidence);
  return { kind: "rule", noise, confidence };
}

/** The fractions given, descending. */
function readFractions({ fractions }: FilledOptions): ComparedFractions | undefined {
  if (fractions === undefined) return undefined;
  if (!Array.isArray(fractions)) {
    const expected = "a list of numbers above 0 and up to 1";
    throw new InputError({ code: "wrong-type", argument: "fractions", got: shown(fractions), expected });
  }
  if (fractions.length < 1) {
    throw new InputError({ code: "empty", argument: "fractions", got: "none", expected: "at least one" });
  }
  for (const fraction of fractions) requireFraction("fractions", fraction);
  return { fractions: [...new Set(fractions)].sort((a, b) => b - a), exhaustive: true };
}

/** The number of folds; default 5, or one a row where there are fewer. */
export function readFolds({ folds }: Pick<TrainOptions, "folds">, sampleCount: number): number {
  if (folds === undefined || folds === "auto") return Math.min(5, sampleCount);
  if (!Number.isInteger(folds) || folds < 2 || folds > sampleCount) {
    throw new InputError({
      code: "out-of-range",
      argument: "folds",
      got: folds,
      expected: `"auto", or a whole number from 2${Number.isFinite(sampleCount) ? ` to ${sampleCount}, the number of rows` : ""}`,
    });
  }
  return folds;
}
