import { patchCount, patchMatrix } from "../arrangements/patches.js";
import { networkRadius } from "../certificates/network-bounds.js";
import { norm } from "../linear-algebra/vectors.js";
import { valueAboveAt, withoutConstant } from "../losses/constant/with-constant.js";
import type { PlainNetwork } from "../models/inner-network.js";
import { networkPredictions } from "../models/network-kinds.js";
import type { ReluNetwork } from "../networks/relu.js";
import { BoundedSum, lengthAbove, nextUp } from "../numerics/rigorous/index.js";
import type { MaskedProgram } from "../programs/shaped-program.js";

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

/**
 * The same price with proved rounding, for the constant that predictions are made with: never below L(f(X) + 1bᵀ) + λ Σ_j‖w_j‖‖a_j‖, for plain
 * ReLU neurons never below L + (λ/2) Σ_j(‖w_j‖² + ‖a_j‖²), which is the same where they are balanced.
 */
export function plainObjectiveAbove(program: MaskedProgram, network: PlainNetwork, constant?: Float64Array): number {
  const { loss, data, lambda, inputs } = program;
  const u = networkPredictions(network, inputs).values;
  const radius =
    network.kind === "relu"
      ? networkRadius(network, inputs, 1)
      : networkRadius(network.filters, patchMatrix(inputs, network.patches), patchCount(network.patches));
  const base = withoutConstant(loss);
  const value = constant ? valueAboveAt(base, constant, u, radius, data) : loss.valueAbove(u, radius, data);
  const price = program.kind === "gated-relu" && network.kind === "relu" ? decayAbove : sizeAbove;
  return nextUp(value + nextUp(lambda * price(network.kind === "relu" ? network : network.filters)));
}

/** Never below ½ Σ(‖w‖² + ‖a‖²). */
function decayAbove({ hidden, output }: ReluNetwork): number {
  const sum = new BoundedSum();
  for (const { values } of [hidden, output]) for (const weight of values) sum.add(nextUp(weight * weight));
  return nextUp(Math.max(0, sum.upper) / 2);
}

/** Never below Σ‖w_j‖‖a_j‖, for thresholds Σ‖a_j‖. */
function sizeAbove({ hidden, output, activation }: ReluNetwork): number {
  const sum = new BoundedSum();
  for (let j = 0; j < hidden.rows; j++) {
    const out = lengthAbove(output.columns, (k) => output.values[j * output.columns + k]);
    const direction = lengthAbove(hidden.columns, (k) => hidden.values[j * hidden.columns + k]);
    sum.add(activation?.name === "threshold" ? out : nextUp(direction * out));
  }
  return Math.max(0, sum.upper);
}
