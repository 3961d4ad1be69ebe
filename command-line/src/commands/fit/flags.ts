import { gateStrategies, lossNames, namedLoss, quantile } from "halfspace";
import { decisionWords } from "../../decisions.js";
import { json } from "../../flags/common.js";
import { onlyWith } from "../../flags/flag.js";
import {
  classWeights,
  foldCount,
  gateChoice,
  holdoutFraction,
  lambdaValue,
  monotoneList,
  positiveInteger,
  positiveNumber,
  probability,
  quantileLevels,
  seedNumber,
  wholeFromZero,
} from "../../flags/values.js";
import { columnFlags } from "./column-flags.js";
import { type FitFlag, type FitFlags, notWithAuto } from "./fit-flag.js";
import { networkFlags } from "./network-flags.js";
import { type FitOptions, isKernel, type NetworkOptions } from "./options.js";

const ofTheorem = onlyWith<FitOptions>("--lambda theorem", ({ lambda }) => lambda === "theorem");

const gates: FitFlag<FitOptions["gates"]> = {
  words: "--gates <count>",
  help: "how many gates to sample; for --model relu also generate, or complete (rank 3, or few rows)",
  value: gateChoice,
  usual: 1000,
  unused({ model }) {
    if (model === "auto") return "--model auto sets it by itself";
    return isKernel(model) ? `--model ${model} has no gates` : undefined;
  },
  train: (count, { model, monotone }) => {
    if (isKernel(model)) return {};
    // Those that `train` chooses for it.
    return monotone && count === gates.usual ? {} : { gates: count };
  },
};

const lambda: FitFlag<FitOptions["lambda"]> = {
  words: "--lambda <fraction>",
  help: "the penalty as a fraction of λ_max, or auto: cross-validation, or theorem: Theorem 6.1",
  value: lambdaValue,
  usual: "auto",
  sets: ["lambdaFraction"],
  refused: notWithAuto,
  train: (fraction, { noise, confidence = 0.95 }) =>
    fraction === "theorem"
      ? { lambda: { rule: "theorem-6-1", confidence, ...(noise === undefined ? {} : { noise }) } }
      : { lambdaFraction: fraction },
};

const folds: FitFlag<number | "auto"> = {
  words: "--folds <count>",
  help: "how rows are held out to compare λ: auto (leave-one-out in one path, a split where rows are many), or a number of folds",
  value: (text) => (text === "auto" ? text : foldCount(text)),
  usual: "auto",
  unused({ model, lambda }) {
    if (model === "auto") return "--model auto sets it by itself";
    if (isKernel(model)) return `--model ${model} takes the exact leave-one-out error`;
    return lambda === "auto" ? undefined : "λ is not cross-validated";
  },
  train: (count) => ({ folds: count }),
};

/** Each level is a fit of its own, and auto is one. */
const severalLevels = ({ quantile: levels = [], model }: FitOptions) =>
  levels.length > 1 && model === "auto"
    ? { got: "several levels with --model auto", expected: "one level" }
    : undefined;

type Learning = "target" | "drop" | "keep" | "task" | "model" | "loss" | "quantile" | "weights" | "classWeight";

/** What is learned, from which columns. */
const learning: FitFlags<Pick<FitOptions, Learning>> = {
  target: {
    words: "--target <column>",
    help: "the column to predict (always needed), or several numbers together: Y1,Y2",
  },
  drop: { words: "--drop <columns...>", help: "columns to leave out: id name, or id,name" },
  keep: { words: "--keep <columns...>", help: "columns to learn from, whatever they look like" },
  task: {
    words: "--task <task>",
    help: "what the target is",
    value: ["auto", "regression", "classification"],
    usual: "auto",
  },
  model: {
    words: "--model <model>",
    help: "the kind of network",
    value: ["gated-relu", "relu", "mkl", "ntk", "gaussian", "auto"],
    usual: "gated-relu",
    train: (model) => (model === "auto" ? {} : { model }),
  },
  loss: {
    words: "--loss <loss>",
    help: "default: squared for numbers, logistic for two classes, softmax for more",
    value: lossNames,
    train: (name) => ({ loss: namedLoss(name) }),
  },
  quantile: {
    words: "--quantile <levels>",
    help: "of --loss quantile: 0.9, or several, one fit each: 0.1,0.5,0.9; default 0.5",
    value: quantileLevels,
    refused: (options) =>
      onlyWith<FitOptions>("--loss quantile", ({ loss }) => loss === "quantile")(options) ?? severalLevels(options),
    train: ([level]) => ({ loss: quantile({ quantile: level }) }),
  },
  weights: {
    words: "--weights <column>",
    help: "a column of row weights: 0 leaves a row out, 2 counts it twice, everywhere",
    sets: ["sampleWeights"],
    refused: notWithAuto,
  },
  classWeight: {
    words: "--class-weight <weights>",
    help: "balanced: every class weighs the same in training; or LABEL=WEIGHT, with commas between",
    value: classWeights,
    sets: ["classWeights"],
    refused: notWithAuto,
    train: (weights) => ({ classWeights: weights }),
  },
};

type Solving =
  | "gates"
  | "gateStrategy"
  | "monotone"
  | "lambda"
  | "noise"
  | "confidence"
  | "q"
  | "solver"
  | "init"
  | "rule";

