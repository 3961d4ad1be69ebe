import { predictionsOnRows, type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import type { KernelDescription } from "../kernels/described-kernel.js";
import { drawnShares } from "../kernels/ntk-weights.js";
import { requireSmooth } from "../losses/named.js";
import type { NetworkMember } from "../models/average-model.js";
import { mapColumns } from "../networks/affine-map.js";
import { reluPredictions } from "../networks/relu.js";
import type { Settings } from "../options/settings.js";
import { blockNorms } from "../programs/penalised.js";
import { powerFamilyProgram } from "../programs/weighted-ridge.js";
import { decodeOutputs } from "../reductions/class-labels.js";
import { generateGates } from "../solvers/generation/generate-gates.js";
import { iterativeReweightingAsPrinted } from "../solvers/reweighting/as-printed.js";
import { iterativeReweighting, type ReweightingIterate } from "../solvers/reweighting/iterative-reweighting.js";
import { solve } from "../solvers/solve.js";
import type { CancelSignal } from "../solvers/solver.js";
import { train } from "../training/train.js";
import {
  type FoldScore,
  mapRows,
  rawOutputs,
  type SelectionFold,
  scoreOutputs,
  type Trial,
  trialOf,
} from "./selection-folds.js";
import { kernelMember, modelOfMembers, shortNumber } from "./selection-kernels.js";
import type { ModelFamily } from "./selection-options.js";

/** Fractions of λ_max that the families over sampled gates try. */
const pathFractions = [0.3, 0.16, 0.08, 0.04, 0.02, 0.01];
const kernelFractions = [0.1, 0.03, 0.01, 0.003, 0.001];
const generatedFractions = [0.15, 0.05];
/** After how many reweightings of the NTK's weights the early-stopped family ends. */
const reweightingSteps = [1, 2, 4];
const exponent = 1.5;
/** Enough to order λ by their score; the chosen network is trained to the full tolerance. */
const looseTolerance = 1e-2;
/** Generation is the dearest family: it is compared on the first folds only, with a short search. */
const generatedFolds = 2;
const generationEffort = { maxStarts: 100, maxIterations: 15, tolerance: looseTolerance };

/** What one setting of a family did on one fold. */
interface Tried {
  readonly name: string;
  readonly score: FoldScore;
  /** Numbers a prediction needs. */
  readonly size: number;
}

/** A family as selection runs it: fold by fold, each fold with all its settings, so that it can be stopped between folds. */
export interface NetworkFamily {
  readonly family: ModelFamily;
  readonly foldCount: (folds: number) => number;
  onFold(fold: SelectionFold, settings: Settings, signal?: CancelSignal): Promise<Tried[]>;
  refit(name: string, settings: Settings, signal?: CancelSignal): Promise<Awaited<ReturnType<Trial["refit"]>>>;
}

const reweighting: NetworkFamily = {
  family: "reweighting",
  foldCount: (folds) => folds,
  async onFold(fold, settings) {
    const problem = reduceProblem(fold.trainInputs, fold.trainTargets, settings);
    const tried: Tried[] = [];
    for (const fraction of kernelFractions) {
      const iterates = reweighted(problem, fraction, Math.max(...reweightingSteps));
      for (const steps of reweightingSteps) {
        const { point } = iterates[Math.min(steps, iterates.length - 1)];
        const outputs = predictionsOnRows(problem, point, fold.heldOutInputs);
        tried.push({
          name: reweightingName(fraction, steps),
          score: scoreOutputs(fold.truth, outputs, settings),
          size: kernelSize(settings),
        });
      }
    }
    problem.at(1).operator.dispose();
    return tried;
  },
  async refit(name, settings) {
    const problem = reduceProblem(settings.inputs, settings.targets, settings);
    const [fraction, steps] = settingNamed(name, kernelFractions, reweightingSteps, reweightingName);
    const iterates = reweighted(problem, fraction, steps);
    const { weights } = iterates[Math.min(steps, iterates.length - 1)];
    return maskingModel(settings, problem, weights, (fraction * problem.lambdaMax) / 2);
  },
};

const reweightingName = (fraction: number, steps: number) =>
  `NTK weights reweighted ${steps === 1 ? "once" : `${steps} times`}, λ = ${shortNumber(fraction)} λ_max`;

/** Ridge at the NTK's weights, then after 1 … `steps` reweightings. */
function reweighted(problem: ReducedProblem, fraction: number, steps: number): ReweightingIterate[] {
  const solver = iterativeReweighting({ initial: drawnShares(problem.arrangement), extrapolate: false });
  const iterates: ReweightingIterate[] = [];
  for (const iterate of solver.iterates(smoothProgram(problem, fraction * problem.lambdaMax))) {
    if (iterate) iterates.push(iterate as ReweightingIterate);
    if (iterates.length > steps) break;
  }
  return iterates;
}

/** The weights after so many reweightings of Algorithm 1 as printed, from the NTK's. */
export function algorithmOneWeights(problem: ReducedProblem, lambda: number, steps: number): Float64Array {
  const solver = iterativeReweightingAsPrinted({ initial: drawnShares(problem.arrangement) });
  let weights = drawnShares(problem.arrangement);
  for (const iterate of solver.iterates(smoothProgram(problem, lambda))) {
    if (!iterate) continue;
    weights = (iterate as ReweightingIterate).weights;
    if (iterate.iteration > steps) break;
  }
  return weights;
}

/** The gated program at one λ, for solvers that need a gradient. */
function smoothProgram(problem: ReducedProblem, lambda: number) {
  const program = problem.gatedAt(lambda);
  return { ...program, loss: requireSmooth(program.loss, "iterative reweighting") };
}

const powerFamily: NetworkFamily = {
  family: "q-family",
  foldCount: (folds) => folds,
  async onFold(fold, settings, signal) {
    const problem = reduceProblem(fold.trainInputs, fold.trainTargets, settings);
    const tried: Tried[] = [];
    let start: Awaited<ReturnType<typeof powerSolution>>["point"] | undefined;
    for (const fraction of kernelFractions) {
      const { point } = await powerSolution(problem, fraction, looseTolerance, signal, start);
      start = point;
      const outputs = predictionsOnRows(problem, point, fold.heldOutInputs);
      tried.push({
        name: powerName(fraction),
        score: scoreOutputs(fold.truth, outputs, settings),
        size: kernelSize(settings),
      });
    }
    problem.at(1).operator.dispose();
    return tried;
  },
  async refit(name, settings, signal) {
    const problem = reduceProblem(settings.inputs, settings.targets, settings);
    const [fraction] = settingNamed(name, kernelFractions, [0], powerName);
    const { point } = await powerSolution(problem, fraction, 1e-4, signal);
    const norms = blockNorms(point, problem.arrangement.maskCount);
    const prior = drawnShares(problem.arrangement);
    const weights = norms.map((norm, i) => prior[i] ** (exponent - 1) * norm ** (2 - exponent));
    return maskingModel(settings, problem, weights, (exponent * fraction * problem.lambdaMax) / 2);
  },
};

const powerName = (fraction: number) => `q = ${exponent}, λ = ${shortNumber(fraction)} λ_max`;

function powerSolution(
  problem: ReducedProblem,
  fraction: number,
  tolerance: number,
  signal?: CancelSignal,
  start?: Parameters<typeof predictionsOnRows>[1],
) {
  const { inputs, data } = problem.at(1);
  const program = powerFamilyProgram({
    inputs,
    targets: { rows: data.sampleCount, columns: data.outputs, values: data.targets },
    arrangement: problem.arrangement,
    weights: drawnShares(problem.arrangement),
    lambda: fraction * problem.lambdaMax,
    q: exponent,
  });
  return solve(program, { tolerance, maxIterations: 30, signal, start });
}

/** Reweighting and the q-family end in a kernel: ridge regression with the masking kernels weighted by η. */
export function maskingModel(settings: Settings, problem: ReducedProblem, weights: Float64Array, ridge: number) {
  const mapped = mapRows(settings.inputs, settings.targets, settings);
  const kernel: KernelDescription = { kind: "masking", gates: problem.arrangement.gates, weights };
  const member = kernelMember(kernel, mapped, (scale) => [scale, ridge / scale]);
  problem.at(1).operator.dispose();
  return modelOfMembers([member], mapped, settings);
}

const gatedRelu: NetworkFamily = {
  family: "gated-relu",
  foldCount: (folds) => folds,
  async onFold(fold, settings, signal) {
    const problem = reduceProblem(fold.trainInputs, fold.trainTargets, settings);
    const tried: Tried[] = [];
    let start: Parameters<typeof predictionsOnRows>[1] | undefined;
    for (const fraction of pathFractions) {
      const lambda = fraction * problem.lambdaMax;
      const { point, activeGates } = await solve(problem.at(lambda), { tolerance: looseTolerance, start, signal });
      start = point;
      const outputs = predictionsOnRows(problem, point, fold.heldOutInputs);
      const score = scoreOutputs(fold.truth, outputs, settings);
      tried.push({ name: gatedName(fraction), score, size: neuronSize(settings) * 2 * activeGates });
    }
    problem.at(1).operator.dispose();
    return tried;
  },
  refit(name, settings, signal) {
    const { inputs, targets, labels, task, options, gates } = settings;
    const [lambdaFraction] = settingNamed(name, pathFractions, [0], gatedName);
    return train({
      inputs,
      // Codes of ±1 and labels are the same to `train` once it is told the classes.
      targets: labels ? decoded(settings) : targets,
      task,
      ...(labels ? { labels } : {}),
      loss: settings.loss,
      lambdaFraction,
      gates,
      standardise: options.standardise,
      bias: options.bias,
      seed: options.seed,
      tolerance: options.tolerance,
      signal,
    });
  },
};

const gatedName = (fraction: number) => `gated ReLU, λ = ${shortNumber(fraction)} λ_max`;

const generatedRelu: NetworkFamily = {
  family: "generated-relu",
  foldCount: (folds) => Math.min(generatedFolds, folds),
  async onFold(fold, settings, signal) {
    const mapped = mapRows(fold.trainInputs, fold.trainTargets, settings);
    if (mapped.targets.columns > 1) return [];
    const heldOut = mapColumns(mapped.reduction.columns, fold.heldOutInputs);
    const tried: Tried[] = [];
    for (const fraction of generatedFractions) {
      const { network } = await generated(mapped, settings, fraction, signal);
      const outputs = rawOutputs(mapped, reluPredictions(network, heldOut).values);
      const score = scoreOutputs(fold.truth, outputs, settings);
      tried.push({ name: generatedName(fraction), score, size: neuronSize(settings) * network.hidden.rows });
    }
    return tried;
  },
  async refit(name, settings, signal) {
    const mapped = mapRows(settings.inputs, settings.targets, settings);
    const [fraction] = settingNamed(name, generatedFractions, [0], generatedName);
    const { network, certificate, lambda } = await generated(mapped, settings, fraction, signal);
    const { primalObjective, relativeGap, coverage } = certificate;
    const member: NetworkMember = { kind: "relu", network, lambda, objective: primalObjective, relativeGap, coverage };
    return modelOfMembers([member], mapped, settings);
  },
};

const generatedName = (fraction: number) => `generated ReLU, λ = ${shortNumber(fraction)} λ_max`;

async function generated(
  { inputs, targets }: ReturnType<typeof mapRows>,
  settings: Settings,
  fraction: number,
  signal?: CancelSignal,
) {
  // λ_max over all gates is not known before they are generated; that of the drawn gates is a close bound from below.
  const { lambdaMax, at } = reduceProblem(inputs, targets, {
    ...settings,
    options: { ...settings.options, standardise: false, standardiseTargets: false, bias: false },
  });
  at(1).operator.dispose();
  const lambda = fraction * lambdaMax;
  const { seed } = settings.options;
  return { ...(await generateGates({ inputs, targets, lambda, seed, signal, ...generationEffort })), lambda };
}

/** Dear families last. */
export const networkFamilies: readonly NetworkFamily[] = [reweighting, powerFamily, gatedRelu, generatedRelu];

/** Trials of a family from what it did on each fold. */
export function networkTrials(
  { family, refit }: NetworkFamily,
  perFold: readonly (readonly Tried[])[],
  settings: Settings,
  signal?: CancelSignal,
): Trial[] {
  return (perFold[0] ?? []).map(({ name }, at) => {
    const tried = perFold.map((fold) => fold[at]);
    const size = tried.reduce((sum, entry) => sum + entry.size, 0) / tried.length;
    const scores = tried.map(({ score }) => score);
    return trialOf(family, name, scores, size, () => refit(name, settings, signal));
  });
}

function settingNamed(
  name: string,
  fractions: readonly number[],
  others: readonly number[],
  nameOf: (fraction: number, other: number) => string,
): readonly [number, number] {
  for (const fraction of fractions)
    for (const other of others) if (nameOf(fraction, other) === name) return [fraction, other];
  throw new Error(`no setting is named ${name}`);
}

function decoded({ targets, labels }: Settings) {
  return decodeOutputs(targets.values, labels ?? []);
}

const neuronSize = ({ inputs, targets, options }: Settings) =>
  inputs.columns + (options.bias ? 1 : 0) + targets.columns;

function kernelSize(settings: Settings): number {
  return settings.inputs.rows * neuronSize(settings) + settings.gates.values.length + settings.gates.columns;
}
