/// <reference lib="dom" />
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { accessibilityFaults } from "./accessibility.js";
import { layoutFaults } from "./layout-faults.js";

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** The screens on which every state of a page is looked at. What axe judges differs by size or by colours, so two of the four have both. */
const looks = [
  { name: "wide-light", size: wide, colours: "light", hasAxe: true },
  { name: "wide-dark", size: wide, colours: "dark", hasAxe: false },
  { name: "phone-light", size: phone, colours: "light", hasAxe: false },
  { name: "phone-dark", size: phone, colours: "dark", hasAxe: true },
] as const;

/** Where SCREENS names a folder, every screen is written there, to be looked at. */
const folder = process.env.SCREENS;

/** Everything that is wrong with a state of the page on any of the screens, one line each. @param mostScreens of a phone, that the page may be long */
export async function faultsOnAllScreens(page: Page, state: string, mostScreens?: number): Promise<string[]> {
  const faults: string[] = [];
  let before: typeof wide | undefined;
  for (const { name, size, colours, hasAxe } of looks) {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme: colours });
    // Charts are drawn again for another width; another colour is there with the next frame.
    const wait = size === before ? 0 : 120;
    await page.evaluate((wait) => new Promise((done) => requestAnimationFrame(() => setTimeout(done, wait))), wait);
    before = size;
    if (folder) {
      mkdirSync(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${state}-${name}.png`), fullPage: true });
    }
    const found = [...(await layoutFaults(page)), ...(hasAxe ? await accessibilityFaults(page) : [])];
    const screens = await page.evaluate(() => document.documentElement.scrollHeight / innerHeight);
    if (mostScreens !== undefined && size === phone && screens > mostScreens)
      found.push(`${screens.toFixed(1)} screens long`);
    faults.push(...found.slice(0, 8).map((fault) => `${state}, ${name}: ${fault}`));
  }
  await page.setViewportSize(wide);
  return faults;
}
