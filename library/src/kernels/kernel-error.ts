import type { Matrix } from "../linear-algebra/matrix.js";
import { gamma, lengthAbove, nextUp } from "../numerics/rigorous/index.js";
import type { KernelDescription } from "./described-kernel.js";
import { mappedRows } from "./metric/metric-kernel.js";

/**
 * By how much an entry of a kernel matrix, as it is computed here, may differ from the kernel's exact value at these rows of doubles. Inner
 * products of d terms are off by γ_d‖x‖‖x'‖, angles by a few units more (`angles.ts` loses no digits near 0 and π, and arccosine and arctangent2
 * are good to 2⁻⁵⁰, and the exponential to 2⁻⁵¹ of itself).
 * @returns ε(i, j), never below |fl(k(x_i, x_j)) − k(x_i, x_j)|
 */
export function kernelErrors(kernel: KernelDescription, rows: Matrix): (i: number, j: number) => number {
  if (kernel.kind === "metric") return metricErrors(kernel, rows);
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
    case "laplace":
      // e^−t moves by at most |δt|, and by at most δ·t·e^−t ≤ δ where t = ‖x − x'‖/b is off by its share δ.
      return () => nextUp(gamma(d + 16) + 2 ** -48);
    case "gaussian": {
      // e^−t moves by at most |δt|; t is a difference of squares, divided by twice the squared bandwidth.
      const slack = nextUp(gamma(2 * d + 16) / (kernel.bandwidth * kernel.bandwidth)) * 2;
      const squares = lengths.map((length) => nextUp(length * length));
      return (i, j) => Math.min(1, nextUp(nextUp(slack * nextUp(squares[i] + squares[j])) + 2 ** -48));
    }
  }
}

/**
 * The kernel sees fl(Aᵀx), which is off by at most γ_d‖A‖_F‖x‖. Times the slope of the kernel in either row, that is what the map adds to the error
 * of the plain kernel at the rows as they were computed. The slopes: 1/b of e^−t in t = ‖x − x'‖/b, and of e^(−t²/2) less; ‖x'‖ of (10), whose
 * gradient is (π − θ)x'/2π and less than ‖x'‖/2π in another direction; twice that with both layers trained.
 */
function metricErrors(
  { map, kernel }: Extract<KernelDescription, { kind: "metric" }>,
  rows: Matrix,
): (i: number, j: number) => number {
  const mapped = mappedRows(map, rows);
  const plain = kernelErrors(kernel, mapped);
  const lengthsOf = ({ rows: n, columns: d, values }: Matrix) =>
    Float64Array.from({ length: n }, (_, i) => lengthAbove(d, (k) => values[i * d + k]));
  const slack = nextUp(gamma(rows.columns + 2) * lengthAbove(map.values.length, (k) => map.values[k]));
  const moved = lengthsOf(rows).map((length) => nextUp(slack * length));
  if (kernel.kind === "gaussian" || kernel.kind === "laplace") {
    const share = nextUp(1 / kernel.bandwidth);
    return (i, j) => nextUp(plain(i, j) + nextUp(share * nextUp(moved[i] + moved[j])));
  }
  const lengths = lengthsOf(mapped).map((length, i) => nextUp(length + moved[i]));
  const sum = (i: number, j: number) => nextUp(nextUp(moved[i] * lengths[j]) + nextUp(moved[j] * lengths[i]));
  return (i, j) => nextUp(plain(i, j) + 2 * sum(i, j));
}
