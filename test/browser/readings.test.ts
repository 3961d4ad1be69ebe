/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { modelNamed } from "../../studio/src/models/index.js";
import type { Model } from "../../studio/src/models/model.js";
import { StudioInBrowser, totalOf } from "./studio-in-browser.js";

let studio: StudioInBrowser;
beforeAll(async () => {
  studio = await StudioInBrowser.start();
});
afterAll(() => studio.stop());

describe("hovering reads the learned functions off", () => {
  it("a curve: every visible method by its name, with the height of its line", async () => {
    const page = await studio.open();
    await totalsOfNetworks(page);
    await page.locator('[data-picture="main"]').hover({ position: { x: 200, y: 100 } });
    const readings = await readingsIn(page);
    expect(readings.map(({ words }) => words.replace(/ [-.\d]+$/, "")).sort()).toEqual(await visibleNames(page));
    const heights = await page.locator(".picture circle:not(.point)").evaluateAll(placesInPicture);
    for (const { model, words } of readings) {
      const value = Number(words.match(/[-.\d]+$/)?.[0]);
      const height = heights.find(({ colour }) => colour === model.colour)?.y;
      expect(230 - (value / 1.25) * 224).toBeCloseTo(height ?? Number.NaN, 0);
    }
    await page.mouse.move(0, 0);
    await expect.poll(() => page.locator("[data-reading]").count()).toBe(0);
    await page.close();
  });

  it("a plane: every visible method by its name, with its class", async () => {
    const page = await studio.open({ hash: "#problem=moons" });
    await totalsOfNetworks(page);
    await page.locator('[data-picture="main"]').hover({ position: { x: 150, y: 100 } });
    const readings = await readingsIn(page);
    expect(readings.map(({ words }) => words.replace(/ [●○] [-.\d]+$/, "")).sort()).toEqual(await visibleNames(page));
    for (const { words } of readings) expect(words.includes("●")).toBe(Number(words.match(/[-.\d]+$/)?.[0]) > 0);
    await page.close();
  });
});

async function totalsOfNetworks(page: Page): Promise<void> {
  for (const model of ["exact-relu", "gradient-descent", "adam", "generated"]) await totalOf(page, model);
}

/** What the line under the picture says of each method. */
async function readingsIn(page: Page): Promise<{ model: Model; words: string }[]> {
  await page.locator("[data-reading]").first().waitFor();
  const found = await page
    .locator("[data-reading]")
    .evaluateAll((spans) => spans.map((span) => [span.getAttribute("data-reading"), (span as HTMLElement).innerText]));
  return found.map(([id, words]) => ({ model: modelNamed(id ?? ""), words: words ?? "" }));
}

/** The names that the ranking gives the methods that are shown. */
async function visibleNames(page: Page): Promise<string[]> {
  const shown = page.locator("li[data-model]").filter({ has: page.locator("input:checked") });
  const names = await shown.locator(".name > :first-child").allInnerTexts();
  expect(names.length).toBe(4);
  return names.sort();
}

/** In the page: the colour by its name and the height of each mark. */
function placesInPicture(circles: (SVGElement | HTMLElement)[]): { colour: string; y: number }[] {
  return circles.map((circle) => ({
    colour: circle.getAttribute("fill")?.match(/--(\w+)/)?.[1] ?? "",
    y: Number(circle.getAttribute("cy")),
  }));
}
