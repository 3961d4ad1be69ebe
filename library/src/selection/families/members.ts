import type { Budget } from "../../fitting/budget.js";
import { type ReducedRows, reduceRowsInSteps } from "../../fitting/reduced-rows.js";
import type { TableSettings } from "../../fitting/settings.js";
import { type KernelDescription, kernelOf, meanDiagonal, scaledBy } from "../../kernels/described-kernel.js";
import { drawnCentres } from "../../kernels/nystrom/drawn-centres.js";
import { ridgeCoefficients } from "../../kernels/ridge-coefficients.js";
import { type Matrix, matrix, selectRows } from "../../linear-algebra/matrix.js";
import type { KernelMember, PredictingMember } from "../../models/average/average-member.js";
import { type AverageModel, averageModel, statementOfAverage } from "../../models/average/average-model.js";
import { memberGap } from "../../models/average/member-gap.js";
import type { Calibration } from "../../models/model-facts.js";
import type { Weighed } from "./family.js";

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
  rows: ReducedRows,
  penaltyOf: (meanDiagonal: number) => MemberPenalty,
): KernelMember {
  const { member, scaled } = fittedKernel(kernel, rows, penaltyOf);
  return { ...member, relativeGap: memberGap(member, scaled, rows) };
}

/** The same without its gap, whose bounds cost more than the fit. */
export const uncertifiedKernel = (...fit: Parameters<typeof kernelMember>): Omit<KernelMember, "relativeGap"> =>
  fittedKernel(...fit).member;

function fittedKernel(
  kernel: KernelDescription,
  { inputs, targets }: ReducedRows,
  penaltyOf: (meanDiagonal: number) => MemberPenalty,
) {
  const gram = kernelOf(kernel)(inputs);
  const { scale, ridge } = penaltyOf(meanDiagonal(gram));
  const scaled = scaledBy(gram, scale);
  const alpha = ridgeCoefficients(scaled, targets, ridge) ?? new Float64Array(targets.values.length);
  const dualCoefficients = matrix(targets.rows, targets.columns, alpha);
  return { member: { kind: "kernel" as const, kernel, scale, lambda: ridge, dualCoefficients }, scaled };
}

/** A kernel, divided by its mean diagonal, and the ridge of the divided one. */
export interface KernelSetting {
  readonly kernel: KernelDescription;
  readonly ridge: number;
}

/** Kernel ridge regression with each setting on all rows, all alike. @throws `signal.reason` when aborted */
export async function kernelMembers(
  settings: readonly KernelSetting[],
  table: TableSettings,
  budget: Budget,
): Promise<Weighed[]> {
  const rows = await budget.run(reduceRowsInSteps(table));
  const members: Weighed[] = [];
  for (const { kernel, ridge } of settings) {
    await budget.breathe();
    members.push({ member: kernelMember(kernel, rows, (scale) => ({ scale, ridge })), share: 1 / settings.length });
  }
  return members;
}

/** The same with one setting, without a gap. */
export async function uncertifiedMembers(
  { kernel, ridge }: KernelSetting,
  table: TableSettings,
  budget: Budget,
): Promise<Weighed<PredictingMember>[]> {
  const rows = await budget.run(reduceRowsInSteps(table));
  return [{ member: uncertifiedKernel(kernel, rows, (scale) => ({ scale, ridge })), share: 1 }];
}

/** The average of members of a table, each with its share of it. */
export async function averageOf(
  weighed: readonly Weighed[],
  settings: TableSettings,
  calibration: Calibration | undefined,
  budget: Budget,
): Promise<AverageModel> {
  const rows = await budget.run(reduceRowsInSteps(settings));
  const { task, labels } = settings;
  const usual = 1 / weighed.length;
  // What an average has unless told is not said.
  const alike = weighed.every(({ share }) => Math.abs(share - usual) <= 1e-12 * usual);
  const members = weighed.map(({ member, share }) => (alike ? member : { ...member, weight: share }));
  return averageModel({
    task,
    labels,
    reduction: rows.reduction,
    ...comparedRows(members, rows.inputs, settings.seed),
    members,
    notes: [],
    statement: statementOfAverage(members, rows),
    ...(calibration ? { calibration } : {}),
  });
}

/** The rows that kernels of members compare with. Members over centres have all of them the same ones, drawn from the seed. */
export function comparedRows(
  members: readonly PredictingMember[],
  inputs: Matrix,
  seed: number,
): Pick<AverageModel, "inputs" | "centres"> {
  const restricted = members.find((member) => member.kind === "kernel" && member.jitter !== undefined);
  if (restricted?.kind !== "kernel") return { inputs };
  const rows = drawnCentres(restricted.dualCoefficients.rows, inputs.rows, seed);
  return { inputs: selectRows(inputs, rows), centres: { rows, among: inputs.rows } };
}

/** Floating-point operations of so many Cholesky factorisations of a fold's kernel, and of making it. */
export function factorisations({ inputs: { rows: n, columns: d } }: TableSettings, count: number): number {
  return (count * n * n * n) / 3 + 10 * n * n * (d + 20);
}

/** Numbers that one neuron has: a weight for each column and one for each output. */
export function neuronSize({ inputs, targets, bias }: TableSettings): number {
  return inputs.columns + (bias ? 1 : 0) + targets.columns;
}

/** Numbers that several kernels over the rows of a table have: the rows once, and α for each. */
export function kernelSize({ inputs, targets, bias }: TableSettings, kernels: number): number {
  return inputs.rows * (inputs.columns + (bias ? 1 : 0) + kernels * targets.columns);
}
