/// <reference lib="dom" />
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { beams as table } from "./beams.js";
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
const alert = () => page.getByRole("alert").innerText();

describe("a table that cannot be used: a message in place, and the page goes on", () => {
  const ragged = "a,b\n1,2\n3,4,5\n6,7\n";
  const cases: Record<string, [text: string, message: RegExp]> = {
    "an empty file": ["", /empty/],
    "ragged rows": [ragged, /line 3|row/i],
    "infinite numbers": ["a,b\n1,2\nInfinity,3\n4,5\n", /Infinity/],
    "one row": ["a,b\n1,2\n", /row/],
    "a constant target": [
      `a,b\n${Array.from({ length: 20 }, (_, j) => `${j},5`).join("\n")}`,
      /5 in every row|constant/i,
    ],
  };
  for (const [name, [text, message]] of Object.entries(cases)) {
    it(name, async () => {
      await give("bad.csv", text);
      // Whatever stood there was another table's.
      expect(await page.locator(".result").count()).toBe(0);
      const button = page.getByRole("button", { name: "Train", exact: true });
      await page.getByText("Reading …").waitFor({ state: "detached" });
      if ((await page.getByRole("alert").count()) === 0 && (await button.count()) > 0) await button.click();
      await page.getByRole("alert").waitFor();
      expect(await alert()).toMatch(message);
    });
  }

  it("a text target in regression", async () => {
    await give("beams.csv", table(60));
    await page.getByText("beams.csv: 60 rows").waitFor();
    await page.locator('[data-choose="target"]').selectOption("material");
    await page.locator('[data-choose="task"]').selectOption("regression");
    await train();
    await page.getByRole("alert").waitFor();
    expect(await alert()).toMatch(/numeric target/);
    await page.locator('[data-choose="task"]').selectOption("auto");
  });

  it("a huge file, by a stated limit", async () => {
    const input = page.locator("input[type=file]");
    await input.evaluate((element) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([new Uint8Array(65 * 2 ** 20)], "huge.csv"));
      (element as HTMLInputElement).files = transfer.files;
      element.dispatchEvent(new Event("change", { bubbles: true }));
    });
    await page.getByRole("alert").waitFor();
    expect(await alert()).toMatch(
      /huge\.csv has 65 MB; the page takes tables up to 64 MB\. The command line takes larger ones/,
    );
  });

  it("the page still works", async () => {
    await page.getByText("beams.csv: 60 rows").waitFor();
    await train();
    await page.locator(".result").waitFor();
    expect(studio.faults).toEqual([]);
    expect(studio.strangers).toEqual([]);
  });
});
