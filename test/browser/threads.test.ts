/// <reference lib="dom" />
import { basename, join } from "node:path";
import { rolldown } from "rolldown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StudioInBrowser } from "./studio-in-browser.js";

/** One for every door of the library. */
const bundles = join(import.meta.dirname, "../../library/dist/bundle");

/** Runs in a worker of the page: pricing with one thread and with all, and how many there were. */
const inWorker = `
  import { randomGenerator, sampleArrangement } from "halfspace";
  import { currentBackend, startThreads, stopThreads } from "halfspace/numerics";
  const random = randomGenerator(1);
  const [n, d, p] = [1003, 21, 900];
  const inputs = Array.from({ length: n }, () => [...random.gaussians(d)]);
  const { masks, maskCount } = sampleArrangement(inputs, { count: p, seed: 1 });
  const products = currentBackend().maskedProducts(Float64Array.from(inputs.flat()), n, d, masks, maskCount);
  const z = random.gaussians(n);
  const norms = () => {
    const out = new Float64Array(maskCount);
    products.norms(z, 1, out);
    return out;
  };
  stopThreads();
  const alone = norms();
  const wanted = startThreads(2);
  for (let k = 0; k < 500 && currentBackend().threads < wanted; k++) await new Promise((done) => setTimeout(done, 10));
  const together = norms();
  postMessage({ wanted, threads: currentBackend().threads, same: alone.every((value, k) => value === together[k]), positive: alone[0] > 0 });
`;

let studio: StudioInBrowser;
let script = "";
beforeAll(async () => {
  studio = await StudioInBrowser.start();
  const bundle = await rolldown({
    input: "in-worker",
    platform: "browser",
    plugins: [
      {
        name: "in-worker",
        resolveId: (id, importer) => {
          if (id === "in-worker") return id;
          return importer === "in-worker" ? join(bundles, `${id === "halfspace" ? "index" : basename(id)}.js`) : null;
        },
        load: (id) => (id === "in-worker" ? inWorker : null),
      },
    ],
  });
  const { output } = await bundle.generate({ format: "esm", codeSplitting: false });
  script = output[0].code;
});
afterAll(() => studio.stop());

describe("the numeric core in a worker of a page", () => {
  for (const [server, threads] of [
    ["isolated", 2],
    ["plain", 1],
  ] as const) {
    it(`${server}: ${threads} of them, the same bits`, async () => {
      const page = await studio.open({ server: studio[server] });
      await page.context().route("**/in-worker.js", (route) =>
        route.fulfill({
          contentType: "text/javascript",
          body: script,
          headers: { "Cross-Origin-Embedder-Policy": "require-corp", "Cross-Origin-Resource-Policy": "same-origin" },
        }),
      );
      const answer = await page.evaluate(
        () =>
          new Promise((resolve, reject) => {
            const worker = new Worker("/in-worker.js", { type: "module" });
            worker.onmessage = ({ data }) => resolve(data);
            worker.onerror = ({ message }) => reject(new Error(message));
          }),
      );
      expect(answer).toEqual({ wanted: threads, threads, same: true, positive: true });
      await page.close();
    });
  }
});
