import type { Budget } from "../fitting/budget.js";
import { type ReducedRows, reduceRows } from "../fitting/reduced-rows.js";
import { type KernelDescription, kernelOf, meanDiagonal, scaledBy } from "../kernels/described-kernel.js";
import { ridgeCoefficients } from "../kernels/ridge-coefficients.js";
import { matrix } from "../linear-algebra/matrix.js";
import type { AverageModel } from "../models/average-model.js";
import { kernelPredictions } from "../models/kernel-machine.js";
import { mapColumns, mapOutputs } from "../networks/affine-map.js";
import type { ModelFamily } from "../options/select-options.js";
import type { GateSettings } from "../options/settings.js";
import { type Family, type FoldRun, shortNumber } from "./family.js";
import { averageOn, kernelMember, kernelSize } from "./members.js";
import type { SelectionFold } from "./selection-folds.js";

/** A kernel, divided by its mean diagonal, and the ridge of the divided one. */
export interface KernelSetting {
  readonly kernel: KernelDescription;
  readonly ridge: number;
}

/** Ridges of kernels with mean diagonal 1: 1e-4 … 10^1.5 in half decades, written out. */
const ridges: readonly number[] = [1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2, 3.16e-2, 0.1, 0.316, 1, 3.16, 10, 31.6];

/** Widths of Gaussian kernels, times √(number of columns). */
const gaussianWidths = [0.5, 1, 2];

/** The kernels of a family on a table, each with all ridges. */
export function kernelFamilies(family: ModelFamily, settings: GateSettings): Family<KernelSetting>[] {
  if (family === "neural-tangent") return [ridgeFamily(family, "NTK", { kind: family }, settings)];
  if (family === "relu-tangent") return [ridgeFamily(family, "ReLU NTK", { kind: family }, settings)];
  if (family !== "gaussian") return [];
  return gaussianWidths.map((width) => {
    const kernel: KernelDescription = { kind: family, bandwidth: width * Math.sqrt(settings.inputs.columns) };
    return ridgeFamily(family, `Gaussian of width ${width}√d`, kernel, settings);
  });
}

function ridgeFamily(
  family: ModelFamily,
  name: string,
  kernel: KernelDescription,
  settings: GateSettings,
): Family<KernelSetting> {
  return {
    family,
    name,
    settings: ridges.map((ridge) => ({ kernel, ridge })),
    nameOf: ({ ridge }) => `${name}, ridge ${shortNumber(ridge)}`,
    foldCount: (folds, repeats) => folds * repeats,
    begin: (fold) => ridgesOnFold(kernel, fold, kernelSize(settings, 1)),
    refit: (setting, budget) => averageOfKernels([setting], settings, budget),
  };
}

/** One kernel on the rows of a fold; every ridge is one factorisation. */
function ridgesOnFold(
  kernel: KernelDescription,
  { train, heldOut }: SelectionFold,
  size: number,
): FoldRun<KernelSetting> {
  const { reduction, inputs, targets } = reduceRows(train);
  const evaluate = kernelOf(kernel);
  const gram = evaluate(inputs);
  const scale = meanDiagonal(gram);
  const scaled = scaledBy(gram, scale);
  const cross = evaluate(mapColumns(reduction.columns, heldOut.inputs), inputs);
  return {
    tryOut({ ridge }) {
      const alpha = ridgeCoefficients(scaled, targets, ridge) ?? new Float64Array(targets.values.length);
      const dual = matrix(targets.rows, targets.columns, alpha);
      return { outputs: mapOutputs(reduction.outputs, kernelPredictions(cross, dual, scale)), size };
    },
  };
}

/** Kernel ridge regression with each setting on all rows, averaged. */
export function averageOfKernels(
  members: readonly KernelSetting[],
  settings: GateSettings,
  budget: Budget,
): Promise<AverageModel> {
  const makers = members.map(
    ({ kernel, ridge }) =>
      (rows: ReducedRows) =>
        kernelMember(kernel, rows, (scale) => ({ scale, ridge })),
  );
  return averageOn(settings, budget, makers);
}
