import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type OutputChunk, rolldown } from "rolldown";
import { afterAll, describe, expect, it } from "vitest";

/** What a page loads at once, in kilobytes after minification and gzip, and how much that may be. */
const budgets: readonly { readonly what: string; readonly code: string; readonly most: number }[] = [
  { what: "train, at once", code: 'export { train } from "halfspace";', most: 67 },
  { what: "predicting raw rows from a model file", code: 'export { readModel } from "@halfspace/predict";', most: 21 },
  {
    what: "the same by the packages that train",
    code: `export { fromModelFile } from "halfspace"; export { encode, readTableRecord } from "@halfspace/tables";`,
    most: 45,
  },
  { what: "neuralTangentKernel", code: 'export { neuralTangentKernel } from "halfspace";', most: 15 },
  { what: "maskingKernel", code: 'export { maskingKernel } from "halfspace/kernels";', most: 15 },
  { what: "predictionErrorBound", code: 'export { predictionErrorBound } from "halfspace/theory";', most: 10 },
  { what: "squared", code: 'export { squared } from "halfspace";', most: 10 },
];

/** What a page has loaded when a fit with the defaults is done, and how much that may be. */
const fits: readonly {
  readonly what: string;
  readonly rows: number;
  readonly target: string;
  readonly most: number;
}[] = [
  { what: "train, once 200 rows of a regression are fitted", rows: 200, target: "a * b + a", most: 77 },
  { what: "train, once 200 rows of two classes are fitted", rows: 200, target: 'a * b > 0 ? "x" : "y"', most: 77 },
  { what: "train, once 2,500 rows of a regression are fitted", rows: 2500, target: "a * b + a", most: 77 },
  {
    what: "train, once 200 rows of three classes are fitted",
    rows: 200,
    target: 'a > 0.3 ? "x" : b > 0 ? "y" : "z"',
    most: 85,
  },
];

const entry = join(import.meta.dirname, "page.js");

/** A page's code with all that it needs of halfspace, minified, in the files that a bundler makes of it; the page itself is the first. */
async function filesOf(code: string): Promise<OutputChunk[]> {
  const page = {
    name: "page",
    resolveId: (id: string) => (id === entry ? id : null),
    load: (id: string) => (id === entry ? code : null),
  };
  const bundle = await rolldown({ input: entry, external: [/^node:/, "koffi"], platform: "browser", plugins: [page] });
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    entryFileNames: "page.mjs",
    chunkFileNames: "[name]-[hash].mjs",
  });
  await bundle.close();
  return output.filter((file) => file.type === "chunk");
}

/** Kilobytes of files after gzip, each compressed on its own. */
const sizeOf = (files: readonly OutputChunk[]): number =>
  files.reduce((bytes, { code }) => bytes + gzipSync(code, { level: 9 }).length, 0) / 1000;

/** The files that are loaded before any code runs. */
function atOnce(files: readonly OutputChunk[]): OutputChunk[] {
  const names = new Set([files[0].fileName]);
  for (const name of names)
    for (const needed of files.find((file) => file.fileName === name)?.imports ?? []) names.add(needed);
  return files.filter(({ fileName }) => names.has(fileName));
}

const rows: string[] = [];
const noted = (what: string, size: number, most: number) =>
  rows.push(`${size.toFixed(1).padStart(10)}  ${String(most).padStart(6)}  ${what}`);
afterAll(() => console.log(["kB gzipped  budget  what", ...rows].join("\n")));

describe("a page takes along only what it uses", () => {
  for (const { what, code, most } of budgets) {
    it(`${what}: at most ${most} kB`, async () => {
      const size = sizeOf(atOnce(await filesOf(code)));
      noted(what, size, most);
      expect(size).toBeLessThan(most);
    });
  }
});

describe("a fit loads only what it needs", () => {
  const ofTrain = filesOf('export { train } from "halfspace";');
  const scratch = mkdtempSync(join(tmpdir(), "halfspace-sizes-"));
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  /** Runs a program beside the files of a page, each of which says that it was loaded; the names of those that were. */
  function loadedBy(program: string, files: readonly OutputChunk[]): Set<string> {
    for (const { fileName, code } of files) {
      writeFileSync(join(scratch, fileName), `console.log(${JSON.stringify(fileName)});\n${code}`);
    }
    writeFileSync(join(scratch, "run.mjs"), program);
    return new Set(execFileSync(process.execPath, [join(scratch, "run.mjs")], { encoding: "utf8" }).split("\n"));
  }

  for (const { what, rows: count, target, most } of fits) {
    it(`${what}: at most ${most} kB`, async () => {
      const files = await ofTrain;
      const program = `import { train } from "./page.mjs";
        let state = 7;
        const uniform = () => (state = (state * 48271) % 2147483647) / 1073741824 - 1;
        const inputs = Array.from({ length: ${count} }, () => [uniform(), uniform(), uniform()]);
        const result = await train({ inputs, targets: inputs.map(([a, b]) => ${target}), gates: 50 });
        console.log(result.status);
        process.exit();`;
      const loaded = loadedBy(program, files);
      expect(loaded).toContain("solved");
      const size = sizeOf(files.filter(({ fileName }) => loaded.has(fileName)));
      noted(what, size, most);
      expect(size).toBeLessThan(most);
    });
  }
});
