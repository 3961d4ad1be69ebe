import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";

/** Every command waits for what this file loads by itself; its own `await import("./run.js")` always follows. */
const start = join(import.meta.dirname, "..", "..", "command-line", "dist", "run.js");
/** Slow to load, and needed by few runs: drawing, and readers of rare files. */
const slow = [
  ...["jsdom", "@observablehq/plot", "@resvg/resvg-js"],
  ...["hyparquet", "hyparquet-compressors", "@uwdata/flechette", "read-excel-file/universal"],
];

const staticImports = (code: string): string[] =>
  [...code.matchAll(/^(?:import|export)\b(?:[^"';]*?\bfrom)?\s*["']([^"']+)["']/gm)].map((match) => match[1]);

/** The file of a module of this repository; undefined for packages of others. */
function ownFile(specifier: string, from: string): string | undefined {
  if (specifier.startsWith(".")) return join(dirname(from), specifier);
  if (!/^@?halfspace(\/|$)/.test(specifier)) return undefined;
  return createRequire(from).resolve(specifier);
}

it("no command waits for pictures or the reader of Parquet files before it needs them", () => {
  const files = new Set([start]);
  const packages = new Set<string>();
  for (const file of files) {
    for (const specifier of staticImports(readFileSync(file, "utf8"))) {
      const own = ownFile(specifier, file);
      if (own !== undefined && existsSync(own)) files.add(own);
      else packages.add(specifier);
    }
  }
  expect([...packages]).toEqual(expect.arrayContaining(["commander", "cli-progress"]));
  expect(files.size).toBeGreaterThan(50);
  expect(slow.filter((name) => packages.has(name))).toEqual([]);
});
