import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doorsOf, install, manifestIn, pack, published, root, run, runModule } from "./packed.js";

const scratch = mkdtempSync(join(tmpdir(), "halfspace-packed-"));
/** The package `halfspace` alone, as most people install it. */
const alone = join(scratch, "alone");
/** All packages together, with what they need from the registry. */
const together = join(scratch, "together");
let tarballs: ReadonlyMap<string, string>;

beforeAll(() => {
  for (const folder of [alone, together]) mkdirSync(folder);
  tarballs = pack(scratch);
  install(alone, [tarballs.get("halfspace")!]);
  install(together, tarballs.values());
}, 300_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const readme = readFileSync(join(root, "README.md"), "utf8");
/** The first program of README.md. */
const fiveLines = /```ts\n(import .* from "halfspace";\n[\s\S]*?)```/.exec(readme)![1];
/** What it prints: a status, a gap and one prediction. */
const fiveLinesPrinted = /^solved [\d.e-]+ Float64Array\(1\) \[ \d\.\d+ \]$/;

const halfspace = (...words: string[]): string => run(alone, "npx", "--no-install", "halfspace", ...words);
const whatWentWrong = (call: () => string): string => {
  try {
    return call();
  } catch (error) {
    return (error as Error).message;
  }
};

describe("halfspace, installed alone in an empty folder", () => {
  it("is one package and less than 8 MB", () => {
    expect(readdirSync(join(alone, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["halfspace"]);
    const [kilobytes] = run(alone, "du", "-sk", "node_modules").split("\t");
    expect(Number(kilobytes)).toBeLessThan(8000);
  });

  it("runs the commands of README.md: fit with a report, predict, verify, inspect", () => {
    const table = join(root, "examples/data/pumps.csv");
    const quick = ["--gates", "60", "--lambda", "0.1", "--report", "report.html"];
    expect(halfspace("fit", table, "--target", "power_kW", ...quick)).toContain("Certificate: optimal to");
    expect(readFileSync(join(alone, "report.html"), "utf8")).toContain("<svg");
    expect(halfspace("predict", "model.json", table)).toContain("predictions.csv");
    expect(halfspace("verify", "model.json", table)).toContain("Verified: optimal to");
    expect(halfspace("inspect", "model.json")).toContain("power_kW");
  });

  it("reads a large table on a thread of its own, whose script is in the package", () => {
    writeFileSync(join(alone, "large.csv"), `a,b,c\n${"1.2345,2.3456,3.4567\n".repeat(250_000)}`);
    const remark = whatWentWrong(() => halfspace("fit", "large.csv", "--target", "price"));
    expect(remark).toMatch(/^halfspace: --target: got .*price/);
  });

  it("asks for packages that few people need in one line", () => {
    const { version } = manifestIn("library");
    for (const [command, needed, ...words] of [
      ["studio", "studio"],
      ["sweep", "sweeps", "sweep.json"],
      ["worker", "sweeps", "--queue", "redis://127.0.0.1"],
      ["reproduce", "reproduction", "figure-2"],
    ]) {
      const remark = whatWentWrong(() => halfspace(command, ...words));
      expect(remark).toMatch(new RegExp(`^halfspace: ${command}: got no package @halfspace/${needed}; .*\\.$`));
      expect(remark).toContain(`npm install halfspace@${version} @halfspace/${needed}@${version}`);
    }
  });

  it("runs the five lines of README.md", () => {
    expect(fiveLines.trim().split("\n").filter(Boolean)).toHaveLength(4);
    expect(runModule(alone, fiveLines)).toMatch(fiveLinesPrinted);
  });

  it("runs them from CommonJS", () => {
    const body = fiveLines.replace(/import (.*) from "halfspace";/, 'const $1 = require("halfspace");');
    writeFileSync(join(alone, "five.cjs"), `(async () => {\n${body}\n})();`);
    expect(run(alone, process.execPath, "--no-warnings", "five.cjs").trim()).toMatch(fiveLinesPrinted);
  });

  it("runs them from a bundle of esbuild", async () => {
    const outfile = join(scratch, "bundled.mjs");
    const stdin = { contents: fiveLines, resolveDir: alone };
    const { warnings } = await build({
      stdin,
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "silent",
    });
    expect(warnings).toEqual([]);
    expect(run(scratch, process.execPath, outfile).trim()).toMatch(fiveLinesPrinted);
  });

  const engines = (process.env.HALFSPACE_ENGINES ?? "").split(",").filter(Boolean);
  it.skipIf(engines.length === 0)("runs them in the engines of HALFSPACE_ENGINES, which take long to download", () => {
    writeFileSync(join(alone, "five.mjs"), fiveLines);
    for (const engine of engines) {
      const words = basename(engine).startsWith("deno") ? ["run", "--allow-read", "--allow-env"] : [];
      expect(run(alone, engine, ...words, "five.mjs").trim()).toMatch(
        /^solved [\d.e-]+ Float64Array\(1\) \[\s*\d\.\d+,?\s*\]$/,
      );
    }
  });
});

describe("all packages, installed together", () => {
  it("every door imports, but for the queue, whose packages people install themselves", () => {
    const doors = published.flatMap(doorsOf).filter((door) => door !== "@halfspace/sweeps/queue");
    const script = `for (const door of ${JSON.stringify(doors)}) {
      if (Object.keys(await import(door)).length === 0) console.log(door);
    }`;
    expect(doors.length).toBeGreaterThan(15);
    expect(runModule(together, script)).toBe("");
  });

  it("no name stands behind two doors of the library", () => {
    const script = `const names = {};
      for (const door of ${JSON.stringify(doorsOf("library"))}) {
        for (const name of Object.keys(await import(door))) (names[name] ??= []).push(door);
      }
      console.log(JSON.stringify(Object.entries(names).filter(([, doors]) => doors.length > 1)));`;
    expect(JSON.parse(runModule(together, script))).toEqual([]);
  });

  it("all doors share one library: an error of one is an InputError of another", () => {
    const script = `import { InputError } from "halfspace";
      import { patchShape } from "halfspace/geometry";
      try { patchShape({ height: -1 }); } catch (error) { console.log(error instanceof InputError); }`;
    expect(runModule(together, script)).toBe("true");
  });

  it("what programs outside of this repository call stands behind `halfspace` itself", () => {
    const called = [
      ..."train solve verifyCertificate matrix sampleArrangement arrangementFromGates enumerateArrangement".split(" "),
      ..."gatedReluProgram exactReluProgram lambdaMax workingSet fista iterativeReweighting simpleMkl".split(" "),
      ..."coneDecomposition generateGates neuralTangentKernel ntkWeights kernelRidgeRegression".split(" "),
      ..."squared logistic softmax huber quantile poisson hinge squaredHinge".split(" "),
      ..."toModelFile fromModelFile toOnnx".split(" "),
    ];
    const script = `const door = await import("halfspace");
      console.log(JSON.stringify(${JSON.stringify(called)}.filter((name) => typeof door[name] !== "function")));`;
    expect(JSON.parse(runModule(together, script))).toEqual([]);
  });

  it("npx halfspace finds the packages that lie beside it", () => {
    expect(run(together, "npx", "--no-install", "halfspace", "reproduce", "--help")).toContain("figure-2");
    const remark = whatWentWrong(() => run(together, "npx", "--no-install", "halfspace", "sweep", "none.json"));
    expect(remark).toMatch(/^halfspace: .*none\.json, where there is no file/);
    expect(whatWentWrong(() => run(together, "npx", "--no-install", "halfspace", "worker", "--queue", "x"))).toContain(
      "bullmq ioredis",
    );
  });

  it("no test, no build record and no map of sources that are not there is in a package", () => {
    const files = run(together, "find", "node_modules/halfspace", "node_modules/@halfspace", "-type", "f").split("\n");
    expect(files.filter((file) => /\.test\.|test-d|tsbuildinfo|\.map$/.test(file))).toEqual([]);
    const code = files.filter((file) => /\.(js|d\.ts)$/.test(file));
    const mapped = code.filter((file) => readFileSync(join(together, file), "utf8").includes("sourceMappingURL="));
    expect(mapped).toEqual([]);
  });
});

describe("the declarations", () => {
  const tsc = join(root, "node_modules/.bin/tsc");
  const strictest = ["--exactOptionalPropertyTypes", "--noUncheckedIndexedAccess", "--skipLibCheck", "false"];
  const resolutions = [["NodeNext"], ["ESNext", "--moduleResolution", "bundler"]];

  /** Whether a door is for Node alone, whose types it then speaks of. */
  const isOfNode = (door: string) => door.endsWith("/node");

  function compile(folder: string, doors: readonly string[], options: readonly string[]): void {
    const lines = doors.map((door, k) => `import * as door${k} from "${door}";\nvoid Object.keys(door${k});`);
    writeFileSync(join(folder, "doors.ts"), lines.join("\n"));
    const always = ["--noEmit", "--strict", "--target", "ES2023", ...options];
    for (const resolution of resolutions) run(folder, tsc, "doors.ts", ...always, "--module", ...resolution);
  }

  it("of the library hold under every strictness, from Node and by bundlers, without anyone else's types", () => {
    compile(alone, doorsOf("library"), ["--lib", "ES2023", ...strictest]);
  });

  it("of tables and of predictions do so too", () => {
    const doors = ["tables", "predict"].flatMap(doorsOf).filter((door) => !isOfNode(door));
    compile(together, doors, ["--lib", "ES2023", ...strictest]);
  });

  const nodeTypes = ["--types", "node"];
  const withNodeTypes = () => {
    const types = join(together, "node_modules/@types");
    mkdirSync(types, { recursive: true });
    if (!readdirSync(types).includes("node")) symlinkSync(join(root, "node_modules/@types/node"), join(types, "node"));
  };

  it("of files of tables do so beside those of Node", () => {
    withNodeTypes();
    compile(together, doorsOf("tables").filter(isOfNode), ["--lib", "ES2023", ...strictest, ...nodeTypes]);
  });

  it("of charts, sweeps and reproductions hold under every strictness beside those of Node", () => {
    withNodeTypes();
    const doors = ["pictures", "sweeps", "reproduction"].flatMap(doorsOf);
    const isQueue = (door: string) => door === "@halfspace/sweeps/queue";
    const options = ["--lib", "ES2023,DOM", ...nodeTypes];
    compile(
      together,
      doors.filter((door) => !isQueue(door)),
      [...options, ...strictest],
    );
    // Its declarations name those of ioredis, which whoever wants a queue installs.
    compile(together, doors.filter(isQueue), [...options, "--skipLibCheck"]);
  });

  it("are found for every door, and are those of ES modules", async () => {
    for (const [name, tarball] of tarballs) {
      const result = await checkPackage(createPackageFromTarballData(new Uint8Array(readFileSync(tarball))));
      const problems = result.types === false ? [] : result.problems;
      // Only resolutions that know `exports` are meant; CommonJS gets the ES module, as Node 20.19 loads it.
      const meant = problems.filter(
        (problem) =>
          problem.kind !== "CJSResolvesToESM" && !("resolutionKind" in problem && problem.resolutionKind === "node10"),
      );
      expect(meant, name).toEqual([]);
    }
  });
});
