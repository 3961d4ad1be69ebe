import type { GateStrategy } from "../arrangements/gate-strategies.js";
import { type ColumnSigns, readColumnSigns } from "../cones/column-signs.js";
import type { DecompositionStrategy } from "../decomposition/cone-decomposition.js";
import { rejectUnknownOptions, requirePositive } from "../errors.js";
import type { RunLimits } from "../fitting/budget.js";
import type { ProblemSettings, TableSettings } from "../fitting/settings.js";
import { toMatrix } from "../linear-algebra/matrix.js";
import type { KernelName } from "../models/kernel-model.js";
import type { ModelOptions } from "../models/model-facts.js";
import type { ModelKind } from "../models/trained-model.js";
import type { GatePenalty, KernelPenalty } from "../penalty-choice/penalty.js";
import { blockCountOf } from "../programs/shaped-gates.js";
import { defaultTolerance } from "../solvers/solver.js";
import { requireLearnable, requireOptions, requireSquareable } from "./check-options.js";
import { type FilledOptions, fillDefaults } from "./filled-options.js";
import { type FreshSettings, readFresh } from "./fresh-options.js";
import { type Generation, readGateStrategy, readGates, readGeneration, usualGates } from "./gate-options.js";
import { type IntervalSettings, readIntervals } from "./interval-options.js";
import { readFolds, readGatePenalty, readKernelPenalty } from "./penalty-options.js";
import { readWeights, withoutZeroWeights } from "./row-weights.js";
import type { ShapeReaders } from "./shape-options.js";
import { readSolver, requireSolver } from "./solver-options.js";
import { mayScale, readTargets } from "./target-options.js";
import { type TrainOptions, trainOptionNames } from "./train-options.js";

/** How exactly a run solves, what bounds it, and what the model will say of it. */
interface RunSettings {
  /** Relative duality gap of the final network. */
  readonly tolerance: number;
  /** Relative duality gap of the path and of cross-validation. */
  readonly pathTolerance: number;
  readonly limits: RunLimits;
  /** What the model says about how it was trained; nothing on the way reads it. */
  readonly record: ModelOptions;
}

/** A model over gates: drawn, given or generated. */
export interface GateSettings extends ProblemSettings, RunSettings {
  readonly kind: "gates";
  readonly model: Exclude<ModelKind, KernelName>;
  readonly penalty: GatePenalty;
  /** How model "relu" turns gated blocks into neurons. */
  readonly decomposition: DecompositionStrategy;
  /** Gates are generated for the network itself instead of given; then λ is measured and chosen on the drawn ones. */
  readonly generation: Generation;
  /** The signs of raw columns by which generated neurons are monotone; undefined where they are free. */
  readonly monotone: ColumnSigns | undefined;
  readonly fresh: FreshSettings;
  /** Null where no prediction intervals are asked for. */
  readonly intervals: IntervalSettings | null;
}

/** Kernel ridge regression. */
export interface KernelSettings extends TableSettings, RunSettings {
  readonly kind: "kernel";
  readonly model: KernelName;
  readonly penalty: KernelPenalty;
}

/** Options of `train`, checked, with defaults filled in. */
export type Settings = GateSettings | KernelSettings;

/**
 * Reads the options of `train` and fills in the defaults; what may be wrong with them is in `check-options.ts` and beside each reader.
 * @param shapes the readers of other shapes than two layers of ReLU, where one may be asked for: a page loads them when one is
 * @throws InputError for the first option that is wrong
 */
export function resolveSettings(options: TrainOptions & { readonly model?: GateSettings["model"] }): GateSettings;
export function resolveSettings(options: TrainOptions, shapes?: ShapeReaders): Settings;
export function resolveSettings(options: TrainOptions, shapes?: ShapeReaders): Settings {
  rejectUnknownOptions(options, trainOptionNames, "train");
  const asked = withoutZeroWeights(fillDefaults(options));
  requireOptions(asked);
  requireSolver(asked);
  const table = readTable(asked);
  const { model } = asked;
  if (model === "ntk" || model === "gaussian")
    return { kind: "kernel", model, ...kernelSettings(asked, table, shapes) };
  return { kind: "gates", model, ...gateSettings(asked, table, shapes) };
}

