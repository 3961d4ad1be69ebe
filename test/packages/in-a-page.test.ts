/// <reference lib="dom" />
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveStudio } from "../../command-line/src/studio-server.js";
import { startChromium } from "../browser/chromium.js";
import { root } from "./packed.js";

/** The page of the library's README: its blocks of code by the name in their first line. */
const readme = readFileSync(join(root, "library/README.md"), "utf8");
const files = new Map([...readme.matchAll(/```js\n\/\/ (\S+)\n([\s\S]*?)```/g)].map((match) => [match[1], match[2]]));

let folder = "";
let browser: Browser;
const servers: Server[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-page-"));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(join(root, "library"), join(folder, "node_modules/halfspace"));
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  writeFileSync(
    join(folder, "index.html"),
    '<!doctype html><body><script type="module" src="./main.js"></script></body>',
  );
  for (const [name, code] of files) writeFileSync(join(folder, name), code);
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What the built page says once it says something. */
async function saidBy(built: string): Promise<string> {
  const server = await serveStudio({ folder: built, port: 0, isolated: false });
  servers.push(server);
  const page = await browser.newPage();
  const faults: string[] = [];
  page.on("pageerror", ({ message }) => faults.push(message));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction(() => document.body.textContent?.includes("predicted") === true, undefined, {
    timeout: 30_000,
  });
  expect(faults).toEqual([]);
  return page.evaluate(() => document.body.textContent ?? "");
}

describe("the page of the library's README", () => {
  it("is two files of at most 15 lines together, without blank ones", () => {
    expect([...files.keys()]).toEqual(["main.js", "worker.js"]);
    expect(
      [...files.values()]
        .join("")
        .split("\n")
        .filter((line) => line.trim()).length,
    ).toBeLessThanOrEqual(15);
  });

  for (const format of ["iife", "es"] as const) {
    it(`is built by Vite with a worker of format ${format}, trains and predicts`, async () => {
      const outDir = join(folder, `built-${format}`);
      await build({ root: folder, logLevel: "error", configFile: false, worker: { format }, build: { outDir } });
      expect(await saidBy(outDir)).toMatch(/^solved, gap [\d.e-]+, predicted \d\.\d+$/);
    });
  }
});
