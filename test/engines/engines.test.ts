import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
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

/** Other engines: paths of executables with a comma between, as in HALFSPACE_ENGINES=/opt/node24/bin/node,/opt/bun,/opt/deno. */
const engines = (process.env.HALFSPACE_ENGINES ?? "").split(",").filter(Boolean);

async function digestsOf(engine: string): Promise<Digests> {
  const words = basename(engine).startsWith("deno") ? ["run", "--allow-read", "--allow-env"] : [];
  const { stdout } = await promisify(execFile)(engine, [...words, program]);
  return JSON.parse(stdout);
}

/** The same in a worker of a page: the program and the library in one script. */
async function digestsInChromium(studio: StudioInBrowser): Promise<Digests> {
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
  const page = await studio.open();
  const headers = { "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin" };
  await page
    .context()
    .route("**/engine.js", (route) => route.fulfill({ contentType: "text/javascript", body: output[0].code, headers }));
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
