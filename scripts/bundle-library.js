// Joins the library's modules, with pure-rand, into a few files: Node takes 120 ms more to load two hundred small ones. The types stay
// beside the modules. Every door of package.json becomes a file of its own that holds next to nothing; the code lies in two chunks. One holds
// zod and the formats of files: a program that reads no model file, bundled by its author, then leaves both out, for zod runs code when it is
// loaded and cannot be left out in parts. What a thread of its own runs is an entry too, and no door.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";
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
const groups = [
  { name: "files", test: /dist\/formats|node_modules\/zod/, priority: 1, includeDependenciesRecursively: false },
  { name: "library", test: (module) => !entries.has(module) },
];

const bundle = await rolldown({
  input,
  external: [/^node:/, "#platform", "koffi"],
  platform: "neutral",
  preserveEntrySignatures: "allow-extension",
});
rmSync(target, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: target,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "shared-[name]-[hash].js",
  codeSplitting: { groups },
});
await bundle.close();
writeLicences(output, join(target, "LICENCES.txt"));
