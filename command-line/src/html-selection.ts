import { columnImportanceChart, scoreAgainstSize } from "@halfspace/pictures";
import { type Encoding, encodedWidth } from "@halfspace/tables";
import { learnedMetric, type SelectionResult } from "halfspace";
import { familyWinners, givenUp } from "./commands/fit/auto-report.js";
import { chartFigure } from "./html-figure.js";
import { inHtml, wideTable } from "./in-html.js";
import { pageFigure } from "./page-figures.js";
import { scoreNames } from "./report.js";

/** What `--model auto` tried: a table of families, score against size, and what a learned metric looks at. */
export function selectionParts(selection: SelectionResult, encoding: Encoding): string {
  const { chosen, candidates, metric } = selection;
  const name = scoreNames[metric] ?? metric;
  const charts = [...(candidates.length > 1 ? [sizeChart(selection)] : []), ...metricCharts(selection, encoding)];
  const rows = familyWinners(candidates).map(
    ({ family, metric: value, score, standardError, size }) =>
      `<tr><th scope="row">${inHtml(family)}</th><td>${pageFigure(value)}</td><td>${pageFigure(score)} ± ${pageFigure(standardError)}</td><td>${size}</td></tr>`,
  );
  return `<h2>What was tried</h2>
<p>${inHtml([`Chosen of ${candidates.length} candidate${candidates.length === 1 ? "" : "s"}: ${chosen.name}.`, ...givenUp(selection)].join(" "))}</p>
${wideTable("What was tried", `<table><thead><tr><td></td><th scope="col">${inHtml(name)}</th><th scope="col">score</th><th scope="col">numbers</th></tr></thead><tbody>${rows.join("")}</tbody></table>`)}
<p class="quiet">The best of each family on rows that were held out of training. The score is made greatest. A combination takes outputs of several families together; its weights were found without the rows that it is scored on.</p>
${charts.length > 0 ? `<div class="pictures">\n${charts.map(chartFigure).join("\n")}\n</div>` : ""}`;
}

/** The candidates that are no worse than the worst of the best of families. */
function sizeChart({ candidates: all, chosen, metric }: SelectionResult) {
  const winners = familyWinners(all);
  const worst = Math.min(...winners.map(({ score }) => score), chosen.score);
  const candidates = all.filter(({ score }) => score >= worst);
  return scoreAgainstSize({
    subtitle: "rows that were held out; on the dashed line none is better and smaller",
    measure: scoreNames[metric] ?? metric,
    isGreaterBetter: metric === "accuracy",
    candidates: candidates.map((candidate) => {
      const isChosen = candidate.name === chosen.name && candidate.family === chosen.family;
      const isNamed = isChosen || winners.includes(candidate);
      const { metric: value, size, family } = candidate;
      return { value, size: Math.max(1, size), isChosen, ...(isNamed ? { name: family } : {}) };
    }),
  });
}

/** The learned metric by raw columns; nothing where the model has none. */
function metricCharts({ model }: SelectionResult, { columns }: Encoding) {
  const shares = model.model === "average" ? learnedMetric(model) : undefined;
  if (!shares) return [];
  let next = 0;
  const byColumn = columns.map((column) => {
    const from = next;
    next += encodedWidth(column);
    return { name: column.name, loss: shares.subarray(from, next).reduce((sum, share) => sum + share, 0) };
  });
  return [
    columnImportanceChart({
      title: "What the model looks at",
      subtitle: "how much each column counts in the distances of its kernels",
      measure: "share of the metric",
      columns: byColumn,
    }),
  ];
}
