import { type GateStrategy, gateStrategies } from "../arrangements/gate-strategies.js";
import { rejectUnknownOptions } from "../errors.js";
import { type Matrix, type TargetsLike, toMatrix, toTargets } from "../linear-algebra/matrix.js";
import { logistic } from "../losses/logistic.js";
import type { Loss } from "../losses/loss.js";
import { classTargets, hasFreeUnits, lossNames, namedLoss } from "../losses/named.js";
import { softmax } from "../losses/softmax.js";
import { squared } from "../losses/squared.js";
import { type DecompositionStrategy, decompositionStrategies } from "../programs/cone-decomposition.js";
import { distinctLabels, encodeLabels } from "../reductions/class-labels.js";
import { blockCountOf, type NetworkShape } from "../reductions/network-shape.js";
import type { Label, ModelKind, ModelOptions, Task } from "../reductions/trained-model.js";
import { defaultTolerance } from "../solvers/solver.js";
import { requireConfidence, requireNoise } from "../theory/prediction-error.js";
import { requireSolver } from "./named-solver.js";
import type { PredictionErrorPenalty, TrainOptions } from "./options.js";
import { readShapedGates } from "./shape-options.js";
import { wrong } from "./wrong-option.js";

/** Fractions of λ_max tried by default: written out, so that no engine's pow can change a bit of them. */
export const defaultFractions: readonly number[] = [
  1, 0.63, 0.4, 0.25, 0.16, 0.1, 0.063, 0.04, 0.025, 0.016, 0.01, 0.0063, 0.004, 0.0025, 0.0016, 0.001,
];

/** Tried after those, one by one, only while each is better than all before it. */
export const furtherFractions: readonly number[] = [0.00063, 0.0004, 0.00025, 0.00016, 0.0001];

/** "auto" or exactly one of the two. */
export type Penalty = "auto" | { readonly lambda: number } | { readonly lambdaFraction: number };

/** Settings with a penalty whose rule has been applied. */
export interface SettledSettings extends Settings {
  readonly penalty: Penalty;
}

/** Options of `train`, checked, with defaults filled in. */
export interface Settings {
  readonly inputs: Matrix;
  /** n×K: raw numbers, or ±1 for classes (0 and 1 for softmax). */
  readonly targets: Matrix;
  readonly task: Task;
  readonly labels: readonly Label[] | null;
  readonly model: ModelKind;
  readonly decomposition: DecompositionStrategy;
  readonly loss: Loss;
  readonly sampleWeights: Float64Array | undefined;
  readonly penalty: Penalty | PredictionErrorPenalty;
  /** Descending, for "auto". */
  readonly fractions: readonly number[];
  /** Whether the caller gave the fractions: then all of them are tried. */
  readonly fractionsGiven: boolean;
  /** (d [+1])×p; with `generation` those by which λ is measured and chosen; of a deep network the first layer's, of patches h×p. */
  readonly gates: Matrix;
  /** Absent for two fully connected layers of ReLU. */
  readonly shape?: NetworkShape;
  /** Gates are generated for the network itself instead of given. */
  readonly generation: "generate" | "complete" | null;
  readonly options: ModelOptions;
}

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

