import { FormatError } from "halfspace";
import { columnOf } from "./columns/column-builder.js";
import { type ColumnReading, distinctNames, type RawTable } from "./table.js";

/** Whether text is an ARFF file, as Weka and OpenML write them: comments, then a relation. */
export function isArff(text: string): boolean {
  const first = text.split(/\r\n?|\n/).find((line) => /^\s*[^\s%]/.test(line));
  return first !== undefined && /^\s*@relation\b/i.test(first);
}

const attribute = /^@attribute\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s{]+)\s*(\{.*\}|[a-z]+)/i;

/**
 * Reads an ARFF file with LF line ends: names and types from its attributes; `?` is missing, and nominal attributes are words.
 * @throws FormatError for sparse rows, and rows of another length
 */
export function readArff(text: string): RawTable & { readonly readings: ColumnReading[] } {
  const lines = text.split("\n");
  const begin = lines.findIndex((line) => /^\s*@data\b/i.test(line));
  const head = lines.slice(0, begin < 0 ? lines.length : begin).map((line) => line.trim());
  const attributes = attributesOf(head);
  if (begin < 0 || attributes.length === 0) {
    throw new FormatError({ source: "ARFF file", got: "one without @attribute or @data", expected: "both" });
  }
  const rows = rowsOf(lines.slice(begin + 1), begin + 2, attributes.length);
  const named = distinctNames(attributes.map(({ name }) => name));
  const readings = attributes.flatMap(({ type }, index) =>
    /^(?:\{|string)/i.test(type) ? [{ name: named.columnNames[index], type: "category" as const }] : [],
  );
  const columns = attributes.map((_, index) => columnOf(rows.map((cells) => unquoted(cells[index]).trim() || null)));
  return { ...named, columns, header: true, delimiter: ",", readings };
}

const attributesOf = (head: readonly string[]): { name: string; type: string }[] =>
  head.flatMap((line) => {
    const [, name, type] = attribute.exec(line) ?? [];
    return name === undefined ? [] : [{ name: unquoted(name), type }];
  });

function rowsOf(lines: readonly string[], firstLine: number, width: number): string[][] {
  return lines.flatMap((line, index) => {
    const text = line.trim();
    if (text === "" || text.startsWith("%")) return [];
    const place = `line ${firstLine + index}`;
    if (text.startsWith("{")) {
      throw new FormatError({
        source: "ARFF file",
        got: `a sparse row in ${place}`,
        expected: "a value for every attribute",
      });
    }
    const cells = cellsOf(text);
    if (cells.length !== width) {
      throw new FormatError({ source: "ARFF file", got: `${cells.length} values in ${place}`, expected: `${width}` });
    }
    return [cells];
  });
}

/** A value in quotes with its backslashes, or what stands before the next comma (or tab, where there is none). */
function cellsOf(line: string): string[] {
  const mark = line.includes(",") ? "," : "\t";
  const value = new RegExp(`\\s*('(?:[^'\\\\]|\\\\.)*'|"(?:[^"\\\\]|\\\\.)*"|[^${mark}]*)\\s*(${mark}|$)`, "y");
  const cells: string[] = [];
  for (let found = value.exec(line); found; found = value.exec(line)) {
    cells.push(found[1].trim());
    if (found[2] === "") break;
  }
  return cells;
}

/** A name or a word without its quotes and backslashes. */
function unquoted(text: string): string {
  const inner = /^'(.*)'$|^"(.*)"$/s.exec(text);
  return (inner?.[1] ?? inner?.[2] ?? text).replace(/\\(['"\\%])/g, "$1");
}
