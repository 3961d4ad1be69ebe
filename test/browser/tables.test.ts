/// <reference lib="dom" />
import { readFile } from "node:fs/promises";
import { fromModelFile } from "halfspace";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessibilityFaults } from "./accessibility.js";
import { beams as table } from "./beams.js";
import { layoutFaults } from "./layout-faults.js";
import { changedShare } from "./screenshots.js";
import { giveTable, StudioInBrowser } from "./studio-in-browser.js";

let studio: StudioInBrowser;
let page: Page;
beforeAll(async () => {
  studio = await StudioInBrowser.start();
  page = await studio.openTable();
});
afterAll(() => studio.stop());

const give = (name: string, text: string) => giveTable(page, name, text);
const train = () => page.getByRole("button", { name: "Train", exact: true }).click();

describe("a person's own table", () => {
  it("numbers: trained, certified, drawn, taken away", async () => {
    await give("beams.csv", table(120));
    await page.locator('[data-choose="target"]').selectOption("load");
    await train();
    await page.locator(".result").waitFor();
    expect(await page.locator("h1").innerText()).toMatch(
      /Predicts load to within .* on 30 rows that it never saw; a straight line by .*the mean by/,
    );
    expect(await page.locator(".result").innerText()).toMatch(
      /Proof: no network with the same gates .* In full: optimal to \de-\d+ for these \d+ sampled gates/s,
    );
    await page.getByRole("img", { name: /^Predicted against true load/ }).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByText("Model file").click()]);
    expect(fromModelFile(await readFile(await file.path(), "utf8")).sampleCount).toBe(90);
    const [onnx] = await Promise.all([page.waitForEvent("download"), page.getByText("ONNX").click()]);
    expect(onnx.suggestedFilename()).toBe("beams.onnx");
  });

  it("one row: explained, with its interval, and what equally good models say of it", async () => {
    await page.getByText("More settings").click();
    await page.getByLabel("intervals, sets").check();
    await train();
    await page.locator(".result").waitFor();
    const panel = page.getByRole("region", { name: "One row" });
    await panel.getByRole("textbox").fill("3");
    await panel.getByRole("button", { name: "Explain" }).click();
    const said = panel.getByText(/load is predicted/);
    await said.waitFor();
    const text = await said.innerText();
    expect(text).toMatch(/in truth it is -?[\d.]+; its 90 % interval goes from .* to .*\. What .*\. The constant/);
    const lines = await panel.getByRole("row").allInnerTexts();
    // The constant and the terms add up to the prediction, in the four figures that are shown.
    const [predicted, constant] = ["predicted ", "constant "].map((word) =>
      Number.parseFloat((/[-\d.]+/.exec(text.slice(text.indexOf(word))) ?? ["NaN"])[0]),
    );
    const terms = lines.slice(1).map((line) => Number(line.split("\t")[2]) || 0);
    expect(Math.abs(terms.reduce((sum, term) => sum + term, constant) - predicted)).toBeLessThan(0.01);
    await panel.getByRole("button", { name: /equally good/ }).click();
    await panel.getByText(/lies between .* and .* in all of them/).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel("intervals, sets").uncheck();
  });

  it("classes: a confusion matrix", async () => {
    await page.locator('[data-choose="target"]').selectOption("verdict");
    await train();
    await page.getByRole("img", { name: /^Predicted and true verdict/ }).waitFor();
    expect(await page.locator("h1").innerText()).toMatch(
      /Right about verdict in [\d.]+\s% of 30 rows that it never saw/,
    );
    expect(await page.locator(".result").innerText()).toMatch(/truly “holds” it finds \d+ and misses \d+/);
    const [csv] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: /Numbers as CSV: beams Predicted and true verdict/ }).click(),
    ]);
    const lines = (await readFile(await csv.path(), "utf8")).trim().split("\n");
    expect(lines[0]).toBe("true,predicted,rows");
    const row = page.getByRole("region", { name: "One row" });
    await row.getByRole("button", { name: "The surest “breaks”" }).click();
    await row.getByText(/verdict is predicted breaks, at (9\d\.\d|over 99\.9) %; in truth/).waitFor();
    await row
      .getByRole("button", { name: "The surest mistake" })
      .or(row.getByRole("button", { name: "The least sure row" }))
      .first()
      .click();
    expect(lines.slice(1).reduce((sum, line) => sum + Number(line.split(",")[2]), 0)).toBe(30);
  });

  it("classes: a threshold has its costs, and the cheapest one costs no more", async () => {
    const panel = page.getByRole("region", { name: "When to say holds" });
    const cost = async () => Number(await panel.locator("[data-cost]").getAttribute("data-cost"));
    await panel.getByRole("slider").fill("0.9");
    const before = await cost();
    await panel.getByRole("button", { name: "Cheapest" }).click();
    expect(await cost()).toBeLessThanOrEqual(before);
  });

  it("a row of one’s own: the prediction follows what is typed", async () => {
    const panel = page.getByRole("region", { name: "A row of your own" });
    const said = () => panel.locator("[data-prediction]").innerText();
    await panel.getByLabel("width").fill("3");
    await panel.getByLabel("material").selectOption("steel");
    await expect.poll(said).toBe("holds");
    await panel.getByLabel("width").fill("-3");
    await expect.poll(said).toBe("breaks");
    await panel.getByLabel("length").fill("");
    await expect.poll(said).toMatch(/holds|breaks/);
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});