/** Which program is solved, and how. */
const solving: FitFlags<Pick<FitOptions, Solving>> = {
  gates,
  gateStrategy: {
    words: "--gate-strategy <name>",
    help: "how gates are drawn; default mixed",
    value: gateStrategies,
    refused: notWithAuto,
    train: (gateStrategy) => ({ gateStrategy }),
  },
  monotone: {
    words: "--monotone <columns>",
    help: "for --model relu: the prediction never falls in these columns, and never rises in those with a minus: area,-distance",
    value: monotoneList,
    refused: notWithAuto,
  },
  lambda,
  noise: {
    words: "--noise <sigma>",
    help: "for --lambda theorem: the noise in the target's units; estimated if absent",
    value: positiveNumber,
    refused: ofTheorem,
  },
  confidence: {
    words: "--confidence <probability>",
    help: "for --lambda theorem: how sure, 0.95 if absent",
    value: probability,
    refused: ofTheorem,
  },
  q: {
    words: "--q <number>",
    help: "1: group lasso, up to 2: ridge with the NTK's weights",
    value: positiveNumber,
    refused: notWithAuto,
    train: (q) => ({ q }),
  },
  solver: {
    words: "--solver <solver>",
    help: "how it is solved; default working-set, for --q above 1 irls",
    value: ["working-set", "irls", "fista", "simple-mkl"],
    refused: notWithAuto,
    train: (solver) => ({ solver }),
  },
  init: {
    words: "--init <weights>",
    help: "where irls begins; default ntk",
    value: ["ntk", "uniform"],
    sets: ["initial"],
    refused: notWithAuto,
    train: (initial) => ({ initial }),
  },
  rule: {
    words: "--rule <rule>",
    help: "for --model auto: the best score, or the smallest model near it",
    value: ["best", "one-standard-error"],
    refused: onlyWith("--model auto", ({ model }) => model === "auto"),
  },
};

type Running = Exclude<
  keyof FitOptions,
  keyof typeof learning | Solving | keyof NetworkOptions | keyof typeof columnFlags
>;

/** Folds, limits, and what is read and written. */
const running: FitFlags<Pick<FitOptions, Running>> = {
  folds,
  holdout: {
    words: "--holdout <fraction>",
    help: "the share of rows kept apart for the test score",
    value: holdoutFraction,
    usual: 0.25,
  },
  splitBy: {
    words: "--split-by <column>",
    help: "a column of dates: its latest rows are kept apart for the test, and folds are blocks in its order",
    train: () => ({ foldOrder: "rows" }),
  },
  seed: {
    words: "--seed <number>",
    help: "same seed, same model, bit for bit",
    value: seedNumber,
    usual: 1,
    train: (seed) => ({ seed }),
  },
  tolerance: {
    words: "--tolerance <gap>",
    help: "the relative duality gap to reach; default 1e-6, for hinge and quantile 1e-4",
    value: positiveNumber,
    train: (tolerance) => ({ tolerance }),
  },
  timeLimit: {
    words: "--time-limit <seconds>",
    help: "end by then, reading and writing included, with the best so far and its true gap; --model auto: 120 unless told",
    value: positiveNumber,
    train: (timeLimit) => ({ timeLimit }),
  },
  fresh: {
    words: "--fresh <n>",
    help: "draw so many further gates after training and say what they could change (default: as many of 10000 as take half a second; 0 for none)",
    value: wholeFromZero,
    train: (fresh) => ({ fresh }),
  },
  grow: {
    words: "--grow",
    help: "let fresh gates that could lower the objective join, and solve again, until --fresh-tolerance is met (30 rounds at most, or --time-limit)",
    refused: notWithAuto,
    train: (grow) => ({ grow }),
  },
  freshTolerance: {
    words: "--fresh-tolerance <gap>",
    help: "with --grow: the relative gap over trained and fresh gates to reach; default 1e-3",
    value: positiveNumber,
    refused: onlyWith("--grow", ({ grow }) => grow === true),
    train: (freshTolerance) => ({ freshTolerance }),
  },
  background: {
    words: "--background <rows>",
    help: "keep so many rows of the table, as encoded, in the model file, for the Shapley values of halfspace explain",
    value: positiveInteger,
    sets: ["count"],
  },
  note: {
    words: "--note <text>",
    help: "what the model is for, in your words: the model file keeps it, and halfspace card prints it",
  },
  intervals: {
    words: "--intervals <level>",
    help: "train a further model (five where rows are few) for prediction intervals, or sets of classes, that hold the truth so often: 0.9",
    value: probability,
    train: (intervals) => ({ intervals }),
  },
  threshold: decisionWords.threshold,
  costs: decisionWords.costs,
  out: { words: "--out <file>", help: "the model file to write", usual: "model.json" },
  report: {
    words: "--report <file>",
    help: "also write pictures, groups, rows and certificate as one HTML page",
  },
  range: {
    words: "--range <rows>",
    help: "for --report: of so many test rows whether an equally good model would turn them; a few seconds a row",
    value: positiveInteger,
    refused: (options) =>
      notWithAuto(options) ?? onlyWith<FitOptions>("--report", ({ report }) => report !== undefined)(options),
  },
  json,
};

/** Every flag of `halfspace fit`, in the order of its help. A new option has a line in `options.ts` and its flag here. */
export const fitFlags: FitFlags<FitOptions> = { ...learning, ...columnFlags, ...solving, ...running, ...networkFlags };
