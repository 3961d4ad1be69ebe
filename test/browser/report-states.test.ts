import { pathToFileURL } from "node:url";
import { randomGenerator } from "halfspace";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../command-line/halfspace.js";
import { startChromium } from "./chromium.js";
import { layoutFaults } from "./layout-faults.js";
import { faultsOnAllScreens } from "./looks.js";

const folder = temporaryFolder();
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await startChromium();
  page = await browser.newPage();
});
afterAll(() => browser.close());

const random = randomGenerator(4);
const number = () => random.gaussian().toFixed(3);
const long = `"turnover of the previous year, all branches and all ${"sub".repeat(6)}contracts taken together"`;

/** Tables whose reports have what is hard to set: names, sizes, many classes, many models. */
const tables: Record<string, { readonly target: string; readonly text: string; readonly flags: readonly string[] }> = {
  huge: {
    target: "profit <i>of</i> all",
    text: [
      `${long},<b>bold</b><img src=x onerror=alert(1)>,profit <i>of</i> all`,
      ...Array.from({ length: 120 }, (_, row) => [row * 1e9, number(), row * 3e11 + (row % 7) * 1e12].join(",")),
    ].join("\n"),
    flags: ["--gates", "20", "--intervals", "0.8"],
  },
  classes: {
    target: "where",
    text: [
      "x,y,where",
      ...Array.from({ length: 300 }, (_, row) =>
        [(row % 6) + Number(number()) / 5, Math.floor((row % 30) / 6), `settlement ${row % 30}`].join(","),
      ),
    ].join("\n"),
    flags: ["--gates", "20", "--lambda", "0.01"],
  },
  chosen: {
    target: "leaves",
    text: [
      "calls,plan,leaves",
      ...Array.from({ length: 120 }, (_, row) =>
        [row % 5, ["small", "large"][row % 2], (row % 5) + Number(number()) > 2.5 ? "yes" : "no"].join(","),
      ),
    ].join("\n"),
    flags: ["--model", "auto", "--time-limit", "5"],
  },
};

describe("a report, on every screen and on paper", { timeout: 150_000 }, () => {
  for (const [name, { target, text, flags }] of Object.entries(tables)) {
    it(name, async () => {
      folder.write(`${name}.csv`, text);
      const words = ["fit", `${name}.csv`, "--target", target, "--report", `${name}.html`, ...flags];
      // A limit counts from where a process begins.
      const { code, stderr } = await folder.halfspace(...words);
      expect([code, stderr]).toEqual([0, ""]);
      await page.goto(pathToFileURL(folder.path(`${name}.html`)).href);
      expect(await faultsOnAllScreens(page, `report-${name}`)).toEqual([]);
      // A4 less its margins, for a reader whose screen is dark.
      await page.setViewportSize({ width: 687, height: 1000 });
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      expect(await layoutFaults(page)).toEqual([]);
      expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
      await page.emulateMedia({ media: "screen" });
    });
  }
});
