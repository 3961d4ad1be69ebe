import { type KernelDescription, kernelOf, meanDiagonal, scaledBy } from "../kernels/described-kernel.js";
import { ridgeCoefficients, ridgeRelativeGap } from "../kernels/ridge-coefficients.js";
import { matrix } from "../linear-algebra/matrix.js";
import { type AverageModel, averageModel, type KernelMember } from "../models/average-model.js";
import { kernelPredictions } from "../models/kernel-machine.js";
import { mapColumns } from "../networks/affine-map.js";
import type { Settings } from "../options/settings.js";
import {
  type FoldScore,
  type MappedRows,
  mapRows,
  rawOutputs,
  type SelectionFold,
  scoreOutputs,
  type Trial,
  trialOf,
} from "./selection-folds.js";
import type { ModelFamily } from "./selection-options.js";

/** Ridges of kernels with mean diagonal 1: 1e-4 … 10^1.5 in half decades, written out. */
export const ridges: readonly number[] = [1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2, 3.16e-2, 0.1, 0.316, 1, 3.16, 10, 31.6];

/** Widths of Gaussian kernels, times √(number of columns). */
const gaussianWidths = [0.5, 1, 2];

export interface KernelChoice {
  readonly family: ModelFamily;
  readonly name: string;
  readonly kernel: KernelDescription;
}

/** The kernels of a family, on tables with so many columns. */
export function kernelsOfFamily(family: ModelFamily, columns: number): KernelChoice[] {
  if (family === "neural-tangent") return [{ family, name: "NTK", kernel: { kind: "neural-tangent" } }];
  if (family === "relu-tangent") return [{ family, name: "ReLU NTK", kernel: { kind: "relu-tangent" } }];
  if (family !== "gaussian") return [];
  return gaussianWidths.map((width) => ({
    family,
    name: `Gaussian of width ${width}√d`,
    kernel: { kind: "gaussian", bandwidth: width * Math.sqrt(columns) },
  }));
}

/** A kernel and a ridge, with its outputs on every fold, so that members can be averaged before they are scored. */
export interface KernelTrial extends Trial {
  readonly choice: KernelChoice;
  readonly ridge: number;
  /** Raw outputs on the held-out rows of every fold. */
  readonly outputs: readonly Float64Array[];
}

/** One kernel with all ridges on one fold: raw outputs on its held-out rows, one entry a ridge. */
export function ridgePathOnFold(choice: KernelChoice, fold: SelectionFold, settings: Settings): Float64Array[] {
  const mapped = mapRows(fold.trainInputs, fold.trainTargets, settings);
  const kernel = kernelOf(choice.kernel);
  const gram = kernel(mapped.inputs);
  const scale = meanDiagonal(gram);
  const scaled = scaledBy(gram, scale);
  const cross = kernel(mapColumns(mapped.reduction.columns, fold.heldOutInputs), mapped.inputs);
  return ridges.map((ridge) => {
    const alpha = ridgeCoefficients(scaled, mapped.targets, ridge);
    const { rows, columns } = mapped.targets;
    const coefficients = matrix(rows, columns, alpha ?? new Float64Array(rows * columns));
    return rawOutputs(mapped, kernelPredictions(cross, coefficients, scale));
  });
}

/** One trial a ridge, from the outputs of a kernel on all folds. */
export function kernelTrials(
  choice: KernelChoice,
  paths: readonly (readonly Float64Array[])[],
  folds: readonly SelectionFold[],
  settings: Settings,
): KernelTrial[] {
  return ridges.map((ridge, at) => {
    const outputs = paths.map((path) => path[at]);
    const name = `${choice.name}, ridge ${shortNumber(ridge)}`;
    const trial = trialOf(
      choice.family,
      name,
      foldScores(outputs, folds, settings),
      kernelSize(settings, 1),
      async () => refitKernels([{ choice, ridge }], settings),
    );
    return { ...trial, choice, ridge, outputs };
  });
}

/** The mean of the raw outputs of the best few: averaging keeps on fresh rows the gain that picking one loses. */
export function averageTrial(
  members: readonly KernelTrial[],
  folds: readonly SelectionFold[],
  settings: Settings,
): Trial {
  const outputs = folds.map((_, fold) => {
    const mean = new Float64Array(members[0].outputs[fold].length);
    for (const member of members) {
      member.outputs[fold].forEach((value, k) => {
        mean[k] += value / members.length;
      });
    }
    return mean;
  });
  const name = `average of ${members.map((member) => member.name).join("; ")}`;
  const size = kernelSize(settings, members.length);
  return trialOf("average", name, foldScores(outputs, folds, settings), size, async () =>
    refitKernels(members, settings),
  );
}

function foldScores(
  outputs: readonly Float64Array[],
  folds: readonly SelectionFold[],
  settings: Settings,
): FoldScore[] {
  return folds.map(({ truth }, fold) => scoreOutputs(truth, outputs[fold], settings));
}

function kernelSize({ inputs, targets, options }: Settings, members: number): number {
  return inputs.rows * (inputs.columns + (options.bias ? 1 : 0) + members * targets.columns);
}

/** Kernel ridge regression with each pair on all rows. */
function refitKernels(
  pairs: readonly { readonly choice: KernelChoice; readonly ridge: number }[],
  settings: Settings,
): AverageModel {
  const mapped = mapRows(settings.inputs, settings.targets, settings);
  const members = pairs.map(({ choice, ridge }) => kernelMember(choice.kernel, mapped, (scale) => [scale, ridge]));
  return modelOfMembers(members, mapped, settings);
}

/**
 * Kernel ridge regression on mapped rows.
 * @param penalty from the mean diagonal of the kernel: by what to divide the kernel, and the ridge of the divided one
 */
export function kernelMember(
  kernel: KernelDescription,
  { inputs, targets }: MappedRows,
  penalty: (meanDiagonal: number) => readonly [scale: number, ridge: number],
): KernelMember {
  const gram = kernelOf(kernel)(inputs);
  const [scale, lambda] = penalty(meanDiagonal(gram));
  const scaled = scaledBy(gram, scale);
  const alpha = ridgeCoefficients(scaled, targets, lambda) ?? new Float64Array(targets.values.length);
  return {
    kind: "kernel",
    kernel,
    scale,
    lambda,
    dualCoefficients: matrix(targets.rows, targets.columns, alpha),
    relativeGap: ridgeRelativeGap(scaled, targets, alpha, lambda),
  };
}

export function modelOfMembers(
  members: AverageModel["members"],
  { reduction, inputs }: MappedRows,
  { task, labels }: Settings,
): AverageModel {
  return averageModel({ task, labels, reduction, inputs, members, notes: [] });
}

/** Two figures, as people write them. */
export function shortNumber(value: number): string {
  return String(Number(value.toPrecision(2)));
}
