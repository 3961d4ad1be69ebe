import { baselineScore, type Label, matrix, randomGenerator, score, train } from "halfspace";
import { describe, expect, it } from "vitest";

/** Columns of 0 and 1 that say something of classes of very unequal size: many columns, many classes, little time. */
function wideTable(seed: number, rows: number, words: number, classes: number) {
  const random = randomGenerator(seed);
  const labels = Array.from({ length: classes }, (_, k) => `class ${k}`);
  const levels = 5;
  const inputs = matrix(rows, words * levels);
  const targets = Array.from({ length: rows }, (_, row) => {
    const kind = random.uniform() < 0.7 ? classes - 1 : random.integer(classes);
    for (let word = 0; word < words; word++) {
      const level = random.uniform() < 0.85 ? random.integer(levels) : kind % levels;
      inputs.values[(row * words + word) * levels + level] = 1;
    }
    return labels[kind];
  });
  return { inputs, targets, labels };
}

const rowsOf = (table: ReturnType<typeof wideTable>, from: number, to: number) => ({
  inputs: matrix(
    to - from,
    table.inputs.columns,
    table.inputs.values.slice(from * table.inputs.columns, to * table.inputs.columns),
  ),
  targets: table.targets.slice(from, to) as Label[],
});

describe("a time limit on a wide table of many classes", () => {
  it.each([
    [600, 25, 8, 1.2],
    [900, 15, 5, 0.8],
    [400, 40, 12, 1],
  ])(
    "%i rows, %i words, %i classes: no worse than the most frequent class, beyond chance",
    async (rows, words, classes, timeLimit) => {
      const table = wideTable(rows, rows, words, classes);
      const cut = Math.floor(0.75 * rows);
      const training = rowsOf(table, 0, cut);
      const test = rowsOf(table, cut, rows);
      const model = await train({ ...training, labels: table.labels, timeLimit });
      const found = score(model, test.inputs, test.targets) as { accuracy: number };
      const baseline = baselineScore(model, training.targets, test.targets) as { accuracy: number };
      // Where the fit is cut depends on the machine: the difference of two shares of a hundred rows is known to their standard error.
      const chance = Math.sqrt((baseline.accuracy * (1 - baseline.accuracy)) / (rows - cut));
      expect(found.accuracy).toBeGreaterThanOrEqual(baseline.accuracy - 2 * chance);
      expect(model.certificate.relativeGap).toBeLessThanOrEqual(1);
    },
  );
});

describe("one column and thousands of rows", () => {
  it.each([
    ["steps by group", (x: number, noise: number) => Math.floor(x / 7) + ((Math.floor(x / 7) * 7919) % 13) + noise],
    ["a wave", (x: number, noise: number) => Math.sin(x / 9) + 0.3 * noise],
  ])("%s: solved, and not stalled", async (_, valueAt) => {
    const random = randomGenerator(26);
    const rows = 2300;
    const inputs = matrix(
      rows,
      1,
      Float64Array.from({ length: rows }, (_, row) => (row % 56) + 0.01 * random.uniform()),
    );
    const targets = Float64Array.from(inputs.values, (x) => valueAt(x, random.gaussian()));
    const model = await train({ inputs, targets, gates: 500 });
    expect(model.status).toBe("solved");
    expect(model.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
  });
});
