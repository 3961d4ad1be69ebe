// Joins the library's modules, with pure-rand, into a few files: Node takes 120 ms more to load two hundred small ones. The types stay
// beside the modules. Every door of package.json becomes a file of its own that holds next to nothing. Where the library imports a part only when
// it is needed, the part is a file too (files-of-modules.js). What a thread of its own runs is an entry too, and no door.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
import { filesOfModules } from "./files-of-modules.js";
import { writeLicences } from "./licences.js";

const root = join(import.meta.dirname, "..");
const compiled = join(root, "library", "dist");
const target = join(compiled, "bundle");

/** The compiled module of every door, by the name of its file in the bundle. */
function doors() {
  const { exports } = JSON.parse(readFileSync(join(root, "library", "package.json"), "utf8"));
  return Object.fromEntries(
    Object.values(exports)
      .filter((door) => door.types !== undefined)
      .map(({ types, node, default: file = node }) => [
        file.match(/([\w-]+)\.js$/)[1],
        join(root, "library", types.replace(/\.d\.ts$/, ".js")),
      ]),
  );
}

const thread = new URL("../library/dist/prediction-range/range-thread.js", import.meta.url);
const input = { ...doors(), "range-thread": fileURLToPath(thread) };
const entries = new Set(Object.values(input));

let fileOf;
const groups = [
  {
    debugName: "files that a page loads apart",
    name(module, graph) {
      if (entries.has(module)) return null;
      const infoOf = (id) => graph.getModuleInfo(id) ?? { importedIds: [], dynamicallyImportedIds: [], code: "" };
      fileOf ??= filesOfModules(join(compiled, "training", "train.js"), infoOf);
      return fileOf(module);
    },
    includeDependenciesRecursively: false,
  },
];

const bundle = await rolldown({
  input,
  external: [/^node:/, "#platform", "koffi"],
  platform: "neutral",
  // Some doors show at once what other programs load later.
  checks: { ineffectiveDynamicImport: false },
  preserveEntrySignatures: "allow-extension",
});
rmSync(target, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: target,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "shared-[name].js",
  codeSplitting: { groups },
});
await bundle.close();
writeLicences(output, join(target, "LICENCES.txt"));
