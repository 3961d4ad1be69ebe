import { InputError, randomGenerator, rearranged } from "halfspace";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const random = randomGenerator(4);

/** Targets that spread the more, the larger x is. */
const rows = Array.from({ length: 160 }, () => {
  const x = random.uniform();
  return `${x},${random.gaussian()},${10 * x + (0.2 + 2 * x) * random.gaussian()}`;
});
const fitted = (...words: string[]) =>
  folder.halfspace(
    ...["fit", "spread.csv", "--target", "y", "--loss", "quantile", "--gates", "6", "--lambda", "0.3", "--fresh", "0"],
    ...["--tolerance", "3e-2", "--json", ...words],
  );

describe("quantile levels", () => {
  it("one gives the loss its level, several are one fit each, and are reported sorted", async () => {
    folder.write("spread.csv", ["x,z,y", ...rows].join("\n"));
    expect((await fitted("--quantile", "0.9")).code).toBe(0);
    expect(JSON.parse(folder.read("model.json")).lossParameters).toEqual({ quantile: 0.9 });
    const { stdout } = await fitted("--quantile", "0.9,0.1,0.5", "--out", "q.json", "--report", "q.html");
    const { quantiles, together } = JSON.parse(stdout);
    expect(quantiles.map(({ level, modelFile }: never) => [level, modelFile])).toEqual([
      [0.1, "q-0.1.json"],
      [0.5, "q-0.5.json"],
      [0.9, "q-0.9.json"],
    ]);
    expect(together).toMatchObject({ which: "test", rows: 40 });
    for (const { level, below } of together.levels) expect(Math.abs(below - level)).toBeLessThan(0.25);
    expect(folder.read("q-0.9.json")).toBe(folder.read("model.json"));
    for (const level of [0.1, 0.5, 0.9]) expect(folder.read(`q-${level}.html`)).toContain(`quantile ${level}`);
  });

  it("predicted together do not cross, whatever the order of the files", async () => {
    const { code } = await folder.halfspace("predict", "q-0.9.json", "spread.csv", "--with", "q-0.1.json,q-0.5.json");
    expect(code).toBe(0);
    const [head, ...lines] = folder.read("predictions.csv").trim().split("\n");
    expect(head).toBe("row,quantile 0.1,quantile 0.5,quantile 0.9");
    for (const line of lines) {
      const [, low, middle, high] = line.split(",").map(Number);
      expect(low <= middle && middle <= high).toBe(true);
    }
  });

  it("what does not go together is refused in one line", async () => {
    for (const [words, message] of [
      [["fit", "spread.csv", "--target", "y", "--quantile", "0.9"], /--quantile: got it without --loss quantile/],
      [["fit", "spread.csv", "--target", "y", "--loss", "quantile", "--quantile", "0,1"], /levels above 0 and below 1/],
      [["predict", "q-0.1.json", "spread.csv", "--with", "q-0.1.json"], /the level 0.1 twice/],
    ] as const) {
      const { code, stderr } = await folder.halfspace(...words);
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
  });

  it("sorted values are never worse for any level than those that crossed", () => {
    const n = 500;
    const given = [0.1, 0.5, 0.9].map(() => random.gaussians(n));
    const targets = random.gaussians(n);
    const { predictions, crossed } = rearranged(given);
    expect(crossed).toBeGreaterThan(n / 2);
    const loss = (all: readonly Float64Array[]) =>
      [0.1, 0.5, 0.9].reduce(
        (sum, level, k) =>
          sum +
          targets.reduce(
            (total, y, row) => total + Math.max(level * (y - all[k][row]), (level - 1) * (y - all[k][row])),
            0,
          ),
        0,
      );
    expect(loss(predictions)).toBeLessThanOrEqual(loss(given));
    expect(() => rearranged([new Float64Array(2), new Float64Array(3)])).toThrow(InputError);
    expect(rearranged([]).predictions).toEqual([]);
  });
});