describe("another part of the page and back", () => {
  it("the table and what was trained on it are there again", async () => {
    const headline = await page.locator("h1").innerText();
    await page.getByRole("link", { name: "The story" }).click();
    await page.getByRole("link", { name: /^Next/ }).waitFor();
    await page.getByRole("link", { name: "Your table" }).click();
    await page.locator(".result").waitFor();
    expect(await page.locator("h1").innerText()).toBe(headline);
    expect(headline).toMatch(/Right about verdict/);
  });

  it("a result on a phone, in the dark", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.emulateMedia({ colorScheme: "dark" });
    const parts = page.getByRole("navigation", { name: "What can be asked" }).getByRole("link");
    expect(await parts.allInnerTexts()).toEqual([
      ...["In words", "Pictures", "When to say “holds”", "One row, explained", "A row of your own"],
    ]);
    for (const part of await parts.all()) {
      await part.click();
      await page.waitForTimeout(150);
      expect(await layoutFaults(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollHeight / innerHeight)).toBeLessThan(3);
    }
    expect(await page.locator(".result").isVisible()).toBe(false);
    expect(await changedShare("table-own-row-phone", await page.locator("#own-row").screenshot())).toBeLessThan(0.03);
    await parts.nth(2).click();
    expect(await changedShare("table-threshold-phone", await page.locator("#threshold").screenshot())).toBeLessThan(
      0.03,
    );
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: "light" });
  });
});

describe("before anything is trained", () => {
  it("a sample at once; the type of a column is changed in place, and one that cannot be is refused", async () => {
    const own = await studio.openTable();
    await own.getByRole("button", { name: "Try a sample" }).click();
    await own.getByText("churn.csv: 3000 rows, 13 columns").waitFor();
    const holds = (column: string) => own.getByLabel(`what ${column} holds`);
    await holds("hotline_calls").selectOption("category");
    await expect.poll(() => holds("hotline_calls").isEnabled()).toBe(true);
    expect(await holds("hotline_calls").inputValue()).toBe("category");
    await holds("contract").selectOption("number");
    await own.getByRole("alert").waitFor();
    await expect.poll(() => holds("contract").inputValue()).toBe("");
    expect(await holds("hotline_calls").inputValue()).toBe("category");
    expect(await accessibilityFaults(own)).toEqual([]);
    await own.close();
  });

  it("money, dates and missing cells: each note is changed in place, and taken back", async () => {
    const prices = ["€1,234", "€2,000", "€900", "€7,001"];
    const rows = prices.map((price, k) => `"${price}",0${k + 3}/0${k + 4}/2024,${["-", "3", "4", "NA"][k]},${k}`);
    await give("prices.csv", `price,day,grade,y\n${rows.join("\n")}\n`);
    const line = (column: string) =>
      page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: column }) });
    const change = (words: string, column: string) => page.getByRole("button", { name: `${words}: ${column}` });
    const holds = (column: string) => page.getByLabel(`what ${column} holds`);
    await page.getByText('was read as numbers, "€" and "," between thousands taken off').waitFor();
    await change("Commas are decimals", "price").click();
    await expect.poll(() => line("price").innerText()).toContain("1.234 · 2.000 · 900");
    await change("As it was found", "price").click();
    await expect.poll(() => line("price").innerText()).toContain("1234 · 2000 · 900");
    await change("Read it as words", "price").click();
    await expect.poll(() => line("price").innerText()).toContain("€1,234 · €2,000 · €900");
    await page.getByText("with the day first; its cells would fit with the month first too").waitFor();
    await change("The month is first", "day").click();
    await expect.poll(() => holds("day").inputValue()).toBe("month-first");
    await expect.poll(() => page.getByText("with the day first").count()).toBe(0);
    await change("Keep it as a word", "grade").click();
    await expect.poll(() => line("grade").innerText()).toContain("- · 3 · 4");
    await change("As it was found", "grade").click();
    await page.getByLabel("Words that mean a missing cell, too").fill("4");
    await page.getByRole("button", { name: "Read again" }).click();
    await expect.poll(() => line("grade").innerText()).toMatch(/\t1\t3$/);
    // What was asked before holds on.
    expect(await holds("day").inputValue()).toBe("month-first");
    expect(await accessibilityFaults(page)).toEqual([]);
  });

  it("every kind of model of the command line, within a time that is set", async () => {
    await give("beams.csv", table(80));
    await page.getByText("beams.csv: 80 rows").waitFor();
    for (const [kind, target] of [
      ["relu", "load"],
      ["mkl", "load"],
      ["ntk", "verdict"],
      ["gaussian", "load"],
      ["auto", "verdict"],
    ] as const) {
      await page.locator('[data-choose="target"]').selectOption(target);
      await page.locator('[data-choose="model"]').selectOption(kind);
      await page.locator('[data-choose="seconds"]').fill("3");
      await train();
      await page.locator(".result").or(page.getByRole("alert")).waitFor();
      expect(await page.getByRole("alert").count(), kind).toBe(0);
      expect(await page.locator("h1").innerText()).toMatch(target === "load" ? /Predicts load/ : /Right about verdict/);
    }
    await page.locator('[data-choose="model"]').selectOption("gated-relu");
    await page.locator('[data-choose="seconds"]').fill("");
  });

  it("what all kinds come to has intervals too", async () => {
    await give("beams.csv", table(84));
    await page.getByText("beams.csv: 84 rows").waitFor();
    await page.locator('[data-choose="target"]').selectOption("load");
    await page.locator('[data-choose="model"]').selectOption("auto");
    await page.getByText("More settings").click();
    await page.getByLabel("intervals, sets").check();
    await train();
    await page.locator(".result").waitFor({ timeout: 150_000 });
    const panel = page.getByRole("region", { name: "One row" });
    await panel.getByRole("textbox").fill("3");
    await panel.getByRole("button", { name: "Explain" }).click();
    await panel.getByText(/its 90 % interval goes from .* to /).waitFor();
    expect(await accessibilityFaults(page)).toEqual([]);
    await page.getByLabel("intervals, sets").uncheck();
    await page.locator('[data-choose="model"]').selectOption("gated-relu");
  }, 180_000);
});

