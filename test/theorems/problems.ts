import { type Arrangement, enumerateArrangement, type Matrix, matrix, randomGenerator } from "halfspace";

/** A random table with targets and all of its masks. */
export interface CompleteProblem {
  readonly inputs: Matrix;
  readonly targets: Float64Array;
  readonly arrangement: Arrangement;
}

/** n points of R^d from N(0, I) (with `bias` the last column is 1) and targets from N(0, 1). */
export function completeProblem(seed: number, n: number, d: number, bias = false): CompleteProblem {
  const random = randomGenerator(seed);
  const inputs = matrix(
    n,
    d,
    random.gaussians(n * d).map((value, k) => (bias && k % d === d - 1 ? 1 : value)),
  );
  return { inputs, targets: random.gaussians(n), arrangement: enumerateArrangement(inputs) };
}
