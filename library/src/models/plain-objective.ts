import { norm } from "../linear-algebra/vectors.js";
import type { MaskedProgram } from "../programs/shaped-program.js";
import { networkPredictions, type PlainNetwork } from "./inner-network.js";

/** L(f(X)) + λ Σ_j‖w_j‖‖a_j‖ of a plain network, for thresholds λ Σ_j‖a_j‖: the program's own price of its neurons, from its weights alone. */
export function plainObjective({ loss, data, lambda, inputs }: MaskedProgram, network: PlainNetwork): number {
  return loss.value(networkPredictions(network, inputs).values, data) + lambda * weightSize(network);
}

/** Σ_j‖w_j‖‖a_j‖, for thresholds Σ_j‖a_j‖. */
export function weightSize(network: PlainNetwork): number {
  const { hidden, output, activation } = network.kind === "relu" ? network : network.filters;
  let sum = 0;
  for (let j = 0; j < hidden.rows; j++) {
    const out = norm(output.values, j * output.columns, (j + 1) * output.columns);
    const direction = norm(hidden.values, j * hidden.columns, (j + 1) * hidden.columns);
    sum += activation?.name === "threshold" ? out : direction * out;
  }
  return sum;
}
