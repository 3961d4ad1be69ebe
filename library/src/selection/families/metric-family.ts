import type { Budget } from "../../fitting/budget.js";
import { type ReducedRows, reduceRowsInSteps } from "../../fitting/reduced-rows.js";
import { type KernelDescription, kernelOf } from "../../kernels/described-kernel.js";
import { type KernelRidge, kernelRidge } from "../../kernels/leave-one-out-ridge.js";
import { type DistanceKernel, gradientMetric, mapOfMetric } from "../../kernels/metric/learned-metric.js";
import { matrix } from "../../linear-algebra/matrix.js";
import { kernelPredictions } from "../../models/kernel-machine.js";
import { mapColumns, mapOutputs } from "../../networks/affine-map.js";
import type { GateSettings } from "../../options/settings.js";
import type { SelectionFold } from "../selection-folds.js";
import { type Family, type FoldRun, onlyOnce, shortNumber, type Tried } from "./family.js";
import { ridgesFor } from "./kernel-families.js";
import { factorisations, kernelMember, kernelSize } from "./members.js";

/** A kernel in the metric of its own gradients, how often that was learned, and the ridge of the last fit. */
export interface MetricSetting {
  readonly step: number;
  readonly ridge: number;
}

/** How often the metric is learned; a third time gained nothing more. */
const mostSteps = 2;
/** Widths times √(number of columns): the best of those in docs/decisions/selection.md. */
const widths = { gaussian: 1, laplace: 4 } as const;
const names = { gaussian: "Gaussian", laplace: "Laplace" } as const;

/**
 * Kernels of distances in a learned metric (`kernels/metric/learned-metric.ts`), each fit by the ridge of the least leave-one-out error. The
 * metric is learned inside each fold.
 */
export function metricFamilies(settings: GateSettings): Family<MetricSetting>[] {
  return (["laplace", "gaussian"] as const).map((kind) => metricFamily(kind, settings));
}

function metricFamily(kind: DistanceKernel["kind"], settings: GateSettings): Family<MetricSetting> {
  const kernel: DistanceKernel = { kind, bandwidth: widths[kind] * Math.sqrt(settings.inputs.columns) };
  const name = `${names[kind]} of width ${widths[kind]}√d in a learned metric`;
  const size = kernelSize(settings, 1) + settings.inputs.columns ** 2;
  const ridges = ridgesFor(settings);
  const all = onlyOnce(async (budget) => {
    const rows = await budget.run(reduceRowsInSteps(settings));
    const steps: MetricFit[] = [];
    for (const step of metricFits(kernel, rows, ridges)) {
      steps.push(step);
      await budget.breathe();
    }
    return { rows, kernels: steps.map((step) => step.kernel) };
  });
  return {
    family: "learned-metric",
    name,
    settings: Array.from({ length: mostSteps }, (_, at) => ridges.map((ridge) => ({ step: at + 1, ridge }))).flat(),
    nameOf: ({ step, ridge }) => `${name}, ${step === 1 ? "once" : "twice"}, ridge ${shortNumber(ridge)}`,
    foldCount: (folds, repeats) => folds * repeats,
    operations: factorisations(settings, mostSteps * 2 * ridges.length),
    begin: (fold, budget) => metricsOnFold({ kernel, ridges, size }, fold, budget),
    async membersOf({ step, ridge }, budget) {
      const { rows, kernels } = await all(budget);
      const found = kernels[Math.min(step, kernels.length) - 1];
      return [{ member: kernelMember(found, rows, (scale) => ({ scale, ridge })), share: 1 }];
    },
  };
}

interface Asked {
  readonly kernel: DistanceKernel;
  readonly ridges: readonly number[];
  readonly size: number;
}

async function metricsOnFold(
  { kernel, ridges, size }: Asked,
  { train, heldOut }: SelectionFold,
  budget: Budget,
): Promise<FoldRun<MetricSetting>> {
  const rows = await budget.run(reduceRowsInSteps(train));
  const unseen = mapColumns(rows.reduction.columns, heldOut.inputs);
  // Step by step, so that one kernel matrix is kept at a time.
  const tried: Tried[][] = [];
  for (const { kernel: own, ridge } of metricFits(kernel, rows, ridges)) {
    const cross = kernelOf(own)(unseen, rows.inputs);
    tried.push(
      ridges.map((lambda) => {
        const dual = matrix(rows.targets.rows, rows.targets.columns, ridge.dualCoefficients(lambda));
        return { outputs: mapOutputs(rows.reduction.outputs, kernelPredictions(cross, dual, 1)), size };
      }),
    );
    await budget.breathe();
  }
  return { tryOut: ({ step, ridge }) => tried[Math.min(step, tried.length) - 1][ridges.indexOf(ridge)] };
}

/** A kernel whose metric was learned, and ridge regression with it. */
interface MetricFit {
  readonly kernel: KernelDescription;
  readonly ridge: KernelRidge;
}

/** The fits in the metric of the fit before, at least one; where a fit has no gradients its own metric stays. */
function* metricFits(
  kernel: DistanceKernel,
  { inputs, targets }: ReducedRows,
  ridges: readonly number[],
): Generator<MetricFit> {
  let current: KernelDescription = kernel;
  for (let step = 0; step <= mostSteps; step++) {
    const gram = kernelOf(current)(inputs);
    const ridge = kernelRidge(gram.values, inputs.rows, targets.values);
    if (step > 0) yield { kernel: current, ridge };
    if (step === mostSteps) return;
    const dual = matrix(targets.rows, targets.columns, ridge.dualCoefficients(bestRidge(ridge, ridges)));
    const before = current.kind === "metric" ? current.map : undefined;
    const map = mapOfMetric(gradientMetric({ kernel, gram, dual }, before, inputs));
    if (map) current = { kind: "metric", map, kernel };
  }
}

/** Of every second ridge that of the least leave-one-out error. */
function bestRidge(ridge: KernelRidge, ridges: readonly number[]): number {
  const errors = ridges
    .filter((_, at) => at % 2 === 0)
    .map((lambda) => {
      const error = ridge.leaveOneOutResiduals(lambda).reduce((sum, value) => sum + value * value, 0);
      return { lambda, error };
    });
  return errors.reduce((least, each) => (each.error < least.error ? each : least)).lambda;
}
