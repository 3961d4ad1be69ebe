/// <reference lib="dom" />
import { readFile } from "node:fs/promises";
import { fromModelFile } from "halfspace";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelNamed } from "../../studio/src/models/index.js";
import { fractionAt } from "../../studio/src/penalty/path-point.js";
import { drawExample, examples } from "../../studio/src/problems/examples.js";
import { prepare } from "../../studio/src/workbench/workbench.js";
import { changedShare } from "./screenshots.js";
import { median, StudioInBrowser, totalOf } from "./studio-in-browser.js";

let studio: StudioInBrowser;
beforeAll(async () => {
  studio = await StudioInBrowser.start();
});
afterAll(() => studio.stop());

/** Times as the page saw them; printed, so that a run shows its figures. Limits on them belong to benchmarks of a quiet machine. */
function note(what: string, milliseconds: number): void {
  console.log(`studio: ${what}: ${milliseconds.toFixed(0)} ms`);
}

describe("the default screen", () => {
  let page: Page;
  beforeAll(async () => {
    page = await studio.open();
    await page.evaluate(watchForProof);
    await totalOf(page, "exact-relu");
  });
  afterAll(() => page.close());

  it("paints at once", async () => {
    const paint = await page.evaluate(() => performance.getEntriesByName("first-contentful-paint")[0].startTime);
    note("first paint", paint);
    note("first proved network", await page.evaluate(() => (window as unknown as { provedAt: number }).provedAt));
    expect(paint).toBeGreaterThan(0);
  });

  it("says which method won and that it is proved", async () => {
    await totalOf(page, "gradient-descent");
    await totalOf(page, "adam");
    const verdict = await page.locator("h1").innerText();
    expect(verdict).toMatch(/global optimum wins.*proved that no ReLU network, of any width, does better/is);
    expect(await page.locator('[data-model="exact-relu"]').innerText()).toMatch(/Proof.*optimal to \de-\d+/s);
  });
});

describe("what a person does", () => {
  it("two moons: trained, certified and drawn within two seconds", async () => {
    const page = await studio.open();
    await totalOf(page, "exact-relu");
    const start = performance.now();
    await page.getByText("Two moons").click();
    await page.locator('[data-model="exact-relu"][data-state="working"]').waitFor();
    await totalOf(page, "exact-relu");
    await page.locator('path[data-curve="exact-relu"]').waitFor();
    const elapsed = performance.now() - start;
    note("two moons: trained, certified, drawn", elapsed);
    expect(await page.locator('[data-model="exact-relu"]').innerText()).toMatch(/optimal to \de-\d+ over all/);
    await page.close();
  });

  it("a dragged point is followed by the learned function", async () => {
    const page = await studio.open();
    await totalOf(page, "exact-relu");
    const times = await page.evaluate(dragPoint);
    note("a dragged point redrawn, median", median(times));
    expect(times.length).toBeGreaterThan(15);
    await page.close();
  });
});

/** In the page: keeps when the first network stood there with its proof. */
function watchForProof(): void {
  const look = () => {
    if (!document.querySelector('[data-model="exact-relu"][data-state="done"]')) requestAnimationFrame(look);
    else Object.assign(window, { provedAt: performance.now() });
  };
  look();
}

/** In the page: moves a point 20 times and waits each time until the line has changed and been painted. */
async function dragPoint(): Promise<number[]> {
  const svg = document.querySelector('[data-picture="main"]') as SVGSVGElement;
  const point = document.querySelector('[data-point="5"]') as SVGCircleElement;
  const line = () => document.querySelector('[data-curve="exact-relu"]')?.getAttribute("d");
  const box = point.getBoundingClientRect();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const fire = (target: Element, type: string, dy: number) =>
    target.dispatchEvent(
      new PointerEvent(type, { pointerId: 1, bubbles: true, button: 0, clientX: x, clientY: y + dy, isPrimary: true }),
    );
  // A made-up pointer cannot be captured.
  svg.setPointerCapture = () => {};
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  fire(point, "pointerdown", 0);
  const times: number[] = [];
  for (let step = 1; step <= 20; step++) {
    const [before, start] = [line(), performance.now()];
    fire(svg, "pointermove", -4 * step);
    while (line() === before && performance.now() - start < 2000) await frame();
    times.push(performance.now() - start);
  }
  fire(svg, "pointerup", -80);
  return times;
}

describe("the page and Node", () => {
  for (const [id, exampleName] of [
    ["points", "Points"],
    ["moons", "Two moons"],
  ] as const) {
    for (const server of ["isolated", "plain"] as const) {
      it(`${exampleName}: the same totals to 1e-12, ${server === "plain" ? "without" : "with"} cross-origin isolation`, async () => {
        const page = await studio.open({ server: studio[server] });
        expect(await page.evaluate(() => crossOriginIsolated)).toBe(server === "isolated");
        await page.getByText(exampleName, { exact: true }).click();
        const settings = {
          lambdaFraction: fractionAt(2 / 3),
          seed: 1,
          neurons: 50,
          learningRates: {},
          tolerance: 1e-7,
        };
        const example = examples.find((candidate) => candidate.id === id)!;
        const bench = prepare(drawExample(example, 1), settings);
        for (const model of ["exact-relu", "gated-optimum", "ntk-ridge"]) {
          const inPage = await totalOf(page, model);
          const { objective } = await (await modelNamed(model).load()).run(bench, settings, {
            signal: new AbortController().signal,
          });
          expect(Math.abs(inPage / objective - 1)).toBeLessThan(1e-12);
        }
        await page.close();
      });
    }
  }
});

