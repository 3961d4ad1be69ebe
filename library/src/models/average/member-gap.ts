import { certify } from "../../certificates/certificate.js";
import { gapOf } from "../../certificates/duality.js";
import { nystromBounds } from "../../certificates/nystrom.js";
import { verifyCertificate } from "../../certificates/verify-certificate.js";
import { type KernelDescription, kernelOf, scaledBy } from "../../kernels/described-kernel.js";
import { kernelErrors } from "../../kernels/kernel-error.js";
import {
  centreGramOf,
  type KernelOverCentres,
  kernelBlocks,
  largestBlock,
  type NystromSpace,
} from "../../kernels/nystrom/nystrom-ridge.js";
import { completed } from "../../linear-algebra/completed.js";
import type { Matrix } from "../../linear-algebra/matrix.js";
import { lengthAbove, nextUp } from "../../numerics/rigorous/index.js";
import type { NystromRidgeProgram } from "../../programs/kernel-ridge.js";
import { type KernelRidgeProgram, kernelRidgePoint, kernelRidgeProgram } from "../../programs/kernel-ridge.js";
import type { ReducedTable } from "../../reductions/reduction.js";
import type { KernelMember } from "./average-member.js";

type Ridge = Pick<KernelMember, "kernel" | "scale" | "lambda" | "dualCoefficients">;

/** The relative gap of a member's ridge regression, proved, with room for another order of summation. @param gram its kernel, divided by the scale */
export function memberGap(member: Ridge, gram: Matrix, table: ReducedTable): number {
  return certify(ridgeOf(member, gram, table), kernelRidgePoint(member.dualCoefficients)).relativeGap;
}

/** The same without that room: what a verification proves. */
export function provedMemberGap(member: Ridge, table: ReducedTable): number {
  const program = ridgeOfMember(member, table);
  return verifyCertificate(program, certify(program, kernelRidgePoint(member.dualCoefficients))).relativeGap;
}

/** The ridge regression of a member, with its kernel made from the table. */
export function ridgeOfMember(member: Ridge, table: ReducedTable): KernelRidgeProgram {
  return ridgeOf(member, scaledBy(kernelOf(member.kernel)(table.inputs), member.scale), table);
}

function ridgeOf({ kernel, scale, lambda }: Ridge, gram: Matrix, { inputs, targets }: ReducedTable) {
  return kernelRidgeProgram(gram, targets, lambda, scaledErrors({ kernel, scale }, gram, inputs));
}

/** By how much the entries of a kernel divided by a scale may be off. */
function scaledErrors(
  { kernel, scale }: { readonly kernel: KernelDescription; readonly scale: number },
  gram: Matrix,
  inputs: Matrix,
): (i: number, j: number) => number {
  const error = kernelErrors(kernel, inputs);
  // Dividing by the scale rounds once more.
  return (i, j) => nextUp(nextUp(error(i, j) / scale) + nextUp(Math.abs(gram.values[i * gram.columns + j])) * 2 ** -52);
}

/**
 * The functions that centres span, with a jitter that is at least four times what their kernel matrix is off from a positive semidefinite one.
 */
export function* nystromSpace(over: KernelOverCentres, leastJitter: number): Generator<undefined, BoundedSpace> {
  const bounded = yield* boundedCentres(over);
  return { ...bounded, jitter: Math.max(leastJitter, 4 * bounded.gramError) };
}

/** A space with what its kernel matrix is off from a positive semidefinite one, at most. */
export type BoundedSpace = NystromSpace & Pick<NystromRidgeProgram, "gramError">;

function* boundedCentres(over: KernelOverCentres): Generator<undefined, Omit<BoundedSpace, "jitter">> {
  const centreGram = yield* centreGramOf(over);
  return { ...over, centreGram, gramError: yield* centreError(over, centreGram) };
}

/** Never below the Frobenius distance of the computed kernel of the centres, divided by the scale, from the exact one. */
function* centreError(over: KernelOverCentres, gram: Matrix): Generator<undefined, number> {
  const m = gram.columns;
  const error = scaledErrors(over, gram, over.centres);
  const ofRows = new Float64Array(m);
  for (let i = 0; i < m; i++) {
    ofRows[i] = lengthAbove(m, (j) => error(i, j));
    if (i % 64 === 63) yield undefined;
  }
  return lengthAbove(m, (i) => ofRows[i]);
}

/** The relative gap of a ridge regression over the functions of some centres, proved; yields. */
export function* nystromGap(
  space: BoundedSpace,
  { lambda, dualCoefficients }: Pick<KernelMember, "lambda" | "dualCoefficients">,
  table: ReducedTable,
): Generator<undefined, number> {
  const program = nystromProgram(space, lambda, table);
  const { primal, dual } = yield* nystromBounds(program, dualCoefficients.values);
  return gapOf(primal, dual).relativeGap;
}

/** The same from a member alone. @param centres what the model's kernels compare with */
export function provedNystromGap(
  member: KernelMember & { readonly jitter: number },
  centres: Matrix,
  table: ReducedTable,
): number {
  const { kernel, scale, jitter } = member;
  const space = { ...completed(boundedCentres({ kernel, scale, centres })), jitter };
  return completed(nystromGap(space, member, table));
}

function nystromProgram(space: BoundedSpace, lambda: number, { inputs, targets }: ReducedTable): NystromRidgeProgram {
  const { centreGram, gramError, jitter } = space;
  // The rows of a block, one a block, and 3.
  const roundings = Math.min(inputs.rows, largestBlock) + Math.ceil(inputs.rows / largestBlock) + 3;
  return {
    ...{ kind: "nystrom-ridge", centreGram, gramError, jitter, lambda },
    blocks: () => ({ roundings, list: kernelBlocks(space, inputs) }),
    data: { sampleCount: targets.rows, outputs: targets.columns, targets: targets.values },
  };
}
