/** Kernel matrices of (10) and of the Gaussian in plain JavaScript, from inner products. */
import { arccosine } from "./elementary/arccosine.js";
import { kernelExponential } from "./elementary/exponential.js";
import { multiply, transposed } from "./javascript-dense.js";

export function ntkMatrix(a: Float64Array, n: number, b: Float64Array, m: number, d: number, out: Float64Array): void {
  fromProducts(a, n, b, m, d, out, (product, squareA, squareB) => {
    const square = squareA * squareB;
    // √(a·b) is exact where a = b, which keeps the diagonal at angle 0.
    const length = square > 1e-280 && square < Infinity ? Math.sqrt(square) : Math.sqrt(squareA) * Math.sqrt(squareB);
    return length > 0 ? (Math.PI - arccosine(product / length)) * 0.15915494309189535 * product : 0;
  });
}

export function gaussianMatrix(
  a: Float64Array,
  n: number,
  b: Float64Array,
  m: number,
  d: number,
  gamma: number,
  out: Float64Array,
): void {
  fromProducts(a, n, b, m, d, out, (product, squareA, squareB) => {
    return kernelExponential(-gamma * Math.max(0, squareA + squareB - (product + product)));
  });
}

function fromProducts(
  a: Float64Array,
  n: number,
  b: Float64Array,
  m: number,
  d: number,
  out: Float64Array,
  entry: (product: number, squareA: number, squareB: number) => number,
): void {
  multiply(a, n, d, transposed(b, m, d), m, out);
  const squaresA = squares(a, n, d);
  const squaresB = squares(b, m, d);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) out[i * m + j] = entry(out[i * m + j], squaresA[i], squaresB[j]);
  }
}

function squares(a: Float64Array, n: number, d: number): Float64Array {
  return Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = i * d; k < (i + 1) * d; k++) sum += a[k] * a[k];
    return sum;
  });
}
