import { recordWidths } from "./record-widths.js";

export type Delimiter = "," | ";" | "\t" | "|";

// In this order: a comma also occurs as the decimal mark, the others hardly ever inside a cell.
const delimiters: readonly Delimiter[] = ["\t", ";", "|", ","];
/** Lines in which the delimiter is looked for. */
export const sampleRows = 100;

/** How evenly a way of splitting cuts the first rows: the most usual number of cells a row, and the share of rows that have it. */
type Fit = { cellCount: number; share: number };

/**
 * Finds how the rows of a text are split: the delimiter that gives the same number of cells (two or more) in most of the
 * first 100 rows, or "space" for text aligned with runs of blanks. One column of cells counts as split by commas.
 */
export function findDelimiter(text: string, allowSpaces: boolean): Delimiter | "space" {
  const sample = text.split("\n", sampleRows).filter((line) => line.trim() !== "");
  const fits = delimiters.map((delimiter) => ({ delimiter, fit: delimitedFit(sample, delimiter) }));
  const usable = fits.filter(({ fit }) => fit.cellCount > 1 && fit.share > 0.5);
  const best = usable.toSorted((a, b) => b.fit.share - a.fit.share)[0];
  const blanks = fitOf(sample.map((line) => splitBlanks(line).length));
  if (!allowSpaces || blanks.cellCount < 2 || blanks.share <= 0.5) return best?.delimiter ?? ",";
  if (best === undefined) return "space";
  // "0,5 kg" under the names "x,y" is two cells: commas cut every line, blanks all but the first.
  const decimals = best.delimiter === "," && blanks.share >= best.fit.share && commasAreDecimals(sample);
  return decimals ? "space" : best.delimiter;
}

const delimitedFit = (sample: readonly string[], delimiter: Delimiter): Fit =>
  fitOf(recordWidths(sample.join("\n"), delimiter));

/** The most usual number of cells a line, in a sample of lines. */
export function usualCellCount(text: string, delimiter: Delimiter | "space"): number {
  const sample = text.split("\n", sampleRows).filter((line) => line.trim() !== "");
  const { cellCount } =
    delimiter === "space" ? fitOf(sample.map((line) => splitBlanks(line).length)) : delimitedFit(sample, delimiter);
  return Math.max(1, cellCount);
}

function fitOf(cellCounts: readonly number[]): Fit {
  const counts = new Map<number, number>();
  for (const count of cellCounts) counts.set(count, (counts.get(count) ?? 0) + 1);
  const [cellCount, rows] = [...counts].toSorted((a, b) => b[1] - a[1])[0] ?? [0, 0];
  return { cellCount, share: rows / Math.max(1, cellCounts.length) };
}

/** "1,5 2,25": every comma lies inside a number. */
function commasAreDecimals(sample: readonly string[]): boolean {
  const withCommas = sample.slice(1).flatMap((line) => splitBlanks(line).filter((cell) => cell.includes(",")));
  return withCommas.length > 0 && withCommas.every((cell) => /^[+-]?\d*,\d+$/.test(cell));
}

const splitBlanks = (line: string): string[] => collapseBlanks(line).split(" ");

/** One blank between cells, none at the ends; blanks inside quotes stay. */
export function collapseBlanks(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && isBlank(line[start])) start++;
  while (end > start && isBlank(line[end - 1])) end--;
  return line
    .slice(start, end)
    .replace(/((?<![^ \t])"(?:[^"]|"")*")|[ \t]+/g, (_, quoted: string | undefined) => quoted ?? " ");
}

const isBlank = (letter: string): boolean => letter === " " || letter === "\t";
