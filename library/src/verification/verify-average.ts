import { InputError } from "../errors.js";
import { kernelOf, scaledBy } from "../kernels/described-kernel.js";
import { ridgeRelativeGap } from "../kernels/ridge-coefficients.js";
import { type Matrix, type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import type { AverageModel, KernelMember, NetworkMember } from "../models/average-model.js";
import { reluPredictions } from "../networks/relu.js";
import { type RawTargets, targetsForModel } from "../reductions/raw-targets.js";
import { type ReducedTable, reducedTable } from "../reductions/reduction.js";
import { largestDifference, relativeDifference } from "./differences.js";

/** What `verifyAverage` recomputed, and whether it agrees with the file. */
export interface AverageVerification {
  /** Whether the rows are those of training and every member is what it claims, to 1e-9. */
  readonly verified: boolean;
  /** Largest gap of the kernel members: ‖(K + λI)α − y‖² over the objective, from the raw table. */
  readonly relativeGap: number;
  /** Largest relative difference between what the file says and what the table gives: rows, and objectives of networks. */
  readonly maxDifference: number;
}

/**
 * Recomputes an averaged model's claims from its raw training table: the rows its kernels compare with, the duality gap of every kernel ridge
 * regression, and the objective of every network. Does not bound a generated network from below: its search proves nothing beyond its gates.
 * @returns whether the claims hold, and the largest difference
 * @throws InputError when the table does not fit the model
 */
export function verifyAverage(model: AverageModel, inputs: MatrixLike, targets: RawTargets): AverageVerification {
  const { inputs: rows, targets: numbers } = mappedRows(model, toMatrix(inputs, "inputs"), targets);
  const differences = Array.from(rows.values, (value, k) => relativeDifference(value, model.inputs.values[k]));
  const gaps: number[] = [];
  for (const member of model.members) {
    if (member.kind === "kernel") gaps.push(memberGap(member, rows, numbers));
    else differences.push(relativeDifference(objectiveOf(member, rows, numbers), member.objective));
  }
  const [maxDifference, relativeGap] = [largestDifference(differences), largestDifference(gaps)];
  return { verified: maxDifference <= 1e-9 && relativeGap <= 1e-9, relativeGap, maxDifference };
}

/** The raw table as the members see it. */
function mappedRows(model: AverageModel, inputs: Matrix, targets: RawTargets): ReducedTable {
  const read = targetsForModel(model, targets, inputs.rows, false);
  if (inputs.rows !== model.inputs.rows) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "inputs",
      got: `${inputs.rows} rows`,
      expected: `the ${model.inputs.rows} rows that the model was trained on`,
    });
  }
  return reducedTable(model.reduction, inputs, read);
}

/** Of ridge regression with the member's kernel and ridge. */
function memberGap({ kernel, scale, dualCoefficients, lambda }: KernelMember, rows: Matrix, numbers: Matrix): number {
  return ridgeRelativeGap(scaledBy(kernelOf(kernel)(rows), scale), numbers, dualCoefficients.values, lambda);
}

/** ‖f − y‖² + (λ/2) Σ(‖w‖² + a²). */
function objectiveOf({ network, lambda }: NetworkMember, rows: Matrix, numbers: Matrix): number {
  let value = 0;
  reluPredictions(network, rows).values.forEach((output, k) => {
    value += (output - numbers.values[k]) ** 2;
  });
  for (const weights of [network.hidden, network.output]) {
    for (const weight of weights.values) value += (lambda / 2) * weight * weight;
  }
  return value;
}
