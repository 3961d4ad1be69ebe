import { type ReducedRows, reduceRowsInSteps } from "../../fitting/reduced-rows.js";
import { onRows, type TableSettings } from "../../fitting/settings.js";
import { type KernelDescription, kernelOf } from "../../kernels/described-kernel.js";
import { type DistanceKernel, gradientMetric, mapOfMetric } from "../../kernels/metric/learned-metric.js";
import { drawnCentres } from "../../kernels/nystrom/drawn-centres.js";
import {
  blocksOfRows,
  kernelOver,
  type NystromRidge,
  nystromOutputs,
  nystromRidge,
} from "../../kernels/nystrom/nystrom-ridge.js";
import { type Matrix, matrix, selectRows } from "../../linear-algebra/matrix.js";
import { spreadEvenly } from "../../linear-algebra/vectors.js";
import type { KernelMember } from "../../models/average/average-member.js";
import { type BoundedSpace, nystromGap, nystromSpace } from "../../models/average/member-gap.js";
import { mapColumns, mapOutputs } from "../../networks/affine-map.js";
import type { ModelFamily } from "../../options/select-options.js";
import type { GateSettings } from "../../options/settings.js";
import type { SelectionFold } from "../selection-folds.js";
import { type Family, type FoldRun, runWithin, shortNumber } from "./family.js";
import { neuronSize } from "./members.js";

/**
 * Kernels of tables with too many rows for an n×n matrix: ridge regression over the functions that some rows span, the centres
 * (`kernels/nystrom/nystrom-ridge.ts`). A metric is learned in the same way, from fewer rows and centres. Does not do: the choice of kernels, which
 * a look at some rows makes (`kernel-look.ts`).
 */

/** A kernel to try over centres. */
export interface NystromKernel {
  readonly family: ModelFamily;
  readonly name: string;
  readonly kernel: KernelDescription;
  /** The ridges of the fits whose gradients make the metric, one after another; none where no metric is learned. */
  readonly metric: readonly number[];
}

export interface NystromSetting {
  readonly ridge: number;
}

/** Of kernels with mean diagonal 1. With many rows a centre the score changes slowly with the ridge. */
const ridges: readonly number[] = [1e-3, 1e-2, 0.1, 1, 10];
/** What is added to the kernel of the centres, of mean diagonal 1. */
const usualJitter = 1e-6;
/** What a metric is learned from: fits of so many rows a centre over at most so many centres, and the gradients at so many rows. */
const ofMetric = { rowsOfCentre: 20, centres: 1000, gradients: 4000 } as const;

/** The rows and centres of the fits whose gradients make a metric. */
function sizesOfMetric(rows: number, count: number): { readonly rows: number; readonly centres: number } {
  const centres = Math.min(count, ofMetric.centres, rows);
  return { rows: Math.min(rows, ofMetric.rowsOfCentre * centres), centres };
}

/**
 * A kernel over so many centres. What its best ridge is on all rows is made as soon as that is known, because its time is: whoever comes after it
 * can then have all that is left.
 * @param share of the time limit after which it is given up
 */
export function nystromFamily(
  asked: NystromKernel,
  settings: GateSettings,
  { count, share }: { readonly count: number; readonly share: number },
): Family<NystromSetting> {
  const { family, name } = asked;
  const size = count * (neuronSize(settings) + settings.targets.columns);
  const made = new Map<number, KernelMember>();
  const steps = (ridge: number) => memberOf(asked, settings, count, ridge);
  return {
    family,
    name: `${name} over ${count} centres`,
    settings: ridges.map((ridge) => ({ ridge })),
    nameOf: ({ ridge }) => `${name} over ${count} centres, ridge ${shortNumber(ridge)}`,
    foldCount: (folds, repeats) => folds * repeats,
    operations: nystromOperations(asked, settings, count),
    lastOperations: lastOperationsOf(asked, settings, count),
    begin: (fold, budget) => runWithin(budget, share, onFold(asked, fold, { count, seed: settings.seed, size })),
    async settle({ ridge }, budget) {
      const member = await runWithin(budget, share, steps(ridge));
      if (member) made.set(ridge, member);
      return member !== undefined;
    },
    membersOf: async ({ ridge }, budget) => [{ member: made.get(ridge) ?? (await budget.run(steps(ridge))), share: 1 }],
    async membersWithout({ ridge }, { train }, budget) {
      const { member } = await budget.run(fittedMember(asked, onRows(settings, train), count, ridge));
      return [{ member, share: 1 }];
    },
  };
}

