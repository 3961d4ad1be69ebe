/** A parsed line of a text file and its place among the parsed lines. */
export interface Line {
  readonly cells: readonly string[];
  readonly index: number;
}

/** The lines that make the table, and what was read past. */
export interface TableLines {
  readonly lines: readonly Line[];
  readonly notes: readonly string[];
}

const mostTitles = 5;

/** The usual number of cells a line. */
function usualWidth(lines: readonly Line[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of lines) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

const shown = ({ cells }: Line): string => {
  const text = cells
    .filter((cell) => cell.trim() !== "")
    .join(", ")
    .trim();
  return text.length > 40 ? `"${text.slice(0, 40)}…"` : `"${text}"`;
};

const isComment = ({ cells }: Line): boolean => /^\s*(?:#|\/\/)/.test(cells[0]);

/**
 * Finds the table among the lines of a file: comments, titles above it and remarks below it are read past, each with a
 * note; an empty last cell that only the rows have is cut off; and rows one cell longer than the names have R's row names.
 */
export function findTableLines(all: readonly Line[]): TableLines {
  const width = usualWidth(all);
  if (width < 2) return { lines: all, notes: [] };
  const comments = withoutComments(all, width);
  const titles = withoutTitles(comments.lines, width);
  const remarks = withoutRemarks(titles.lines, width);
  const even = withEvenEnds(remarks.lines, width);
  return { lines: even.lines, notes: [comments, titles, remarks, even].flatMap(({ notes }) => notes) };
}

function withoutComments(all: readonly Line[], width: number): TableLines {
  const isHead = (line: Line) => line.cells.length === width || line.cells.length === width - 1;
  const first = all.findIndex((line) => !isComment(line));
  const named = first > 0 && isComment(all[first - 1]) && all[first - 1].cells.length === width ? first - 1 : -1;
  const comments = all.filter((line, index) => isComment(line) && index !== named && (!isHead(line) || index < first));
  const lines = all.flatMap((line, index) => {
    if (comments.includes(line)) return [];
    return index === named
      ? [{ ...line, cells: line.cells.map((cell) => cell.replace(/^\s*(?:#|\/\/)\s*/, "")) }]
      : [line];
  });
  if (comments.length === 0) return { lines, notes: [] };
  const count = comments.length === 1 ? "A comment line" : `${comments.length} comment lines`;
  return { lines, notes: [`${count} (${shown(comments[0])}) ${comments.length === 1 ? "was" : "were"} read past.`] };
}

function withoutTitles(all: readonly Line[], width: number): TableLines {
  const filled = ({ cells }: Line) => cells.filter((cell) => cell.trim() !== "").length;
  const first = all.findIndex((line) => line.cells.length >= width - 1 && filled(line) > 1);
  const titles = all.slice(0, Math.max(0, first));
  const alone = titles.every((line) => filled(line) <= 1 && (line.cells.length === 1 || width > 2));
  const numbers = titles.some(({ cells }) => /^\s*[-+\d.,]+\s*$/.test(cells[0]));
  if (titles.length === 0 || titles.length > mostTitles || !alone || numbers || all.length < first + 3) {
    return { lines: all, notes: [] };
  }
  const what = titles.length === 1 ? "A title above the table" : `${titles.length} lines above the table`;
  return {
    lines: all.slice(first),
    notes: [`${what} (${shown(titles[0])}) ${titles.length === 1 ? "was" : "were"} read past.`],
  };
}

/** Sentences below the table: one cell with blanks inside, where the table has several. */
function withoutRemarks(all: readonly Line[], width: number): TableLines {
  let end = all.length;
  const isRemark = ({ cells }: Line) =>
    cells.length < width &&
    cells.slice(1).every((cell) => !/\d/.test(cell)) &&
    /^\s*(?:[*†‡]|\p{L}+:|\p{L}+\s+\p{L}+)/u.test(cells[0]);
  while (end > 2 && isRemark(all[end - 1])) end--;
  if (end === all.length) return { lines: all, notes: [] };
  const count = all.length - end;
  const what = count === 1 ? "A line below the table" : `${count} lines below the table`;
  return {
    lines: all.slice(0, end),
    notes: [`${what} (${shown(all[end])}) ${count === 1 ? "was" : "were"} read past.`],
  };
}

/** Rows one cell longer than the names: with an empty end, or with R's row names in front. */
function withEvenEnds(all: readonly Line[], width: number): TableLines {
  const [names, ...rows] = all;
  if (rows.length === 0 || names.cells.length !== width - 1 || rows.some(({ cells }) => cells.length !== width)) {
    return { lines: all, notes: [] };
  }
  if (rows.every(({ cells }) => cells[width - 1].trim() === "")) {
    const lines = [names, ...rows.map((line) => ({ ...line, cells: line.cells.slice(0, -1) }))];
    return { lines, notes: ["Every row ends with a delimiter too many; the empty cell behind it was cut off."] };
  }
  const lines = [{ ...names, cells: ["row.names", ...names.cells] }, ...rows];
  return {
    lines,
    notes: ['The rows have one cell more than the names; the first is called "row.names", as R writes it.'],
  };
}

const number = /^[+-]?[.,]?\d[\d.,]*(?:e[+-]?\d+)?\s*%?$/i;
const totals = /^(?:grand )?(?:totals?|sums?|summe|gesamt|insgesamt|average|mean|mittelwert)\b/i;

/**
 * Reads past a row of units below the names and a row of totals at the end, each with a note.
 * @param rows the rows below the names
 */
export function withoutUnitsAndTotals(rows: readonly (readonly string[])[]): {
  rows: readonly (readonly string[])[];
  notes: string[];
} {
  const notes: string[] = [];
  let kept = rows;
  if (isUnits(kept)) {
    notes.push(
      `The row below the names (${kept[0].map((cell) => `"${cell.trim()}"`).join(", ")}) holds units and was read past.`,
    );
    kept = kept.slice(1);
  }
  const last = kept.at(-1);
  if (
    last &&
    kept.length > 3 &&
    totals.test(last[0].trim()) &&
    !kept.slice(0, -1).some((row) => totals.test(row[0].trim()))
  ) {
    notes.push(`The last row ("${last[0].trim()}") holds totals and was read past.`);
    kept = kept.slice(0, -1);
  }
  return { rows: kept, notes };
}

/** No number where every row below has one, in two columns and more. */
function isUnits([first, ...below]: readonly (readonly string[])[]): boolean {
  if (!first || below.length < 3) return false;
  const isNumber = (cell: string) => number.test(cell.trim());
  const numeric = first.map((_, column) => below.every((row) => row[column].trim() === "" || isNumber(row[column])));
  const places = numeric.flatMap((holds, column) => (holds ? [column] : []));
  return places.length > 1 && places.every((column) => /^[[(]?[\p{L}%°µ€$£/][^\d]{0,11}$/u.test(first[column].trim()));
}
