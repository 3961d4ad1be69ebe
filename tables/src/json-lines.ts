import { FormatError } from "halfspace";
import { Column } from "./columns/column.js";
import { columnOf } from "./columns/column-builder.js";
import { areNamed, type Cell, distinctNames, type RawTable } from "./table.js";

type Row = { record: object; place: string };

/** Reads JSON lines (one object a line) or one JSON array of objects. Columns in the order of first appearance; absent keys are missing; of ignored columns no cell is looked at. */
export function readJsonLines(text: string, ignored: readonly string[]): RawTable {
  const exact = withKeysInOrder(withExactIntegers(text));
  const rows = exact.trimStart().startsWith("[") ? arrayRows(exact) : lineRows(exact);
  const names: string[] = [];
  const seen = new Set<string>();
  for (const { record } of rows) {
    for (const key of Object.keys(record)) {
      if (!seen.has(key)) names.push(key);
      seen.add(key);
    }
  }
  const columnNames = names.map(nameOf);
  const dropped = areNamed(columnNames, ignored);
  const columns = names.map((name, index) =>
    dropped[index] ? Column.missing(rows.length) : columnOf(rows.map((row) => cellOf(row, name))),
  );
  return { ...distinctNames(columnNames), columns, header: true };
}

/** JavaScript moves keys such as "1962" to the front of an object; behind this mark they keep their place. */
const mark = "\ue000";
const textOrKey = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

function withKeysInOrder(text: string): string {
  if (!/"\d+"\s*:/.test(text)) return text;
  return text.replace(textOrKey, (found, colon?: string) =>
    colon !== undefined && /^"\d+"/.test(found) ? `"${mark}${found.slice(1)}` : found,
  );
}

const nameOf = (key: string): string => (key.startsWith(mark) ? key.slice(mark.length) : key);

const longInteger = /[:[,]\s*-?\d{16}/;
const textOrInteger = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Whole numbers with more digits than a number keeps, as text: they keep their digits. */
function withExactIntegers(text: string): string {
  if (!longInteger.test(text)) return text;
  return text.replace(textOrInteger, (found) =>
    found.startsWith('"') || Number.isSafeInteger(Number(found)) ? found : `"${found}"`,
  );
}

function lineRows(text: string): Row[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const place = `line ${index + 1}`;
    return [{ record: asRecord(parse(line, place), place), place }];
  });
}

function arrayRows(text: string): Row[] {
  const values = parse(text, "the array") as unknown[];
  return values.map((value, index) => {
    const place = `row ${index + 1}`;
    return { record: asRecord(value, place), place };
  });
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FormatError({ source: "JSON lines", got: `${place}, which cannot be read: ${(error as Error).message}` });
  }
}

function asRecord(value: unknown, place: string): object {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new FormatError({
    source: "JSON lines",
    got: `${place}, which is no object`,
    expected: 'an object such as {"a": 1, "b": "x"}',
  });
}

function cellOf({ record, place }: Row, name: string): Cell {
  const value: unknown = Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : null;
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  throw new FormatError({
    source: "JSON lines",
    got: `a nested value of "${nameOf(name)}" in ${place}`,
    expected: "a number, text, true, false or null in a cell",
    hint: "Leave the column out (drop), or flatten it first.",
  });
}
