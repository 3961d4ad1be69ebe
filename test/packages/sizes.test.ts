import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { readTable, splitTable } from "@halfspace/tables";
import { type TrainOptions, toModelFile, train } from "halfspace";
import { type OutputChunk, rolldown } from "rolldown";
import { afterAll, describe, expect, it } from "vitest";

/** What a page loads at once, in kilobytes after minification and gzip, and how much that may be. */
const budgets: readonly { readonly what: string; readonly code: string; readonly most: number }[] = [
  { what: "train, at once", code: 'export { train } from "halfspace";', most: 67 },
  {
    what: "readModel of @halfspace/predict, at once",
    code: 'export { readModel } from "@halfspace/predict";',
    most: 12,
  },
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
  { what: "train, once 200 rows of a regression are fitted", rows: 200, target: "a * b + a", most: 80.5 },
  { what: "train, once 200 rows of two classes are fitted", rows: 200, target: 'a * b > 0 ? "x" : "y"', most: 80.5 },
  { what: "train, once 2,500 rows of a regression are fitted", rows: 2500, target: "a * b + a", most: 80.5 },
  {
    what: "train, once 200 rows of three classes are fitted",
    rows: 200,
    target: 'a > 0.3 ? "x" : b > 0 ? "y" : "z"',
    most: 88,
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

/** Tables with what a page has loaded when rows were predicted by a model of them, and how much that may be. */
const predicted: readonly {
  readonly what: string;
  readonly cell: (row: number) => string;
  readonly options?: Pick<TrainOptions, "model">;
  readonly most: number;
}[] = [
  { what: "readModel, once rows of numbers and words are predicted", cell: (row) => `${row}.5`, most: 12 },
  {
    what: "readModel, once rows with a date are predicted",
    cell: (row) => `2024-${10 + (row % 3)}-${10 + row}`,
    most: 14,
  },
  {
    what: "readModel, once rows are predicted by a kernel",
    cell: (row) => `${row}.5`,
    options: { model: "gaussian" },
    most: 18,
  },
];

describe("a page loads only what it needs", () => {
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

  for (const { what, cell, options = {}, most } of predicted) {
    it(`${what}: at most ${most} kB`, async () => {
      const lines = Array.from({ length: 20 }, (_, row) =>
        [row % 2 ? "a" : "b", cell(row), 3 * row + (row % 2)].join(),
      );
      const table = await readTable(["word,other,y", ...lines].join("\n"));
      const { record, train: part } = splitTable(table, "y", { holdout: 0, seed: 1, keep: ["other"] });
      const gates = options.model ? {} : { gates: 10 };
      const model = await train({ ...part, ...options, ...gates, lambdaFraction: 0.1 } as TrainOptions);
      const files = await filesOf('export { readModel } from "@halfspace/predict";');
      const program = `import { readModel } from "./page.mjs";
        const model = await readModel(${JSON.stringify(toModelFile(model, { table: record }))});
        const [value] = model.predict([{ word: "a", other: ${JSON.stringify(cell(4))} }]);
        console.log(Number.isFinite(value) ? "solved" : value);`;
      const loaded = loadedBy(program, files);
      expect(loaded).toContain("solved");
      const size = sizeOf(files.filter(({ fileName }) => loaded.has(fileName)));
      noted(what, size, most);
      expect(size).toBeLessThan(most);
    });
  }
});
