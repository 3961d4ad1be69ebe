import { encodedCells, type SplitTable } from "@halfspace/tables";
import {
  type AnyModel,
  type Decision,
  decideLabels,
  givesProbabilities,
  type Label,
  predictLabels,
  type ThresholdPoint,
} from "halfspace";
import { fewRows, rowsByGroup } from "./commands/card/groups.js";
import { inHtml, wideTable } from "./in-html.js";
import { pageFigure } from "./page-figures.js";
import { probabilitiesOf } from "./probabilities.js";

/** What is said and what is true of every row that was kept apart, or of the rows of training. */
interface Judged {
  readonly which: "test" | "training";
  /** Of the second of two classes 1 and 0; of other classes whether the model is right; of numbers the target. */
  readonly truth: readonly number[];
  /** The probability of the second class (0 and 1 without probabilities), or the prediction; of other classes nothing. */
  readonly said: readonly number[];
  /** Whether the second class is said. */
  readonly called: readonly boolean[];
  /** Whether what is said is the mean of what is true: it is not where a quantile was asked for. */
  readonly isMean: boolean;
}

const mostColumns = 4;

/**
 * Who it is about, group by group: for the columns that matter most the rows in each group, what is true of them and what the model says; and for
 * two classes what the model misses. Groups are the values of a column; of many numbers, quarters of the rows.
 * @param ranked raw columns by how much they matter
 */
export function groupParts(
  model: AnyModel,
  split: SplitTable,
  ranked: readonly string[],
  { decision, thresholds }: { readonly decision?: Decision | undefined; readonly thresholds?: Thresholds },
): string {
  const { encoding } = split.record;
  const { inputs, sampleWeights: weighed } = split.test ?? split.train;
  const judged = judgedRows(model, split, decision);
  const cells = Array.from({ length: inputs.rows }, (_, row) =>
    encodedCells(encoding, inputs.values.subarray(row * inputs.columns, (row + 1) * inputs.columns)),
  );
  const columns = ranked
    .map((name) => ({ name, at: encoding.columns.findIndex((column) => column.name === name) }))
    // Nearly every date is a group of its own.
    .filter(({ at }) => encoding.columns[at].type !== "date")
    .slice(0, mostColumns);
  const groups = columns.map(({ name, at }) => ({
    name,
    groups: groupsOf(
      cells.map((row) => (row[at] === "missing" ? null : row[at])),
      judged,
    ),
  }));
  const heads = headsOf(model, encoding.target.name);
  return `<h2>Group by group</h2>
${missedWords(model, judged, groups, thresholds)}
<p class="quiet">${inHtml(`${heads.note}${weighed ? " Rows are counted here, whatever they weigh." : ""}`)}</p>
<div class="pictures">
${groups.map((column) => groupTable(column, heads)).join("\n")}
</div>`;
}

/** What labels are worth from each probability on. */
type Thresholds = readonly ThresholdPoint[] | undefined;

function judgedRows(model: AnyModel, { test, train }: SplitTable, decision: Decision | undefined): Judged {
  const { inputs, targets } = test ?? train;
  const { labels } = model;
  const known = { which: test ? "test" : "training", isMean: isOfMean(model) } as const;
  if (!labels) {
    return { ...known, truth: targets as number[], said: Array.from(model.network.predict(inputs)), called: [] };
  }
  const given = probabilitiesOf(model, inputs);
  const names = decision && given ? decideLabels(given, labels, decision) : predictLabels(model, inputs);
  if (labels.length > 2) {
    return { ...known, truth: names.map((name, row) => Number(name === targets[row])), said: [], called: [] };
  }
  const called = names.map((name) => name === labels[1]);
  return {
    ...known,
    truth: (targets as readonly Label[]).map((label) => Number(label === labels[1])),
    said: called.map((each, row) => (given ? given.values[2 * row + 1] : Number(each))),
    called,
  };
}

const isOfMean = (model: AnyModel): boolean => model.kind === "average" || model.lossParameters?.quantile === undefined;

interface Group {
  readonly name: string;
  readonly rows: number;
  readonly truth: number;
  readonly said: number;
  /** Of two classes: how many are of the second one, and how many of these are found. */
  readonly positive: number;
  readonly found: number;
  /** Root of the mean square of what is said wrong. */
  readonly off: number;
  /** Whether truth and prediction differ by more than two standard errors. */
  readonly differs: boolean;
}

function groupsOf(cells: readonly (number | string | null)[], judged: Judged): Group[] {
  const { found: groups, isOrdered } = rowsByGroup(cells);
  const found = groups.map(({ name, rows }) => groupOf(name, rows, judged));
  if (isOrdered) return found.map((group) => ({ ...group, name: group.name.replace(longNumber, inWords) }));
  const areNumbers = found.every((group) => Number.isFinite(Number(group.name)));
  return found.sort((a, b) => (areNumbers ? Number(a.name) - Number(b.name) : b.rows - a.rows));
}

/** Numbers in the name of a range. */
const longNumber = /-?\d{5,}(?:\.\d+)?/g;
const inWords = (number: string): string => pageFigure(Number(number));

