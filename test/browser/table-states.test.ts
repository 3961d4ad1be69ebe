/// <reference lib="dom" />
import { randomGenerator } from "halfspace";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOnAllScreens } from "./looks.js";
import { giveTable, StudioInBrowser } from "./studio-in-browser.js";

let studio: StudioInBrowser;
let page: Page;
beforeAll(async () => {
  studio = await StudioInBrowser.start();
  page = await studio.openTable();
});
afterAll(() => studio.stop());

const give = async (name: string, text: string) => {
  await giveTable(page, name, text);
  await page.getByText("Reading …").waitFor({ state: "detached" });
};
const train = async () => {
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await page.locator(".result").or(page.getByRole("alert")).waitFor();
  await page.locator(".charts[data-drawn]").or(page.getByRole("alert")).first().waitFor();
};
const look = async (state: string) => expect.soft(await faultsOnAllScreens(page, state)).toEqual([]);
/** Opens whatever can be opened. */
const openAll = () =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });

const random = randomGenerator(3);
const number = () => random.gaussian().toFixed(3);
const lines = (head: readonly string[], rows: number, cells: (row: number) => readonly (string | number)[]) =>
  [head, ...Array.from({ length: rows }, (_, row) => cells(row))].map((row) => row.join(",")).join("\n");

describe("every state of the table page, on every screen", { timeout: 150_000 }, () => {
  it("empty; a file that is refused before there is a table", async () => {
    await look("table-empty");
    await give("broken.csv", "a,b\n1,2\n3,4,5\n");
    await page.getByRole("alert").waitFor();
    await look("table-refused");
  });

  it("the sample: previewed, a type refused, trained, everything opened, explained", async () => {
    await page.getByRole("button", { name: "Try a sample" }).click();
    await page.getByText("churn.csv: 3000 rows, 13 columns").waitFor();
    await openAll();
    await look("table-preview");
    await page.getByLabel("what contract holds").selectOption("number");
    await page.getByRole("alert").waitFor();
    await look("table-type-refused");
    // All kinds are tried for as long as these screens take.
    const model = page.locator('[data-choose="model"]');
    await model.selectOption("auto");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.locator("progress").waitFor();
    await look("table-training");
    await page.getByRole("button", { name: "Cancel" }).click();
    await model.selectOption("gated-relu");
    await page.locator("progress").waitFor({ state: "detached" });
    await look("table-cancelled");
    await page.getByLabel("gates", { exact: true }).fill("60");
    await page.getByLabel("intervals, sets").check();
    await train();
    await look("table-classes");
    await openAll();
    await page.getByRole("button", { name: "More pictures" }).click();
    await page.getByRole("button", { name: "Explain" }).click();
    await page.getByText(/leaves is predicted .* in truth/).waitFor();
    await page.getByRole("button", { name: /equally good/ }).click();
    await page.getByText(/lies between .* and .* in all of them/).waitFor({ timeout: 40_000 });
    await look("table-classes-opened");
  });

  it("numbers that are huge, under long names with HTML in them", async () => {
    const long = `turnover of the previous year, all branches and all ${"sub".repeat(6)}contracts taken together`;
    const names = [`"${long}"`, "<b>bold</b><img src=x onerror=alert(1)>", "volume", "profit <i>of</i> all"];
    await give(
      "huge.csv",
      lines(names, 150, (row) => [row * 1e9, number(), number(), (row % 17) * 3e11 + row * 1e9]),
    );
    await openAll();
    await look("table-huge-preview");
    await train();
    await openAll();
    await look("table-huge");
    expect(await page.locator("section img, section b b").count()).toBe(0);
  });

  it("thirty classes", async () => {
    const place = (row: number) => `settlement ${row % 30}`;
    await give(
      "classes.csv",
      lines(["x", "y", "where"], 600, (row) => [
        (row % 6) + 0.2 * Number(number()),
        Math.floor((row % 30) / 6) + 0.2 * Number(number()),
        place(row),
      ]),
    );
    await openAll();
    await page.getByLabel("intervals, sets").uncheck();
    await train();
    await openAll();
    await look("table-thirty-classes");
  });

  it("two hundred columns", async () => {
    const names = Array.from({ length: 200 }, (_, k) => `measurement_${k + 1}`);
    await give(
      "wide.csv",
      lines(names, 60, () => names.map(number)),
    );
    await openAll();
    await page.getByLabel("gates", { exact: true }).fill("20");
    await train();
    await openAll();
    await look("table-two-hundred-columns");
  });

  it("one class, one row: refused in one line", async () => {
    await give(
      "one-class.csv",
      lines(["x", "says"], 40, () => [number(), "yes"]),
    );
    await train();
    await look("table-one-class");
    await give("one-row.csv", "a,b\n1,2\n");
    await train();
    await page.getByRole("alert").waitFor();
    await look("table-one-row");
  });

  it("nothing went wrong meanwhile", () => {
    expect(studio.faults).toEqual([]);
    expect(studio.strangers).toEqual([]);
  });
});
