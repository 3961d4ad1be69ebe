import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { moduleAt } from "../site/src/reference/source-modules.js";
import { filesUnder } from "./source-measures.js";

const root = join(import.meta.dirname, "..");
const manifest = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
const workspaces: readonly string[] = manifest(".").workspaces;
const isTest = (file: string) => /\.test(-d)?\.ts$/.test(file) || file.startsWith(join(root, "test"));

const sources = workspaces.flatMap((folder) => filesUnder(join(root, folder, "src"), /\.(ts|svelte)$/));
const readers = [...sources, ...filesUnder(join(root, "test"), /\.ts$/).filter((file) => !file.includes("/dist/"))];
/** Others that use what is compiled. */
const scripts = filesUnder(join(root, "scripts"), /\.js$/);

/** The source of a compiled or relative file that code names; undefined for a package. */
function sourceOf(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith(".")) return undefined;
  const file = join(dirname(from), specifier).replace("/dist/", "/src/");
  return [file.replace(/\.js$/, ".ts"), file].find(existsSync);
}

/** The doors of a workspace: what package.json exports or starts. */
function doorsOf(folder: string): string[] {
  const named = JSON.stringify(manifest(folder)).match(/dist\/[\w./-]+\.(?:d\.ts|js)/g) ?? [];
  const compiled = named.map((file) =>
    join(root, folder, file.replace("dist/", "src/").replace(/(\.d\.ts|\.js)$/, ".ts")),
  );
  return compiled.filter(existsSync);
}

/** Files whose every export counts as used: doors, what is started or loaded whole, and what is read as a namespace. */
const whole = new Set(workspaces.flatMap(doorsOf));
/** "file name" of every export that another file takes by its name. */
const used = new Set<string>();
/** Files that another file names in any way. */
const named = new Set<string>();

for (const file of [...readers, ...scripts]) {
  const code = readFileSync(file, "utf8");
  for (const [, specifier] of code.matchAll(/(?:from|import|URL\(|import\()\s*\(?["'`](\.[^"'`]+)["'`]/g)) {
    const source = sourceOf(file, specifier);
    if (source) named.add(source);
  }
  for (const [, specifier] of code.matchAll(
    /(?:import\(|URL\(|\* as \w+ from |export \* from )\s*["'](\.[^"']+)["']/g,
  )) {
    const source = sourceOf(file, specifier);
    if (source) whole.add(source);
  }
  for (const [, names, specifier] of code.matchAll(
    /(?:import|export)\s+(?:type\s+)?\{([^}]*)\}\s*from\s*["'](\.[^"']+)["']/g,
  )) {
    const source = sourceOf(file, specifier);
    for (const name of names.split(","))
      used.add(
        `${source} ${name
          .trim()
          .replace(/^type\s+/, "")
          .replace(/\s+as\s.*/s, "")}`,
      );
  }
}

/** Types are exported beside the functions that speak of them, whoever names them. */
const isType = (type: string): boolean => /^TS(Interface|TypeAlias)Declaration$/.test(type);

describe("nothing is kept that nobody uses", () => {
  for (const folder of workspaces.filter((each) => manifest(each).private !== true || each === "command-line")) {
    const own = sources.filter((file) => file.startsWith(`${join(root, folder, "src")}/`) && !isTest(file));

    it(`${folder}: every file is a door, is started, or is named by another`, () => {
      const started = [join(root, "command-line/src/main.ts"), join(root, "studio/src/main.ts")];
      const lonely = own.filter((file) => ![...named, ...whole, ...started].includes(file) && !file.endsWith(".d.ts"));
      expect(lonely.map((file) => relative(root, file))).toEqual([]);
    });

    it(`${folder}: every package that it declares is named in its files`, () => {
      const text = own.map((file) => readFileSync(file, "utf8")).join("\n");
      // The peers of the library are those of the command line, which its package brings.
      const { dependencies = {}, peerDependencies = {} } = manifest(folder);
      const declared = Object.keys({ ...dependencies, ...(folder === "library" ? {} : peerDependencies) });
      expect(declared.filter((name) => !new RegExp(`["\`]${name}`).test(text))).toEqual([]);
    });

    it(`${folder}: every function and value that is exported is used in another file`, () => {
      const dead = own
        .filter((file) => file.endsWith(".ts") && !whole.has(file) && !file.includes("/generated/"))
        .flatMap((file) => {
          const { exported, declared } = moduleAt(file);
          return [...exported]
            .filter(([, place]) => place.file === file && !isType(declared.get(place.name)?.node.type ?? ""))
            .filter(([name]) => !used.has(`${file} ${name}`))
            .map(([name]) => `${relative(root, file)} ${name}`);
        });
      expect(dead).toEqual([]);
    });
  }
});
