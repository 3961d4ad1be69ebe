import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StudioInBrowser } from "../browser/studio-in-browser.js";

/** Fits of every kind take seconds of an engine of its own, and far longer on a busy machine. */
const patience = { timeout: 600_000 };
const root = join(import.meta.dirname, "../..");
const program = join(root, "scripts/same-bits/engine-here.js");

type Digests = Readonly<Record<string, string>>;

/** Other engines: paths of executables with a comma between, as in HALFSPACE_ENGINES=/opt/node24/bin/node,/opt/bun,/opt/deno,/usr/bin/firefox-esr. */
const engines = (process.env.HALFSPACE_ENGINES ?? "").split(",").filter(Boolean);

async function digestsOf(engine: string): Promise<Digests> {
  if (basename(engine).startsWith("firefox")) return digestsInFirefox(engine);
  const words = basename(engine).startsWith("deno") ? ["run", "--allow-read", "--allow-env"] : [];
  const { stdout } = await promisify(execFile)(engine, [...words, program]);
  return JSON.parse(stdout);
}

/** The program and the library in one script, for a worker of a page. */
async function scriptOfWorker(): Promise<string> {
  const source = `import * as halfspace from ${JSON.stringify(join(root, "library/dist/bundle/index.js"))};
    import * as numerics from ${JSON.stringify(join(root, "library/dist/bundle/numerics.js"))};
    import { digestsIn } from ${JSON.stringify(join(root, "scripts/same-bits/engine.js"))};
    postMessage(await digestsIn(halfspace, numerics));`;
  const inPage = {
    name: "in-page",
    resolveId: (id: string) => (id === "in-page" ? id : null),
    load: (id: string) => (id === "in-page" ? source : null),
  };
  const bundle = await rolldown({ input: "in-page", platform: "browser", plugins: [inPage] });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  return output[0].code;
}

/** In a worker of a page that Firefox opens by itself, and that sends what it found back to its server. */
async function digestsInFirefox(engine: string): Promise<Digests> {
  const script = await scriptOfWorker();
  const page = `<!doctype html><script>
    const say = (words) => fetch("/found", { method: "POST", body: JSON.stringify(words) });
    const worker = new Worker("/engine.js", { type: "module" });
    worker.onmessage = ({ data }) => say(data);
    worker.onerror = ({ message }) => say({ error: message });
  </script>`;
  const profile = mkdtempSync(join(tmpdir(), "halfspace-firefox-"));
  let found = (_: Digests): void => {};
  const answer = new Promise<Digests>((resolve) => {
    found = resolve;
  });
  const server = createServer(async (request, response) => {
    if (request.method === "POST") {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part);
      response.end();
      return found(JSON.parse(Buffer.concat(parts).toString()));
    }
    const isScript = request.url === "/engine.js";
    response.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : page);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const child = spawn(engine, ["--headless", "--no-remote", "--profile", profile, address], {
    stdio: "ignore",
    env: { ...process.env, HOME: profile },
  });
  const ended = new Promise<never>((_, reject) => child.once("close", () => reject(new Error("Firefox ended early"))));
  try {
    return await Promise.race([answer, ended]);
  } finally {
    child.kill();
    await ended.catch(() => {});
    server.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

async function digestsInChromium(studio: StudioInBrowser): Promise<Digests> {
  const body = await scriptOfWorker();
  const page = await studio.open();
  const headers = { "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin" };
  await page
    .context()
    .route("**/engine.js", (route) => route.fulfill({ contentType: "text/javascript", body, headers }));
  return page.evaluate(
    () =>
      new Promise<Record<string, string>>((resolve, reject) => {
        const worker = new Worker("/engine.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
  );
}

describe("one fit of every kind of model and of every loss has the same bits in", () => {
  let studio: StudioInBrowser;
  let here: Digests;
  beforeAll(async () => {
    [studio, here] = await Promise.all([StudioInBrowser.start(), digestsOf(process.execPath)]);
  }, patience.timeout);
  afterAll(() => studio.stop());

  it("this Node: every fit is there", () => {
    expect(Object.keys(here).length).toBeGreaterThan(40);
    expect(new Set(Object.values(here)).size).toBeGreaterThan(40);
  });

  it("Chromium", patience, async () => {
    expect(await digestsInChromium(studio)).toEqual(here);
  });

  it.skipIf(engines.length > 0)("other engines: skipped, as HALFSPACE_ENGINES names none", ({ skip }) => skip());

  for (const engine of engines) {
    it(engine, patience, async () => {
      if (!existsSync(engine)) throw new Error(`HALFSPACE_ENGINES names ${engine}, which does not exist`);
      expect(await digestsOf(engine)).toEqual(here);
    });
  }
});
