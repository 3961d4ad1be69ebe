import { requirePositive } from "../errors.js";
import { exponential } from "../numerics/elementary/index.js";
import { type Kernel, kernelMatrix, kernelTables } from "./kernel.js";

/**
 * k(x, x') = exp(−‖x − x'‖ / bandwidth).
 *
 * Distances are lengths of differences: from inner products rows that lie close together would lose half of their digits,
 * and there this kernel is steepest.
 * @param bandwidth positive, in the units of the inputs; √d suits standardised columns
 * @returns the kernel, for rows of any number of columns
 * @throws InputError unless the bandwidth is a positive finite number
 */
export function laplaceKernel(bandwidth: number): Kernel {
  requirePositive("bandwidth", bandwidth, "length");
  return (a, b) => {
    const tables = kernelTables(a, b);
    const { columns: d } = tables.a;
    const [x, z] = [tables.a.values, tables.b.values];
    return kernelMatrix(tables, (i, j) => {
      let square = 0;
      for (let k = 0, p = i * d, q = j * d; k < d; k++, p++, q++) square += (x[p] - z[q]) * (x[p] - z[q]);
      return exponential(-Math.sqrt(square) / bandwidth);
    });
  };
}
