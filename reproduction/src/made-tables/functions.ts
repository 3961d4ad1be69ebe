/** Tables whose target is a number that depends on few columns, on text, or has noise with heavy tails. */
import type { RandomGenerator } from "halfspace";
import { numbered, pick, positivePart, squaredDraw, type TableMaker, tableMaker } from "./made-table.js";

/** Six normal columns and a function without corners: a bent line, a product and a square. The noise has a deviation of 0.2. */
export const smooth: TableMaker = tableMaker({
  columnNames: [...numbered("x", 6), "y"],
  seed: 1431,
  draw: (random) => () => {
    const x = Array.from(random.gaussians(6));
    return numbers(x, (3 * x[0]) / (1 + x[0] * x[0]) + x[1] * x[2] + (x[3] * x[3]) / 2, 0.2 * random.gaussian());
  },
});

/** Sixty normal columns of which three matter: a plane, a corner and a product. The noise is a tenth of the target's variance. */
export const sparse: TableMaker = tableMaker({
  columnNames: [...numbered("x", 60), "y"],
  seed: 1432,
  draw: (random) => () => {
    const x = Array.from(random.gaussians(60));
    return numbers(x, 2 * x[0] - 1.5 * Math.abs(x[1]) + x[0] * x[2], 0.8 * random.gaussian());
  },
});

/** Ten columns, four of them skewed, and noise of Student's t with three degrees of freedom: a few targets lie far off. */
export const heavyTails: TableMaker = tableMaker({
  columnNames: [...numbered("x", 10), "y"],
  seed: 1433,
  draw: (random) => () => {
    const x = Array.from({ length: 10 }, (_, k) => (k < 4 ? squaredDraw(random) : random.gaussian()));
    const mean = x[0] - 0.5 * positivePart(x[1] - 1) + x[4] + 1.5 * positivePart(x[5]) - 0.5 * x[2] * x[6];
    const square = (squaredDraw(random) + squaredDraw(random) + squaredDraw(random)) / 3;
    return numbers(x, mean, (0.6 * random.gaussian()) / Math.sqrt(square));
  },
});

/** How many words each text column of `levels` knows. */
const wordCounts = [24, 12, 8, 5];

/**
 * Four text columns and three numbers. Every word adds its own amount, the first number counts more or less by the word of the second
 * column, and pairs of words of the third and fourth add something of their own. The noise is a tenth of the target's variance.
 */
export const levels: TableMaker = tableMaker({
  columnNames: [...numbered("word", wordCounts.length), ...numbered("x", 3), "y"],
  seed: 1434,
  draw: (random) => {
    const worth = wordCounts.map((count) => random.gaussians(count));
    const slopes = random.gaussians(wordCounts[1]);
    const pairs = random.gaussians(wordCounts[2] * wordCounts[3]);
    return () => {
      const words = wordCounts.map((count) => wordOf(random, count));
      const x = Array.from(random.gaussians(3));
      const ofWords = words.reduce((sum, word, column) => sum + worth[column][word], 0);
      const mean = ofWords + slopes[words[1]] * x[0] + pairs[words[2] * wordCounts[3] + words[3]] + 0.5 * x[1] * x[1];
      const { cells, ...target } = numbers(x, mean, 0.8 * random.gaussian());
      return { ...target, cells: [...words.map((word) => `w${word}`), ...cells] };
    };
  },
});

/** The first words are the commonest. */
const wordOf = (random: RandomGenerator, count: number): number =>
  pick(
    random,
    Array.from({ length: count }, (_, word) => word),
    Array.from({ length: count }, (_, word) => 1 / (2 + word)),
  );

const numbers = (x: readonly number[], mean: number, noise: number) => ({
  cells: x.map((value) => value.toFixed(4)),
  target: (mean + noise).toFixed(4),
  withoutNoise: mean.toFixed(4),
});
