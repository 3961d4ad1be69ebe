import type { Matrix } from "../linear-algebra/matrix.js";
import { gamma, lengthAbove, nextUp } from "../numerics/rigorous/index.js";
import type { KernelDescription } from "./described-kernel.js";

/**
 * By how much an entry of a kernel matrix, as it is computed here, may differ from the kernel's exact value at these rows of doubles. Inner
 * products of d terms are off by γ_d‖x‖‖x'‖, angles by a few units more (`angles.ts` loses no digits near 0 and π, and arccosine and arctangent2
 * are good to 2⁻⁵⁰, and the exponential to 2⁻⁵¹ of itself).
 * @returns ε(i, j), never below |fl(k(x_i, x_j)) − k(x_i, x_j)|
 */
export function kernelErrors(kernel: KernelDescription, rows: Matrix): (i: number, j: number) => number {
  const { columns: d, values } = rows;
  const lengths = Float64Array.from({ length: rows.rows }, (_, i) => lengthAbove(d, (k) => values[i * d + k]));
  const ofLengths = (roundings: number, factor: number) => {
    const slack = nextUp(gamma(roundings) * factor);
    return (i: number, j: number) => nextUp(slack * nextUp(lengths[i] * lengths[j]));
  };
  switch (kernel.kind) {
    case "neural-tangent":
    case "relu-tangent":
      return ofLengths(8 * d + 64, 2);
    case "masking": {
      let total = 0;
      for (const weight of kernel.weights) total = nextUp(total + weight);
      return ofLengths(2 * d + 2 * kernel.weights.length + 16, total);
    }
    case "gaussian": {
      // e^−t moves by at most |δt|; t is a difference of squares, divided by twice the squared bandwidth.
      const slack = nextUp(gamma(2 * d + 16) / (kernel.bandwidth * kernel.bandwidth)) * 2;
      const squares = lengths.map((length) => nextUp(length * length));
      return (i, j) => Math.min(1, nextUp(nextUp(slack * nextUp(squares[i] + squares[j])) + 2 ** -48));
    }
  }
}