/** @throws InputError for the first option that is wrong */
export function resolveSettings(options: TrainOptions): Settings {
  rejectUnknownOptions(options, known, "train");
  const { model = "gated-relu", seed = 1, bias = true, standardise = true } = options;
  requireOneOf("model", model, ["gated-relu", "relu", "mkl", "ntk", "gaussian"]);
  const { decomposition = "least-norm" } = options;
  requireOneOf("decomposition", decomposition, decompositionStrategies);
  requireOneOf("task", options.task ?? "auto", ["auto", "regression", "classification"]);
  if (!Number.isSafeInteger(seed)) throw wrong("out-of-range", "seed", seed, "a whole number");
  if (options.timeLimit !== undefined) requirePositive("timeLimit", options.timeLimit);
  requireExponent(options.q, model);
  const kernel = model === "ntk" || model === "gaussian";
  if (kernel && options.gates !== undefined)
    throw wrong("conflicting-options", "gates", `gates with model ${model}`, "none");
  if (typeof options.lambda === "object" && (kernel || model === "mkl" || (options.q ?? 1) > 1)) {
    throw wrong(
      "conflicting-options",
      "lambda",
      "the rule of Theorem 6.1",
      "a number: it speaks of the group lasso only",
    );
  }
  const gateStrategy = readGateStrategy(options, kernel);
  requireSolver(options);
  const inputs = toMatrix(options.inputs, "inputs");
  // Kernels are learned under the squared loss, of classes too.
  const squaredOnly = kernel || model === "mkl";
  const read = squaredOnly ? { ...options, loss: options.loss ?? squared() } : options;
  const { task, labels, targets, loss } = readTargets(read, inputs.rows);
  if (squaredOnly && loss.name !== "squared") {
    throw wrong("unsupported-loss", "loss", `${loss.name} with model ${model}`, "squared()");
  }
  if (kernel && (options.sampleWeights || options.classWeights)) {
    throw wrong("conflicting-options", "sampleWeights", `weights with model ${model}`, "none");
  }
  if (inputs.rows < 2) throw wrong("too-few-rows", "inputs", `${inputs.rows} row`, "at least 2 rows to learn from");
  requireVaryingTargets(targets);
  const penalty = readPenalty(options, task, loss);
  const generation = readGeneration(options, targets.columns, model);
  const { gates, shape } = readShapedGates(options, inputs.columns, { bias, seed });
  return {
    inputs,
    targets,
    task,
    labels,
    model,
    decomposition,
    loss,
    sampleWeights: readWeights(options, inputs.rows, labels),
    penalty,
    fractions: readFractions(options, penalty),
    fractionsGiven: options.fractions !== undefined,
    gates,
    ...(shape ? { shape } : {}),
    generation,
    options: {
      gates: generation ?? (typeof options.gates === "object" ? "given" : blockCountOf({ gates, shape })),
      standardise,
      standardiseTargets:
        task === "regression" && mayScale(loss, targets) && (options.standardiseTargets ?? standardise),
      bias,
      folds: penalty === "auto" ? readFolds(options.folds, inputs.rows) : 0,
      seed,
      tolerance: requirePositive("tolerance", options.tolerance ?? defaultTolerance(loss)),
      pathTolerance: requirePositive("pathTolerance", options.pathTolerance ?? 1e-3),
      // Only what was asked for: a model by the defaults says nothing of them.
      ...(options.q !== undefined && options.q !== 1 ? { q: options.q } : {}),
      ...(gateStrategy === "gaussian" ? {} : { gateStrategy }),
      ...(options.solver ? { solver: options.solver } : {}),
      ...(options.initial ? { initial: options.initial } : {}),
    },
  };
}

/** Targets as numbers, and what the task is. A model's labels, where there are any, fix the classes. */
export function readTargets(
  options: Pick<TrainOptions, "targets" | "task" | "labels"> & LossOptions,
  sampleCount: number,
): Pick<Settings, "task" | "labels" | "targets" | "loss"> {
  const { targets, task = "auto", labels } = options;
  const first = Array.isArray(targets) ? targets[0] : undefined;
  const named = typeof first === "string" || typeof first === "boolean";
  if (task === "regression" || (task === "auto" && !named && !labels)) {
    if (named) throw wrong("text-target", "targets", JSON.stringify(first), "numbers for a regression");
    const numbers = toTargets(targets as TargetsLike, sampleCount);
    return { task: "regression", labels: null, targets: numbers, loss: readLoss(options, "regression", 0) };
  }
  const values = labelList(targets);
  if (values.length !== sampleCount) {
    throw wrong("shape-mismatch", "targets", `${values.length} labels`, `${sampleCount}, one for each row of inputs`);
  }
  const classes = labels ?? distinctLabels(values);
  if (new Set(classes).size < 2) {
    throw wrong("constant-target", "targets", `only the class ${JSON.stringify(classes[0])}`, "at least two classes");
  }
  const loss = readLoss(options, "classification", classes.length);
  const encoded = encodeLabels(values, classes, classTargets(loss) === "one-hot");
  return { task: "classification", labels: [...classes], targets: encoded, loss };
}

