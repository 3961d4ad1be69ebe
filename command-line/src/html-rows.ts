import {
  type EncodedRows,
  type ExplainedRow,
  explainedRow,
  explainOptions,
  type SplitTable,
  selectEncodedRows,
  tellingRows,
} from "@halfspace/tables";
import { type AnyModel, explain, type Label, predictIntervals, predictSets } from "halfspace";
import { inHtml, wideTable } from "./in-html.js";
import { pageFigure } from "./page-figures.js";
import { probabilitiesOf } from "./probabilities.js";

/** A few rows that were kept apart, or rows of training: where the model is surest, where it is not, and where it is the most wrong. */
export function explainedRowParts(model: AnyModel, { record, train, test, places }: SplitTable): string {
  const [rows, inTable] = test ? [test, places.test] : [train, places.train];
  const explained = tellingRows(model, rows).map(({ title, row }) => {
    const one = selectEncodedRows(rows, [row]);
    const { shapley } = explainOptions(record.encoding, { of: "prediction", seed: record.seed, fixed: [] });
    const explanation = explain(model, one.inputs, shapley);
    const answer = explainedRow(model, record.encoding, one.inputs, { row: row + 1, explanation });
    return {
      answer,
      part: rowPart(model, one, answer, {
        title: `${title}: row ${inTable[row] + 1} of the table`,
        target: record.encoding.target.name,
      }),
    };
  });
  const parts = explained.map(({ part }) => part);
  return `<h2>Single rows, explained</h2>
<p class="quiet">${parts.length} of the ${rows.targets.length} ${test ? "test" : "training"} rows. <code>halfspace explain</code> does this for any row, and finds what would have to change. ${columnWords(explained[0]?.answer.outputs[0])}</p>
${parts.join("\n")}`;
}

/** What the columns of the tables are. */
function columnWords(output: Output | undefined): string {
  const adds = "“Adds” is what a column adds to the mean over the background (its Shapley value).";
  const formula =
    "“Per unit” and “term” are the exact formula at this row; it holds as long as the number alone, all others unchanged, stays between “holds from” and “to”.";
  return [output && output.mean !== null ? adds : "", output && output.constant !== null ? formula : ""]
    .join(" ")
    .trim();
}

function rowPart(
  model: AnyModel,
  { inputs, targets }: EncodedRows,
  explained: ExplainedRow,
  { title, target }: { readonly title: string; readonly target: string },
): string {
  const { outputs, label } = explained;
  const output = outputs.find(({ name }) => name === String(label)) ?? outputs[0];
  const said = label === undefined ? pageFigure(output.prediction) : inHtml(String(label));
  const sure = label === undefined ? "" : probabilityWords(model, inputs, label);
  const truth =
    typeof targets[0] === "number" && label === undefined ? pageFigure(targets[0]) : inHtml(String(targets[0]));
  return `<h3>${inHtml(title)}</h3>
<p>${inHtml(target)} is predicted <strong>${said}</strong>${sure}; in truth it is ${truth}.${coverWords(model, inputs)}
${meanWords(output, label === undefined ? undefined : output.name)} ${formulaWords(output, explained)}</p>
${wideTable(title, rowTable(output))}`;
}

function probabilityWords(model: AnyModel, inputs: EncodedRows["inputs"], label: Label): string {
  const probabilities = probabilitiesOf(model, inputs);
  if (!probabilities) return "";
  const { values } = probabilities;
  return ` with a probability of ${pageFigure(values[(model.labels as readonly Label[]).indexOf(label)])}`;
}

/** The interval or the set of a row, where the model has them. */
function coverWords(model: AnyModel, inputs: EncodedRows["inputs"]): string {
  if (!model.intervals) return "";
  const { intervals, labels } = model;
  const level = `${Number((100 * intervals.level).toPrecision(3))} %`;
  if (!labels) {
    const { lower, upper } = predictIntervals(model, inputs);
    return ` Its ${level} interval goes from ${pageFigure(lower[0])} to ${pageFigure(upper[0])}.`;
  }
  const [set] = predictSets(model, inputs);
  const held = set.length > 0 ? `{${set.map(String).join(", ")}}` : "empty: the row is unlike all classes";
  return ` Its ${level} set is ${inHtml(held)}.`;
}

type Output = ExplainedRow["outputs"][number];

function meanWords({ mean, prediction }: Output, label: string | undefined): string {
  const what = label === undefined ? "It" : `The score of ${inHtml(label)}`;
  if (mean === null) return label === undefined ? "" : `${what} is ${pageFigure(prediction)}.`;
  return `${what} is ${pageFigure(prediction)}, and ${pageFigure(mean)} in the mean over the background; what the columns add makes up the difference.`;
}

function formulaWords({ constant }: Output, { openGates, gateCount, link }: ExplainedRow): string {
  if (constant === null) return "There is no formula: the model has a kernel.";
  const what = link ? "the logarithm" : "the same number";
  return `The constant ${pageFigure(constant)} and the terms add up to ${what}; ${openGates} of ${gateCount} gates are open here.`;
}

function rowTable({ columns, mean, constant }: Output): string {
  const heads = [
    "value",
    ...(mean === null ? [] : ["adds"]),
    ...(constant === null ? [] : ["per unit", "term", "holds from", "to"]),
  ];
  const cell = (value: number | string | null) =>
    `<td>${value === null ? "" : typeof value === "number" ? pageFigure(value) : inHtml(value)}</td>`;
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
