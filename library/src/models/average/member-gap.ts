import { certify } from "../../certificates/certificate.js";
import { verifyCertificate } from "../../certificates/verify-certificate.js";
import { kernelOf, scaledBy } from "../../kernels/described-kernel.js";
import { kernelErrors } from "../../kernels/kernel-error.js";
import type { Matrix } from "../../linear-algebra/matrix.js";
import { nextUp } from "../../numerics/rigorous/index.js";
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
  const error = kernelErrors(kernel, inputs);
  // Dividing by the scale rounds once more.
  const scaled = (i: number, j: number) =>
    nextUp(nextUp(error(i, j) / scale) + nextUp(Math.abs(gram.values[i * gram.columns + j])) * 2 ** -52);
  return kernelRidgeProgram(gram, targets, lambda, scaled);
}
