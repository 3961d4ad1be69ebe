import { InputError } from "../errors.js";
import type { Kernel } from "./kernel.js";
import { requireWeights } from "./weights.js";

/**
 * Σ_k weights[k] · kernels[k](x, x').
 * @returns the kernel
 * @throws InputError for no kernel or a weight that is negative
 */
export function weightedKernelSum(kernels: readonly Kernel[], weights: ArrayLike<number>): Kernel {
  if (kernels.length === 0) {
    throw new InputError({ code: "empty", argument: "kernels", got: "none", expected: "at least one kernel" });
  }
  requireWeights(weights, kernels.length);
  return (a, b) => {
    const parts = kernels.map((kernel) => kernel(a, b));
    const values = parts[0].values.map((_, at) =>
      parts.reduce((total, part, k) => total + weights[k] * part.values[at], 0),
    );
    return { ...parts[0], values };
  };
}
