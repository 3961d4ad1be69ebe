import { enumerateArrangement, InputError, matrix, randomGenerator } from "halfspace";
import { coneProbabilities, orthantProbability } from "halfspace/geometry";
import { describe, expect, it } from "vitest";

/** A covariance whose P[z ≥ 0] is known in closed form. */
interface Known {
  readonly name: string;
  readonly covariance: ReturnType<typeof matrix>;
  readonly probability: number;
}

const table = (n: number, entry: (i: number, j: number) => number) =>
  matrix(
    n,
    n,
    Float64Array.from({ length: n * n }, (_, at) => entry(Math.floor(at / n), at % n)),
  );

/** Correlations of n random unit vectors in R^r. */
function randomCorrelations(n: number, r: number, seed: number) {
  const g = randomGenerator(seed).gaussians(n * r);
  const product = (i: number, j: number) => {
    let sum = 0;
    for (let a = 0; a < r; a++) sum += g[i * r + a] * g[j * r + a];
    return sum;
  };
  return table(n, (i, j) => (i === j ? 1 : product(i, j) / Math.sqrt(product(i, i) * product(j, j))));
}

/** ¼ + arcsin ρ/2π. */
const two = (rho: number) => 0.25 + Math.asin(rho) / (2 * Math.PI);

const known: Known[] = [
  ...[-0.99, -0.5, 0, 0.3, 0.9].map((rho) => ({
    name: `dimension 2, correlation ${rho}`,
    covariance: table(2, (i, j) => (i === j ? 4 : 4 * rho)),
    probability: two(rho),
  })),
  ...[1, 2, 3, 4].map((seed) => {
    const covariance = randomCorrelations(3, 3, seed);
    const [a, b, c] = [covariance.values[1], covariance.values[2], covariance.values[5]];
    // 1/8 + Σ arcsin ρ/4π.
    const probability = 1 / 8 + (Math.asin(a) + Math.asin(b) + Math.asin(c)) / (4 * Math.PI);
    return { name: `dimension 3, random ${seed}`, covariance, probability };
  }),
  ...[1, 2, 4, 6, 9, 12].map((n) => ({
    name: `equicorrelated ½, dimension ${n}`,
    covariance: table(n, (i, j) => (i === j ? 1 : 0.5)),
    probability: 1 / (n + 1),
  })),
  ...[1, 3, 8, 15].map((n) => ({
    name: `independent, dimension ${n}`,
    covariance: table(n, (i, j) => (i === j ? i + 1 : 0)),
    probability: 2 ** -n,
  })),
  {
    name: "two independent pairs",
    covariance: table(4, (i, j) => (i === j ? 1 : i >> 1 === j >> 1 ? 0.7 : 0)),
    probability: two(0.7) ** 2,
  },
  {
    name: "singular: two variables and their sum",
    covariance: matrix(3, 3, [1, 0, 1, 0, 1, 1, 1, 1, 2]),
    probability: 0.25,
  },
  { name: "singular: all equal", covariance: table(5, () => 3), probability: 0.5 },
  {
    name: "a variable of variance zero",
    covariance: table(3, (i, j) => (i === j && i < 2 ? 1 : 0)),
    probability: 0.25,
  },
];

describe("orthant probabilities with closed forms", () => {
  for (const { name, covariance, probability } of known) {
    it(`${name}: within the reported error in at least 95 of 100 runs`, () => {
      let honest = 0;
      for (let seed = 1; seed <= 100; seed++) {
        const { value, errorBound } = orthantProbability(covariance, { seed, evaluations: 1000 });
        if (Math.abs(value - probability) <= errorBound) honest++;
      }
      expect(honest).toBeGreaterThanOrEqual(95);
      // One of the many runs here may be the hundredth that a 99 % bound misses.
      const { value, errorBound, standardError } = orthantProbability(covariance);
      expect(Math.abs(value - probability)).toBeLessThanOrEqual(1.5 * errorBound);
      expect(errorBound).toBeLessThanOrEqual(0.01 * probability + 1e-13);
      expect(standardError).toBeLessThanOrEqual(errorBound);
    });
  }

  it("more evaluations, smaller errors", () => {
    const covariance = randomCorrelations(6, 6, 2);
    const errors = [300, 3000, 30_000].map(
      (evaluations) => orthantProbability(covariance, { evaluations }).standardError,
    );
    expect(errors[1]).toBeLessThan(errors[0] / 2);
    expect(errors[2]).toBeLessThan(errors[1] / 2);
  });
});

