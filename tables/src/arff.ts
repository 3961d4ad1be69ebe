import { FormatError } from "halfspace";
import { Column } from "./columns/column.js";
import { ColumnBuilder } from "./columns/column-builder.js";
import { areNamed, distinctNames, type RawTable, withNotes } from "./table.js";
import type { ByteSource } from "./text/byte-source.js";
import { readPieces } from "./text/text-pieces.js";

/** Whether text is an ARFF file, as Weka and OpenML write them: comments, then a relation. */
export function isArff(text: string): boolean {
  const first = text.split(/\r\n?|\n/).find((line) => /^\s*[^\s%]/.test(line));
  return first !== undefined && /^\s*@relation\b/i.test(first);
}

const attribute = /^@attribute\s+('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^\s{]+)\s*(\{.*\}|[a-z]+)/i;

/**
 * Reads an ARFF file, piece by piece: names and types from its attributes; `?` is missing, and nominal attributes are words.
 * @param ignored names of attributes that are not looked at
 * @throws FormatError for sparse rows, and rows of another length
 */
export async function readArff(source: ByteSource, ignored: readonly string[]): Promise<RawTable> {
  const file = new ArffLines();
  const notes = await readPieces(source, file);
  return withNotes(notes, file.build(ignored));
}

type Attribute = { readonly name: string; readonly type: string };

/** What the lines of a file said so far. */
class ArffLines {
  private attributes: Attribute[] = [];
  /** One an attribute, from the line @data on. */
  private builders: ColumnBuilder[] | undefined;
  private line = 0;
  private rowCount = 0;
  /** The line that has begun. */
  private rest = "";

  read(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.readLine(line);
  }

  private readLine(line: string): void {
    this.line++;
    const text = line.trim();
    if (this.builders) this.readRow(text, this.builders);
    else if (/^@data\b/i.test(text)) this.builders = this.attributes.map(() => new ColumnBuilder());
    else this.attributes.push(...attributesIn(text));
  }

  changeWords(change: (word: string) => string): void {
    this.attributes = this.attributes.map(({ name, type }) => ({ name: change(name), type }));
    for (const builder of this.builders ?? []) builder.changeWords(change);
  }

  build(ignored: readonly string[]): RawTable {
    this.readLine(this.rest);
    if (!this.builders || this.attributes.length === 0) {
      throw new FormatError({ source: "ARFF file", got: "one without @attribute or @data", expected: "both" });
    }
    const named = distinctNames(this.attributes.map(({ name }) => name));
    const dropped = areNamed(named.columnNames, ignored);
    const readings = this.attributes.flatMap(({ type }, index) =>
      /^(?:\{|string)/i.test(type) ? [{ name: named.columnNames[index], type: "category" as const }] : [],
    );
    const columns = this.builders.map((builder, index) =>
      dropped[index] ? Column.missing(this.rowCount) : builder.build(this.rowCount),
    );
    return { ...named, columns, header: true, delimiter: ",", readings };
  }

  private readRow(text: string, builders: readonly ColumnBuilder[]): void {
    if (text === "" || text.startsWith("%")) return;
    const place = `line ${this.line}`;
    if (text.startsWith("{")) {
      throw new FormatError({
        source: "ARFF file",
        got: `a sparse row in ${place}`,
        expected: "a value for every attribute",
      });
    }
    const cells = cellsOf(text);
    if (cells.length !== builders.length) {
      const expected = String(builders.length);
      throw new FormatError({ source: "ARFF file", got: `${cells.length} values in ${place}`, expected });
    }
    builders.forEach((builder, index) => {
      builder.writeCell(this.rowCount, unquoted(cells[index]).trim() || null);
    });
    this.rowCount++;
  }
}

function attributesIn(line: string): Attribute[] {
  const [, name, type] = attribute.exec(line) ?? [];
  return name === undefined ? [] : [{ name: unquoted(name), type }];
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
