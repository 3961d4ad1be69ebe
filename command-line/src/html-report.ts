import { basename } from "node:path";
import { trainingCharts } from "@halfspace/pictures";
import { type SplitTable, trainingFacts } from "@halfspace/tables";
import { type AnyModel, describeModel, type TrainedModel } from "halfspace";
import type { ClassScores } from "./commands/fit/class-scores.js";
import { weightedMean } from "./commands/fit/scores.js";
import { explanationParts } from "./html-explanations.js";
import { chartFigure } from "./html-figure.js";
import { groupParts } from "./html-groups.js";
import { htmlPage } from "./html-page.js";
import { explainedRowParts } from "./html-rows.js";
import { inHtml, wideTable } from "./in-html.js";
import { pageFigure } from "./page-figures.js";
import {
  boundName,
  columnWords,
  growthWords,
  networkWords,
  penaltyLine,
  plainNeuronWords,
  precise,
  type Score,
  type Scores,
  scoreNames,
  signWords,
  whatIsProved,
} from "./report.js";

export interface ReportContents {
  /** The table's file. */
  readonly path: string;
  readonly result: AnyModel;
  readonly split: SplitTable;
  readonly scores: Scores;
  /** Measures of single classes, and what prediction intervals promise and did, a line each. */
  readonly sure: readonly string[];
  /** As the command line gave it. */
  readonly penalty: number | "auto" | "theorem";
  readonly modelFile: string;
  /** Of a classification. */
  readonly classScores?: ClassScores | undefined;
  /** What equally good models say of rows, a sentence each; empty where that was not asked for. */
  readonly ranges: readonly string[];
  /** What was tried where the model was chosen among many, in HTML. */
  readonly tried?: string;
}

/** A trained network on one page that stands alone: score, certificate, pictures, settings. No scripts, nothing from elsewhere. */
export function htmlReport(contents: ReportContents): string {
  const { path, result, split, scores, sure, penalty, modelFile, ranges, tried = "", classScores = {} } = contents;
  const name = inHtml(split.record.encoding.target.name);
  const facts = trainingFacts(result, split);
  const { ranked, html: columns } = explanationParts(result, split, facts.importance.columns);
  const pictures = trainingCharts(facts).map(chartFigure);
  const main = `<p class="quiet">halfspace report · ${inHtml(basename(path))}</p>
<h1>${quantileHeadline(name, result, split) ?? headline(name, scores)}</h1>
${certificateParts(result)}
<h2>Scores</h2>
${scoreTable(scores)}
${sure.map((each) => `<p>${inHtml(each)}</p>`).join("\n")}
${tried}
${result.kind === "average" ? "" : rangeParts(ranges)}
<h2>Pictures</h2>
<div class="pictures">
${pictures.join("\n")}
</div>
${columns}
${groupParts(result, split, ranked, classScores)}
${explainedRowParts(result, split)}
<h2>How it was made</h2>
<dl>
${settings({ result, split, penalty, modelFile })}
</dl>
${notes([...split.notes, ...result.notes])}
<p class="quiet">Anyone with the table and the model file can check this: <code>halfspace verify ${inHtml(basename(modelFile))} ${inHtml(basename(path))}</code></p>`;
  return htmlPage(`${name} from ${inHtml(basename(path))}: a halfspace report`, main);
}

/** Whether equally good models agree. */
function rangeParts(ranges: readonly string[]): string {
  if (ranges.length > 0) {
    return `<h2>Would an equally good model disagree?</h2>\n${ranges.map((each) => `<p>${inHtml(each)}</p>`).join("\n")}`;
  }
  return `<p class="quiet">Whether an equally good model would say something else was not asked: <code>halfspace fit --report --range 20</code>, or <code>halfspace range</code>.</p>`;
}

/** How it was made, a term a line. */
function settings({
  result,
  split,
  penalty,
  modelFile,
}: Pick<ReportContents, "result" | "split" | "penalty" | "modelFile">): string {
  const { target, columns } = split.record.encoding;
  const ofTest = split.test ? `, ${split.test.targets.length} kept apart for the test` : "";
  return [
    definition("target", `${inHtml(target.name)} (${target.task})`),
    definition("rows", `${split.train.targets.length} to learn from${ofTest}`),
    definition("columns", inHtml(columnWords(columns, ({ name }) => name))),
    ...(result.kind === "average"
      ? [definition("model", `${result.members.length} models together, ${result.network.parameterCount} numbers`)]
      : ofTraining(result, split, penalty)),
    definition("seed", String(split.record.seed)),
    definition("model file", inHtml(modelFile)),
  ].join("\n");
}

