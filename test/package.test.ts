import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const packageIn = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
const workspaces: string[] = packageIn(".").workspaces;
const published = workspaces.filter((folder) => packageIn(folder).private !== true);
const libraryDoors = Object.keys(packageIn("library").exports)
  .filter((door) => !door.endsWith(".json"))
  .map((door) => `halfspace${door.slice(1)}`);
const run = (cwd: string, command: string, ...words: string[]) =>
  execFileSync(command, words, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

describe("what is published", () => {
  for (const folder of published) {
    it(`${folder}: publint has nothing to say`, async () => {
      const { messages } = await publint({ pkgDir: join(root, folder), strict: true, pack: false });
      const manifest = packageIn(folder);
      expect(messages.map((message) => formatMessage(message, manifest))).toEqual([]);
    });
  }
});

describe("the packed packages, installed together in an empty folder", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "halfspace-packed-"));
    const chosen = published.flatMap((name) => ["--workspace", name]);
    const packed = JSON.parse(run(root, "npm", "pack", ...chosen, "--json", "--pack-destination", folder));
    const tarballs = packed.map(({ filename }: { filename: string }) => `./${filename}`);
    writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
    run(folder, "npm", "install", "--prefer-offline", "--ignore-scripts", "--no-audit", "--no-fund", ...tarballs);
  }, 300_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  for (const workspace of published) {
    const { name, exports = {} } = packageIn(workspace);
    const doors = Object.keys(exports).filter((door) => !/\.json$|\*/.test(door));
    for (const door of doors) {
      it(`${name}${door.slice(1)} imports`, () => {
        const script = `const door = await import("${name}${door.slice(1)}"); console.log(Object.keys(door).length > 0)`;
        expect(run(folder, process.execPath, "--input-type=module", "--eval", script).trim()).toBe("true");
      });
    }
  }

  it("the types of every door are found from Node and by bundlers", () => {
    const lines = libraryDoors.map((door, k) => `import * as door${k} from "${door}";\nvoid Object.keys(door${k});`);
    writeFileSync(join(folder, "doors.ts"), lines.join("\n"));
    const tsc = join(root, "node_modules", ".bin", "tsc");
    const options = ["--noEmit", "--strict", "--target", "ES2023", "--lib", "ES2023"];
    for (const resolution of [["NodeNext"], ["ESNext", "--moduleResolution", "bundler"]]) {
      run(folder, tsc, "doors.ts", ...options, "--module", ...resolution);
    }
  });

  /** Bytes of a program that exports what `code` does, minified, with all it needs of the library. */
  async function bundledSize(code: string) {
    const entry = join(folder, "entry.js");
    writeFileSync(entry, code);
    const bundle = await rolldown({ input: entry, external: [/^node:/, "koffi"], platform: "browser" });
    const { output } = await bundle.generate({ format: "esm", minify: true });
    await bundle.close();
    return output.reduce((bytes, chunk) => bytes + ("code" in chunk ? chunk.code.length : 0), 0);
  }

  it("a program takes along only the part of the library that it uses", async () => {
    const doors = libraryDoors.filter((door) => door !== "halfspace/native");
    const whole = await bundledSize(doors.map((door) => `export * from "${door}";`).join("\n"));
    const alone = async (name: string, door: string) =>
      (await bundledSize(`export { ${name} } from "${door}";`)) / whole;
    expect(await alone("neuralTangentKernel", "halfspace")).toBeLessThan(1 / 5);
    expect(await alone("maskingKernel", "halfspace/kernels")).toBeLessThan(1 / 5);
    // Neither WebAssembly nor the reader of model files.
    expect(await alone("predictionErrorBound", "halfspace/theory")).toBeLessThan(1 / 20);
    expect(await alone("squared", "halfspace")).toBeLessThan(1 / 20);
    // No reader of model files.
    expect(await alone("train", "halfspace")).toBeLessThan(2 / 3);
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
    expect(JSON.parse(run(folder, process.execPath, "--input-type=module", "--eval", script))).toEqual([]);
  });

  it("no name stands behind two doors", async () => {
    const script = `const names = {};
      for (const door of ${JSON.stringify(libraryDoors)}) {
        for (const name of Object.keys(await import(door))) (names[name] ??= []).push(door);
      }
      console.log(JSON.stringify(Object.entries(names).filter(([, doors]) => doors.length > 1)));`;
    expect(JSON.parse(run(folder, process.execPath, "--input-type=module", "--eval", script))).toEqual([]);
  });

  it("all doors share one library: an error of one is an InputError of another", () => {
    const script = `import { InputError } from "halfspace";
      import { patchShape } from "halfspace/geometry";
      try { patchShape({ height: -1 }); } catch (error) { console.log(error instanceof InputError); }`;
    expect(run(folder, process.execPath, "--input-type=module", "--eval", script).trim()).toBe("true");
  });

  it("the library trains", () => {
    const script = `import { train } from "halfspace";
      const { status } = await train({ inputs: [[0], [1], [2], [4]], targets: [0, 1, 1, 3], gates: 9, lambdaFraction: 0.1 });
      console.log(status);`;
    expect(run(folder, process.execPath, "--input-type=module", "--eval", script).trim()).toBe("solved");
  });

  it("npx halfspace runs", () => {
    expect(run(folder, "npx", "--no-install", "halfspace", "--help")).toContain("halfspace fit");
  });

  it("npx halfspace runs in this repository too, as the demo and the documents say", () => {
    expect(run(root, "npx", "--no-install", "halfspace", "--help")).toContain("halfspace fit");
  });

  it("no test and no build record is in a package", () => {
    const files = run(
      folder,
      "find",
      "node_modules/halfspace",
      "node_modules/halfspace-cli",
      "node_modules/@halfspace",
    );
    expect(files.split("\n").filter((file) => /\.test\.|tsbuildinfo/.test(file))).toEqual([]);
  });
});
