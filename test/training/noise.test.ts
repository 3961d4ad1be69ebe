import { predictProbabilities, randomGenerator, train } from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";

/** A table whose classes have nothing to do with its columns: rows of training, and rows to score. */
function noise(seed: number, classes: number) {
  const random = randomGenerator(seed);
  const [n, d] = [20 + random.integer(41), 1 + random.integer(5)];
  const shares = Array.from({ length: classes }, () => 0.2 + random.uniform());
  const total = shares.reduce((sum, share) => sum + share, 0);
  const draw = () => {
    let u = random.uniform() * total;
    const found = shares.findIndex((share) => (u -= share) < 0);
    return `class ${Math.max(0, found)}`;
  };
  const rows = (count: number) => Array.from({ length: count }, () => Array.from(random.gaussians(d)));
  const labels = (count: number) => Array.from({ length: count }, draw);
  return { inputs: rows(n), targets: labels(n), fresh: rows(200), truth: labels(200) };
}

/** The mean of −log of the probability of what came true. */
function logLoss(truth: readonly string[], probabilityOf: (row: number, label: string) => number): number {
  const losses = truth.map((label, row) => -Math.log(Math.max(probabilityOf(row, label), 1e-15)));
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/** 60 in every run, which take seconds; HALFSPACE_PROBLEMS=200 takes as many. */
const tables = problemCount(60);

describe("where the target is noise", () => {
  it(`a default fit predicts no worse than the shares of the classes, beyond chance, on ${tables} small tables`, async () => {
    const differences: number[] = [];
    for (let seed = 1; differences.length < tables; seed++) {
      const { inputs, targets, fresh, truth } = noise(seed, 2 + (seed % 3));
      const known = new Set(targets);
      if (known.size < 2 || truth.some((label) => !known.has(label))) continue;
      const model = await train({ inputs, targets, gates: 50 });
      const { columns, values } = predictProbabilities(model, fresh);
      const labels = model.labels as string[];
      const own = logLoss(truth, (row, label) => values[row * columns + labels.indexOf(label)]);
      const shares = logLoss(truth, (_, label) => targets.filter((y) => y === label).length / targets.length);
      differences.push(own - shares);
    }
    const mean = differences.reduce((sum, value) => sum + value, 0) / differences.length;
    const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (differences.length - 1);
    const standardError = Math.sqrt(variance / differences.length);
    expect(mean).toBeLessThan(3 * standardError);
  }, 300_000);
});
