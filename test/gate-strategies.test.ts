import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reproductions, writeReproduction } from "@halfspace/reproduction";
import { randomGenerator } from "halfspace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gate-strategies-"));
  await writeFile(join(folder, "rings.csv"), rings(104, 1));
  await writeFile(join(folder, "rings-again.csv"), rings(120, 2));
  await writeFile(join(folder, "too-few.csv"), rings(20, 3));
});
afterAll(() => rm(folder, { recursive: true }));

/** Two classes: inside and outside of a circle, and a column of noise. */
function rings(count: number, seed: number): string {
  const random = randomGenerator(seed);
  const lines = Array.from({ length: count }, () => {
    const [a, b, c] = random.gaussians(3);
    return [a, b, c, a * a + b * b > 1.4 ? 1 : 0].join(",");
  });
  return `f1,f2,f3,label\n${lines.join("\n")}\n`;
}

describe("halfspace reproduce gate-strategies", () => {
  const study = reproductions.find(({ name }) => name === "gate-strategies");

  it("--quick: six ways of drawing gates side by side with generated and enumerated ones; claims hold and files are written", async () => {
    const reproduced = await study!.run({ quick: true, data: folder });
    expect(reproduced.claims.length).toBe(4);
    expect(reproduced.claims.filter(({ holds }) => !holds)).toEqual([]);
    const { outcomes } = reproduced.numbers as { outcomes: { name: string; points: object[]; plane: unknown }[] };
    expect([...new Set(outcomes.map(({ name }) => name))]).toEqual(["rings", "rings-again"]);
    for (const { points, plane } of outcomes) {
      expect(points.length).toBe(12);
      expect(plane).not.toBeNull();
    }
    const out = join(folder, "out");
    const files = await writeReproduction(study!, reproduced, out);
    expect(files).toContain("gate-strategies-accuracy.png");
    const results = JSON.parse(await readFile(join(out, "results.json"), "utf8"));
    expect(Object.keys(results.claims[0])).toEqual(["name", "expected", "measured", "holds"]);
    // One head for both panels.
    expect((await readFile(join(out, "gate-strategies-objective.svg"), "utf8")).match(/best known/g)).toHaveLength(1);
  });

  it("says what is missing: a folder, tables, a label", async () => {
    await expect(study!.run({ data: join(folder, "nowhere") })).rejects.toThrow(
      /^data: got .*nowhere, where there is no folder/,
    );
    const empty = await mkdtemp(join(tmpdir(), "gate-strategies-"));
    await expect(study!.run({ data: empty })).rejects.toThrow(/holds no table NAME.csv with 100 to 1000 rows/);
    await rm(empty, { recursive: true });
  });
});