/** What holds of a model that was trained on one program. */
function ofTraining(result: TrainedModel, split: SplitTable, penalty: ReportContents["penalty"]): string[] {
  const network = [result.model, networkWords(result), `${result.network.neuronCount} neurons`, lossWords(result)];
  const grown = growthWords(result);
  const signs = signWords(result, split.record.encoding);
  return [
    definition("network", network.filter(Boolean).join(", ")),
    ...(signs === undefined ? [] : [definition("monotone", inHtml(`the prediction ${signs}`))]),
    ...(grown === undefined ? [] : [definition("gates", grown)]),
    definition("penalty", inHtml(penaltyLine(result, penalty, pageFigure))),
  ];
}

function lossWords({ loss, lossParameters = {} }: TrainedModel): string {
  const parameters = Object.entries(lossParameters).map(([name, value]) => `${name} ${value}`);
  return [`${loss} loss`, ...parameters].join(", ");
}

/** What a quantile is for: the share of rows that lie below it. */
function quantileHeadline(target: string, result: ReportContents["result"], split: SplitTable): string | undefined {
  const level = result.kind === "average" ? undefined : result.lossParameters?.quantile;
  if (level === undefined) return undefined;
  const { network } = result;
  const { inputs, targets, sampleWeights } = split.test ?? split.train;
  const below = network.predict(inputs).map((value, row) => Number(Number(targets[row]) < value));
  const share = percent(weightedMean([...below], sampleWeights));
  return `Meant to lie above ${target} in ${percent(level)} of cases; it does in ${share} ${split.test ? "of those it never saw" : "of those it learned from"}.`;
}

function headline(target: string, { train, test, straightLine, baseline }: Scores): string {
  const best = test ?? train;
  const rows = test ? "on rows it never saw" : "on the rows it learned";
  if ("rmse" in best) {
    return `Predicts ${target} to within ${pageFigure(best.rmse)} (RMSE) ${rows}; ${straightLine ? `a straight line is off by ${pageFigure(straightLine.rmse)}, ` : ""}the mean alone by ${pageFigure(baseline.rmse)}.`;
  }
  return `Right about ${target} in ${percent(best.accuracy)} of cases ${rows}; ${straightLine ? `a straight line: ${percent(straightLine.accuracy)}, ` : ""}always the most frequent class: ${percent(baseline.accuracy)}.`;
}

/** With a space that does not break. */
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))}\u00a0%`;

function certificateParts(model: AnyModel): string {
  if (model.kind === "average") {
    const claims = whatIsProved(model).map((claim) => `<p>${inHtml(claim)}</p>`);
    return `<section class="certificate">\n<h2>Certificates of the parts</h2>\n${claims.join("\n")}\n</section>`;
  }
  const { certificate, decomposition, shape } = model;
  const { primalObjective, dualObjective, coverage } = certificate;
  const name = boundName(certificate);
  const which = coverage === "complete" ? "no network of this kind" : "no network on the same gates";
  const bound =
    name === "lower bound" ? `${which} can go below ${precise(dualObjective)}` : `${name}: ${precise(dualObjective)}`;
  const plain = plainNeuronWords({ decomposition, shape }, dualObjective);
  return `<section class="certificate">
<h2>Certificate</h2>
<p><strong>${inHtml(describeModel(model))}.</strong></p>
<p>The objective reached is ${precise(primalObjective)}; ${bound}.${plain ? ` It was ${inHtml(plain)}.` : ""}</p>
</section>`;
}

function scoreTable({ train, test, straightLine, baseline }: Scores): string {
  const columns: [string, Score][] = [
    ["training rows", train],
    ...(test ? [["test rows", test] as [string, Score]] : []),
    ...(straightLine ? [["straight line", straightLine] as [string, Score]] : []),
    ["no model", baseline],
  ];
  const measures = Object.keys(scoreNames).filter((measure) => measure in train);
  const head = columns.map(([title]) => `<th scope="col">${title}</th>`).join("");
  const rows = measures.map(
    (measure) =>
      `<tr><th scope="row">${scoreNames[measure]}</th>${columns.map(([, score]) => `<td>${pageFigure(score[measure] ?? Number.NaN)}</td>`).join("")}</tr>`,
  );
  return wideTable("Scores", `<table><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`);
}

const definition = (term: string, text: string): string => `<dt>${term}</dt><dd>${text}</dd>`;

function notes(lines: readonly string[]): string {
  return lines.length > 0 ? `<h2>Notes</h2>\n<ul>${lines.map((line) => `<li>${inHtml(line)}</li>`).join("")}</ul>` : "";
}
