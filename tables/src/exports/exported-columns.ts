import type { ColumnEncoding, Encoding } from "../encoding.js";
import { defaultMissingMarkers } from "../missing-values.js";
import { readingOf } from "../table.js";

/** A column as a deployed model takes it. */
export interface ExportedColumn {
  readonly encoding: ColumnEncoding;
  /** What a value is, in words. */
  readonly holds: string;
  /** Words that are missing values, the empty one first, in the cases that people write. */
  readonly missingWords: readonly string[];
  /** Numbers that stand for missing values. */
  readonly missingNumbers: readonly number[];
  /** Whether words were read in small letters. */
  readonly foldCase: boolean;
  /** Whether its numbers are hours that were read from times such as 13:30. */
  readonly clock: boolean;
}

/** The columns that a model takes, with what reading made missing in each. */
export function exportedColumns({ columns, reading }: Encoding): ExportedColumn[] {
  const asked = reading.missing ?? [];
  const words = [...new Set([...defaultMissingMarkers, ...asked].flatMap(spellings))];
  const numbers = asked.filter((marker) => marker.trim() !== "").map(Number);
  const { foldCase = false } = reading;
  return columns.map((encoding) => {
    const read = readingOf({ readings: reading.columns }, encoding.name);
    const keepsWords = read?.keepNa ?? false;
    const clock = read?.notation?.clock ?? false;
    return {
      encoding,
      holds: clock ? "hours" : holds(encoding, foldCase),
      missingWords: keepsWords ? [""] : words,
      missingNumbers: keepsWords ? [] : numbers.filter(Number.isFinite),
      foldCase,
      clock,
    };
  });
}

/** A marker as it is given, in small letters, in capitals, and with one capital; not-a-number as programs write it. */
function spellings(marker: string): string[] {
  const word = marker.trim();
  const small = word.toLowerCase();
  const capital = small.slice(0, 1).toUpperCase() + small.slice(1);
  const mixed = small === "nan" ? ["NaN"] : small === "nat" ? ["NaT"] : [];
  return [small, word, small.toUpperCase(), capital, ...mixed];
}

function holds(column: ColumnEncoding, foldCase: boolean): string {
  if (column.type === "category") return foldCase ? "words in small letters" : "words";
  if (column.type === "boolean") return "1 for true, 0 for false";
  if (column.type === "numeric") return "numbers";
  return column.form === "seconds" ? "seconds since 1970" : "milliseconds since 1970";
}
