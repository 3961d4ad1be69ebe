import { currentBackend } from "../numerics/index.js";

/**
 * The solver of Gα = b for a Gram matrix G that may be singular to rounding: (G + 10⁻¹³ max_j G_jj I)α = b. The ridge leaves a little of b, which
 * the caller takes off by further rounds. The result is undefined where even the ridge leaves G
 * indefinite.
 * @param gram n×n, overwritten
 * @returns what puts α in the place of b
 */
export function ridgedEquations(gram: Float64Array, n: number): ((b: Float64Array) => void) | undefined {
  let largest = 0;
  for (let j = 0; j < n; j++) largest = Math.max(largest, gram[j * n + j]);
  for (let j = 0; j < n; j++) gram[j * n + j] += 1e-13 * largest;
  if (!currentBackend().cholesky(gram, n)) return undefined;
  return (b) => {
    currentBackend().solveLower(gram, n, b, 1);
    currentBackend().solveLowerTransposed(gram, n, b, 1);
  };
}
