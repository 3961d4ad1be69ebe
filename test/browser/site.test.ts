import { rmSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveStudio } from "../../command-line/src/studio-server.js";
import { findChromium } from "../../scripts/ensure-system.js";
import { buildSite, pagesOf } from "../site/built-site.js";
import { seriousFaults } from "./accessibility.js";
import { chromiumArguments } from "./studio-in-browser.js";

let [folder, server, browser]: [string, Server | undefined, Browser | undefined] = ["", undefined, undefined];
/** Addresses that are not this machine's, and what pages said went wrong. */
const [strangers, faults]: [string[], string[]] = [[], []];

beforeAll(async () => {
  folder = buildSite("site-in-browser");
  // As a plain host serves it: without the headers of cross-origin isolation.
  server = await serveStudio({ folder, port: 0, isolated: false });
  browser = await chromium.launch({ executablePath: findChromium(), args: chromiumArguments });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(address: string, width = 1440, colorScheme: "light" | "dark" = "light"): Promise<Page> {
  if (!browser || !server) throw new Error("no browser");
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
  page.on("request", (request) => {
    const { protocol, hostname } = new URL(request.url());
    if (!["data:", "blob:"].includes(protocol) && hostname !== "127.0.0.1") strangers.push(request.url());
  });
  page.on("pageerror", (error) => faults.push(`${address}: ${error.message}`));
  page.on("console", (message) => message.type() === "error" && faults.push(`${address}: ${message.text()}`));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${address}`);
  return page;
}

describe("the site in a browser", () => {
  it("no page is wider than the screen of a phone", async () => {
    const page = await open("index.html", 390);
    const wide: string[] = [];
    for (const address of pagesOf(folder)) {
      await page.goto(new URL(`/${address}`, page.url()).href, { waitUntil: "domcontentloaded" });
      const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
      if (overflow !== 0) wide.push(`${address} by ${overflow} pixels`);
    }
    expect(wide).toEqual([]);
  });

  // One page of each look: axe takes seconds for a long one.
  for (const [width, colours] of [
    [1440, "light"],
    [390, "dark"],
  ] as const) {
    it(`can be read by everyone: ${width} pixels, ${colours}`, async () => {
      const page = await open("tutorial.html", width, colours);
      expect(await seriousFaults(page)).toEqual([]);
      await page.close();
    });
  }

  it("finds a name by the search, and goes there", async () => {
    const page = await open("index.html");
    await page.getByRole("searchbox").fill("predictionrange");
    await page.locator(".search li a").first().click();
    await page.waitForURL(/api\/.*#predictionRange$/);
    expect(await page.locator("#predictionRange").isVisible()).toBe(true);
  });

  it("keeps the reader's choice of light or dark on the next page", async () => {
    const page = await open("index.html");
    await page.getByRole("button", { name: "Light or dark" }).click();
    await page.getByRole("link", { name: "API", exact: true }).click();
    await page.waitForURL(/api\/index\.html$/);
    await page.locator("h1").waitFor();
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(20, 22, 26)");
  });

  it("shows all pages on a phone when asked", async () => {
    const page = await open("index.html", 390);
    const link = page.getByRole("link", { name: "Missing values" });
    expect(await link.isVisible()).toBe(false);
    await page.getByText("All pages").click();
    expect(await link.isVisible()).toBe(true);
  });

  it("has the studio, which computes without cross-origin isolation", async () => {
    const page = await open("index.html");
    await page.getByRole("link", { name: "Studio", exact: true }).click();
    expect(await page.evaluate("crossOriginIsolated")).toBe(false);
    await page.getByRole("link", { name: "Workbench", exact: true }).click();
    await page.locator('[data-state="done"]').first().waitFor({ timeout: 30_000 });
  });

  it("asks no other address for anything, and nothing goes wrong", () => {
    expect(strangers).toEqual([]);
    expect(faults).toEqual([]);
  });
});
