// Joins what predictions need of the library and of the tables into one file of `@halfspace/predict`. The numeric core in WebAssembly is left out: the
// forward passes in plain JavaScript stand in its place, which is the one difference to the same calls through `halfspace`.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { writeLicences } from "./licences.js";

const root = join(import.meta.dirname, "..");
const library = join(root, "library", "dist");
const target = join(root, "predict", "dist", "bundle");
const plainCore = fileURLToPath(new URL("../library/dist/numerics/plain/core.js", import.meta.url));
const replaced = join(library, "numerics", "current-backend.js");

const inPlaceOfPackages = {
  name: "predicting-alone",
  resolveId(specifier, importer) {
    if (specifier === "halfspace") return join(library, "index.js");
    if (specifier === "halfspace/schemas") return join(library, "doors", "schemas.js");
    if (specifier === "@halfspace/tables") return join(root, "tables", "dist", "index.js");
    if (specifier.endsWith("/current-backend.js") && join(importer, "..", specifier) === replaced) return plainCore;
  },
};

const bundle = await rolldown({
  input: join(root, "predict", "dist", "index.js"),
  external: [/^node:/, "#platform", "koffi"],
  platform: "browser",
  plugins: [inPlaceOfPackages],
  // Every module of ours only declares.
  treeshake: { moduleSideEffects: false },
});
rmSync(target, { recursive: true, force: true });
const { output } = await bundle.write({ dir: target, format: "esm", entryFileNames: "index.js", codeSplitting: false });
await bundle.close();
writeLicences(output, join(target, "LICENCES.txt"));
