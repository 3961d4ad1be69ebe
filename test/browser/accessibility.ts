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
  if (!(await page.evaluate("'axe' in window"))) await page.evaluate(axe);
  // Every rule is judged; the elements that are right are not described.
  const results = (await page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
  return results.violations
    .filter(({ impact }) => counts(impact))
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary}`),
    );
}
