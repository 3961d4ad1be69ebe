import { requirePositive } from "../errors.js";
import { exponential } from "../numerics/elementary/index.js";
import { innerProducts, type Kernel, kernelMatrix, kernelTables } from "./kernel.js";

/**
 * k(x, x') = exp(−‖x − x'‖² / (2 bandwidth²)).
 * @param bandwidth positive, in the units of the inputs; √d suits standardised columns
 * @returns the kernel, for rows of any number of columns
 * @throws InputError unless the bandwidth is a positive finite number
 */
export function gaussianKernel(bandwidth: number): Kernel {
  requirePositive("bandwidth", bandwidth, "length");
  return (a, b) => {
    const tables = kernelTables(a, b);
    const products = innerProducts(tables);
    const squaresA = squares(tables.a.values, tables.a.rows, tables.a.columns);
    const squaresB = tables.same ? squaresA : squares(tables.b.values, tables.b.rows, tables.b.columns);
    return kernelMatrix(tables, (i, j) => {
      if (tables.same && i === j) return 1;
      const distance = Math.max(0, squaresA[i] + squaresB[j] - 2 * products.values[i * products.columns + j]);
      return exponential(-distance / (2 * bandwidth * bandwidth));
    });
  };
}

function squares(values: Float64Array, n: number, d: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = i * d; k < (i + 1) * d; k++) sum += values[k] * values[k];
    return sum;
  });
}
