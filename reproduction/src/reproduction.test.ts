import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reproductions, writeReproduction } from "./index.js";
import { reproductionNames } from "./names.js";
import { prepareFolder } from "./write-reproduction.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "reproduction-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a reproduction", () => {
  it("figure-2 writes claims, numbers, pictures and a page that shows them; its claims hold for this seed", async () => {
    const figure = reproductions.find(({ name }) => name === "figure-2");
    if (!figure) throw new Error("figure-2 is missing");
    const files = await writeReproduction(figure, await figure.run({ furtherSeeds: 0 }), folder);
    expect(files).toEqual([
      "results.json",
      "numbers.json",
      "figure-2-objective.svg",
      "figure-2-objective.png",
      "index.html",
    ]);
    const { claims } = JSON.parse(await readFile(join(folder, "results.json"), "utf8"));
    expect(claims.length).toBe(3);
    for (const claim of claims) {
      expect(Object.keys(claim)).toEqual(["name", "expected", "measured", "holds"]);
      expect(claim.holds).toBe(true);
    }
    const page = await readFile(join(folder, "index.html"), "utf8");
    expect(page).toContain('<img src="./figure-2-objective.svg"');
    expect(page).toContain("Claims: 3 of 3 hold");
  });

  it("is listed by its name", () => {
    // The others are sweeps, which the command line runs by itself.
    const others = reproductionNames.filter((name) => !["table-1", "tabular"].includes(name));
    expect(reproductions.map(({ name }) => name)).toEqual(others);
  });

  it("stops when it is asked to", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    for (const figure of reproductions.filter(({ name }) => name === "figure-2")) {
      await expect(figure.run({ signal, furtherSeeds: 1 })).rejects.toThrow("enough");
    }
  });

  it("says that a file is no folder before the long work begins", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    await expect(prepareFolder(file)).rejects.toThrow(/cannot be a folder/);
  });
});
