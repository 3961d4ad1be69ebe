import { type Line, type LineProblem, mostFactorised, penalisedLine } from "../baselines/penalised-line.js";
import { type Budget, startBudget } from "../fitting/budget.js";
import { type ReducedRows, reduceRows } from "../fitting/reduced-rows.js";
import { onRows, type TableSettings } from "../fitting/settings.js";
import { nearestAbove } from "../fitting/solve-from-above.js";
import { type Matrix, matrix, selectRows } from "../linear-algebra/matrix.js";
import { dot } from "../linear-algebra/vectors.js";
import { squared } from "../losses/squared.js";
import type { Calibration, CrossValidation } from "../models/model-facts.js";
import { rawNetwork } from "../models/network-kinds.js";
import type { Network } from "../models/raw-network.js";
import type { TrainedModel } from "../models/trained-model.js";
import { type GatedReluNetwork, gatedReluNetwork } from "../networks/gated-relu.js";
import { fillDefaults } from "../options/filled-options.js";
import { readFolds } from "../options/penalty-options.js";
import { squaredLossBecauseOf } from "../options/requirements.js";
import { resolveSettings } from "../options/settings.js";
import type { TrainOptions } from "../options/train-options.js";
import { classIndicesOf } from "../penalty-choice/class-indices.js";
import { comparePath, type PathPlace } from "../penalty-choice/compare-path.js";
import { classKeys, type Fold, foldsOf } from "../penalty-choice/folds.js";
import { kernelFractions } from "../penalty-choice/fractions.js";
import { metricOf, scoreHeldOut } from "../penalty-choice/held-out-score.js";
import { crossValidationOf, leastCost, type ScoredPoint } from "../penalty-choice/path-scores.js";
import { splitRows } from "../penalty-choice/split-rows.js";
import { reducedLoss } from "../reductions/reduction.js";
import { weighedRows } from "../reductions/weighed-rows.js";
import { calibrationInSteps } from "../scoring/calibration.js";
import { now } from "../solvers/clock.js";

/** A straight line on the same rows: what a network has to be better than. `score` takes it. */
export interface StraightLine extends Pick<TrainedModel, "task" | "labels" | "loss" | "lossParameters"> {
  /** One gate that every row passes. */
  readonly network: Network<GatedReluNetwork>;
  readonly calibration?: Calibration;
  /** ρ of (ρ/2)‖w‖², on standardised columns. */
  readonly lambda: number;
  readonly crossValidation: CrossValidation;
  /** Since it was asked for. */
  readonly seconds: number;
}

/**
 * The straight line by the loss that `train` would use for the same options: ridge regression, logistic regression and so on, with an
 * unpenalised constant, on columns standardised alike. Its own λ is always compared by held-out rows: the folds that were asked for (fewer where
 * the rows of all of them are more than 20 million numbers), one split where rows are many, else five folds. Options of gates and networks, `lambda` and `onProgress` have no part.
 * @returns the line; undefined where the time limit leaves no room for it, or coupled classes have 512 columns or more
 * @throws InputError as `train`; `signal.reason` when aborted
 */
export async function straightLine(options: TrainOptions): Promise<StraightLine | undefined> {
  const budget = startBudget({ timeLimit: options.timeLimit, signal: options.signal, onProgress: undefined }, now());
  const settings = settingsOf(options);
  if (!isAffordable(settings, budget)) return undefined;
  const held = heldOutOf(settings, budget);
  const { points } = await comparePath(fractions, (place) => scoreAt(place, held, settings, budget), budget);
  return points.length > 0 ? lineAt(points, held, settings, budget) : undefined;
}

/** It orders λ. */
const pathTolerance = 1e-4;
/** Of the line that is kept. */
const lastTolerance = 1e-8;

const fractions = { fractions: kernelFractions, exhaustive: false };

interface LineSettings extends TableSettings {
  /** How many folds were asked for; undefined: a split where rows are many. */
  readonly folds: number | undefined;
}

/** The table, read as `train` reads it, without what is of gates alone. */
function settingsOf(options: TrainOptions): LineSettings {
  const { inputs, targets, task, labels, sampleWeights, classWeights } = options;
  const { standardise, standardiseTargets, seed, folds, foldOrder } = options;
  const loss = options.loss ?? (squaredLossBecauseOf(fillDefaults(options)) ? squared() : undefined);
  const rows = { inputs, targets, task, labels, loss, sampleWeights, classWeights };
  const read = resolveSettings({ ...rows, standardise, standardiseTargets, seed, foldOrder, bias: false, gates: 1 });
  // More than there are rows are as many as there are: where λ is given, nobody else has looked at them.
  return { ...read, folds: typeof folds === "number" ? readFolds({ folds }, Number.POSITIVE_INFINITY) : undefined };
}

/** Seconds that one number of the table takes, at most, until the line is chosen and fitted. */
const secondsOfNumber = 1e-6;

function isAffordable({ inputs, targets, loss }: TableSettings, budget: Budget): boolean {
  // Conjugate gradients with a diagonal alone take longer than the network there.
  if (loss.curvature === "coupled" && inputs.columns >= mostFactorised) return false;
  return inputs.values.length * targets.columns * secondsOfNumber <= budget.left();
}

interface HeldOutPart {
  readonly rows: ReducedRows;
  readonly problem: LineProblem;
  readonly fold: Fold;
  /** The lines so far, by their fraction. */
  readonly lines: Map<number, Line>;
}

/** Rows that lines are fitted to, and rows that they are scored on. */
interface HeldOut {
  readonly way: CrossValidation["way"];
  readonly parts: readonly HeldOutPart[];
  /** What a fraction of the trace of XXᵀ of all rows is multiplied by: the best ρ hardly grows with the rows. */
  readonly share: number;
}

