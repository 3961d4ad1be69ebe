// Joins the command line, with the reader of tables, the charts and all that these need, into a few files of the package `halfspace`: whoever
// installs it has one package and no others, and a command loads three files instead of two hundred. What few people need stays outside and is
// asked for by name when a command wants it: the studio, sweeps, reproductions, the drivers of databases.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { writeLicences } from "./licences.js";

const root = join(import.meta.dirname, "..");
const compiled = join(root, "command-line", "dist");
const target = join(root, "library", "dist", "command-line");

const outside = [
  /^node:/,
  /^halfspace(\/|$)/,
  /^@halfspace\/(sweeps|studio)(\/|$)/,
  "@halfspace/reproduction",
  ...["@duckdb/node-api", "better-sqlite3", "pg"],
];

const bundle = await rolldown({
  input: {
    main: join(compiled, "main.js"),
    "reading-thread": join(compiled, "commands", "fit", "reading-thread.js"),
    "verifying-thread": join(compiled, "commands", "verifying-thread.js"),
  },
  external: outside,
  platform: "node",
});
rmSync(target, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: target,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
writeLicences(output, join(target, "LICENCES.txt"));
