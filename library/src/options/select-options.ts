import type { GateStrategy } from "../arrangements/gate-strategies.js";
import {
  InputError,
  type OptionNames,
  rejectUnknownOptions,
  requireAtMost,
  requireOneOf,
  requireWholeNumber,
} from "../errors.js";
import type { RunLimits } from "../fitting/budget.js";
import type { FoldOrder } from "../fitting/settings.js";
import type { MatrixLike } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import { squared } from "../losses/squared.js";
import type { Label, Task } from "../reductions/class-labels.js";
import type { RawTargets } from "../reductions/raw-targets.js";
import type { CancelSignal } from "../solvers/solver.js";
import type { IntervalSettings } from "./interval-options.js";
import { readFolds } from "./penalty-options.js";
import { type GateSettings, resolveSettings } from "./settings.js";
import type { TrainOptions } from "./train-options.js";

/** What model selection can try, in the order in which it is tried: the default network early, then what won most often for its time. */
export const modelFamilies = [
  "gaussian",
  "gated-relu",
  "learned-metric",
  "laplace",
  "relu-tangent",
  "neural-tangent",
  "reweighting",
  "q-family",
  "generated-relu",
] as const;

/** The name of a family that `selectModel` can try. */
export type ModelFamily = (typeof modelFamilies)[number];

/** What it tries unless told: the last three take most of the time and won no table of those in docs/decisions/selection.md. */
const usualFamilies: readonly ModelFamily[] = modelFamilies.slice(0, 6);

/** "best": the best score; "one-standard-error": the smallest model within one standard error of it. */
export type SelectionRule = "best" | "one-standard-error";

/** What `selectModel` takes. Only `inputs` and `targets` must be given. */
export interface SelectOptions {
  /** n×d raw columns. */
  readonly inputs: MatrixLike;
  readonly targets: RawTargets;
  readonly task?: "auto" | Task;
  readonly labels?: readonly Label[];
  /** Of the gated networks, and what candidates of a regression are compared by; default as `train` has it. */
  readonly loss?: Loss;
  /** Default: kernels, some of them in a learned metric, and the gated network that `train` gives. */
  readonly families?: readonly ModelFamily[];
  /** Gates of the gated network; default as `train` has it. Half as many, Gaussian ones, have masking kernels. */
  readonly gates?: number;
  /** How the gates of the gated network are drawn; default as `train` has it. */
  readonly gateStrategy?: GateStrategy;
  /** Default 4 (or the number of rows, if fewer); of more than 2,000 rows one of four parts is held out once. */
  readonly folds?: number;
  /** Default "shuffled". "rows": folds are blocks of neighbouring rows, for rows in the order of time. */
  readonly foldOrder?: FoldOrder;
  /** How often the kernels' folds are drawn anew; default 3 below 260 rows, else 1. The networks use the first folds only. */
  readonly repeats?: number;
  /** How many (kernel, ridge) pairs are averaged; default 12, of more than 2,000 rows 4. With 1 nothing is averaged or combined. */
  readonly members?: number;
  /** Default "best". */
  readonly rule?: SelectionRule;
  readonly standardise?: boolean;
  readonly bias?: boolean;
  readonly seed?: number;
  /** Relative duality gap of a gated network that is chosen; default 1e-6. */
  readonly tolerance?: number;
  /**
   * The level of prediction intervals (of classes: label sets), such as 0.9; default none. The chosen model is made once more without a quarter of
   * the rows (split conformal), with fewer than 400 rows without each of five fifths (CV+), and these are kept in the model: `predictIntervals`,
   * `predictSets`.
   */
  readonly intervals?: number;
  /** Seconds. A family that cannot be finished is left out, and said so. Without it: same seed, same bits. */
  readonly timeLimit?: number;
  readonly signal?: CancelSignal;
  readonly onProgress?: (progress: SelectionProgress) => void;
}

/** How far a selection is: a plain record that a worker can post. */
export interface SelectionProgress {
  readonly stage: "selection" | "refit";
  readonly family: ModelFamily | "average" | "combination";
  /** Steps done and in all, over all families. */
  readonly done: number;
  readonly total: number;
  readonly elapsedSeconds: number;
}