describe("cones of higher rank", () => {
  it("independent rows: the cones are orthants, by both methods", () => {
    const inputs = matrix(4, 4, randomGenerator(3).gaussians(16));
    const all = enumerateArrangement(inputs);
    const { probabilities, standardErrors } = coneProbabilities(all);
    for (let i = 0; i < all.maskCount; i++) {
      const sign = (j: number) => ((all.masks[i * 2] >> j) & 1 ? 1 : -1);
      const inner = (j: number, k: number) => {
        let sum = 0;
        for (let a = 0; a < 4; a++) sum += inputs.values[4 * j + a] * inputs.values[4 * k + a];
        return sign(j) * sign(k) * sum;
      };
      const genz = orthantProbability(table(4, inner), { seed: i + 1 });
      const error = Math.hypot(genz.standardError, standardErrors[i]);
      expect(Math.abs(genz.value - probabilities[i])).toBeLessThanOrEqual(4 * error + 1e-13);
    }
  });

  it("error bars are honest in at least 95 of 100 runs, and the sum is 1 within its error", () => {
    const all = enumerateArrangement(matrix(6, 4, randomGenerator(8).gaussians(24)));
    const truth = coneProbabilities(all, { evaluations: 60_000, seed: 77 });
    let inside = 0;
    let honestSums = 0;
    for (let seed = 1; seed <= 100; seed++) {
      const { probabilities, standardErrors } = coneProbabilities(all, { evaluations: 400, seed });
      let sum = -1;
      probabilities.forEach((value, i) => {
        sum += value;
        const error = 3.11 * Math.hypot(standardErrors[i], truth.standardErrors[i]);
        if (Math.abs(value - truth.probabilities[i]) <= error) inside++;
      });
      if (Math.abs(sum) <= 2.6 * Math.hypot(...standardErrors)) honestSums++;
    }
    expect(inside / (100 * all.maskCount)).toBeGreaterThanOrEqual(0.95);
    expect(honestSums).toBeGreaterThanOrEqual(95);
  });

  it("rank 8: independent rows of length one have 2⁻⁸ each", () => {
    const all = enumerateArrangement(table(8, (i, j) => (i === j ? 1 : 0)));
    const { probabilities, standardErrors } = coneProbabilities(all);
    expect(all.maskCount).toBe(256);
    const worst = probabilities.reduce((most, p, i) => Math.max(most, Math.abs(p - 2 ** -8) / standardErrors[i]), 0);
    expect(worst).toBeLessThanOrEqual(8);
  });
});

describe("bad input", () => {
  it("what is no covariance is refused by name", () => {
    const bad = [
      [[1, 2]],
      [
        [1, 0.5],
        [0.4, 1],
      ],
      [
        [1, 2],
        [2, 1],
      ],
      [
        [-1, 0],
        [0, 1],
      ],
      [
        [1, 0.9, -0.9],
        [0.9, 1, 0.9],
        [-0.9, 0.9, 1],
      ],
    ];
    for (const covariance of bad) {
      expect(() => orthantProbability(covariance)).toThrow(InputError);
      expect(() => orthantProbability(covariance)).toThrow(/positive semidefinite matrix/);
    }
    expect(() => orthantProbability([[1]], { samples: 3 } as object)).toThrow(/unknown option/);
  });
});
