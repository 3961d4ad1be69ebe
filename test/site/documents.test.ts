import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSweepFile } from "@halfspace/sweeps";
import { expect, it } from "vitest";
import { root } from "../../site/src/contents.js";
import { shownBlocks } from "./shown-blocks.js";

const text = (file: string) => readFileSync(join(root, file), "utf8");

it("troubleshooting explains every code of InputError, with the words of its declaration", () => {
  const declared = [...text("library/src/errors.ts").matchAll(/\/\*\* (.*) \*\/\n {2}\| "([\w-]+)"/g)];
  expect(declared.length).toBeGreaterThan(40);
  const page = text("docs/troubleshooting.md");
  const lacking = declared.filter(([, words, code]) => !page.includes(`| \`${code}\` | ${words} |`));
  expect(lacking.map(([, , code]) => code)).toEqual([]);
});

it("the picture of the README is what its program draws", () => {
  const drawn = join(tmpdir(), `thirty-runs-${process.pid}.svg`);
  execFileSync(process.execPath, [join(root, "site", "dist", "pictures", "thirty-runs.js"), drawn]);
  expect(readFileSync(drawn, "utf8")).toBe(text("docs/pictures/thirty-runs.svg"));
  rmSync(drawn);
});

it("the README is short", () => {
  expect(text("README.md").trimEnd().split("\n").length).toBeLessThanOrEqual(120);
});

it("the sweep of the recipe is one that can be run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "halfspace-recipe-"));
  const study = shownBlocks("docs/recipes/sweeps-on-redis.md").find(({ name }) => name === "study.json");
  writeFileSync(join(folder, "study.json"), study?.content ?? "");
  copyFileSync(join(root, "node_modules", "vega-datasets", "data", "cars.json"), join(folder, "cars.json"));
  expect((await readSweepFile(join(folder, "study.json"))).jobs).toHaveLength(10);
  rmSync(folder, { recursive: true });
});