function readTable(asked: FilledOptions): TableSettings {
  const { standardise, bias, seed, foldOrder } = asked;
  const inputs = toMatrix(asked.inputs, "inputs");
  const learned = readTargets(asked, inputs.rows);
  requireLearnable(learned);
  const scalable = learned.task === "regression" && mayScale(learned.loss, learned.targets);
  const standardiseTargets = scalable && (asked.standardiseTargets ?? standardise);
  if (!standardise) requireSquareable("inputs", inputs.values);
  if (!standardiseTargets) requireSquareable("targets", learned.targets.values);
  return {
    inputs,
    ...learned,
    ...readWeights(asked, inputs.rows, learned.labels),
    standardise,
    standardiseTargets,
    bias,
    seed,
    foldOrder,
  };
}

function gateSettings(
  asked: FilledOptions,
  table: TableSettings,
  shapes: ShapeReaders | undefined,
): Omit<GateSettings, "model" | "kind"> {
  const { q, decomposition = "least-norm" } = asked;
  const monotone = readColumnSigns(asked.monotone, table.inputs.columns);
  const gateStrategy = readGateStrategy(asked);
  const penalty = readGatePenalty(asked, table);
  const generation = readGeneration(asked, table.targets.columns);
  const { columns } = table.inputs;
  const shaped = shapes?.readShapedGates(asked, columns) ?? { gates: readGates(asked, columns + (asked.bias ? 1 : 0)) };
  const hasConstant = q === 1 && asked.model !== "mkl" && generation === null && (asked.constant ?? true);
  const network = {
    q,
    constant: hasConstant,
    ...shaped,
    gateStrategy,
    solver: readSolver(asked),
    decomposition,
    generation,
    monotone,
    fresh: readFresh(asked),
    intervals: readIntervals(asked, table.inputs.rows, ofTargets(table)),
  };
  const gates = generation ?? (typeof asked.gates === "object" ? "given" : blockCountOf(shaped));
  const folds = penalty.kind === "folds" || penalty.kind === "automatic" ? penalty.folds : 0;
  return { ...table, ...network, penalty, ...runSettings(asked, table, { gates, gateStrategy, folds, monotone }) };
}

function kernelSettings(
  asked: FilledOptions,
  table: TableSettings,
  shapes: ShapeReaders | undefined,
): Omit<KernelSettings, "model" | "kind"> {
  readIntervals(asked, table.inputs.rows, ofTargets(table));
  shapes?.readShape(asked);
  const penalty = readKernelPenalty(asked);
  const folds = penalty.kind === "leave-one-out" ? readFolds(asked, table.inputs.rows) : 0;
  return { ...table, penalty, ...runSettings(asked, table, { gates: usualGates, gateStrategy: "gaussian", folds }) };
}

const ofTargets = ({ targets, labels }: TableSettings) => ({ outputs: targets.columns, classes: labels !== null });

/** What the record says that no option says alone. */
interface Recorded extends Pick<ModelOptions, "gates" | "folds"> {
  readonly gateStrategy: GateStrategy;
  readonly monotone?: ColumnSigns | undefined;
}

function runSettings(
  asked: FilledOptions,
  { loss, standardise, standardiseTargets, bias, seed }: TableSettings,
  { gates, gateStrategy, folds, monotone }: Recorded,
): RunSettings {
  const { q, solver, initial, timeLimit, signal, onProgress } = asked;
  const tolerance = requirePositive("tolerance", asked.tolerance ?? defaultTolerance(loss));
  const pathTolerance = requirePositive("pathTolerance", asked.pathTolerance);
  const record: ModelOptions = {
    ...{ gates, standardise, standardiseTargets, bias, folds, seed, tolerance, pathTolerance },
    // Only what was asked for: a model by the defaults says nothing of them.
    ...(q === 1 ? {} : { q }),
    ...(gateStrategy === "gaussian" ? {} : { gateStrategy }),
    ...(solver ? { solver } : {}),
    ...(initial ? { initial } : {}),
    ...(monotone ? { monotone: Array.from(monotone) } : {}),
  };
  return { tolerance, pathTolerance, limits: { timeLimit, signal, onProgress }, record };
}
