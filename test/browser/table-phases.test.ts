/// <reference lib="dom" />
import { randomGenerator } from "halfspace";
import type { Page } from "playwright-core";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { giveTable, StudioInBrowser } from "./studio-in-browser.js";

const studio = await StudioInBrowser.start();
let page: Page;
beforeEach(async () => {
  await page?.close();
  page = await studio.openTable();
});
afterAll(() => studio.stop());

const random = randomGenerator(8);
const table = (rows: number): string =>
  ["a,b,c", ...Array.from({ length: rows }, () => [0, 0, 0].map(() => random.gaussian().toFixed(4)).join(","))].join(
    "\n",
  );
const give = (name: string, text: string) => giveTable(page, name, text);
const button = (name: string) => page.getByRole("button", { name, exact: true });

describe("cancelled, left and come back to, in every phase", () => {
  it("while a table is read: what was there before is there again", async () => {
    const large = table(250_000);
    await give("large.csv", large);
    await button("Cancel").click();
    await page.getByText("Drop a table here, or choose a file").waitFor();
    await give("small.csv", table(60));
    await page.getByText("small.csv: 60 rows, 3 columns").waitFor();
    await give("large.csv", large);
    await button("Cancel").click();
    await expect.poll(() => page.getByText("Reading …").count()).toBe(0);
    await page.getByText("small.csv: 60 rows, 3 columns").waitFor();
    await button("Train").click();
    await page.locator(".result").waitFor();
  });

  it("while it trains, at once and after a while; then it trains to the end", async () => {
    await give("many.csv", table(9000));
    await page.getByText("many.csv: 9000 rows").waitFor();
    for (const wait of [0, 400]) {
      await button("Train").click();
      await page.waitForTimeout(wait);
      await button("Cancel").click();
      await expect.poll(() => page.locator("progress").count()).toBe(0);
      expect(await page.getByRole("alert").count()).toBe(0);
    }
    await page.locator('[data-choose="seconds"]').fill("2");
    await button("Train").click();
    await page.getByText(/at most \d s left|about|nearly done/).waitFor();
    await page.locator(".result").waitFor();
  });

  it("trying all kinds has a limit of its own and says what is left of it", async () => {
    await give("small.csv", table(200));
    await page.locator('[data-choose="model"]').selectOption("auto");
    expect(await page.locator('[data-choose="seconds"]').getAttribute("placeholder")).toBe("120");
    await button("Train").click();
    await page.getByText(/\d+ of \d+ steps done, now: .*at most (1[0-2]\d s|2 min) left/).waitFor();
    await button("Cancel").click();
    await expect.poll(() => page.locator("progress").count()).toBe(0);
  });

  it("another file while it trains; a wrong file after a good one", async () => {
    await give("many.csv", table(4000));
    await page.getByText("many.csv: 4000 rows").waitFor();
    await button("Train").click();
    await page.locator("progress").waitFor();
    await give("small.csv", table(60));
    await page.getByText("small.csv: 60 rows, 3 columns").waitFor();
    expect(await page.locator("progress").count()).toBe(0);
    await give("picture.png", "\u0089PNG\r\n\u001a\n\0\0");
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toMatch(/^picture\.png was not read\. /);
    await page.getByText("small.csv: 60 rows, 3 columns").waitFor();
    await button("Train").click();
    await page.locator(".result").waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
  });

  it("back and forward while it trains: it is done when one is back; after a reload the page begins anew", async () => {
    await give("many.csv", table(1500));
    await page.getByText("many.csv: 1500 rows").waitFor();
    await button("Train").click();
    await page.getByRole("link", { name: "The story" }).click();
    await page.getByRole("link", { name: /^Next/ }).waitFor();
    await page.goBack();
    await page.locator(".result").waitFor({ timeout: 30_000 });
    await page.goForward();
    await page.getByRole("link", { name: /^Next/ }).waitFor();
    await page.goBack();
    await page.locator(".result").waitFor();
    await button("Train").click();
    await page.reload();
    await page.getByText("Drop a table here, or choose a file").waitFor();
    await give("small.csv", table(60));
    await page.getByText("small.csv: 60 rows, 3 columns").waitFor();
  });

  it("by keys alone: the sample, training, a row explained, a picture’s numbers", async () => {
    const tabTo = async (name: string | RegExp, role: "button" | "combobox" | "spinbutton" = "button") => {
      const wanted = page.getByRole(role, { name });
      for (let k = 0; k < 120; k++) {
        await page.keyboard.press("Tab");
        if (await wanted.evaluateAll((elements) => elements.includes(document.activeElement as HTMLElement))) return;
      }
      throw new Error(`${name} is not reached by keys`);
    };
    await tabTo("Try a sample");
    await page.keyboard.press("Enter");
    await page.getByText("churn.csv: 3000 rows, 13 columns").waitFor();
    await tabTo("in at most (seconds)", "spinbutton");
    await page.keyboard.type("2");
    await page.keyboard.press("Enter");
    await page.locator(".result").waitFor({ timeout: 30_000 });
    await page.locator(".charts[data-drawn]").waitFor();
    const download = page.waitForEvent("download");
    await tabTo(/^Numbers as CSV: churn Predicted and true/);
    await page.keyboard.press("Enter");
    expect((await download).suggestedFilename()).toMatch(/^churn-.*\.csv$/);
    await tabTo("The surest “yes”");
    await page.keyboard.press("Enter");
    await page.getByText(/leaves is predicted yes/).waitFor();
  });

  it("nothing went wrong meanwhile", () => {
    expect(studio.faults).toEqual([]);
    expect(studio.strangers).toEqual([]);
  });
});
