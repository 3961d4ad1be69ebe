import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "../..");

export const manifestIn = (folder: string) => JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8"));

/** The workspaces that go to the registry. */
export const published: readonly string[] = (manifestIn(".").workspaces as string[]).filter(
  (folder) => manifestIn(folder).private !== true,
);

/** What code imports from: "halfspace/theory". Files of a package, such as its manifest, are left out. */
export function doorsOf(workspace: string): string[] {
  const { name, exports = {} } = manifestIn(workspace);
  return Object.keys(exports)
    .filter((door) => !/\.json$|\*/.test(door))
    .map((door) => name + door.slice(1));
}

/** Runs a program and gives what it printed. @throws Error with what it printed and remarked when it fails */
export function run(cwd: string, command: string, ...words: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: "utf8" });
  if (status === 0) return stdout;
  throw new Error(`${stderr}${stdout}`.trim());
}

/** Runs code as a module of the folder. */
export const runModule = (cwd: string, code: string): string =>
  run(cwd, process.execPath, "--input-type=module", "--eval", code).trim();

/** Packs what goes to the registry. Gives the path of each tarball by the name of its package. */
export function pack(folder: string): ReadonlyMap<string, string> {
  const chosen = published.flatMap((name) => ["--workspace", name]);
  const packed = JSON.parse(run(root, "npm", "pack", ...chosen, "--json", "--pack-destination", folder));
  return new Map(packed.map(({ name, filename }: Record<string, string>) => [name, join(folder, filename)]));
}

/** Installs tarballs in an empty folder as a user would, with what they need from the registry. */
export function install(folder: string, tarballs: Iterable<string>): void {
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const quiet = "--ignore-scripts --no-audit --no-fund --fetch-retries=2 --fetch-retry-mintimeout=500".split(" ");
  const words = ["install", "--prefer-offline", ...quiet, ...tarballs];
  const { status, stderr } = spawnSync("npm", words, { cwd: folder, encoding: "utf8" });
  if (status === 0) return;
  const away = /ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN|ENOTCACHED/.test(stderr);
  throw new Error(away ? "the npm registry cannot be reached; this test installs packages from it" : stderr);
}
