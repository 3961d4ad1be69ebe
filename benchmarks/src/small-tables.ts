import { type Matrix, matrix, randomGenerator } from "halfspace";
import { certifyNetwork, networkTraining } from "halfspace/programs";

/** 10 to 30 Gaussian rows of rank 2 or 3, every second table with a bias column, and Gaussian targets; the tests look at the first few. */
export function smallTable(seed: number): { inputs: Matrix; targets: Float64Array } {
  const random = randomGenerator(7000 + seed);
  const [n, d] = [10 + random.integer(21), 2 + (seed % 4 < 2 ? 1 : 0)];
  const values = random.gaussians(n * d);
  if (seed % 2 === 0) for (let j = 0; j < n; j++) values[j * d + d - 1] = 1;
  return { inputs: matrix(n, d, values), targets: random.gaussians(n) };
}

/** The network's own λ_max, max over unit u of |Σ 2y_j(x_jᵀu)₊|; a lower bound of it where the masks cannot all be looked at. */
export function networkLambdaMax(inputs: Matrix, targets: Float64Array): number {
  const empty = { kind: "relu", hidden: matrix(0, inputs.columns), output: matrix(0, 1) } as const;
  return 1e-6 * (1 + certifyNetwork(networkTraining({ inputs, targets, lambda: 1e-6 }), empty).largestViolation);
}
