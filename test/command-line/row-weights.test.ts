import { randomGenerator } from "halfspace";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const random = randomGenerator(5);

/** A small table with gaps and rare words, a count for every row, and the same with every row so often. */
const rows = Array.from({ length: 60 }, (_, j) => {
  const [x, y] = [random.gaussian(), random.gaussian()];
  const kind = j % 17 === 0 ? "rare" : ["oak", "pine"][random.integer(2)];
  const side = x + (kind === "oak" ? 1 : 0) + 0.4 * random.gaussian() > 0.5 ? "yes" : "no";
  return { cells: `${j % 11 === 0 ? "" : x},${y},${kind},${side}`, count: j < 3 ? 1 : random.integer(4) };
});
const trained = (table: string, ...words: string[]) =>
  folder.halfspace(
    ...[
      "fit",
      table,
      "--target",
      "side",
      "--gates",
      "30",
      "--lambda",
      "0.05",
      "--holdout",
      "0",
      "--tolerance",
      "1e-12",
    ],
    ...["--json", "--fresh", "0", ...words],
  );

describe("halfspace fit --weights", () => {
  it("is the fit of the table with every row so often, scores and encoding too, and verifies", async () => {
    folder.write(
      "counts.csv",
      ["x,y,kind,side,count", ...rows.map(({ cells, count }) => `${cells},${count}`)].join("\n"),
    );
    folder.write(
      "copies.csv",
      ["x,y,kind,side", ...rows.flatMap(({ cells, count }) => Array(count).fill(cells))].join("\n"),
    );
    const byWeight = JSON.parse((await trained("counts.csv", "--weights", "count", "--out", "counts.json")).stdout);
    const byCopies = JSON.parse((await trained("copies.csv", "--out", "copies.json")).stdout);
    for (const part of ["train", "baseline", "certificate"] as const) {
      const entries = Object.entries(byCopies[part]).filter(
        ([name, value]) => typeof value === "number" && !/gap/i.test(name),
      );
      for (const [name, value] of entries) expect(byWeight[part][name]).toBeCloseTo(value as number, 9);
    }
    const [a, b] = ["counts.json", "copies.json"].map((name) => JSON.parse(folder.read(name)).table.encoding.columns);
    expect(a).toEqual(b);
    const verified = await folder.halfspace("verify", "counts.json", "counts.csv");
    expect(verified.stdout).toMatch(/^Verified: .*row weights from 1 to 3/s);
  });

  it("says what is wrong in one line", async () => {
    folder.write("odd.csv", "x,side,count\n1,yes,1\n2,no,-1\n3,yes,\n4,no,2\n");
    for (const [words, message] of [
      [["--weights", "count"], /"-1" in column "count", row 2/],
      [["--weights", "nothing"], /--weights: got "nothing"/],
      [["--weights", "side"], /which is a target/],
      [["--class-weight", "yes=0"], /Expected balanced, or LABEL=WEIGHT/],
      [["--class-weight", "maybe=2"], /"maybe"; expected one of/],
      [["--model", "auto", "--weights", "count"], /--weights: got it with --model auto/],
    ] as const) {
      const { code, stderr } = await trained("odd.csv", ...words);
      expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
    }
  });

  it("--class-weight balanced raises the balanced accuracy where one class is rare", async () => {
    const lines = Array.from({ length: 200 }, () => {
      const x = random.gaussian();
      return `${x},${x + 0.7 * random.gaussian() > 1.6 ? "ill" : "well"}`;
    });
    folder.write("rare.csv", ["x,side", ...lines].join("\n"));
    const plain = JSON.parse((await trained("rare.csv")).stdout);
    const balanced = JSON.parse((await trained("rare.csv", "--class-weight", "balanced")).stdout);
    expect(balanced.train.balancedAccuracy).toBeGreaterThan(plain.train.balancedAccuracy + 0.05);
  });
});