function groupOf(name: string, rows: readonly number[], { truth, said, called, isMean }: Judged): Group {
  const mean = (of: (row: number) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const positive = rows.filter((row) => truth[row] === 1);
  const residual = (row: number) => truth[row] - (said[row] ?? truth[row]);
  const square = mean((row) => residual(row) ** 2);
  const bias = mean(residual);
  // Of classes also what their probabilities say of chance: where none of few rows is of a rare class, the residuals show no spread.
  const chance = called.length > 0 ? mean((row) => said[row] * (1 - said[row])) : 0;
  const error = Math.sqrt(Math.max(0, square - bias ** 2, chance) / Math.max(1, rows.length - 1));
  return {
    ...{ name, rows: rows.length, truth: mean((row) => truth[row]), said: mean((row) => said[row] ?? Number.NaN) },
    ...{ positive: positive.length, found: positive.filter((row) => called[row]).length, off: Math.sqrt(square) },
    differs: isMean && rows.length >= fewRows && Math.abs(bias) > 2 * error,
  };
}

/** What the columns of the tables are called, and how the cells of a group are written. */
interface Heads {
  readonly names: readonly string[];
  readonly note: string;
  cells(group: Group): readonly string[];
}

const percent = (share: number): string => (Number.isNaN(share) ? "–" : `${Number((100 * share).toFixed(1))} %`);
const mark = "A star marks groups in which the two differ by more than two standard errors: there the model is off. ";
const few = `Groups of fewer than ${fewRows} rows say little.`;

function headsOf(model: AnyModel, target: string): Heads {
  const { labels } = model;
  if (!labels) {
    return {
      names: ["rows", `mean ${target}`, "mean prediction", "RMSE"],
      note: isOfMean(model) ? mark + few : `The predictions are of a quantile, and not of the mean. ${few}`,
      cells: ({ truth, said, off, differs }) => [
        pageFigure(truth),
        `${pageFigure(said)}${differs ? " *" : ""}`,
        pageFigure(off),
      ],
    };
  }
  if (labels.length > 2) {
    return { names: ["rows", "right"], note: few, cells: ({ truth }) => [percent(truth)] };
  }
  const second = String(labels[1]);
  const hasProbabilities = givesProbabilities(model);
  return {
    names: ["rows", `truly ${second}`, hasProbabilities ? "mean probability" : `called ${second}`, "found"],
    note: `${mark}“Found” is how many of the rows that are truly ${second} the model calls so. ${few}`,
    cells: ({ truth, said, positive, found, differs }) => [
      percent(truth),
      `${percent(said)}${differs ? " *" : ""}`,
      `${found} of ${positive}`,
    ],
  };
}

function groupTable({ name, groups }: { name: string; groups: readonly Group[] }, { names, cells }: Heads): string {
  const head = names.map((each) => `<th scope="col">${inHtml(each)}</th>`).join("");
  const rows = groups.map((group) => {
    const values = [String(group.rows), ...cells(group)].map((cell) => `<td>${inHtml(cell)}</td>`).join("");
    return `<tr><th scope="row">${inHtml(group.name)}</th>${values}</tr>`;
  });
  return `<section class="group"><h3>${inHtml(name)}</h3>
${wideTable(`Groups of ${name}`, `<table><thead><tr><td></td>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>`)}</section>`;
}

/** Of two classes: how many of the second one are missed, where the most, and what another threshold would do. */
function missedWords(
  { labels }: AnyModel,
  { which, truth, called }: Judged,
  columns: readonly { readonly name: string; readonly groups: readonly Group[] }[],
  thresholds: Thresholds,
): string {
  if (labels?.length !== 2) return "";
  const second = String(labels[1]);
  const positive = truth.filter((value) => value === 1).length;
  const said = called.filter(Boolean).length;
  const found = called.filter((each, row) => each && truth[row] === 1).length;
  const sentences = [
    `Of ${positive} ${which} rows that are truly ${second} the model finds ${found} and misses ${positive - found}.`,
    said === 0 ? `It never says ${second}.` : `It says ${second} ${said} times, and is right ${found} times.`,
    ...worstWords(columns, second),
    ...thresholdWords(thresholds, second),
  ];
  return `<p>${inHtml(sentences.join(" "))}</p>`;
}

/** Groups with fewer rows of the second class are not called the worst. */
const enough = 10;

function worstWords(columns: readonly { name: string; groups: readonly Group[] }[], second: string): string[] {
  const all = columns.flatMap(({ name, groups }) => groups.map((group) => ({ column: name, group })));
  const counted = all.filter(({ group }) => group.positive >= enough && group.found < group.positive);
  if (counted.length === 0) return [];
  const share = ({ group }: (typeof counted)[number]) => group.found / group.positive;
  const worst = counted.reduce((least, each) => (share(each) < share(least) ? each : least));
  const { name, found, positive } = worst.group;
  return [`It finds the smallest share of ${second} where ${worst.column} is ${name}: ${found} of ${positive}.`];
}

function thresholdWords(points: Thresholds, second: string): string[] {
  const best = points?.reduce((most, point) => (point.f1 > most.f1 ? point : most));
  if (!best || Number.isNaN(best.f1)) return [];
  return [
    `Said from a probability of ${pageFigure(best.threshold)} on, ${second} would be found in ${percent(best.recall)} of the rows where it is true, and be right in ${percent(best.precision)} of those where it is said (chosen on these rows, and so a little too good; --threshold).`,
  ];
}
