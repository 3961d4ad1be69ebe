import { InputError } from "../errors.js";
import { currentBackend } from "../numerics/index.js";

/** (A + shift·I)⁻¹B with A n×n (overwritten), through I + A/shift so that a small shift costs no accuracy. */
export function solveShifted(a: Float64Array, shift: number, b: Float64Array, columns: number): Float64Array {
  const n = b.length / columns;
  for (let k = 0; k < a.length; k++) a[k] /= shift;
  for (let i = 0; i < n; i++) a[i * n + i] += 1;
  const backend = currentBackend();
  if (!backend.cholesky(a, n)) {
    throw new InputError({
      code: "not-positive-semidefinite",
      argument: "a",
      got: "a matrix with a negative eigenvalue",
      expected: "a positive semidefinite one",
    });
  }
  const x = b.map((value) => value / shift);
  backend.solveLower(a, n, x, columns);
  backend.solveLowerTransposed(a, n, x, columns);
  return x;
}
