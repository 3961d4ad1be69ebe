import type { Budget } from "../../fitting/budget.js";
import { type ReducedRows, reduceRowsInSteps } from "../../fitting/reduced-rows.js";
import { onRows } from "../../fitting/settings.js";
import { type KernelDescription, kernelOf } from "../../kernels/described-kernel.js";
import { type KernelRidge, kernelRidge } from "../../kernels/leave-one-out-ridge.js";
import { type DistanceKernel, gradientMetric, mapOfMetric } from "../../kernels/metric/learned-metric.js";
import { matrix } from "../../linear-algebra/matrix.js";
import { kernelPredictions } from "../../models/kernel-machine.js";
import { mapColumns, mapOutputs } from "../../networks/affine-map.js";
import type { GateSettings } from "../../options/settings.js";
import type { SelectionFold } from "../selection-folds.js";
import { type Family, type FoldRun, onceFor, onlyOnce, shortNumber, type Tried } from "./family.js";
import { ridgesFor } from "./kernel-families.js";
import { type Look, lookAtRidges, lookInSteps } from "./kernel-look.js";
import { factorisations, kernelMember, kernelSize, uncertifiedKernel } from "./members.js";

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

/** A kernel whose metric is learned, and what is tried of it. */
export interface MetricKernel {
  readonly name: string;
  readonly kernel: DistanceKernel;
  /** Of the fits in the metric learned once, twice, …; ascending, or as a look orders them. */
  readonly ridges: readonly (readonly number[])[];
  /** What a look found: the ridges of the fits whose gradients make the metrics. Without it the least leave-one-out error decides. */
  readonly looked?: readonly number[];
  /** The look at the best fit. */
  readonly look?: Look;
}

/** Kernels of distances (`kernels/metric/learned-metric.ts`) with all ridges. */
export function metricKernels(settings: GateSettings): MetricKernel[] {
  const ridges = ridgesFor(settings);
  return (["laplace", "gaussian"] as const).map((kind) => ({
    name: `${names[kind]} of width ${widths[kind]}√d in a learned metric`,
    kernel: { kind, bandwidth: widths[kind] * Math.sqrt(settings.inputs.columns) },
    ridges: Array.from({ length: mostSteps }, () => ridges),
  }));
}

/** Metrics learned on the rows of a look: what is worth trying on all rows. */
export async function lookAtMetric(
  asked: MetricKernel,
  rows: ReducedRows,
  budget: Budget,
): Promise<MetricKernel & { readonly look: Look }> {
  const [ridges] = asked.ridges;
  const first: number[] = [];
  const looks: Look[] = [];
  for (const { ridge, before } of metricFits(asked, rows)) {
    first.push(before);
    looks.push(await budget.run(lookInSteps(ridge, ridges)));
    await budget.breathe();
  }
  const best = looks.map((look) => look.ridges[look.ridges.length - 1]);
  const look = looks.reduce((least, each) => (each.error < least.error ? each : least));
  return { ...asked, ridges: looks.map((each) => each.ridges), looked: [first[0], ...best], look };
}

/**
 * A kernel in the metric of its own gradients. The metric is learned inside each fold, from fits by the ridge of the least leave-one-out error, or
 * by that which a look found.
 */
export function metricFamily(asked: MetricKernel, settings: GateSettings): Family<MetricSetting> {
  const { name, ridges } = asked;
  const size = kernelSize(settings, 1) + settings.inputs.columns ** 2;
  const all = onlyOnce((budget) => metricsOn(asked, settings, budget));
  const without = onceFor((rows: Int32Array, budget) => metricsOn(asked, onRows(settings, rows), budget));
  const count = ridges.reduce((sum, { length }) => sum + length, 0);
  return {
    family: "learned-metric",
    name,
    settings: ridges.flatMap((own, at) => own.map((ridge) => ({ step: at + 1, ridge }))),
    nameOf: ({ step, ridge }) => `${name}, ${step === 1 ? "once" : "twice"}, ridge ${shortNumber(ridge)}`,
    foldCount: (folds, repeats) => folds * repeats,
    // Each leave-one-out error takes an inverse too.
    operations: factorisations(settings, asked.looked ? count + 1 : 2 * count),
    begin: (fold, budget) => metricsOnFold(asked, size, fold, budget),
    async membersOf({ step, ridge }, budget) {
      const { rows, kernelAfter } = await all(budget);
      return [{ member: kernelMember(kernelAfter(step), rows, (scale) => ({ scale, ridge })), share: 1 }];
    },
    async membersWithout({ step, ridge }, { train }, budget) {
      const { rows, kernelAfter } = await without(train, budget);
      return [{ member: uncertifiedKernel(kernelAfter(step), rows, (scale) => ({ scale, ridge })), share: 1 }];
    },
  };
}

