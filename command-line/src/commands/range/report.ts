import { type CsvOptions, toCsv } from "@halfspace/tables";
import type { OutputRange, PredictionRange, RangedRow } from "halfspace";
import { alignedLines, figure, strong } from "../../report.js";

/** Ranges with the targets' names and the numbers of the rows, from 1. */
export interface NumberedRanges extends PredictionRange {
  readonly names: readonly string[];
  readonly numbers: readonly number[];
}

/** A line for each row and output. */
export function csvOf(found: NumberedRanges, options: CsvOptions): string {
  const lines = linesOf(found);
  const table = {
    columnNames: [
      "row",
      "output",
      "predicted",
      "prediction",
      "least",
      "greatest",
      "least found",
      "greatest found",
      "class",
    ],
    columns: [
      lines.map(({ number }) => number),
      lines.map(({ name }) => name),
      lines.map(({ row }) => (row.label === undefined ? null : String(row.label))),
      lines.map(({ output }) => output.prediction),
      lines.map(({ output }) => output.least.bound),
      lines.map(({ output }) => output.greatest.bound),
      lines.map(({ output }) => output.least.attained),
      lines.map(({ output }) => output.greatest.attained),
      lines.map(({ row }) => row.turn ?? null),
    ],
  };
  return toCsv(table, options);
}

interface Line {
  readonly number: number;
  readonly name: string;
  readonly row: RangedRow;
  readonly output: OutputRange;
}

/** Of several classes: what is bounded is the score of one minus that of the predicted one. */
function linesOf({ rows, numbers, names }: NumberedRanges): Line[] {
  return rows.flatMap((row, place) =>
    row.outputs.map((output, k) => ({
      number: numbers[place],
      name: output.label === undefined ? (names[k] ?? String(k)) : `${output.label} minus ${row.label}`,
      row,
      output,
    })),
  );
}

const turnWords = { turns: "can turn", cannot: "cannot turn", open: "not known" };

/** The first rows as a person reads them. */
export function rowLines(found: NumberedRanges, count: number): string[] {
  const lines = linesOf({ ...found, rows: found.rows.slice(0, count) });
  if (lines.length === 0) return [];
  const classes = found.turning !== null;
  const heads = [
    ...["row", classes ? "score of" : "output"],
    ...["prediction", "least", "greatest"],
    ...(classes ? ["predicted", "class"] : []),
  ];
  const cells = lines.map(({ number, name, row, output }) => [
    ...[String(number), name, figure(output.prediction), figure(output.least.bound), figure(output.greatest.bound)],
    ...(classes ? [String(row.label), turnWords[row.turn ?? "open"] + turnsTo(row)] : []),
  ]);
  const isLeft = (at: number) => at === 1 || at > 4;
  return ["", ...alignedLines([heads, ...cells], isLeft).map((line) => `  ${line.trimEnd()}`)];
}

const turnsTo = ({ turnsTo: labels, outputs }: RangedRow): string =>
  labels && labels.length > 0 && outputs.length > 1 ? ` to ${labels.join(", ")}` : "";

const percent = (share: number) => `${figure(100 * share)} %`;

/** How many classes turn, or how wide the ranges are; and over which models. */
export function foundWords({ within, rows, turning }: PredictionRange): {
  readonly found: string;
  readonly over: string;
} {
  const width = rows.flatMap(({ outputs }) => outputs.map(({ least, greatest }) => greatest.bound - least.bound));
  const mean = width.reduce((sum, each) => sum + each, 0) / Math.max(1, width.length);
  const open = turning && turning.open > 0 ? `, ${percent(turning.open)} not known` : "";
  return {
    found: turning
      ? `${percent(turning.turns)} of the rows would be turned by some equally good model, ${percent(turning.cannot)} by none (proved)${open}.`
      : `${figure(mean)} wide in the mean.`,
    over: `Over all models on the same gates whose training objective is at most ${percent(within)} worse; proved from outside.`,
  };
}

/** What the ranges are about, and how many classes turn. */
export function summaryLines(ranges: NumberedRanges): string[] {
  const { within, turning, relativeGap } = ranges;
  const { found, over } = foundWords(ranges);
  return [
    "",
    `${strong(turning ? "Classes:" : "Ranges:")} ${found}`,
    `  ${over}`,
    ...(relativeGap > within / 10
      ? [`  note: the model itself may be ${percent(relativeGap)} from the optimum, which widens the set.`]
      : []),
  ];
}
