import { decompositionStrategies } from "../decomposition/cone-decomposition.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { FilledOptions } from "./filled-options.js";
import { requireOneOf, requirePositive } from "./require-option.js";
import { modelRequirements } from "./requirements.js";
import type { LearningTask } from "./target-options.js";
import { wrong } from "./wrong-option.js";

/**
 * What can be wrong with the options alone. Does not do: what depends on the table (`requireLearnable`).
 * @throws InputError for the first option that is wrong
 */
export function requireOptions(options: FilledOptions): void {
  const { model, decomposition, task, seed, timeLimit } = options;
  requireOneOf("model", model, Object.keys(modelRequirements));
  if (decomposition !== undefined) requireOneOf("decomposition", decomposition, decompositionStrategies);
  requireOneOf("task", task, ["auto", "regression", "classification"]);
  if (!Number.isSafeInteger(seed)) throw wrong("out-of-range", "seed", seed, "a whole number");
  if (timeLimit !== undefined) requirePositive("timeLimit", timeLimit);
  requireExponent(options);
  requireFittingModel(options);
}

function requireExponent({ q, model }: FilledOptions): void {
  if (q === 1) return;
  if (!(q > 1 && q <= 2)) throw wrong("out-of-range", "q", q, "a number from 1 (group lasso) to 2 (NTK ridge)");
  if (modelRequirements[model].exponents) return;
  throw wrong("conflicting-options", "q", `${q} with model ${model}`, 'model "gated-relu"');
}

/** What the model has no use for. */
function requireFittingModel({ model, gates, lambda, q }: FilledOptions): void {
  const requirements = modelRequirements[model];
  if (!requirements.gates && gates !== undefined) {
    throw wrong("conflicting-options", "gates", `gates with model ${model}`, "none");
  }
  if (typeof lambda !== "object" || (requirements.theorem && q === 1)) return;
  const expected = "a number: it speaks of the group lasso only";
  throw wrong("conflicting-options", "lambda", "the rule of Theorem 6.1", expected);
}

/** What can be wrong with a table for a model, once its targets are read. @throws InputError */
export function requireLearnable(options: FilledOptions, { targets }: LearningTask): void {
  const { model, sampleWeights, classWeights } = options;
  if (!modelRequirements[model].rowWeights && (sampleWeights || classWeights)) {
    throw wrong("conflicting-options", "sampleWeights", `weights with model ${model}`, "none");
  }
  if (targets.rows < 2) throw wrong("too-few-rows", "inputs", `${targets.rows} row`, "at least 2 rows to learn from");
  requireVaryingTargets(targets);
}

function requireVaryingTargets({ columns, values }: Matrix): void {
  for (let k = columns; k < values.length; k++) if (values[k] !== values[k % columns]) return;
  throw wrong(
    "constant-target",
    "targets",
    `only the value ${values[0]}`,
    "a target that varies: there is nothing to learn",
  );
}
