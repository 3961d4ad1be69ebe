import { existsSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import {
  filesUnder,
  functionLengths,
  generatorsMadeAtRunTime,
  type Measured,
  parameterCounts,
} from "./source-measures.js";

const root = join(import.meta.dirname, "..");

/** From top to bottom; entries of one line do not import each other (docs/decisions/rooms.md). */
const workspaceLines = [
  ["command-line", "site"],
  ["benchmarks"],
  ["studio", "predict", "sweeps", "reproduction", "examples"],
  ["tables", "pictures"],
  ["library"],
];
const roomLines = [
  ["index", "doors"],
  ["selection"],
  ["training"],
  ["options"],
  ["penalty-choice", "explanation", "prediction-range"],
  ["fitting", "scoring", "verification", "formats"],
  ["decomposition", "baselines", "theory"],
  ["models"],
  ["reductions"],
  ["solvers"],
  ["certificates"],
  ["pricing"],
  ["programs"],
  ["kernels", "networks"],
  ["cones"],
  ["arrangements", "losses", "penalties", "activations"],
  ["optimisation"],
  ["linear-algebra"],
  ["random"],
  ["numerics", "schemas"],
  ["errors"],
];

/** The only files of the library that may name a Node module: adapters for Node, chosen by the export conditions. */
const nodeAdapter = /(^|[-./])node\.ts$/;

interface Import {
  readonly file: string;
  readonly specifier: string;
}

const packageOf = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
const workspaces = workspaceLines.flat().filter((folder) => existsSync(join(root, folder, "package.json")));
const folderOfPackage = new Map(workspaces.map((folder) => [packageOf(folder).name as string, folder]));

/** Every module a source file names: import, export … from, import type, dynamic import() and import("…").Type. */
function specifiersIn(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|[^:"'`])\/\/.*$/gm, "$1");
  const found = [
    ...code.matchAll(/^\s*(?:import|export)\b(?:[^"';]*?\bfrom)?\s*["']([^"']+)["']/gm),
    ...code.matchAll(/\bimport\(\s*["']([^"']+)["']/g),
  ];
  return found.map((match) => match[1]);
}

function importsOf(workspace: string): Import[] {
  return filesUnder(join(root, workspace, "src"), /\.(ts|svelte)$/).flatMap((file) =>
    specifiersIn(readFileSync(file, "utf8")).map((specifier) => ({ file: relative(root, file), specifier })),
  );
}

const packageName = (specifier: string) => specifier.match(/^(@[^/]+\/)?[^/]+/)?.[0] ?? specifier;
const edge = ({ file, specifier }: Import, why: string) => `${file} → "${specifier}": ${why}`;
const lineOf = (lines: string[][], name: string) => lines.findIndex((line) => line.includes(name));
const isTest = (file: string) => /\.test(-d)?\.ts$/.test(file);
const isNodeModule = (specifier: string) => specifier.startsWith("node:") || builtinModules.includes(specifier);

/** The room of a file of the library: its folder in src, or its own name when it lies in src itself. */
function roomOf(file: string): string {
  return relative(join(root, "library", "src"), file)
    .split("/")[0]
    .replace(/(\.test)?\.ts$/, "");
}

describe("imports point only downwards", () => {
  it("finds imports in every form", () => {
    const source = `import { a } from "a";\nimport type { b } from "b";\nexport * from "c";\nimport "d";\nimport {\n  e,\n} from "e";
      const f = await import("f");\ntype G = import("g").G; // import "no"\n/* import "no"; */`;
    expect(specifiersIn(source).sort()).toEqual(["a", "b", "c", "d", "e", "f", "g"]);
  });

  it("every workspace is in the list", () => {
    const listed: string[] = packageOf(".").workspaces;
    expect(listed.filter((folder) => lineOf(workspaceLines, folder) < 0)).toEqual([]);
  });

  for (const workspace of workspaces) {
    it(`${workspace}: only workspaces below it, through their doors`, () => {
      const wrong = importsOf(workspace).flatMap((found) => {
        if (found.specifier.startsWith(".")) {
          const target = relative(join(root, workspace), resolve(root, dirname(found.file), found.specifier));
          return target.startsWith("..") ? [edge(found, `leaves ${workspace}; import the package by its name`)] : [];
        }
        const other = folderOfPackage.get(packageName(found.specifier));
        if (other === undefined || other === workspace) return [];
        return lineOf(workspaceLines, other) > lineOf(workspaceLines, workspace)
          ? []
          : [edge(found, `${other} is not below ${workspace}`)];
      });
      expect(wrong).toEqual([]);
    });

    it(`${workspace}: every package it imports is declared in its package.json`, () => {
      const {
        name,
        imports = {},
        dependencies = {},
        devDependencies = {},
        peerDependencies = {},
      } = packageOf(workspace);
      // These are published as bundles: what they import is inside.
      const bundled = ["library", "studio", "predict"].includes(workspace) ? devDependencies : {};
      const declared = new Set([name, ...Object.keys({ ...dependencies, ...peerDependencies, ...bundled })]);
      const forTests = new Set([...Object.keys({ ...devDependencies, ...packageOf(".").devDependencies })]);
      const wrong = importsOf(workspace)
        .filter(({ specifier }) => !specifier.startsWith(".") && !isNodeModule(specifier) && !(specifier in imports))
        .filter(({ specifier }) => !declared.has(packageName(specifier)))
        .filter(({ file, specifier }) => !(isTest(file) && forTests.has(packageName(specifier))));
      expect(wrong.map((found) => edge(found, "not among the dependencies"))).toEqual([]);
    });
  }
});

describe("the rooms of the library", () => {
  const source = importsOf("library");

  it("every room is in the list", () => {
    const rooms = new Set(filesUnder(join(root, "library", "src"), /\.ts$/).map(roomOf));
    expect([...rooms].filter((room) => lineOf(roomLines, room) < 0)).toEqual([]);
  });

  it("import only rooms below them, type imports included", () => {
    const wrong = source.flatMap((found) => {
      if (!found.specifier.startsWith(".")) return [];
      const from = roomOf(join(root, found.file));
      const to = roomOf(resolve(root, dirname(found.file), found.specifier.replace(/\.js$/, ".ts")));
      if (from === to || lineOf(roomLines, to) > lineOf(roomLines, from)) return [];
      return [edge(found, `${to} is not below ${from}`)];
    });
    expect(wrong).toEqual([]);
  });

  it("the stations of docs/decisions/rooms.md exist, each below the one before", () => {
    const text = readFileSync(join(root, "docs", "decisions", "rooms.md"), "utf8");
    const ways = text.split("| Station |").slice(1);
    expect(ways).toHaveLength(3);
    for (const way of ways) {
      const stations = [...way.matchAll(/^\| `(([\w-]+)\/[\w./-]+)` `(\w+)` \|/gm)].map((match) => match.slice(1));
      expect(stations.length).toBeGreaterThan(3);
      for (const [file, , name] of stations) {
        const code = readFileSync(join(root, "library", "src", file), "utf8");
        expect(code, `${file} exports ${name}`).toMatch(new RegExp(`^export (async )?function\\*? ${name}\\b`, "m"));
      }
      const lines = stations.map(([, room]) => lineOf(roomLines, room));
      expect(lines).toEqual([...new Set(lines)].sort((a, b) => a - b));
    }
  });

  it("the judge reaches no file of the judged, on any path", () => {
    const graph = new Map<string, string[]>();
    for (const { file, specifier } of source) {
      if (!specifier.startsWith(".") || isTest(file)) continue;
      const target = relative(root, resolve(root, dirname(file), specifier.replace(/\.js$/, ".ts")));
      graph.set(file, [...(graph.get(file) ?? []), target]);
    }
    const room = (file: string) => roomOf(join(root, file));
    const judges = [...graph.keys()].filter((file) => ["certificates", "verification"].includes(room(file)));
    const judged = ["solvers", "fitting", "penalty-choice", "options", "training", "selection"];
    const reached = new Set(judges);
    for (const file of reached) for (const next of graph.get(file) ?? []) reached.add(next);
    expect(judges.length).toBeGreaterThan(5);
    expect([...reached].filter((file) => judged.includes(room(file)))).toEqual([]);
  });

  it("name no Node module outside the adapters", () => {
    const wrong = source.filter(
      ({ file, specifier }) => isNodeModule(specifier) && !isTest(file) && !nodeAdapter.test(file),
    );
    expect(wrong.map((found) => edge(found, "the library runs anywhere"))).toEqual([]);
  });
});

/** BLAS takes what it takes, by position. */
const foreignSignatures = ["library/src/numerics/native-node.ts"];

describe("the checker of evidence files", () => {
  const checkers = ["check.mjs", "check.py"].map((name) => readFileSync(join(root, "checker", name), "utf8"));

  it("is read in a sitting: at most 400 lines", () => {
    for (const source of checkers) expect(source.split("\n").length).toBeLessThanOrEqual(401);
  });

  it("imports nothing of the rest, only what its language brings", () => {
    const [javascript, python] = checkers;
    expect(specifiersIn(javascript).filter((specifier) => !isNodeModule(specifier))).toEqual([]);
    const modules = [...python.matchAll(/^(?:import|from) (\w+)/gm)].map((match) => match[1]);
    expect(modules.filter((name) => !["fractions", "hashlib", "json", "math", "struct", "sys"].includes(name))).toEqual(
      [],
    );
  });
});

describe("files, folders and functions are small", () => {
  const sources = workspaces
    .flatMap((workspace) => filesUnder(join(root, workspace, "src"), /\.(ts|svelte)$/))
    .filter((file) => !file.includes("/generated/"));
  const withoutTests = sources.filter((file) => !isTest(file));
  const report = (found: readonly Measured[]) =>
    [...found]
      .sort((a, b) => b.size - a.size)
      .map(({ file, line, name, size }) => `${size} ${relative(root, file)}:${line} ${name}`);

  it("no folder of the library has more than 16 source files", () => {
    const sizes = new Map<string, number>();
    for (const file of withoutTests.filter((path) => path.startsWith(join(root, "library")))) {
      sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
    }
    const crowded = [...sizes].filter(([, size]) => size > 16);
    expect(crowded.map(([folder, size]) => `${size} ${relative(root, folder)}`)).toEqual([]);
  });

  it("no source file has more than 300 lines", () => {
    const others = ["library/assembly", "scripts", "test"].flatMap((folder) =>
      filesUnder(join(root, folder), /\.(ts|js)$/),
    );
    const all = [...sources, ...others.filter((file) => !file.includes("/dist/"))];
    const lengths = all.map((file) => ({
      ...{ file, line: 1, name: "" },
      size: readFileSync(file, "utf8").trimEnd().split("\n").length,
    }));
    expect(report(lengths.filter(({ size }) => size > 300))).toEqual([]);
  });

  it("no function has 40 lines or more", () => {
    const long = withoutTests.flatMap(functionLengths).filter(({ size }) => size >= 40);
    expect(report(long)).toEqual([]);
  });

  it("nothing is declared or called with seven and more positional parameters", () => {
    const ours = sources.filter((file) => !foreignSignatures.includes(relative(root, file)));
    const many = ours.flatMap(parameterCounts).filter(({ size }) => size >= 7);
    expect(report(many)).toEqual([]);
  });
});

it("generators of the library are functions of their modules or methods of classes (solvers-are-generators.md)", () => {
  const files = filesUnder(join(root, "library", "src"), /\.ts$/).filter((file) => !isTest(file));
  const found = files.flatMap(generatorsMadeAtRunTime);
  expect(found.map(({ file, line, name }) => `${relative(root, file)}:${line} ${name}`)).toEqual([]);
});

describe("no cycles", () => {
  for (const workspace of workspaces) {
    it(workspace, () => {
      const graph = new Map<string, string[]>();
      for (const { file, specifier } of importsOf(workspace)) {
        if (!specifier.startsWith(".")) continue;
        const target = relative(root, resolve(root, dirname(file), specifier.replace(/\.js$/, ".ts")));
        graph.set(file, [...(graph.get(file) ?? []), target]);
      }
      expect(firstCycle(graph)).toBeUndefined();
    });
  }
});

function firstCycle(graph: Map<string, string[]>): string | undefined {
  const done = new Set<string>();
  const visit = (file: string, path: string[]): string | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file].join(" → ");
    if (done.has(file)) return undefined;
    for (const next of graph.get(file) ?? []) {
      const cycle = visit(next, [...path, file]);
      if (cycle) return cycle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of graph.keys()) {
    const cycle = visit(file, []);
    if (cycle) return cycle;
  }
  return undefined;
}
