import { decompositionStrategies } from "../decomposition/cone-decomposition.js";
import { rejectUnknownOptions } from "../errors.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import type { ModelKind } from "../models/trained-model.js";
import type { TrainOptions } from "./options.js";
import { requireOneOf, requirePositive } from "./require-option.js";
import type { TargetSettings } from "./target-options.js";
import { wrong } from "./wrong-option.js";

const known = [
  ...[
    "inputs",
    "targets",
    "task",
    "labels",
    "model",
    "decomposition",
    "q",
    "solver",
    "initial",
    "loss",
    "sampleWeights",
    "classWeights",
    "lambda",
    "lambdaFraction",
    "fractions",
    "gates",
    "gateStrategy",
  ],
  ...["activation", "layers", "hiddenWidth", "patches"],
  ...["standardise", "standardiseTargets", "bias", "seed", "folds", "tolerance", "pathTolerance", "timeLimit"],
  ...["signal", "onProgress"],
];

/** Kernel ridge regression: no gates, no weights of rows. */
export function isKernel(model: ModelKind): boolean {
  return model === "ntk" || model === "gaussian";
}

/** Kernels are learned under the squared loss, of classes too. */
export function isSquaredOnly(model: ModelKind): boolean {
  return isKernel(model) || model === "mkl";
}

/**
 * What can be wrong with the options alone. Does not do: what depends on the table (`requireLearnable`).
 * @throws InputError for the first option that is wrong
 */
export function requireOptions(options: TrainOptions): void {
  rejectUnknownOptions(options, known, "train");
  const { model = "gated-relu", seed = 1, decomposition = "least-norm", task = "auto" } = options;
  requireOneOf("model", model, ["gated-relu", "relu", "mkl", "ntk", "gaussian"]);
  requireOneOf("decomposition", decomposition, decompositionStrategies);
  requireOneOf("task", task, ["auto", "regression", "classification"]);
  if (!Number.isSafeInteger(seed)) throw wrong("out-of-range", "seed", seed, "a whole number");
  if (options.timeLimit !== undefined) requirePositive("timeLimit", options.timeLimit);
  requireExponent(options.q, model);
  if (isKernel(model) && options.gates !== undefined)
    throw wrong("conflicting-options", "gates", `gates with model ${model}`, "none");
  if (typeof options.lambda === "object" && (isSquaredOnly(model) || (options.q ?? 1) > 1)) {
    throw wrong(
      "conflicting-options",
      "lambda",
      "the rule of Theorem 6.1",
      "a number: it speaks of the group lasso only",
    );
  }
}

function requireExponent(q: number | undefined, model: ModelKind): void {
  if (q === undefined || q === 1) return;
  if (!(q > 1 && q <= 2)) throw wrong("out-of-range", "q", q, "a number from 1 (group lasso) to 2 (NTK ridge)");
  if (model !== "gated-relu") throw wrong("conflicting-options", "q", `${q} with model ${model}`, 'model "gated-relu"');
}

/** What can be wrong with a table for a model, once its targets are read. @throws InputError */
export function requireLearnable(options: TrainOptions, { targets, loss }: TargetSettings): void {
  const { model = "gated-relu", sampleWeights, classWeights } = options;
  if (isSquaredOnly(model) && loss.curvature !== "constant") {
    throw wrong("unsupported-loss", "loss", `${loss.name} with model ${model}`, "squared()");
  }
  if (isKernel(model) && (sampleWeights || classWeights)) {
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
