import { gzipSync } from "node:zlib";
import { type ReadOptions, readTable, type Table } from "@halfspace/tables";
import * as fc from "fast-check";
import { tableFiles } from "../corpus.js";
import { damagedBytes } from "../edits.js";
import { answerOf, isSame, kept, must, mustLeavePrototypes, type Target } from "../target.js";

interface Given {
  readonly bytes: Uint8Array;
  readonly options: ReadOptions;
  readonly way: "bytes" | "text" | "gzip" | "pieces";
  readonly piece: number;
}

const rarely = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined, freq: 1 });

const options: fc.Arbitrary<ReadOptions> = fc
  .record({
    format: rarely(
      fc.constantFrom("auto", "delimited", "space-aligned", "json-lines", "arff", "parquet", "arrow", "xlsx"),
    ),
    delimiter: rarely(fc.constantFrom("auto", ",", ";", "\t", "|")),
    header: rarely(fc.constantFrom("auto", true, false)),
    decimal: rarely(fc.constantFrom("auto", ".", ",")),
    missing: rarely(fc.array(fc.constantFrom("", "x", "-999", "?", "none"), { maxLength: 2 })),
    foldCase: rarely(fc.boolean()),
    names: rarely(fc.array(fc.constantFrom("x", "y", "1", "__proto__"), { maxLength: 2 })),
    drop: rarely(fc.array(fc.constantFrom("x", "1", "3", "nobody", "-1", ""), { maxLength: 2 })),
    sheet: rarely(fc.constantFrom("1", "9", "", "first")),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as ReadOptions);

/** Files of tables, damaged, by every way in: the same table or a refusal, whatever the pieces that they come in. */
export const tables: Target<Given> = {
  name: "tables",
  share: 3,
  input: fc.record({
    bytes: damagedBytes(tableFiles),
    options: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: options }),
    way: fc.constantFrom("bytes", "bytes", "text", "gzip", "pieces"),
    piece: fc.integer({ min: 1, max: 97 }),
  }),
  async run({ bytes, options, way, piece }, call) {
    const before = bytes.slice();
    if (way === "text") {
      const text = new TextDecoder().decode(bytes);
      const table = await answerOf(() => call(() => readTable(text, options)));
      if (table) mustBeTable(table);
      return;
    }
    const table = await answerOf(() => call(() => readTable(bytes, options)));
    must(isSame(bytes, before), "reading a table changed its bytes");
    if (table) mustBeTable(table);
    mustLeavePrototypes();
    if (way === "bytes") return;
    const source = way === "gzip" ? gzipSync(bytes) : pieces(bytes, piece);
    const other = await answerOf(() => call(() => readTable(source, options)));
    must(isSame(other, table), `the same bytes as ${way} are another table`);
  },
};

async function* pieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

/** @throws Broken for a table whose columns do not fit together */
export function mustBeTable({ columnNames, columns, rowCount, notes }: Table): void {
  must(columnNames.length === columns.length, "as many names as columns");
  must(new Set(columnNames).size === columnNames.length, "two columns of one name");
  must(rowCount > 0, "a table without rows");
  for (const column of columns) {
    must(column.length === rowCount, "a column of another length");
    for (const cell of column) {
      must(typeof cell !== "number" || Number.isFinite(cell), "a cell that is no finite number");
      must(cell !== undefined, "a cell that is nothing");
    }
  }
  must(isSame(kept(notes), notes), "notes that are no plain text");
}
