import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");
const packageIn = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));
const workspaces: string[] = packageIn(".").workspaces;
const published = workspaces.filter((folder) => packageIn(folder).private !== true);
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