it("λ dragged along the path moves the picture in every frame", async () => {
  const page = await studio.open();
  await page.locator('[data-path="50"]').waitFor();
  const { frames, changes, milliseconds } = await page.evaluate(slidePenalty);
  note(`λ dragged across the path: ${((1000 * frames) / milliseconds).toFixed(0)} frames a second over`, milliseconds);
  expect(changes).toBeGreaterThan(0.8 * frames);
  await page.close();
});

/** In the page: moves the handle once a frame from one end to the other and counts the frames whose picture differs from the one before. */
async function slidePenalty(): Promise<{ frames: number; changes: number; milliseconds: number }> {
  const slider = document.querySelector("#penalty") as HTMLInputElement;
  const line = () => document.querySelector('[data-curve="exact-relu"]')?.getAttribute("d");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const frames = 90;
  let changes = 0;
  const start = performance.now();
  for (let k = 0; k <= frames; k++) {
    const before = line();
    slider.value = String(0.1 + (0.85 * k) / frames);
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    await frame();
    if (line() !== before) changes++;
  }
  const milliseconds = performance.now() - start;
  slider.dispatchEvent(new Event("change", { bubbles: true }));
  return { frames, changes, milliseconds };
}

describe("taken away and come back to", () => {
  it("a link restores the problem, a person's own points included", async () => {
    const page = await studio.open({ hash: "#problem=xor&seed=3&place=0.4" });
    await totalOf(page, "exact-relu");
    expect(await page.locator('input[value="xor"]').isChecked()).toBe(true);
    expect(await page.locator("#penalty").inputValue()).toBe("0.4");
    const svg = page.locator('[data-picture="main"]');
    const circles = await svg.locator("circle").count();
    await svg.click({ position: { x: 300, y: 40 } });
    await expect.poll(() => page.url()).toContain("inputs=");
    const again = await studio.open({ hash: new URL(page.url()).hash });
    await totalOf(again, "exact-relu");
    expect(await again.locator('[data-picture="main"] circle').count()).toBe(circles + 1);
    await Promise.all([page.close(), again.close()]);
  });

  it("files of every kind", async () => {
    const page = await studio.open();
    await totalOf(page, "exact-relu");
    const take = async (name: string) => {
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        page.getByRole("button", { name, exact: true }).click(),
      ]);
      return readFile(await file.path());
    };
    expect(fromModelFile((await take("Model file")).toString()).certificate.coverage).toBe("complete");
    expect((await take("JavaScript")).toString()).toContain("export function predict");
    expect((await take("ONNX")).length).toBeGreaterThan(300);
    const svg = (await take("SVG")).toString();
    expect(svg).toMatch(/^<svg[^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).not.toContain("class=");
    expect(PNG.sync.read(await take("PNG")).width).toBe(1520);
    await page.close();
  });

  it("data from a formula; a wrong one is explained in place", async () => {
    const page = await studio.open();
    await page.getByText("Make your own data").click();
    await page.getByLabel("Formula", { exact: true }).fill("window(x)");
    await page.getByText("Use it").click();
    expect(await page.getByRole("alert").innerText()).toContain("“window” is not known here");
    await page.getByLabel("Formula", { exact: true }).fill("x^2 - 1/2");
    await page.getByText("Use it").click();
    await expect.poll(() => page.locator("[data-point]").count()).toBe(20);
    await totalOf(page, "exact-relu");
    await page.close();
  });
});

describe("how it looks", () => {
  for (const [name, options, hash] of [
    ["points", {}, "#problem=points"],
    ["moons-dark", { colorScheme: "dark", viewport: { width: 480, height: 800 } }, "#problem=moons"],
    ["points-phone", { viewport: { width: 390, height: 844 } }, "#problem=points"],
    ["table", {}, "#problem=table"],
  ] as const) {
    it(name, async () => {
      const page = await studio.open({ ...options, hash });
      if (name !== "table")
        for (const model of ["exact-relu", "gradient-descent", "adam", "generated"]) await totalOf(page, model);
      const what = name === "table" ? page.locator("main") : page.locator(".picture");
      expect(await changedShare(name, await what.screenshot())).toBeLessThan(0.03);
      await page.close();
    });
  }
});

it("nothing leaves this machine, and nothing went wrong in any page", () => {
  expect(studio.strangers).toEqual([]);
  expect(studio.faults).toEqual([]);
});
