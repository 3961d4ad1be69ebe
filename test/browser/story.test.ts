/// <reference lib="dom" />
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { steps } from "../../studio/src/story/steps.js";
import { StudioInBrowser } from "./studio-in-browser.js";

let studio: StudioInBrowser;
let page: Page;
beforeAll(async () => {
  studio = await StudioInBrowser.start();
  page = await studio.open({ hash: "", reducedMotion: "reduce" });
});
afterAll(() => studio.stop());

const title = () => page.locator("h1").innerText();
const goTo = async (step: number) => {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `story=${step}`);
  await expect.poll(title).toBe(steps[step - 1].title);
};

describe("the story in five steps", () => {
  it("is what the page opens with, and is turned by keys, by links and by its address", async () => {
    expect(await title()).toBe(steps[0].title);
    await page.keyboard.press("ArrowRight");
    await expect.poll(title).toBe(steps[1].title);
    await page.getByRole("link", { name: /^Next/ }).click();
    await expect.poll(title).toBe(steps[2].title);
    expect(page.url()).toMatch(/#story=3$/);
    await page.goBack();
    await expect.poll(title).toBe(steps[1].title);
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(title).toBe(steps[0].title);
  });

  it("has two sentences a step", () => {
    for (const { sentences } of steps) {
      for (const sentence of sentences) expect(sentence.match(/[.?!](?= |$)/g), sentence).toHaveLength(1);
    }
  });

  it("a gate: both sides learn apart while it is moved by keys", async () => {
    const sides = () =>
      page.locator("[data-side]").evaluateAll((lines) => lines.map((line) => line.getAttribute("y1")));
    const before = await sides();
    await page.getByRole("slider", { name: "The gate" }).focus();
    for (let k = 0; k < 12; k++) await page.keyboard.press("ArrowRight");
    const after = await sides();
    expect(after[0]).not.toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
    expect(await title()).toBe(steps[0].title);
  });

  it("small steps end in different places; the floor meets the network, and no start is below it", async () => {
    await goTo(2);
    await page.getByRole("button", { name: "▶ Play" }).click();
    await page.getByRole("button", { name: "Play again" }).waitFor();
    const totals = await numbersOf("data-total");
    expect(totals).toHaveLength(5);
    expect(Math.max(...totals)).toBeGreaterThan(1.01 * Math.min(...totals));
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Numbers as CSV: Story 2" }).click(),
    ]);
    const lines = (await readFile(await csv.path(), "utf8")).trim().split("\n");
    expect(lines[0]).toBe("x,start 1,start 2,start 3,start 4,start 5");
    expect(lines).toHaveLength(402);
    await goTo(3);
    await page.getByRole("button", { name: "Play again" }).waitFor();
    const [[floor], [network]] = [await numbersOf("data-floor"), await numbersOf("data-network")];
    expect(floor).toBeLessThanOrEqual(network * (1 + 1e-12));
    expect(floor).toBeGreaterThan(network * (1 - 1e-6));
    for (const total of totals) expect(total).toBeGreaterThanOrEqual(floor);
  });

  it("a fixed kernel: a moved dot changes our map and not the NTK’s", async () => {
    await goTo(4);
    const maps = page.locator("canvas");
    await expect.poll(() => maps.count()).toBe(2);
    const seen = () =>
      maps.evaluateAll((canvases) => canvases.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()));
    await page.waitForTimeout(100);
    const [ntk, ours] = await seen();
    await page.getByRole("slider", { name: "Dot 5" }).focus();
    for (let k = 0; k < 6; k++) await page.keyboard.press("ArrowUp");
    await expect.poll(async () => (await seen())[1] === ours).toBe(false);
    expect((await seen())[0]).toBe(ntk);
    await page.getByRole("button", { name: "Dots as they were" }).click();
    await expect.poll(async () => (await seen())[1] === ours).toBe(true);
  });

  it("λ: no bend where it is dear, more where it is cheap", async () => {
    await goTo(5);
    const slider = page.getByRole("slider", { name: "Price of bends" });
    await expect.poll(() => slider.isEnabled(), { timeout: 20_000 }).toBe(true);
    const bendsAt = async (place: string) => {
      await slider.fill(place);
      return Number(await page.locator("[data-bends]").innerText());
    };
    const bends = [await bendsAt("0.05"), await bendsAt("0.38"), await bendsAt("0.7")];
    expect(bends[0]).toBeLessThan(bends[1]);
    expect(bends[1]).toBeLessThan(bends[2]);
    await page.getByRole("link", { name: "Now your own table" }).click();
    await page.getByText("Drop a table here").waitFor();
  });
});

it("the first load is at most 250 kB compressed, and shows the proof of its first network", async () => {
  const own = await studio.browser.newPage();
  const sizes = new Map<string, number>();
  own.on("response", async (response) => {
    sizes.set(response.url(), gzipSync(await response.body().catch(() => Buffer.alloc(0))).length);
  });
  await own.goto(studio.address());
  // What the story needs to its end, without being told: the gate, five starts, proof, kernels and path.
  await own.evaluate(() => {
    location.hash = "story=5";
  });
  await expect.poll(() => own.locator("#story-penalty").isEnabled(), { timeout: 20_000 }).toBe(true);
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  console.log(`studio: first load, compressed: ${(total / 1000).toFixed(0)} kB in ${sizes.size} files`);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThan(250_000);
  await own.close();
});

it("the picture moves in nearly every frame while starts are played", async () => {
  const own = await studio.open({ hash: "#story=2" });
  await expect.poll(() => own.getByRole("button", { name: "▶ Play" }).isEnabled(), { timeout: 20_000 }).toBe(true);
  const { frames, changes, milliseconds } = await own.evaluate(async () => {
    const line = () => document.querySelector("[data-story-curve]")?.getAttribute("d");
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    [...document.querySelectorAll("button")].find(({ textContent }) => textContent?.includes("Play"))?.click();
    let [count, changed, before] = [0, 0, line()];
    const start = performance.now();
    while (performance.now() - start < 1500) {
      await frame();
      count++;
      if (line() !== before) changed++;
      before = line();
    }
    return { frames: count, changes: changed, milliseconds: performance.now() - start };
  });
  console.log(`studio: story played: ${((1000 * frames) / milliseconds).toFixed(0)} frames a second`);
  expect(changes).toBeGreaterThan(0.8 * frames);
  await own.close();
});

it("nothing moves by itself while the page loads", async () => {
  const own = await studio.open({ hash: "#story=1" });
  await own.waitForTimeout(500);
  const shift = await own.evaluate(
    () =>
      new Promise<number>((resolve) => {
        new PerformanceObserver((list) => {
          resolve(
            list.getEntries().reduce((sum, entry) => sum + (entry as PerformanceEntry & { value: number }).value, 0),
          );
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(0), 300);
      }),
  );
  expect(shift).toBeLessThan(0.01);
  await own.close();
});

it("nothing leaves this machine, and nothing went wrong in any page", () => {
  expect(studio.strangers).toEqual([]);
  expect(studio.faults).toEqual([]);
});

async function numbersOf(attribute: string): Promise<number[]> {
  return page
    .locator(`[${attribute}]`)
    .evaluateAll((elements, name) => elements.map((element) => Number(element.getAttribute(name))), attribute);
}