interface Fit {
  readonly space: BoundedSpace;
  /** Undefined where floating point finds no equations. */
  readonly equations: NystromRidge | undefined;
}

/** The equations of a table over centres, in the metric that is learned from it. */
function* fitOver(asked: NystromKernel, rows: ReducedRows, count: number, seed: number): Generator<undefined, Fit> {
  const { inputs, targets } = rows;
  const kernel = yield* learnedKernel(asked, rows, count, seed);
  const space = yield* spaceOf(
    kernel,
    selectRows(inputs, drawnCentres(Math.min(count, inputs.rows), inputs.rows, seed)),
  );
  return { space, equations: yield* nystromRidge(space, inputs, targets) };
}

/** The kernel divided by the mean of its diagonal. */
function* spaceOf(kernel: KernelDescription, centres: Matrix): Generator<undefined, BoundedSpace> {
  return yield* nystromSpace({ kernel, scale: meanOfDiagonal(kernel, centres), centres }, usualJitter);
}

/** Of kernels of distances 1 everywhere. */
function meanOfDiagonal(kernel: KernelDescription, { rows: m, columns: d, values }: Matrix): number {
  const evaluate = kernelOf(kernel);
  let trace = 0;
  for (let i = 0; i < m; i++) trace += evaluate(matrix(1, d, values.subarray(i * d, (i + 1) * d))).values[0];
  return trace > 0 ? trace / m : 1;
}

/** The kernel in the metric of its own gradients, learned as often as ridges are given. */
function* learnedKernel(
  { kernel, metric }: NystromKernel,
  { inputs, targets }: ReducedRows,
  count: number,
  seed: number,
): Generator<undefined, KernelDescription> {
  if (metric.length === 0) return kernel;
  const plain = kernel as DistanceKernel;
  const sizes = sizesOfMetric(inputs.rows, count);
  const some = spreadEvenly(sizes.rows, inputs.rows);
  const seen = { inputs: selectRows(inputs, some), targets: selectRows(targets, some) };
  const centres = selectRows(seen.inputs, drawnCentres(sizes.centres, sizes.rows, seed));
  const at = selectRows(seen.inputs, spreadEvenly(Math.min(ofMetric.gradients, some.length), some.length));
  let current: KernelDescription = kernel;
  for (const ridge of metric) {
    const equations = yield* nystromRidge(yield* spaceOf(current, centres), seen.inputs, seen.targets);
    const dual = equations && (yield* equations.dualCoefficients(ridge));
    if (!dual) break;
    const next = mapOfMetric(yield* metricOf(current, plain, { centres, dual }, at));
    if (!next) break;
    current = { kind: "metric", map: next, kernel: plain };
  }
  return current;
}

/** The sum of the metric over blocks of rows. */
function* metricOf(
  current: KernelDescription,
  kernel: DistanceKernel,
  { centres, dual }: { readonly centres: Matrix; readonly dual: Matrix },
  at: Matrix,
): Generator<undefined, Matrix> {
  const map = current.kind === "metric" ? current.map : undefined;
  const sum = matrix(at.columns, at.columns);
  for (const { rows } of blocksOfRows(at)) {
    const gram = kernelOver({ kernel: current, scale: 1 }, rows, centres);
    const { values } = gradientMetric({ kernel, gram, dual, centres }, map, rows);
    for (let k = 0; k < values.length; k++) sum.values[k] += rows.rows * values[k];
    yield undefined;
  }
  return sum;
}

