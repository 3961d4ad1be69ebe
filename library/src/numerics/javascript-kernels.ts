/** Kernel matrices of (10) and of the Gaussian in plain JavaScript, from inner products. */
import type { Points } from "./backend.js";
import { arccosine } from "./elementary/arccosine.js";
import { kernelExponential } from "./elementary/exponential.js";
import { multiply, transposed } from "./javascript-dense.js";

export function ntkMatrix(a: Points, b: Points, out: Float64Array): void {
  fromProducts(a, b, out, (product, squareA, squareB) => {
    const square = squareA * squareB;
    // √(a·b) is exact where a = b, which keeps the diagonal at angle 0.
    const length = square > 1e-280 && square < Infinity ? Math.sqrt(square) : Math.sqrt(squareA) * Math.sqrt(squareB);
    return length > 0 ? (Math.PI - arccosine(product / length)) * 0.15915494309189535 * product : 0;
  });
}

export function gaussianMatrix(a: Points, b: Points, gamma: number, out: Float64Array): void {
  fromProducts(a, b, out, (product, squareA, squareB) => {
    return kernelExponential(-gamma * Math.max(0, squareA + squareB - (product + product)));
  });
}

function fromProducts(
  a: Points,
  b: Points,
  out: Float64Array,
  entry: (product: number, squareA: number, squareB: number) => number,
): void {
  const [n, m, d] = [a.rows, b.rows, a.columns];
  multiply(a.values, n, d, transposed(b.values, m, d), m, out);
  const squaresA = squares(a);
  const squaresB = squares(b);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) out[i * m + j] = entry(out[i * m + j], squaresA[i], squaresB[j]);
  }
}

function squares({ values, rows, columns: d }: Points): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => {
    let sum = 0;
    for (let k = i * d; k < (i + 1) * d; k++) sum += values[k] * values[k];
    return sum;
  });
}