/** From so many rows on one split says as much as folds; coupled classes cost a row each. */
const manyRows = 2000;
const usualFolds = 5;
/** Numbers that the rows of all folds may have, which are held at the same time: 160 MB. */
const mostHeld = 20_000_000;

/** As many folds as were asked for and can be held. */
function foldCount(asked: number | undefined, { rows, columns }: Matrix): number {
  return Math.min(asked ?? usualFolds, rows, Math.max(usualFolds, Math.floor(mostHeld / (rows * columns))));
}

function heldOutOf(settings: LineSettings, budget: Budget): HeldOut {
  const { inputs, targets, task, seed, foldOrder, folds } = settings;
  const n = inputs.rows;
  const costs = settings.loss.curvature === "coupled" ? targets.columns : 1;
  const isSplit = folds === undefined && n * costs > manyRows;
  const classes = task === "classification" ? classKeys(targets) : undefined;
  const split = { seed, foldOrder, rowSize: inputs.columns * targets.columns, seconds: budget.left() };
  const made = isSplit ? [splitRows(n, split, classes)] : foldsOf(settings, foldCount(folds, inputs));
  const parts = made.map((fold) => ({ ...stated(onRows(settings, fold.train)), fold, lines: new Map() }));
  const share = isSplit ? made[0].train.length / n : 1;
  return { way: isSplit ? "split" : "folds", parts, share };
}

/** Rows as a problem, in the units of its own reduction. */
function stated(settings: TableSettings): { readonly rows: ReducedRows; readonly problem: LineProblem } {
  const rows = reduceRows(settings);
  const { rows: sampleCount, columns: outputs, values: targets } = rows.targets;
  const data = { sampleCount, outputs, targets, weights: settings.sampleWeights };
  return { rows, problem: { inputs: rows.inputs, loss: reducedLoss(settings.loss, rows.reduction), data } };
}

/** A fraction of the trace of XXᵀ. */
function rhoAt(fraction: number, { inputs, data }: LineProblem): number {
  const { values } = weighedRows(inputs, data.weights);
  const trace = dot(values, values);
  return fraction * (trace > 0 ? trace : 1);
}

async function scoreAt(
  { lambdaFraction }: PathPlace,
  { parts }: HeldOut,
  settings: LineSettings,
  budget: Budget,
): Promise<ScoredPoint | undefined> {
  const { targets, inputs } = settings;
  const heldOut = Int32Array.from(parts.flatMap(({ fold }) => [...fold.heldOut])).sort();
  const places = new Map([...heldOut].map((row, place) => [row, place]));
  const outputs = new Float64Array(heldOut.length * targets.columns);
  for (const { rows, problem, fold, lines } of parts) {
    if (budget.left() <= 0) return undefined;
    const rho = rhoAt(lambdaFraction, problem);
    const start = lines.get(nearestAbove(lambdaFraction, lines.keys()));
    const effort = { start, tolerance: pathTolerance, isOver: () => budget.left() <= 0 };
    const line = await budget.run(penalisedLine(problem, rho, effort));
    lines.set(lambdaFraction, line);
    const network = networkOf(rows, line);
    const own = network.predict(selectRows(inputs, fold.heldOut));
    fold.heldOut.forEach((row, j) => {
      const at = (places.get(row) as number) * targets.columns;
      outputs.set(own.subarray(j * targets.columns, (j + 1) * targets.columns), at);
    });
  }
  const scored = onRows(settings, heldOut);
  return { lambdaFraction, ...scoreHeldOut(outputs, scored.targets, scored), heldOutOutputs: outputs };
}

/** The line of all rows at the λ of least cost. */
async function lineAt(
  points: readonly ScoredPoint[],
  { way, parts, share }: HeldOut,
  settings: LineSettings,
  budget: Budget,
): Promise<StraightLine> {
  const { task, labels, loss, targets } = settings;
  const chosen = leastCost(points);
  const { rows, problem } = stated(settings);
  const lambda = share * rhoAt(chosen.lambdaFraction, problem);
  const start = parts[0].lines.get(chosen.lambdaFraction);
  const effort = { start, tolerance: lastTolerance, isOver: () => budget.left() <= 0 };
  const line = await budget.run(penalisedLine(problem, lambda, effort));
  const heldOut = Int32Array.from(parts.flatMap(({ fold }) => [...fold.heldOut])).sort();
  const scored = onRows(settings, heldOut);
  const classes = labels && classIndicesOf(scored.targets, labels);
  const { heldOutOutputs: outputs } = chosen;
  const { sampleWeights: weights } = scored;
  const calibration =
    labels && classes
      ? await budget.run(calibrationInSteps({ outputs, classes, weights }, targets.columns, labels.length))
      : undefined;
  return {
    ...{ task, labels, loss: loss.name },
    ...(loss.parameters ? { lossParameters: loss.parameters } : {}),
    network: networkOf(rows, line, calibration),
    ...(calibration ? { calibration } : {}),
    lambda,
    crossValidation: crossValidationOf(points, { metric: metricOf(settings), folds: parts.length, way }),
    seconds: budget.elapsed(),
  };
}

/** One gate of zeros, which every row passes, with the line behind it. */
function networkOf(
  { reduction, inputs, targets }: ReducedRows,
  line: Line,
  calibration?: Calibration,
): Network<GatedReluNetwork> {
  const [d, weights] = [inputs.columns, inputs.columns * targets.columns];
  const inner = gatedReluNetwork(matrix(d, 1), matrix(1, weights, line.slice(0, weights)));
  return rawNetwork(inner, reduction, { constant: line.slice(weights), calibration });
}
