import type { Column } from "../columns/column.js";
import { defaultMissingMarkers, missingTest } from "../missing-values.js";
import { cellsOfLine, rowOf, type ScannedLines, widthOfLine } from "./scanned-lines.js";

/** The table among the lines of a text, and what was read past. */
export interface TableLines {
  /** The cells of the first line: names, or data like the others. */
  readonly first: readonly string[];
  /** Whether they are others than its own. */
  readonly renamed: boolean;
  /** The places of its lines among all lines, the first one's too. */
  readonly places: Int32Array;
  readonly lines: ScannedLines;
  readonly notes: readonly string[];
}

/** Kept lines by their places, with notes on those that were not. */
interface Kept {
  readonly places: Int32Array;
  readonly notes: readonly string[];
}

const mostTitles = 5;

const shown = (cells: readonly string[]): string => {
  const text = cells
    .filter((cell) => cell.trim() !== "")
    .join(", ")
    .trim();
  return text.length > 40 ? `"${text.slice(0, 40)}…"` : `"${text}"`;
};

const isComment = (cells: readonly string[]): boolean => /^\s*(?:#|\/\/)/.test(cells[0]);

/**
 * Finds the table among the lines of a file: comments, titles above it and remarks below it are read past, each with a
 * note; an empty last cell that only the rows have is cut off; and rows one cell longer than the names have R's row names.
 */
export function findTableLines(lines: ScannedLines): TableLines {
  const all = Int32Array.from({ length: lines.count }, (_, place) => place);
  const firstOf = (places: Int32Array) => cellsOfLine(lines, places[0]);
  if (lines.width < 2) return { first: firstOf(all), renamed: false, places: all, notes: [], lines };
  const comments = withoutComments(lines, all);
  const titles = withoutTitles(lines, comments.places);
  const remarks = withoutRemarks(lines, titles.places);
  const { places } = remarks;
  const renamed = comments.named === places[0];
  const even = withEvenEnds(lines, places, renamed ? withoutSign(firstOf(places)) : firstOf(places));
  return { ...even, renamed, places, notes: [comments, titles, remarks, even].flatMap(({ notes }) => notes) };
}

const withoutSign = (cells: readonly string[]): string[] => cells.map((cell) => cell.replace(/^\s*(?:#|\/\/)\s*/, ""));

function withoutComments(lines: ScannedLines, all: Int32Array): Kept & { named: number } {
  const { width } = lines;
  const cellsAt = (place: number) => cellsOfLine(lines, place);
  const first = all.findIndex((place) => !isComment(cellsAt(place)));
  const named = first > 0 && widthOfLine(lines, first - 1) === width ? first - 1 : -1;
  // Behind the first other line only those count that are no row of the table.
  const comments = [...all.subarray(0, Math.max(0, first)), ...oddBehind(lines, first)].filter(
    (place) =>
      place !== named && isComment(cellsAt(place)) && (place < first || widthOfLine(lines, place) !== width - 1),
  );
  if (comments.length === 0) return { places: all, notes: [], named };
  const past = new Set(comments);
  const count = comments.length === 1 ? "A comment line" : `${comments.length} comment lines`;
  return {
    places: all.filter((place) => !past.has(place)),
    notes: [`${count} (${shown(cellsAt(comments[0]))}) ${comments.length === 1 ? "was" : "were"} read past.`],
    named,
  };
}

const oddBehind = ({ odd }: ScannedLines, first: number): number[] => [...odd.keys()].filter((place) => place >= first);

function withoutTitles(lines: ScannedLines, places: Int32Array): Kept {
  const { width } = lines;
  const filled = (cells: readonly string[]) => cells.filter((cell) => cell.trim() !== "").length;
  const head = Array.from(places.subarray(0, mostTitles + 1), (place) => cellsOfLine(lines, place));
  const first = head.findIndex((cells) => cells.length >= width - 1 && filled(cells) > 1);
  const titles = head.slice(0, Math.max(0, first));
  const alone = titles.every((cells) => filled(cells) <= 1 && (cells.length === 1 || width > 2));
  const numbers = titles.some((cells) => /^\s*[-+\d.,]+\s*$/.test(cells[0]));
  if (titles.length === 0 || !alone || numbers || places.length < first + 3) return { places, notes: [] };
  const what = titles.length === 1 ? "A title above the table" : `${titles.length} lines above the table`;
  return {
    places: places.subarray(first),
    notes: [`${what} (${shown(titles[0])}) ${titles.length === 1 ? "was" : "were"} read past.`],
  };
}

/** Sentences below the table: one cell with blanks inside, where the table has several. */
function withoutRemarks(lines: ScannedLines, places: Int32Array): Kept {
  let end = places.length;
  const isRemark = (place: number) => {
    if (widthOfLine(lines, place) >= lines.width) return false;
    const cells = cellsOfLine(lines, place);
    return cells.slice(1).every((cell) => !/\d/.test(cell)) && /^\s*(?:[*†‡]|\p{L}+:|\p{L}+\s+\p{L}+)/u.test(cells[0]);
  };
  while (end > 2 && isRemark(places[end - 1])) end--;
  if (end === places.length) return { places, notes: [] };
  const count = places.length - end;
  const what = count === 1 ? "A line below the table" : `${count} lines below the table`;
  return {
    places: places.subarray(0, end),
    notes: [`${what} (${shown(cellsOfLine(lines, places[end]))}) ${count === 1 ? "was" : "were"} read past.`],
  };
}

/** Rows one cell longer than the names: with an empty end, or with R's row names in front. */
function withEvenEnds(
  lines: ScannedLines,
  places: Int32Array,
  first: readonly string[],
): Pick<TableLines, "first" | "lines" | "notes"> {
  const { width, odd, columns } = lines;
  const rows = places.subarray(1);
  if (rows.length === 0 || first.length !== width - 1 || rows.some((place) => odd.has(place)))
    return { first, lines, notes: [] };
  const start = rowOf(lines, rows[0]);
  const last = columns[width - 1].slice(start, start + rows.length);
  if (last.knownCount === 0) {
    return {
      first,
      lines: { ...lines, width: width - 1, columns: columns.slice(0, -1) },
      notes: ["Every row ends with a delimiter too many; the empty cell behind it was cut off."],
    };
  }
  return {
    first: ["row.names", ...first],
    lines,
    notes: ['The rows have one cell more than the names; the first is called "row.names", as R writes it.'],
  };
}

const number = /^[+-]?[.,]?\d[\d.,]*(?:e[+-]?\d+)?\s*%?$/i;
const totals = /^(?:grand )?(?:totals?|sums?|summe|gesamt|insgesamt|average|mean|mittelwert)\b/i;
const isMissing = missingTest(defaultMissingMarkers);
const unit = /^[[(]?[\p{L}%°µ€$£/][^\d]{0,11}$/u;

/**
 * Reads past a row of units below the names and a row of totals at the end, each with a note.
 * @param columns the rows below the names
 */
export function withoutUnitsAndTotals(columns: readonly Column[]): { columns: readonly Column[]; notes: string[] } {
  const notes: string[] = [];
  let kept = columns;
  if (isUnits(kept)) {
    const units = kept.map((column) => `"${column.at(0) ?? ""}"`).join(", ");
    notes.push(`The row below the names (${units}) holds units and was read past.`);
    kept = kept.map((column) => column.slice(1));
  }
  const [labels] = kept;
  const last = labels.length - 1;
  const isTotal = (cell: unknown) => typeof cell === "string" && totals.test(cell);
  if (last >= 3 && isTotal(labels.at(last)) && labels.findRow(isTotal) === last) {
    notes.push(`The last row ("${labels.at(last)}") holds totals and was read past.`);
    kept = kept.map((column) => column.slice(0, last));
  }
  return { columns: kept, notes };
}

/** Rows that hold the names again, as in files that were joined from several, are read past with a note. */
export function withoutRepeatedNames(
  names: readonly string[],
  columns: readonly Column[],
): { columns: readonly Column[]; notes: string[] } {
  const isName = (index: number) => (cell: unknown) => cell === names[index].trim();
  const [labels] = columns;
  if (names.length < 2 || !labels.words().some(({ word }) => isName(0)(word))) return { columns, notes: [] };
  const repeated = labels
    .findRows(isName(0), labels.length)
    .filter((row) => columns.every((column, index) => isName(index)(column.at(row))));
  if (repeated.length === 0) return { columns, notes: [] };
  const past = new Set(repeated);
  const rows = Int32Array.from({ length: labels.length }, (_, row) => row).filter((row) => !past.has(row));
  const what =
    repeated.length === 1
      ? `Row ${repeated[0] + 1} holds`
      : `${repeated.length} rows, first row ${repeated[0] + 1}, hold`;
  return {
    columns: columns.map((column) => column.select(rows)),
    notes: [`${what} the names again and ${repeated.length === 1 ? "was" : "were"} read past.`],
  };
}

/** Values, which no column is measured in. */
const truth = /^(?:true|false|yes|no)$/i;

/** No number where every row below has one, in two columns and more. */
function isUnits(columns: readonly Column[]): boolean {
  const mayBe = (column: Column) => {
    const word = String(column.at(0) ?? "");
    return unit.test(word) && !truth.test(word);
  };
  if (columns[0].length < 4 || columns.filter(mayBe).length < 2) return false;
  // A column without any says nothing, and a table that is written again has empty cells for its words for missing values.
  const isNumber = (column: Column) => {
    const below = column.slice(1);
    // Plain numbers are not among the words.
    const words = below.words().filter(({ word }) => !isMissing(word));
    return below.findRow((cell) => !isMissing(cell)) >= 0 && words.every(({ word }) => number.test(word));
  };
  const places = columns.filter(isNumber);
  // A word that stands further down as well is one of the column's values.
  const isValue = (column: Column) => mayBe(column) && column.slice(1).findRow((cell) => cell === column.at(0)) >= 0;
  return places.length > 1 && places.every(mayBe) && !columns.some(isValue);
}
