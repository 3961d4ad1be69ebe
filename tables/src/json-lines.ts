import { FormatError } from "halfspace";
import { RecordColumns } from "./columns/record-columns.js";
import { type RawTable, withNotes } from "./table.js";
import type { ByteSource } from "./text/byte-source.js";
import { JsonElements } from "./text/json-elements.js";
import { readPieces } from "./text/text-pieces.js";

/** Text of one record, and where it stands. */
interface RecordText {
  readonly text: string;
  readonly place: string;
}

/** What cuts text into records: whole ones are given out, and the beginning of another is kept. */
interface Cutter {
  /** Where the record stands that has begun. */
  readonly place: string;
  /** How many characters of it there are. */
  readonly kept: number;
  cut(text: string, last: boolean): RecordText[];
}

/** A record of more characters is none of a table. */
const longestRecord = 2 ** 26;

/**
 * Reads JSON lines (one object a line) or one JSON array of objects, piece by piece. Columns come in the order of first appearance; absent
 * keys are missing.
 * @param ignored names of columns that are not looked at
 * @throws FormatError for text that is not JSON, for what is no object, and for nested values
 */
export async function readJsonLines(source: ByteSource, ignored: readonly string[]): Promise<RawTable> {
  const columns = new RecordColumns(nameOf);
  let cutter: Cutter | undefined;
  const write = (text: string, last: boolean) => {
    cutter ??= /^\s*\[/.test(text) ? new ArrayCutter() : new LineCutter();
    for (const record of cutter.cut(text, last)) columns.write(parsed(record), record.place);
    if (cutter.kept > longestRecord) throw tooLong(cutter.place);
  };
  const notes = await readPieces(source, {
    read: (text) => write(text, false),
    changeWords: (change) => columns.changeWords(change),
  });
  write("", true);
  return withNotes(notes, columns.build("JSON lines", ignored));
}

/** One object a line. */
class LineCutter implements Cutter {
  private rest = "";
  private line = 1;

  get place(): string {
    return `line ${this.line}`;
  }

  get kept(): number {
    return this.rest.length;
  }

  cut(text: string, last: boolean): RecordText[] {
    const lines = (this.rest + text).split("\n");
    this.rest = last ? "" : (lines.pop() ?? "");
    return lines.flatMap((found) => {
      const { place } = this;
      this.line++;
      return found.trim() === "" ? [] : [{ text: found, place }];
    });
  }
}

/** The elements of one array. */
class ArrayCutter implements Cutter {
  private readonly elements = new JsonElements();
  private row = 1;

  get place(): string {
    return `row ${this.row}`;
  }

  get kept(): number {
    return this.elements.kept;
  }

  cut(text: string, last: boolean): RecordText[] {
    const found = this.elements.cut(text).map((element) => ({ text: element, place: `row ${this.row++}` }));
    if (last && !this.elements.isWhole)
      throw unreadable(this.place, "the array does not end, or goes on behind its end");
    return found;
  }
}

function parsed({ text, place }: RecordText): object {
  let value: unknown;
  try {
    value = JSON.parse(withKeysInOrder(withExactIntegers(text)));
  } catch (error) {
    // The engine repeats a piece of the text, line ends included.
    throw unreadable(place, (error as Error).message.replace(/\s+/g, " "), text.trimStart().startsWith("{"));
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw new FormatError({
    source: "JSON lines",
    got: `${place}, which is no object`,
    expected: 'an object such as {"a": 1, "b": "x"}',
  });
}

const unreadable = (place: string, why: string, isObject = false): FormatError =>
  new FormatError({
    source: "JSON lines",
    got: `${place}, which cannot be read: ${why}`,
    ...(isObject
      ? { expected: rowsWanted, hint: "Where the rows are an array within a document, give that array alone." }
      : {}),
  });

const rowsWanted = "one whole object a line, or an array of objects";

const tooLong = (place: string): FormatError =>
  new FormatError({
    source: "JSON lines",
    got: `more than ${longestRecord / 2 ** 20} million characters in ${place}`,
    expected: "an object a line, or an array of objects",
  });

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
