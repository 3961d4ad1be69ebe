import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { engineFunctions, filesUnder } from "../source-measures.js";

const root = join(import.meta.dirname, "../..");

/** Charts of reproductions, on which only pixels depend; `pictures/` and `studio/` are left out for the same reason. */
const charts = /-charts?\.ts$/;
const isTest = /\.test(-d)?\.ts$/;

describe("the same bits in every engine (docs/decisions/numeric-core.md)", () => {
  for (const workspace of ["library", "tables", "sweeps", "reproduction", "command-line"]) {
    it(`${workspace}: no transcendental function of the engine, no power but squares and powers of two`, () => {
      const files = filesUnder(join(root, workspace, "src"), /\.ts$/).filter(
        (file) => !isTest.test(file) && !charts.test(file) && !file.includes("/generated/"),
      );
      const found = files.flatMap(engineFunctions);
      expect(found.map(({ file, line }) => `${relative(root, file)}:${line}; use numerics/elementary`)).toEqual([]);
    });
  }

  it("finds them in every form", () => {
    const folder = mkdtempSync(join(tmpdir(), "engine-functions-"));
    const wrong = ["Math.exp(1)", 'Math["log"](2)', "const { sin } = Math", "x ** 3", "x **= 0.5", "x ** -2"];
    const fine = ["x ** 2", "2 ** -x", "Math.sqrt(2)", "Math.max(...[1])", "Math.PI"];
    writeFileSync(join(folder, "uses.ts"), [...wrong, "[1].map(Math.cbrt)", ...fine].join(";\n"));
    const lines = engineFunctions(join(folder, "uses.ts")).map(({ line }) => line);
    rmSync(folder, { recursive: true });
    expect(lines).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});