type LossOptions = Pick<TrainOptions, "loss" | "gates" | "model" | "q" | "solver">;

/** The option that is for squared loss only, where there is one. */
function needsSquaredLoss({ gates, model, q = 1, solver }: LossOptions): string | undefined {
  if (gates === "generate" || gates === "complete") return `gates "${gates}"`;
  if (model === "mkl") return "model mkl";
  if (q > 1) return `q = ${q}`;
  return solver === "irls" || solver === "simple-mkl" ? `solver ${solver}` : undefined;
}

/** The loss asked for, or the task's own. @throws InputError where it does not fit the task */
function readLoss(options: LossOptions, task: Task, classes: number): Loss {
  const { loss } = options;
  const reason = needsSquaredLoss(options);
  if (!loss) {
    if (task === "regression" || reason) return squared();
    return classes === 2 ? logistic() : softmax();
  }
  if (!namedLoss(loss.name)) throw wrong("unsupported-loss", "loss", loss.name, `one of ${lossNames.join(", ")}`);
  if (reason && loss.name !== "squared") {
    throw wrong("unsupported-loss", "loss", `${loss.name} with ${reason}`, "squared()");
  }
  const kind = classTargets(loss);
  if (task === "classification") {
    if (kind === "none")
      throw wrong(
        "wrong-loss",
        "loss",
        loss.name,
        "a loss for classes: logistic, softmax, hinge, squared-hinge or squared",
      );
    const binary = ["logistic", "hinge", "squared-hinge"].includes(loss.name);
    if (binary && classes !== 2)
      throw wrong(
        "wrong-loss",
        "loss",
        `${loss.name} for ${classes} classes`,
        "softmax or squared for more than two classes",
      );
  } else if (kind !== "none" && loss.name !== "squared") {
    throw wrong("wrong-loss", "loss", `${loss.name} for a regression`, "squared, huber, quantile or poisson");
  }
  return loss;
}

// Several outputs have several units, and Huber's δ would mean something else in each.
function mayScale(loss: Loss, targets: Matrix): boolean {
  return hasFreeUnits(loss) && (loss.name !== "huber" || targets.columns === 1);
}

/** One weight a row from both options; undefined where all rows count alike. */
function readWeights(
  { sampleWeights, classWeights, targets }: TrainOptions,
  rows: number,
  labels: readonly Label[] | null,
): Float64Array | undefined {
  if (sampleWeights === undefined && classWeights === undefined) return undefined;
  const weights = new Float64Array(rows).fill(1);
  if (sampleWeights !== undefined) {
    if (sampleWeights.length !== rows) {
      throw wrong(
        "shape-mismatch",
        "sampleWeights",
        `${sampleWeights.length} weights`,
        `${rows}, one for each row of inputs`,
      );
    }
    for (let j = 0; j < rows; j++) weights[j] = requirePositive("sampleWeights", sampleWeights[j]);
  }
  if (classWeights === undefined) return weights;
  if (!labels) throw wrong("wrong-task", "classWeights", "a regression", "classes");
  const values = labelList(targets);
  const known = new Map<Label, number>();
  if (classWeights === "balanced") {
    for (const label of labels) {
      const count = values.filter((value) => value === label).length;
      known.set(label, rows / (labels.length * Math.max(1, count)));
    }
  } else {
    for (const { label, weight } of classWeights) {
      if (!labels.includes(label))
        throw wrong(
          "unknown-label",
          "classWeights",
          JSON.stringify(label),
          `one of ${labels.map((l) => JSON.stringify(l)).join(", ")}`,
        );
      known.set(label, requirePositive("classWeights", weight));
    }
  }
  return weights.map((weight, j) => weight * (known.get(values[j]) ?? 1));
}

