import { matrix, randomGenerator } from "halfspace";
import { type Linearisation, linearise } from "halfspace/theory";

/** n points on the unit sphere of R^d and targets ±1. */
export function spherePoints(n: number, d: number, seed: number) {
  const random = randomGenerator(seed);
  const values = random.gaussians(n * d);
  for (let j = 0; j < n; j++) {
    const row = values.subarray(j * d, (j + 1) * d);
    const length = Math.hypot(...row);
    for (let k = 0; k < d; k++) row[k] /= length;
  }
  const targets = Float64Array.from({ length: n }, () => (random.uniform() < 0.5 ? -1 : 1));
  return { inputs: matrix(n, d, values), targets };
}

/** Slope of the mean log of a quantity against log m, m = 100, 400, 1600, 6400 and four draws of each. */
export function exponentInWidth(
  n: number,
  d: number,
  quantity: (linearisation: Linearisation, targets: Float64Array) => number,
): number {
  const { inputs, targets } = spherePoints(n, d, 7);
  const points = [100, 400, 1600, 6400].map((width) => {
    let sum = 0;
    for (let seed = 1; seed <= 4; seed++) {
      sum += Math.log(quantity(linearise({ inputs, width, seed: 100 * width + seed }), targets)) / 4;
    }
    return [Math.log(width), sum] as const;
  });
  const meanX = points.reduce((sum, [x]) => sum + x / points.length, 0);
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * y, 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
