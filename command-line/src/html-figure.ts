import { type Chart, renderSvg } from "@halfspace/pictures";
import { toCsv } from "@halfspace/tables";
import { inHtml } from "./in-html.js";
import { chartColours } from "./page-colours.js";

/** In a column of the page; on a phone its text is then still large enough. */
const width = 480;
const heightOf = (height = 480): number => Math.round(0.8 * height);

/** A chart with a name for those who do not see it, and its numbers behind one click, within the page. */
export function chartFigure(chart: Chart): string {
  const { title, subtitle, numbers } = chart;
  const drawn = { ...chart, plot: { ...chart.plot, width, height: heightOf(chart.plot.height) } };
  const name = inHtml(subtitle ? `${title}: ${subtitle}` : title);
  // The picture has one name; the groups that Plot names inside it are none of a screen reader's business.
  const svg = renderSvg(drawn, chartColours)
    .replaceAll(/<g aria-label="[^"]*"/g, "<g")
    .replace("<svg ", `<svg role="img" aria-label="${name}" `);
  // Whoever clicks opens it in a spreadsheet, and a class may be called as a formula.
  const link = numbers ? csvLink(title, toCsv(numbers, { spreadsheetSafe: true })) : "";
  return `<figure>${svg}${link}</figure>`;
}

function csvLink(title: string, csv: string): string {
  const file = `${title.replaceAll(/[^\p{L}\p{N}]+/gu, "-")}.csv`;
  const address = `data:text/csv;charset=utf-8,${encodeURIComponent(csv)}`;
  return `<a class="numbers" download="${inHtml(file)}" href="${inHtml(address)}" aria-label="Numbers as CSV: ${inHtml(title)}">Numbers as CSV</a>`;
}