/** Labels as a plain list. @throws InputError for anything that is not a list of strings, booleans or finite numbers */
export function labelList(targets: TrainOptions["targets"]): Label[] {
  if (!Array.isArray(targets) && !(targets instanceof Float64Array)) {
    throw wrong("wrong-type", "targets", "a table", "a list of labels, one a row");
  }
  const values = Array.from(targets as ArrayLike<Label>);
  for (const value of values) {
    const fine = typeof value === "string" || typeof value === "boolean" || Number.isFinite(value);
    if (!fine) throw wrong("not-finite", "targets", String(value), "strings, booleans or finite numbers as labels");
  }
  return values;
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

function readPenalty(
  { lambda = "auto", lambdaFraction = "auto" }: TrainOptions,
  task: Task,
  loss: Loss,
): Settings["penalty"] {
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
  if (task !== "regression" || loss.name !== "squared") {
    const got = task === "regression" ? `loss ${loss.name}` : task;
    throw wrong("wrong-task", "lambda", `the rule of Theorem 6.1 for ${got}`, "regression with squared loss");
  }
  if (penalty.noise !== undefined) requireNoise(penalty.noise);
  requireConfidence(penalty.confidence);
  return penalty;
}

function readFractions({ fractions }: TrainOptions, penalty: Settings["penalty"]): readonly number[] {
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

function readGeneration(
  { gates, decomposition }: TrainOptions,
  outputs: number,
  model: ModelKind,
): Settings["generation"] {
  if (typeof gates !== "string") return null;
  requireOneOf("gates", gates, ["generate", "complete"]);
  if (model !== "relu") throw wrong("conflicting-options", "gates", `"${gates}" with model ${model}`, 'model "relu"');
  if (outputs > 1) throw wrong("several-outputs", "targets", `${outputs} outputs with gates "${gates}"`, "one");
  if (decomposition) {
    throw wrong(
      "conflicting-options",
      "decomposition",
      `one with gates "${gates}"`,
      "none: there is nothing to decompose",
    );
  }
  return gates;
}

/**
 * Gates that look at the table are drawn where it is known as the program sees it (`reduced-problem.ts`). With q above 1 the
 * penalty has the NTK's weights, and so its measure.
 */
function readGateStrategy(options: TrainOptions, kernel: boolean): GateStrategy {
  const { gateStrategy, q = 1 } = options;
  const reason = notDrawn(options, kernel);
  if (gateStrategy === undefined) return reason || q > 1 ? "gaussian" : "mixed";
  requireOneOf("gateStrategy", gateStrategy, gateStrategies);
  if (!reason) return gateStrategy;
  throw wrong(
    "conflicting-options",
    "gateStrategy",
    `gateStrategy with ${reason}`,
    "it only where gates on columns are drawn",
  );
}

/** What keeps a strategy from being chosen. */
function notDrawn({ gates, patches }: TrainOptions, kernel: boolean): string | undefined {
  if (kernel) return "a kernel model";
  if (typeof gates === "string") return `gates "${gates}"`;
  if (typeof gates === "object") return "given gates";
  return patches ? "patches" : undefined;
}

function readFolds(folds: number | undefined, sampleCount: number): number {
  if (folds === undefined) return Math.min(5, sampleCount);
  if (!Number.isInteger(folds) || folds < 2 || folds > sampleCount) {
    throw wrong("out-of-range", "folds", folds, `a whole number from 2 to ${sampleCount}, the number of rows`);
  }
  return folds;
}

function requireExponent(q: number | undefined, model: ModelKind): void {
  if (q === undefined || q === 1) return;
  if (!(q > 1 && q <= 2)) throw wrong("out-of-range", "q", q, "a number from 1 (group lasso) to 2 (NTK ridge)");
  if (model !== "gated-relu") throw wrong("conflicting-options", "q", `${q} with model ${model}`, 'model "gated-relu"');
}

function requireFraction(name: string, value: number): number {
  if (value > 0 && value <= 1) return value;
  throw wrong("out-of-range", name, value, "a fraction of λ_max, greater than 0 and at most 1");
}

function requirePositive(name: string, value: number): number {
  if (value > 0 && Number.isFinite(value)) return value;
  throw wrong("out-of-range", name, value, "a positive finite number");
}

function requireOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value))
    throw wrong("unknown-value", name, JSON.stringify(value), `one of ${allowed.join(", ")}`);
}
