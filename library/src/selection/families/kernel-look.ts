import type { ReducedRows } from "../../fitting/reduced-rows.js";
import { kernelOf, meanDiagonal, scaledBy } from "../../kernels/described-kernel.js";
import { type KernelRidge, kernelRidge } from "../../kernels/leave-one-out-ridge.js";
import { completed } from "../../linear-algebra/completed.js";
import { selectRows } from "../../linear-algebra/matrix.js";
import { spreadEvenly } from "../../linear-algebra/vectors.js";
import type { RidgedKernel } from "./kernel-families.js";

/**
 * A look at a kernel on some rows before all of them are factorised: the exact leave-one-out error of every ridge. On all rows three ridges are
 * tried, the best one there and its neighbours, and a kernel that is clearly behind another one is not tried at all.
 * Does not do: a choice. Whatever is tried on all rows is compared on rows that were held out, as without a look.
 */

/** Rows beyond which a look comes first. A factorisation of all rows then costs more than the look. */
export const mostWithoutLook = 1000;
/** How many rows a look takes. */
const rowsOfLook = 800;
/** A kernel whose mean squared error is so many times that of the best one is clearly behind. */
const clearlyBehind = 1.25;

/** Floating-point operations of so many looks, about: for each ridge a factor and an inverse. */
export const operationsOfLook = (kernels: number, ridges = 8): number =>
  kernels * ridges * rowsOfLook * rowsOfLook * rowsOfLook;

/** What a look found of one kernel. */
export interface Look {
  /** The best ridge last: whoever goes on from it finds it factorised. */
  readonly ridges: readonly number[];
  /** The mean squared leave-one-out error of the best one, in the units of reduced targets. */
  readonly error: number;
}

/** Rows spread evenly over a table, at most as many as a look takes; of tables that are sorted by class some of each. */
export function rowsToLookAt(rows: ReducedRows): ReducedRows {
  const n = rows.inputs.rows;
  if (n <= rowsOfLook) return rows;
  const some = spreadEvenly(rowsOfLook, n);
  return { ...rows, inputs: selectRows(rows.inputs, some), targets: selectRows(rows.targets, some) };
}

export function* lookAtKernel(
  { kernel, ridges }: RidgedKernel,
  { inputs, targets }: ReducedRows,
): Generator<undefined, Look> {
  const gram = kernelOf(kernel)(inputs);
  const scaled = scaledBy(gram, meanDiagonal(gram));
  yield undefined;
  return yield* lookInSteps(kernelRidge(scaled.values, inputs.rows, targets.values), ridges);
}

/** The ridge of the least leave-one-out error among ascending ones, between its neighbours. */
export const lookAtRidges = (ridge: KernelRidge, ridges: readonly number[]): Look =>
  completed(lookInSteps(ridge, ridges));

/** The same; yields between ridges, each of which takes a factorisation. */
export function* lookInSteps(ridge: KernelRidge, ridges: readonly number[]): Generator<undefined, Look> {
  const errors: number[] = [];
  for (const lambda of ridges) {
    errors.push(meanSquare(ridge.leaveOneOutResiduals(lambda)));
    yield undefined;
  }
  const at = errors.indexOf(Math.min(...errors));
  return {
    ridges: [...ridges.slice(Math.max(0, at - 1), at), ...ridges.slice(at + 1, at + 2), ridges[at]],
    error: errors[at],
  };
}

const meanSquare = (values: Float64Array): number =>
  values.reduce((sum, value) => sum + value * value, 0) / values.length;

/** Those that are not clearly behind the best of some others, and of themselves. */
export function notBehind<Looked extends { readonly look: Look }>(
  all: readonly Looked[],
  others: readonly Look[] = [],
): Looked[] {
  const least = Math.min(...[...all.map(({ look }) => look), ...others].map(({ error }) => error));
  return all.filter(({ look }) => !(look.error > clearlyBehind * least));
}
