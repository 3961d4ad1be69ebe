import { type Browser, chromium } from "playwright-core";
import { findChromium } from "../../scripts/ensure-system.js";

/** The system's Chromium, without a window and without requests of its own. */
export async function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error("no Chromium: run node scripts/ensure-system.js");
  return chromium.launch({
    executablePath,
    args: [
      ...["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });
}
