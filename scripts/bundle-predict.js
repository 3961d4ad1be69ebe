// Joins what predictions need of the library and of the tables into `@halfspace/predict`. Five modules have a lighter one in their place: the numeric
// core in WebAssembly the forward passes in plain JavaScript, the readers of model files and of their tables' records ones that read what predictions
// need, the columns of tables plain lists of cells, and dates are loaded when a model has some.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { writeLicences } from "./licences.js";

const root = join(import.meta.dirname, "..");
const library = join(root, "library", "dist");
const target = join(root, "predict", "dist", "bundle");
const tables = join(root, "tables", "dist");
const lighter = [
  [join(library, "numerics", "current-backend.js"), new URL("../library/dist/numerics/plain/core.js", import.meta.url)],
  [
    join(library, "formats", "model-file.js"),
    new URL("../library/dist/formats/predicting/model-file.js", import.meta.url),
  ],
  [join(tables, "columns", "table-columns.js"), new URL("../tables/dist/columns/plain-columns.js", import.meta.url)],
  [join(tables, "split-table.js"), new URL("../tables/dist/predicting/table-record.js", import.meta.url)],
  [join(tables, "date-writer.js"), new URL("../tables/dist/predicting/date-writer.js", import.meta.url)],
];
const replaced = new Map(lighter.map(([file, other]) => [file, fileURLToPath(other)]));

const inPlaceOfPackages = {
  name: "predicting-alone",
  resolveId(specifier, importer) {
    if (specifier === "halfspace") return join(library, "index.js");
    if (specifier === "halfspace/schemas") return join(library, "doors", "schemas.js");
    if (specifier === "@halfspace/tables") return join(tables, "index.js");
    const inPlace = specifier.startsWith(".") ? replaced.get(join(importer, "..", specifier)) : undefined;
    return inPlace === importer ? undefined : inPlace;
  },
};

const bundle = await rolldown({
  input: join(root, "predict", "dist", "index.js"),
  external: [/^node:/, "#platform", "koffi"],
  platform: "browser",
  plugins: [inPlaceOfPackages],
  // The lighter modules lack what predictions do not need.
  shimMissingExports: true,
  checks: { shimmedExport: false },
  // Every module of ours only declares.
  treeshake: { moduleSideEffects: false },
});
rmSync(target, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: target,
  format: "esm",
  entryFileNames: "index.js",
  chunkFileNames: "[name].js",
});
await bundle.close();
writeLicences(output, join(target, "LICENCES.txt"));