describe("5,000 rows", () => {
  it("train behind a moving bar, never block the page, and stop at once", async () => {
    await give("many.csv", table(5000));
    await page.getByText("many.csv: 5000 rows").waitFor();
    await page.locator('[data-choose="target"]').selectOption("load");
    await page.evaluate(watchForLongTasks);
    await train();
    const bar = page.locator("progress");
    await bar.waitFor();
    const seen = new Set<string>();
    for (let k = 0; k < 100 && seen.size < 4; k++) {
      seen.add(String(await bar.evaluate((element) => (element as HTMLProgressElement).value)));
      await page.waitForTimeout(150);
    }
    expect(seen.size).toBeGreaterThanOrEqual(4);
    const start = performance.now();
    await page.getByRole("button", { name: "Cancel" }).click();
    await bar.waitFor({ state: "detached" });
    console.log(`studio: cancelled in ${(performance.now() - start).toFixed(0)} ms`);
    const again = performance.now();
    if (!(await page.getByLabel("gates", { exact: true }).isVisible())) await page.getByText("More settings").click();
    await page.getByLabel("gates", { exact: true }).fill("100");
    await train();
    await page.locator(".result").waitFor({ timeout: 110_000 });
    console.log(`studio: 5,000 rows, 100 gates, to the end: ${((performance.now() - again) / 1000).toFixed(1)} s`);
    const words = await page.locator(".result").innerText();
    expect(words).toMatch(
      /Proof: no network with the same gates .* In full: optimal to \de-\d+ for these \d+ sampled gates/s,
    );
    const longest = await page.evaluate(() => Math.max(0, ...(window as unknown as { longTasks: number[] }).longTasks));
    console.log(`studio: the longest the page was busy: ${longest.toFixed(0)} ms`);
    await page.getByLabel("gates", { exact: true }).fill("500");
    await page.locator('[data-choose="target"]').selectOption("verdict");
  }, 120_000);
});

/** In the page: keeps how long every task over 50 ms took. */
function watchForLongTasks(): void {
  const longTasks: number[] = [];
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
    type: "longtask",
  });
  Object.assign(window, { longTasks });
}

it("nothing leaves this machine, and nothing went wrong in the page", () => {
  expect(studio.faults).toEqual([]);
  expect(studio.strangers).toEqual([]);
});