/** Options of `selectModel`, checked, with defaults filled in. */
export interface SelectionSettings {
  /** The table as kernels learn it, by squared errors of numbers or of ±1, and the Gaussian gates of masking kernels. */
  readonly table: GateSettings;
  /** The table as `train` learns it by default. */
  readonly network: GateSettings;
  /** The table as `train` learns it with gates "generate"; undefined where it cannot. */
  readonly generated: GateSettings | undefined;
  /** In the order of `modelFamilies`. */
  readonly families: readonly ModelFamily[];
  /** Into how many parts the rows are dealt. */
  readonly folds: number;
  /** How many of these are held out, one after another. */
  readonly heldOutFolds: number;
  readonly repeats: number;
  readonly members: number;
  readonly rule: SelectionRule;
  /** Null where no prediction intervals are asked for. */
  readonly intervals: IntervalSettings | null;
  readonly limits: RunLimits;
  readonly onProgress: ((progress: SelectionProgress) => void) | undefined;
}

/** Up to so many rows every part is held out; beyond, one of them says as much. */
const mostInFolds = 2000;

/** @throws InputError for the first option that is wrong */
export function readSelection(options: SelectOptions): SelectionSettings {
  rejectUnknownOptions(options, selectOptionNames, "selectModel");
  const { families, folds, repeats, members, rule = "best", timeLimit, onProgress, ...shared } = options;
  const { loss, gates, gateStrategy, intervals, ...ofTable } = shared;
  const network = resolveSettings(shared);
  const table = readSharedTable({ ...ofTable, gates });
  const { rows } = table.inputs;
  requireOneOf("rule", rule, ["best", "one-standard-error"]);
  const parts = readFolds({ folds: folds ?? Math.min(4, rows) }, rows);
  return {
    table,
    // Those of the chosen model are made once it is known.
    network: { ...network, intervals: null },
    intervals: network.intervals,
    generated: table.targets.columns > 1 ? undefined : generatedSettings(ofTable),
    families: readFamilies(families),
    folds: parts,
    heldOutFolds: folds === undefined && rows > mostInFolds ? 1 : parts,
    repeats: readRepeats(repeats ?? (rows < 260 && table.foldOrder === "shuffled" ? 3 : 1)),
    members: requireWholeNumber("members", members ?? (rows > mostInFolds ? 4 : 12), 1),
    rule,
    limits: { timeLimit, signal: options.signal, onProgress: undefined },
    onProgress,
  };
}

/** Folds drawn anew more often than this say nothing more. */
const mostRepeats = 1000;

function readRepeats(repeats: number): number {
  return requireAtMost("repeats", requireWholeNumber("repeats", repeats, 1), mostRepeats);
}

const generatedSettings = (options: SharedOptions): GateSettings =>
  resolveSettings({ ...options, model: "relu", gates: "generate", loss: squared() });

/** Options of a table with gates that several models share. */
type SharedOptions = Pick<
  TrainOptions,
  | "inputs"
  | "targets"
  | "task"
  | "labels"
  | "standardise"
  | "bias"
  | "seed"
  | "foldOrder"
  | "tolerance"
  | "signal"
  | "lambda"
> & { readonly gates?: number };

/** @throws InputError for the first option that is wrong */
export function readSharedTable({ gates = 500, ...options }: SharedOptions): GateSettings {
  return resolveSettings({
    ...options,
    gates,
    // Families that start from the NTK need its measure, and all share their gates.
    gateStrategy: "gaussian",
    // Scores, kernels and reweighting all speak of squared errors of ±1, so the networks do too.
    loss: squared(),
  });
}

function readFamilies(families: readonly ModelFamily[] = usualFamilies): readonly ModelFamily[] {
  for (const family of families) requireOneOf("families", family, modelFamilies);
  if (families.length === 0) {
    throw new InputError({ code: "empty", argument: "families", got: "none", expected: "at least one" });
  }
  return modelFamilies.filter((family) => families.includes(family));
}

/** Every option by its name: the compiler asks for a new one here. */
const selectOptionNames: OptionNames<SelectOptions> = {
  inputs: true,
  targets: true,
  task: true,
  labels: true,
  loss: true,
  families: true,
  gates: "number",
  gateStrategy: true,
  folds: "number",
  foldOrder: true,
  repeats: "number",
  members: "number",
  rule: true,
  standardise: "boolean",
  bias: "boolean",
  seed: "number",
  tolerance: "number",
  intervals: "number",
  timeLimit: "number",
  signal: "signal",
  onProgress: "function",
};
