import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import { afterAll, describe, expect, it } from "vitest";

/** What a page takes along, in kilobytes after minification and gzip, and how much that may be. */
const budgets: readonly { readonly what: string; readonly code: string; readonly most: number }[] = [
  { what: "train", code: 'export { train } from "halfspace";', most: 130 },
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

const entry = join(import.meta.dirname, "page.js");

/** Kilobytes of a page's code with all that it needs of halfspace, minified and compressed. */
async function sizeOf(code: string): Promise<number> {
  const page = {
    name: "page",
    resolveId: (id: string) => (id === entry ? id : null),
    load: (id: string) => (id === entry ? code : null),
  };
  const bundle = await rolldown({ input: entry, external: [/^node:/, "koffi"], platform: "browser", plugins: [page] });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  await bundle.close();
  return (
    output.reduce((bytes, chunk) => bytes + ("code" in chunk ? gzipSync(chunk.code, { level: 9 }).length : 0), 0) / 1000
  );
}

describe("a page takes along only what it uses", () => {
  const rows: string[] = [];
  afterAll(() => console.log(["kB gzipped  budget  what", ...rows].join("\n")));

  for (const { what, code, most } of budgets) {
    it(`${what}: at most ${most} kB`, async () => {
      const size = await sizeOf(code);
      rows.push(`${size.toFixed(1).padStart(10)}  ${String(most).padStart(6)}  ${what}`);
      expect(size).toBeLessThan(most);
    });
  }
});
