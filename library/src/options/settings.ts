import type { GateStrategy } from "../arrangements/gate-strategies.js";
import type { DecompositionStrategy } from "../decomposition/cone-decomposition.js";
import { type Matrix, toMatrix } from "../linear-algebra/matrix.js";
import { squared } from "../losses/squared.js";
import { blockCountOf, type NetworkShape } from "../models/network-shape.js";
import type { ModelKind, ModelOptions } from "../models/trained-model.js";
import { defaultTolerance } from "../solvers/solver.js";
import { isKernel, isSquaredOnly, requireLearnable, requireOptions } from "./check-options.js";
import { type Generation, readGateStrategy, readGeneration } from "./gate-options.js";
import type { TrainOptions } from "./options.js";
import { type AskedPenalty, type Penalty, readFractions, readPenalty } from "./penalty-options.js";
import { requirePositive } from "./require-option.js";
import { readWeights } from "./row-weights.js";
import { readShapedGates } from "./shape-options.js";
import { requireSolver } from "./solver-options.js";
import { mayScale, readTargets, type TargetSettings } from "./target-options.js";
import { wrong } from "./wrong-option.js";

/** Settings with a penalty whose rule has been applied. */
export interface SettledSettings extends Settings {
  readonly penalty: Penalty;
}

/** Options of `train`, checked, with defaults filled in. */
export interface Settings extends TargetSettings {
  readonly inputs: Matrix;
  readonly model: ModelKind;
  readonly decomposition: DecompositionStrategy;
  readonly sampleWeights: Float64Array | undefined;
  readonly penalty: AskedPenalty;
  /** Descending, for "auto". */
  readonly fractions: readonly number[];
  /** Whether the caller gave the fractions: then all of them are tried. */
  readonly fractionsGiven: boolean;
  /** (d [+1])×p; with `generation` those by which λ is measured and chosen; of a deep network the first layer's, of patches h×p. */
  readonly gates: Matrix;
  /** Absent for two fully connected layers of ReLU. */
  readonly shape?: NetworkShape;
  /** Gates are generated for the network itself instead of given. */
  readonly generation: Generation;
  readonly options: ModelOptions;
}

/**
 * Reads the options of `train` and fills in the defaults; what may be wrong with them is in `check-options.ts` and beside each reader.
 * @throws InputError for the first option that is wrong
 */
export function resolveSettings(options: TrainOptions): Settings {
  requireOptions(options);
  const { model = "gated-relu", decomposition = "least-norm", seed = 1, bias = true } = options;
  const gateStrategy = readGateStrategy(options, isKernel(model));
  requireSolver(options);
  const inputs = toMatrix(options.inputs, "inputs");
  const read = isSquaredOnly(model) ? { ...options, loss: options.loss ?? squared() } : options;
  const learned = readTargets(read, inputs.rows);
  requireLearnable(options, learned);
  const penalty = readPenalty(options, learned.task, learned.loss);
  const generation = readGeneration(options, learned.targets.columns, model);
  const { gates, shape } = readShapedGates(options, inputs.columns, { bias, seed });
  return {
    inputs,
    ...learned,
    model,
    decomposition,
    sampleWeights: readWeights(options, inputs.rows, learned.labels),
    penalty,
    fractions: readFractions(options, penalty),
    fractionsGiven: options.fractions !== undefined,
    gates,
    ...(shape ? { shape } : {}),
    generation,
    options: {
      gates: generation ?? (typeof options.gates === "object" ? "given" : blockCountOf({ gates, shape })),
      ...readModelOptions(options, learned, penalty, gateStrategy),
    },
  };
}

/** What a model says about how it was trained, but for its gates. */
function readModelOptions(
  options: TrainOptions,
  { task, targets, loss }: TargetSettings,
  penalty: AskedPenalty,
  gateStrategy: GateStrategy,
): Omit<ModelOptions, "gates"> {
  const { standardise = true, bias = true, seed = 1 } = options;
  return {
    standardise,
    standardiseTargets: task === "regression" && mayScale(loss, targets) && (options.standardiseTargets ?? standardise),
    bias,
    folds: penalty === "auto" ? readFolds(options.folds, targets.rows) : 0,
    seed,
    tolerance: requirePositive("tolerance", options.tolerance ?? defaultTolerance(loss)),
    pathTolerance: requirePositive("pathTolerance", options.pathTolerance ?? 1e-3),
    // Only what was asked for: a model by the defaults says nothing of them.
    ...(options.q !== undefined && options.q !== 1 ? { q: options.q } : {}),
    ...(gateStrategy === "gaussian" ? {} : { gateStrategy }),
    ...(options.solver ? { solver: options.solver } : {}),
    ...(options.initial ? { initial: options.initial } : {}),
  };
}

function readFolds(folds: number | undefined, sampleCount: number): number {
  if (folds === undefined) return Math.min(5, sampleCount);
  if (!Number.isInteger(folds) || folds < 2 || folds > sampleCount) {
    throw wrong("out-of-range", "folds", folds, `a whole number from 2 to ${sampleCount}, the number of rows`);
  }
  return folds;
}
