import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All faults that axe finds in a page, one line each. */
export async function accessibilityFaults(page: Page): Promise<string[]> {
  return faultsOf(page, () => true);
}

/** Serious and critical faults that axe finds in a page, one line each. */
export async function seriousFaults(page: Page): Promise<string[]> {
  return faultsOf(page, (impact) => impact === "serious" || impact === "critical");
}

async function faultsOf(page: Page, counts: (impact: string | null | undefined) => boolean): Promise<string[]> {
  await page.evaluate(axe);
  const results = (await page.evaluate("axe.run()")) as AxeResults;
  return results.violations
    .filter(({ impact }) => counts(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}
