import { InputError } from "../errors.js";
import { kernelOf, scaledBy } from "../kernels/described-kernel.js";
import { ridgeRelativeGap } from "../kernels/ridge-coefficients.js";
import { toMatrix } from "../linear-algebra/matrix.js";
import { squared } from "../losses/squared.js";
import type { AverageModel } from "../models/average-model.js";
import { mapColumns } from "../networks/affine-map.js";
import { reluPredictions } from "../networks/relu.js";
import type { TrainOptions } from "../options/options.js";
import { readTargets } from "../options/target-options.js";
import { mapTargets } from "../reductions/standardised-columns.js";

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
 * @throws InputError when the table does not fit the model
 */
export function verifyAverage(
  model: AverageModel,
  inputs: TrainOptions["inputs"],
  targets: TrainOptions["targets"],
): AverageVerification {
  const x = toMatrix(inputs, "inputs");
  const read = readTargets({ targets, task: model.task, labels: model.labels ?? undefined, loss: squared() }, x.rows);
  if (x.rows !== model.inputs.rows) {
    throw new InputError(
      "shape-mismatch",
      "inputs",
      `inputs: got ${x.rows} rows; expected the ${model.inputs.rows} rows that the model was trained on`,
    );
  }
  const mapped = mapColumns(model.reduction.columns, x);
  const y = mapTargets(model.reduction.outputs, read.targets);
  let maxDifference = 0;
  const differs = (a: number, b: number) => {
    const difference = Math.abs(a - b) / Math.max(1, Math.abs(b));
    // Not Math.max: NaN must fail too.
    if (!(difference <= maxDifference)) maxDifference = difference;
  };
  mapped.values.forEach((value, k) => {
    differs(value, model.inputs.values[k]);
  });
  let relativeGap = 0;
  for (const member of model.members) {
    if (member.kind === "kernel") {
      const gram = scaledBy(kernelOf(member.kernel)(mapped), member.scale);
      const gap = ridgeRelativeGap(gram, y, member.dualCoefficients.values, member.lambda);
      if (!(gap <= relativeGap)) relativeGap = gap;
      continue;
    }
    const { network, lambda, objective } = member;
    let value = 0;
    reluPredictions(network, mapped).values.forEach((output, k) => {
      value += (output - y.values[k]) ** 2;
    });
    for (const weights of [network.hidden, network.output]) {
      for (const weight of weights.values) value += (lambda / 2) * weight * weight;
    }
    differs(value, objective);
  }
  return { verified: maxDifference <= 1e-9 && relativeGap <= 1e-9, relativeGap, maxDifference };
}
