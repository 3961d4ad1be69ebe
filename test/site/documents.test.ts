import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../../site/src/contents.js";

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
