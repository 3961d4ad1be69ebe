import { InputError } from "../errors.js";
import { type Matrix, toMatrix } from "../linear-algebra/matrix.js";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";

/** Φ with ΦΦᵀ = K, n×n. */
export function kernelFeatures(kernel: Matrix): Matrix {
  const n = kernel.rows;
  if (kernel.columns !== n) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "kernels",
      got: `${n} × ${kernel.columns}`,
      expected: "square kernel matrices",
    });
  }
  const { values, vectors } = symmetricEigen(toMatrix(kernel, "kernels").values, n);
  const features = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const root = Math.sqrt(Math.max(values[k], 0));
    for (let j = 0; j < n; j++) features[j * n + k] = root * vectors[k * n + j];
  }
  return { rows: n, columns: n, values: features };
}
