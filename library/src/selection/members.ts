import type { Budget } from "../fitting/budget.js";
import { type ReducedRows, reduceRowsInSteps } from "../fitting/reduced-rows.js";
import type { TableSettings } from "../fitting/settings.js";
import { type KernelDescription, kernelOf, meanDiagonal, scaledBy } from "../kernels/described-kernel.js";
import { ridgeCoefficients } from "../kernels/ridge-coefficients.js";
import { matrix } from "../linear-algebra/matrix.js";
import {
  type AverageMember,
  type AverageModel,
  averageModel,
  type KernelMember,
  statementOfAverage,
} from "../models/average-model.js";
import { memberGap } from "../models/member-gap.js";

/** What to divide a kernel by, and the ridge of the divided one. */
export interface MemberPenalty {
  readonly scale: number;
  readonly ridge: number;
}

/**
 * Kernel ridge regression on reduced rows.
 * @param penaltyOf from the mean diagonal of the kernel
 */
export function kernelMember(
  kernel: KernelDescription,
  { inputs, targets }: ReducedRows,
  penaltyOf: (meanDiagonal: number) => MemberPenalty,
): KernelMember {
  const gram = kernelOf(kernel)(inputs);
  const { scale, ridge } = penaltyOf(meanDiagonal(gram));
  const scaled = scaledBy(gram, scale);
  const alpha = ridgeCoefficients(scaled, targets, ridge) ?? new Float64Array(targets.values.length);
  const member = { kernel, scale, lambda: ridge, dualCoefficients: matrix(targets.rows, targets.columns, alpha) };
  return { kind: "kernel", ...member, relativeGap: memberGap(member, scaled, { inputs, targets }) };
}

/** The mean of the members that are made of the rows of a table, one after another. @throws `signal.reason` when aborted */
export async function averageOn(
  settings: TableSettings,
  budget: Budget,
  makers: readonly ((rows: ReducedRows) => AverageMember)[],
): Promise<AverageModel> {
  const rows = await budget.run(reduceRowsInSteps(settings));
  const { reduction, inputs } = rows;
  const { task, labels } = settings;
  const members: AverageMember[] = [];
  for (const make of makers) {
    await budget.breathe();
    members.push(make(rows));
  }
  const statement = statementOfAverage(members, rows);
  return averageModel({ task, labels, reduction, inputs, members, notes: [], statement });
}

/** Numbers that one neuron has: a weight for each column and one for each output. */
export function neuronSize({ inputs, targets, bias }: TableSettings): number {
  return inputs.columns + (bias ? 1 : 0) + targets.columns;
}

/** Numbers that several kernels over the rows of a table have: the rows once, and α for each. */
export function kernelSize({ inputs, targets, bias }: TableSettings, kernels: number): number {
  return inputs.rows * (inputs.columns + (bias ? 1 : 0) + kernels * targets.columns);
}
