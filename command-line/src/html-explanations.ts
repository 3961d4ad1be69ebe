import { columnImportanceChart, effectChart, renderSvg } from "@halfspace/pictures";
import { explanationFacts, type SplitTable } from "@halfspace/tables";
import { explain, type Matrix, matrix, type TrainedModel } from "halfspace";
import { type ExplainedRow, explainedRow, explainOptions } from "./commands/explain/explained-rows.js";
import { inHtml } from "./in-html.js";
import { chartColours } from "./page-colours.js";
import { figure } from "./report.js";

type Importance = readonly { readonly name: string; readonly loss: number }[];

const effectCharts = 6;

/** Effects of the columns that matter most, the size of Shapley values where there is a background, and one row explained. */
export function explanationParts(model: TrainedModel, split: SplitTable, importance: Importance): string {
  const { encoding } = split.record;
  const { inputs } = split.test ?? split.train;
  const ranked = [...importance].sort((a, b) => b.loss - a.loss).slice(0, effectCharts);
  const { effects, shapley } = explanationFacts(
    model,
    encoding,
    inputs,
    ranked.map(({ name }) => name),
  );
  const charts = [
    ...(shapley ? [columnImportanceChart({ title: "How far each column moves a prediction", ...shapley })] : []),
    ...effects.map(effectChart),
  ];
  return `<h2>What the columns do</h2>
<p class="quiet">These pictures say what the model computes. They do not say what causes what.</p>
<div class="pictures">
${charts.map((chart) => `<figure>${renderSvg(chart, chartColours)}</figure>`).join("\n")}
</div>
${sampleRow(model, split, inputs)}`;
}

/** The first row that was kept apart, or the first one of training. */
function sampleRow(model: TrainedModel, { record, test }: SplitTable, inputs: Matrix): string {
  const { encoding, seed } = record;
  const row = matrix(1, inputs.columns, inputs.values.slice(0, inputs.columns));
  const { shapley } = explainOptions(encoding, { of: "prediction", seed, fixed: [] });
  const explained = explainedRow(model, encoding, row, { row: 1, explanation: explain(model, row, shapley) });
  const { outputs, label } = explained;
  const output = outputs.find(({ name }) => name === String(label)) ?? outputs[0];
  const said = label === undefined ? figure(output.prediction) : inHtml(String(label));
  return `<h2>One row, explained</h2>
<p>For the first ${test ? "test" : "training"} row, ${inHtml(encoding.target.name)} is predicted <strong>${said}</strong>.
${meanWords(output, label === undefined ? undefined : output.name)} ${formulaWords(output, explained)}</p>
<div class="wide">${rowTable(output)}</div>
<p class="quiet"><code>halfspace explain</code> does this for any row, and finds what would have to change.</p>`;
}

type Output = ExplainedRow["outputs"][number];

function meanWords({ mean, prediction }: Output, label: string | undefined): string {
  const what = label === undefined ? "It" : `The score of ${inHtml(label)}`;
  if (mean === null) return label === undefined ? "" : `${what} is ${figure(prediction)}.`;
  return `${what} is ${figure(prediction)}, and ${figure(mean)} in the mean over the background; what the columns add makes up the difference.`;
}

function formulaWords({ constant }: Output, { openGates, gateCount, link }: ExplainedRow): string {
  if (constant === null) return "There is no formula: the model has a kernel.";
  const what = link ? "the logarithm" : "the same number";
  return `The constant ${figure(constant)} and the terms add up to ${what}; ${openGates} of ${gateCount} gates are open here.`;
}

function rowTable({ columns, mean, constant }: Output): string {
  const heads = [
    "value",
    ...(mean === null ? [] : ["adds"]),
    ...(constant === null ? [] : ["per unit", "term", "holds from", "to"]),
  ];
  const cell = (value: number | string | null) =>
    `<td>${value === null ? "" : typeof value === "number" ? figure(value) : inHtml(value)}</td>`;
  const rows = columns.map((column) => {
    const cells = [
      column.cell,
      ...(mean === null ? [] : [column.shapley]),
      ...(constant === null ? [] : [column.perUnit, column.term, column.from, column.to]),
    ];
    return `<tr><th scope="row">${inHtml(column.name)}</th>${cells.map(cell).join("")}</tr>`;
  });
  const head = heads.map((title) => `<th scope="col">${title}</th>`).join("");
  return `<table><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`;
}
