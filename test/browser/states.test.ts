/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { models } from "../../studio/src/models/index.js";
import { steps } from "../../studio/src/story/steps.js";
import { faultsOnAllScreens } from "./looks.js";
import { changedShare } from "./screenshots.js";
import { StudioInBrowser, totalOf } from "./studio-in-browser.js";

let studio: StudioInBrowser;
let page: Page;
beforeAll(async () => {
  studio = await StudioInBrowser.start();
});
afterAll(() => studio.stop());

// Four screens a state, half of them judged by axe.
describe("every state of the story and of the workbench, on every screen", { timeout: 150_000 }, () => {
  it("the story, step by step", async () => {
    page = await studio.open({ hash: "#story=1", reducedMotion: "reduce" });
    for (let step = 1; step <= steps.length; step++) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `story=${step}`);
      await expect.poll(() => page.locator("h1").innerText()).toBe(steps[step - 1].title);
      if (step === 2) await page.getByRole("button", { name: "▶ Play" }).click();
      if (step === 2 || step === 3) await page.getByRole("button", { name: "Play again" }).waitFor();
      if (step === 4) await expect.poll(() => page.locator("canvas").count()).toBe(2);
      if (step === 5)
        await expect.poll(() => page.locator("#story-penalty").isEnabled(), { timeout: 20_000 }).toBe(true);
      expect(await faultsOnAllScreens(page, `story-${step}`, 3)).toEqual([]);
      if (step < 3) continue;
      for (const [name, size, colorScheme] of [
        ["wide-dark", { width: 1440, height: 900 }, "dark"],
        ["phone", { width: 390, height: 844 }, "light"],
      ] as const) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.waitForTimeout(100);
        expect(await changedShare(`story-${step}-${name}`, await page.screenshot())).toBeLessThan(0.03);
      }
    }
    await page.close();
  });

  for (const problem of ["points", "moons"]) {
    it(`the workbench: ${problem}, one method after the other`, async () => {
      page = await studio.open({ hash: `#problem=${problem}` });
      for (const { id } of models) await totalOf(page, id);
      await page.locator('[data-path="50"]').waitFor();
      expect(await faultsOnAllScreens(page, `workbench-${problem}`, 3)).toEqual([]);
      for (const { id } of models.slice(1)) {
        await page.locator(`[data-model="${id}"] .name`).click();
        const box = page.locator(`[data-model="${id}"] input[type=checkbox]`);
        await box.check();
      }
      await page.getByText("Make your own data").click();
      await page.getByLabel("Formula", { exact: true }).fill("window(x)");
      await page.getByText("Use it").click();
      await page.getByRole("alert").waitFor();
      expect(await faultsOnAllScreens(page, `workbench-${problem}-all-shown`)).toEqual([]);
      await page.close();
    });
  }

  it("colours that are painted follow the choice of light or dark at once", async () => {
    page = await studio.open({ hash: "#story=4", colorScheme: "light" });
    await expect.poll(() => page.locator("canvas").count(), { timeout: 20_000 }).toBe(2);
    const painted = () =>
      page
        .locator("canvas")
        .first()
        .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    await page.waitForTimeout(200);
    const light = await painted();
    await page.getByLabel("Colours").selectOption("dark");
    await expect.poll(async () => (await painted()) === light).toBe(false);
    await page.getByLabel("Colours").selectOption("light");
    await expect.poll(painted).toBe(light);
    await page.close();
  });

  it("nothing went wrong meanwhile", () => {
    expect(studio.faults).toEqual([]);
    expect(studio.strangers).toEqual([]);
  });
});