/** The metrics of some rows. */
async function metricsOn(asked: MetricKernel, settings: GateSettings, budget: Budget) {
  const rows = await budget.run(reduceRowsInSteps(settings));
  const kernels: KernelDescription[] = [];
  for (const { kernel } of metricFits(asked, rows)) {
    kernels.push(kernel);
    await budget.breathe();
  }
  return { rows, kernelAfter: (step: number) => kernels[Math.min(step, kernels.length) - 1] };
}

async function metricsOnFold(
  asked: MetricKernel,
  size: number,
  { train, heldOut }: SelectionFold,
  budget: Budget,
): Promise<FoldRun<MetricSetting>> {
  const rows = await budget.run(reduceRowsInSteps(train));
  const unseen = mapColumns(rows.reduction.columns, heldOut.inputs);
  // Step by step, so that one kernel matrix is kept at a time.
  const tried: Map<number, Tried>[] = [];
  for (const { kernel: own, ridge } of metricFits(asked, rows)) {
    const cross = kernelOf(own)(unseen, rows.inputs);
    const outputsOf = (lambda: number) => {
      const dual = matrix(rows.targets.rows, rows.targets.columns, ridge.dualCoefficients(lambda));
      return mapOutputs(rows.reduction.outputs, kernelPredictions(cross, dual, 1));
    };
    const ofStep = new Map<number, Tried>();
    for (const lambda of asked.ridges[tried.length]) {
      ofStep.set(lambda, { outputs: outputsOf(lambda), size });
      await budget.breathe();
    }
    tried.push(ofStep);
  }
  return {
    tryOut: ({ step, ridge }) => {
      const found = tried[Math.min(step, tried.length) - 1].get(ridge);
      if (!found) throw new Error(`ridge ${ridge} was not tried in step ${step}`);
      return found;
    },
  };
}

/** A kernel whose metric was learned, ridge regression with it, and the ridge of the fit whose gradients made the metric. */
interface MetricFit {
  readonly kernel: KernelDescription;
  readonly ridge: KernelRidge;
  readonly before: number;
}

/** The fits in the metric of the fit before, at least one; where a fit has no gradients its own metric stays. */
function* metricFits({ kernel, ridges, looked }: MetricKernel, { inputs, targets }: ReducedRows): Generator<MetricFit> {
  let current: KernelDescription = kernel;
  let before = 0;
  for (let step = 0; step <= mostSteps; step++) {
    const gram = kernelOf(current)(inputs);
    const ridge = kernelRidge(gram.values, inputs.rows, targets.values);
    if (step > 0) yield { kernel: current, ridge, before };
    if (step === mostSteps) return;
    before = looked?.[step] ?? bestRidge(ridge, ridges[0]);
    const dual = matrix(targets.rows, targets.columns, ridge.dualCoefficients(before));
    const map = currentMap(current);
    const next = mapOfMetric(gradientMetric({ kernel, gram, dual }, map, inputs));
    if (next) current = { kind: "metric", map: next, kernel };
  }
}

const currentMap = (kernel: KernelDescription) => (kernel.kind === "metric" ? kernel.map : undefined);

/** Of every second ridge that of the least leave-one-out error. */
function bestRidge(ridge: KernelRidge, ridges: readonly number[]): number {
  const { ridges: found } = lookAtRidges(
    ridge,
    ridges.filter((_, at) => at % 2 === 0),
  );
  return found[found.length - 1];
}
