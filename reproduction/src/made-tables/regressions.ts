/** Tables whose target is a number: a smooth part, hinges and products of columns, and Gaussian noise of a known size. */
import type { RandomGenerator } from "halfspace";
import { between, numbered, positivePart, type TableMaker, tableMaker } from "./made-table.js";

/** Name, middle, spread, skewness, decimals of the columns of `qualities`. */
const measurements = [
  ["fixed_acidity", 6.9, 0.85, 0.1, 1],
  ["volatile_acidity", 0.28, 0.09, 0.25, 3],
  ["citric_acid", 0.33, 0.11, 0.15, 2],
  ["residual_sugar", 5.4, 4.2, 0.5, 1],
  ["chlorides", 0.045, 0.016, 0.6, 3],
  ["free_sulfur", 35, 16, 0.2, 0],
  ["total_sulfur", 138, 42, 0.05, 0],
  ["density", 0.994, 0.003, 0.1, 5],
  ["acidity", 3.19, 0.15, 0.05, 2],
  ["sulphates", 0.49, 0.11, 0.25, 2],
  ["alcohol", 10.5, 1.2, 0.1, 1],
] as const;

/**
 * Eleven measurements that depend on one another, and a grade from 3 to 9, as of white wine. Noise and rounding are more
 * than half of the grade's variance: R² cannot exceed about 0.45.
 */
export const qualities: TableMaker = tableMaker({
  columnNames: [...measurements.map(([name]) => name), "quality"],
  seed: 1401,
  draw: (random) => {
    const loadings = measurements.map(() => random.gaussians(3));
    return () => {
      const factors = random.gaussians(3);
      const z = loadings.map((loading) => standardised(random, loading, factors));
      const cells = measurements.map(([, middle, spread, skewness, decimals], k) => {
        const value = middle + spread * (z[k] + skewness * (z[k] * z[k] - 1));
        return Math.max(value, middle / 20).toFixed(decimals);
      });
      const signal = gradeSignal(z);
      const grade = (value: number) => Math.min(9, Math.max(3, 5.9 + 0.88 * value));
      return {
        cells,
        target: String(Math.round(grade(0.71 * signal + 0.71 * random.gaussian()))),
        withoutNoise: grade(0.71 * signal).toFixed(4),
      };
    };
  },
});

/** A draw of variance one that shares about half of it with the factors. */
function standardised(random: RandomGenerator, loading: Float64Array, factors: Float64Array): number {
  let [shared, square] = [0, 1];
  for (let k = 0; k < factors.length; k++) {
    shared += loading[k] * factors[k];
    square += loading[k] * loading[k];
  }
  return (shared + random.gaussian()) / Math.sqrt(square);
}

/** Mean about zero, variance about one; half of it follows a plane. */
function gradeSignal(z: readonly number[]): number {
  const [, volatile, citric, sugar, , sulfur, , density, acidity, sulphates, alcohol] = z;
  const plane = 0.4 * alcohol - 0.3 * volatile + 0.1 * sulphates;
  const hinges = 0.6 * positivePart(alcohol - 0.8) - 0.8 * positivePart(-sulfur - 0.5) - 0.8 * positivePart(sulfur - 1);
  const products = 0.4 * sugar * density - 0.35 * citric * volatile + 0.35 * acidity * alcohol;
  return plane + hinges + products;
}

/**
 * Ten uniform columns of which five matter, in the manner of Friedman's benchmark (1991) with a polynomial for his sine.
 * The noise is 5 % of the target's variance.
 */
export const manyRows: TableMaker = tableMaker({
  columnNames: [...numbered("x", 10), "y"],
  seed: 1402,
  draw: (random) => () => {
    const x = Array.from({ length: 10 }, () => random.uniform());
    const wave = 4 * x[0] * x[1] * (1.5 - x[0] * x[1]);
    const mean = 6 * wave + 20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4] + 8 * positivePart(x[0] - x[3]);
    return {
      cells: x.map((value) => value.toFixed(4)),
      target: (mean + 1.3 * random.gaussian()).toFixed(3),
      withoutNoise: mean.toFixed(4),
    };
  },
});

/** Twenty columns in four correlated groups, ten hidden ridges of them; the noise is 3 % of the target's variance. */
export const fewRows: TableMaker = tableMaker({
  columnNames: [...numbered("m", 20), "yield"],
  seed: 1403,
  draw: (random) => {
    const ridges = Array.from({ length: 10 }, () => ({
      direction: random.gaussians(20).map((value) => value / Math.sqrt(20)),
      offset: between(random, -0.5, 0.5),
      weight: random.uniform() < 0.5 ? -1 : 1,
    }));
    return () => {
      const group = random.gaussians(4);
      const x = random.gaussians(20).map((value, k) => 0.8 * value + 0.6 * group[k % 4]);
      let mean = 0.5 * x[0] - 0.3 * x[1];
      for (const { direction, offset, weight } of ridges) {
        const along = x.reduce((sum, value, k) => sum + value * direction[k], -offset);
        mean += weight * positivePart(along);
      }
      return {
        cells: Array.from(x, (value, k) => (50 + 10 * value).toFixed(k % 3)),
        target: (100 + 20 * (mean + 0.35 * random.gaussian())).toFixed(1),
        withoutNoise: (100 + 20 * mean).toFixed(4),
      };
    };
  },
});
