import type { Column } from "./columns/column.js";
import { dayLength, dayOf, momentIn } from "./dates.js";
import { cellsOf } from "./encode.js";
import type { ColumnEncoding, Encoding } from "./encoding.js";
import { countLevels } from "./levels.js";
import { foldedText } from "./spellings.js";
import { listNames, type Table } from "./table.js";

/**
 * What a table holds that the training rows did not: words never seen, values missing where none was missing or in
 * another share of the rows, numbers and dates outside their range. Predictions are made all the same; a person should know on what.
 * @returns one sentence each
 * @throws InputError for a column that is absent
 */
export function unfamiliarValues(encoding: Encoding, table: Table): string[] {
  const columns = encoding.columns.map((column) => ({ column, cells: cellsOf(encoding, table, column.name) }));
  return [
    ...columns.flatMap(({ column, cells }) => wordsNote(column, cells) ?? []),
    ...columns.flatMap(({ column, cells }) => missingNote(column, cells) ?? []),
    ...rangeNotes(columns),
  ];
}

function wordsNote(column: ColumnEncoding, cells: Column): string | undefined {
  if (column.type !== "category") return undefined;
  const { name, levels, other } = column;
  const counts = countLevels(cells);
  const unseen = [...counts].filter(([level]) => !levels.includes(level));
  if (unseen.length === 0) return undefined;
  const sum = (entries: Iterable<[string, number]>) => [...entries].reduce((total, [, count]) => total + count, 0);
  const folded = new Set(levels.map(foldedText));
  const words = unseen.map(([level]) => level);
  const hint = words.some((word) => folded.has(foldedText(word))) ? " Some differ from known words in case only." : "";
  const what = other ? 'are taken as "other": rare in training, or never seen' : "were never seen in training";
  return `${sum(unseen)} of ${sum(counts)} values of "${name}" ${what} (${listNames(words, 3)}).${hint}`;
}

function missingNote(column: ColumnEncoding, cells: Column): string | undefined {
  const count = cells.missingCount;
  if (count === 0) return movedNote(column, cells);
  const known = column.type === "category" ? column.missing : column.indicator;
  const rows = count === cells.length ? "every row" : `${count} ${count === 1 ? "row" : "rows"}`;
  if (known) return count === cells.length ? `"${column.name}" is missing in every row.` : movedNote(column, cells);
  const instead = column.type === "category" ? "" : "; the training median stands in";
  return `"${column.name}" is missing in ${rows}, in training never${instead}.`;
}

/** A share has moved by more than this, and by more than three standard errors of as many rows. */
const leastMove = 0.05;

/** Whether cells are missing more often, or more seldom, than in training. */
function movedNote({ name, missingShare }: ColumnEncoding, cells: Column): string | undefined {
  if (missingShare === undefined) return undefined;
  const [count, rows] = [cells.missingCount, cells.length];
  const error = Math.sqrt((missingShare * (1 - missingShare)) / rows);
  if (Math.abs(count / rows - missingShare) <= Math.max(leastMove, 3 * error)) return undefined;
  return `"${name}" is missing in ${count} of ${rows} rows (${percent(count / rows)}), in training in ${percent(missingShare)}.`;
}

const percent = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

const namedColumns = 5;

function rangeNotes(columns: readonly { column: ColumnEncoding; cells: Column }[]): string[] {
  const outside = columns.flatMap(({ column, cells }) => outsideRange(column, cells) ?? []);
  if (outside.length <= namedColumns) return outside.map(({ note }) => note);
  const names = outside.map(({ name }) => name);
  return [`${outside.length} columns hold values outside what training saw: ${listNames(names, namedColumns)}.`];
}

function outsideRange(column: ColumnEncoding, cells: Column): { name: string; note: string } | undefined {
  if ((column.type !== "numeric" && column.type !== "date") || !column.range) return undefined;
  const { name, range } = column;
  const places =
    column.type === "date"
      ? cells.measured((cell) => (momentIn(cell, column.form) - column.origin) / dayLength)
      : cells.numbers();
  let count = 0;
  for (const place of places) if (place < range[0] || place > range[1]) count++;
  if (count === 0) return undefined;
  const [least, most] = column.type === "date" ? range.map((days) => dayOf(column.origin, days)) : range;
  return {
    name,
    note: `${count} of ${cells.knownCount} values of "${name}" lie outside what training saw (${least} to ${most})${beyondNote(column, places)}.`,
  };
}

/** Where some numbers are so far outside that others stand in. */
function beyondNote(column: ColumnEncoding, places: Float64Array): string {
  const { limits } = column.type === "numeric" ? column : {};
  if (!limits) return "";
  const [least, most] = limits;
  const sides = [
    ...(places.some((place) => place < least) ? [`below ${figure(least)}`] : []),
    ...(places.some((place) => place > most) ? [`above ${figure(most)}`] : []),
  ];
  return sides.length === 0 ? "" : `; ${sides.join(" or ")} they are taken as that`;
}

const figure = (value: number): number => Number(value.toPrecision(4));
