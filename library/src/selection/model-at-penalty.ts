import { InputError, rejectUnknownOptions } from "../errors.js";
import { reduceProblem } from "../fitting/reduced-problem.js";
import type { KernelDescription } from "../kernels/described-kernel.js";
import { squared } from "../losses/squared.js";
import type { AverageModel } from "../models/average-model.js";
import { resolveSettings, type Settings } from "../options/settings.js";
import type { CancelSignal } from "../solvers/solver.js";
import { train } from "../training/train.js";
import { mapRows } from "./selection-folds.js";
import { kernelMember, modelOfMembers } from "./selection-kernels.js";
import { algorithmOneWeights, maskingModel } from "./selection-networks.js";
import type { SelectedModel, SelectOptions } from "./selection-options.js";

/** Models that have one penalty λ, as their formula states it: no scaling of the kernel. */
export type PenaltyModel = "neural-tangent" | "relu-tangent" | "gaussian" | "gated-relu" | "algorithm-1";

export interface PenaltyOptions
  extends Pick<SelectOptions, "inputs" | "targets" | "task" | "labels" | "gates" | "standardise" | "bias" | "seed"> {
  readonly family: PenaltyModel;
  /** λ of kernel ridge regression, of the group lasso (8), or of Algorithm 1. */
  readonly lambda: number;
  readonly signal?: CancelSignal;
}

const known = [
  ...["inputs", "targets", "task", "labels", "gates", "standardise", "bias", "seed", "family", "lambda", "signal"],
];

/** Reweightings of Algorithm 1: the paper leaves their number open, and its objective has settled long before. */
const algorithmOneSteps = 10;

/**
 * One model at one given λ: NTK, ReLU NTK or Gaussian ridge regression, the group lasso over sampled gates, or the paper's Algorithm 1 as
 * printed, started at the NTK's weights. For studies over a grid of λ; `selectModel` chooses λ itself.
 * @throws InputError for a mistake in the options or the table
 */
export async function modelAtPenalty(options: PenaltyOptions): Promise<SelectedModel> {
  rejectUnknownOptions(options, known, "modelAtPenalty");
  const { family, lambda, signal, ...rest } = options;
  const table = { gates: 500, loss: squared(), ...rest };
  const drawn = { ...table, lambda, gateStrategy: "gaussian" } as const;
  if (family === "gated-relu") return train({ ...drawn, tolerance: 1e-3, ...(signal ? { signal } : {}) });
  const settings = resolveSettings(drawn);
  if (family === "algorithm-1") return algorithmOne(settings, lambda);
  return kernelModel(settings, kernelNamed(family, settings), lambda);
}

function kernelNamed(family: string, { inputs }: Settings): KernelDescription {
  if (family === "neural-tangent" || family === "relu-tangent") return { kind: family };
  if (family === "gaussian") return { kind: "gaussian", bandwidth: Math.sqrt(inputs.columns) };
  throw new InputError(
    "unknown-value",
    "family",
    `family: got "${family}"; expected neural-tangent, relu-tangent, gaussian, gated-relu or algorithm-1`,
  );
}

function kernelModel(settings: Settings, kernel: KernelDescription, lambda: number): AverageModel {
  const mapped = mapRows(settings.inputs, settings.targets, settings);
  return modelOfMembers([kernelMember(kernel, mapped, () => [1, lambda])], mapped, settings);
}

function algorithmOne(settings: Settings, lambda: number): AverageModel {
  const problem = reduceProblem(settings.inputs, settings.targets, settings);
  return maskingModel(settings, problem, algorithmOneWeights(problem, lambda, algorithmOneSteps), lambda);
}
