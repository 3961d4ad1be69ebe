import { reduceRows } from "../../fitting/reduced-rows.js";
import { onRows } from "../../fitting/settings.js";
import { type KernelDescription, kernelOf, meanDiagonal, scaledBy } from "../../kernels/described-kernel.js";
import { ridgeCoefficients } from "../../kernels/ridge-coefficients.js";
import { matrix } from "../../linear-algebra/matrix.js";
import { kernelPredictions } from "../../models/kernel-machine.js";
import { mapColumns, mapOutputs } from "../../networks/affine-map.js";
import type { ModelFamily } from "../../options/select-options.js";
import type { GateSettings } from "../../options/settings.js";
import type { SelectionFold } from "../selection-folds.js";
import { type Family, type FoldRun, shortNumber } from "./family.js";
import { factorisations, type KernelSetting, kernelMembers, kernelSize, uncertifiedMembers } from "./members.js";

/** Ridges of kernels with mean diagonal 1: 1e-6, 1e-5, then half decades up to 10^1.5, written out. */
const ridges: readonly number[] = [
  1e-6, 1e-5, 3.16e-5, 1e-4, 3.16e-4, 1e-3, 3.16e-3, 1e-2, 3.16e-2, 0.1, 0.316, 1, 3.16, 10, 31.6,
];

/** Rows beyond which every second ridge is tried. */
const mostForAll = 500;

/** The smallest ridge of kernels of angles: below it α outgrows what an angle near 0 is exact to in exported models. */
const leastOfAngles = 1e-4;

/** The ridges to try on a table, every second one where rows are many: there the score changes slowly with the ridge. */
export function ridgesFor({ inputs: { rows } }: Pick<GateSettings, "inputs">): readonly number[] {
  return rows <= mostForAll ? ridges : ridges.filter((_, at) => at % 2 === 0);
}

/** Widths of Gaussian and Laplace kernels, times √(number of columns). */
const widths = { gaussian: [0.5, 1, 2], laplace: [1, 4] } as const;
const names = { gaussian: "Gaussian", laplace: "Laplace" } as const;

/** A kernel by its name, and the ridges to try with it. */
export interface RidgedKernel {
  readonly family: ModelFamily;
  readonly name: string;
  readonly kernel: KernelDescription;
  readonly ridges: readonly number[];
}

/** The kernels of a family on a table, each with all ridges; none of a family that is not of plain kernels. */
export function kernelsOf(family: ModelFamily, settings: GateSettings): RidgedKernel[] {
  const ridges = ridgesFor(settings);
  const ofAngles = (kind: "neural-tangent" | "relu-tangent", name: string) => [
    { family, name, kernel: { kind }, ridges: ridges.filter((ridge) => ridge >= leastOfAngles) },
  ];
  if (family === "neural-tangent") return ofAngles(family, "NTK");
  if (family === "relu-tangent") return ofAngles(family, "ReLU NTK");
  if (family !== "gaussian" && family !== "laplace") return [];
  return widths[family].map((width) => ({
    ...{ family, ridges, name: `${names[family]} of width ${width}√d` },
    kernel: { kind: family, bandwidth: width * Math.sqrt(settings.inputs.columns) },
  }));
}

/** A kernel with its ridges, one fit each. */
export function kernelFamily(
  { family, name, kernel, ridges }: RidgedKernel,
  settings: GateSettings,
): Family<KernelSetting> {
  return {
    family,
    name,
    settings: ridges.map((ridge) => ({ kernel, ridge })),
    nameOf: ({ ridge }) => `${name}, ridge ${shortNumber(ridge)}`,
    foldCount: (folds, repeats) => folds * repeats,
    operations: factorisations(settings, ridges.length),
    begin: (fold) => ridgesOnFold(kernel, fold, kernelSize(settings, 1)),
    membersOf: (setting, budget) => kernelMembers([setting], settings, budget),
    membersWithout: (setting, { train }, budget) => uncertifiedMembers(setting, onRows(settings, train), budget),
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