function* onFold(
  asked: NystromKernel,
  { train, heldOut }: SelectionFold,
  { count, seed, size }: { readonly count: number; readonly seed: number; readonly size: number },
): Generator<undefined, FoldRun<NystromSetting>> {
  const rows = yield* reduceRowsInSteps(train);
  const { reduction, targets } = rows;
  const { space, equations } = yield* fitOver(asked, rows, count, seed);
  const unseen = mapColumns(reduction.columns, heldOut.inputs);
  const outputs = yield* outputsOfRidges(space, equations, unseen, targets.columns);
  return {
    tryOut: ({ ridge }) => ({ outputs: mapOutputs(reduction.outputs, outputs[ridges.indexOf(ridge)]), size }),
  };
}

/** What each ridge says of rows, m×K; all at once, so that their kernel is made once. */
function* outputsOfRidges(
  space: BoundedSpace,
  equations: NystromRidge | undefined,
  unseen: Matrix,
  outputs: number,
): Generator<undefined, Float64Array[]> {
  const m = space.centres.rows;
  const width = ridges.length * outputs;
  const all = matrix(m, width);
  for (const [at, ridge] of ridges.entries()) {
    const dual = equations && (yield* equations.dualCoefficients(ridge));
    if (!dual) continue;
    for (let k = 0; k < dual.values.length; k++) {
      all.values[Math.floor(k / outputs) * width + at * outputs + (k % outputs)] = dual.values[k];
    }
  }
  const { values } = yield* nystromOutputs(space, unseen, all);
  return ridges.map((_, at) =>
    Float64Array.from(
      { length: unseen.rows * outputs },
      (_value, k) => values[Math.floor(k / outputs) * width + at * outputs + (k % outputs)],
    ),
  );
}

/** Ridge regression on all rows, with its certificate. */
function* memberOf(
  asked: NystromKernel,
  settings: GateSettings,
  count: number,
  ridge: number,
): Generator<undefined, KernelMember> {
  const { rows, space, member } = yield* fittedMember(asked, settings, count, ridge);
  return { ...member, relativeGap: yield* nystromGap(space, member, rows) };
}

/** The same without its gap, whose bounds cost more than the fit. */
function* fittedMember(asked: NystromKernel, table: TableSettings, count: number, ridge: number) {
  const rows = yield* reduceRowsInSteps(table);
  const { space, equations } = yield* fitOver(asked, rows, count, table.seed);
  const { kernel, scale, centres, jitter } = space;
  const found = equations && (yield* equations.dualCoefficients(ridge));
  const dualCoefficients = found ?? matrix(centres.rows, rows.targets.columns);
  return { rows, space, member: { kind: "kernel" as const, kernel, scale, jitter, lambda: ridge, dualCoefficients } };
}

/** Of a fit of all rows with the certificate of one member. */
export function lastOperationsOf(asked: NystromKernel, settings: GateSettings, count: number): number {
  return nystromOperations(asked, settings, count) + certificateOperations(settings, count);
}

/** Floating-point operations of a fit of all rows, about: a kernel entry counts for 10(d + 20), and in a metric there are smaller fits before. */
export function nystromOperations(
  { metric }: NystromKernel,
  { inputs: { rows: n, columns: d } }: GateSettings,
  count: number,
): number {
  const one = (rows: number, m: number) => rows * m * (2 * m + 10 * (d + 20)) + (m * m * m) / 2;
  const { rows, centres } = sizesOfMetric(n, count);
  return one(n, count) + metric.length * (one(rows, centres) + 20 * ofMetric.gradients * centres * d);
}

/** The same of the certificate of a member: every entry once more, as a compensated product. */
function certificateOperations({ inputs: { rows: n, columns: d }, targets }: GateSettings, count: number): number {
  return n * count * (10 * (d + 20) + 400 * targets.columns);
}
