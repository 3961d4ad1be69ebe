import fc from "fast-check";
import { FormatError, InputError } from "halfspace";
import { describe, expect, test } from "vitest";
import { describeColumns } from "./column-types.js";
import { encode } from "./encode.js";
import { featureNames, readEncoding } from "./encoding.js";
import { learnEncoding } from "./learn-encoding.js";
import { readTable } from "./read-table.js";
import { type Cell, selectRows, type Table } from "./table.js";
import { selectTarget } from "./target.js";
import { unfamiliarValues } from "./unfamiliar-values.js";

const tableOf = (columns: Record<string, readonly Cell[]>): Table => ({
  columnNames: Object.keys(columns),
  columns: Object.values(columns),
  rowCount: Object.values(columns)[0].length,
  header: true,
  decimal: ".",
  notes: [],
});

const target = { name: "y", position: 3, columnCount: 3, task: "regression" as const };
const rowsOf = ({ rows, columns, values }: { rows: number; columns: number; values: Float64Array }) =>
  Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * columns, (row + 1) * columns)));

describe("column types", () => {
  test("are found", () => {
    const count = 40;
    const column = (cell: (row: number) => Cell) => Array.from({ length: count }, (_, row) => cell(row));
    const table = tableOf({
      number: column((row) => String((row * 7) % 13)),
      words: column((row) => (row % 3 ? "a" : "b")),
      truth: column((row) => (row % 2 ? "TRUE" : "false")),
      tag: column((row) => `id-${row}`),
      rowNumber: column((row) => row + 1),
      constant: column(() => "x"),
      empty: column(() => null),
      sometimes: column((row) => (row % 2 ? "yes" : null)),
    });
    expect(describeColumns(table).map(({ type }) => type)).toEqual([
      "numeric",
      "category",
      "boolean",
      "identifier",
      "identifier",
      "constant",
      "empty",
      "category",
    ]);
    const scattered = describeColumns(
      table,
      [3, 39, 5, 7, 8, 9, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33],
    );
    expect(scattered[4].type).toBe("identifier");
  });
});

describe("encoding", () => {
  const table = tableOf({
    size: ["1", null, "3", "8"],
    colour: ["red", "blue", "red", null],
    ok: [true, false, null, true],
  });

  test("median and indicator, levels, missing level", () => {
    const encoding = learnEncoding(table, { target, minimumLevelCount: 1 });
    expect(featureNames(encoding)).toEqual([
      "size",
      "size missing",
      "colour = blue",
      "colour = red",
      "colour missing",
      "ok",
      "ok missing",
    ]);
    expect(rowsOf(encode(encoding, table))).toEqual([
      [1, 0, 0, 1, 0, 1, 0],
      [3, 1, 1, 0, 0, 0, 0],
      [3, 0, 0, 1, 0, 1, 1],
      [8, 0, 0, 0, 1, 1, 0],
    ]);
  });

  test("rare and unseen levels are pooled; unseen without a pool is all zeros", () => {
    const words = tableOf({ word: ["a", "a", "b", "b", "c"], x: [1, 2, 3, 4, 6] });
    const pooled = learnEncoding(words, { target, minimumLevelCount: 2 });
    expect(featureNames(pooled)).toEqual(["word = a", "word = b", "word other", "x"]);
    expect(pooled.notes).toEqual(['Column "word": 1 rare level was pooled as "other" ("c").']);
    const fresh = tableOf({ x: [1, 1, 1], word: ["b", "zebra", null] });
    expect(rowsOf(encode(pooled, fresh))).toEqual([
      [0, 1, 0, 1],
      [0, 0, 1, 1],
      [0, 0, 1, 1],
    ]);
    const unpooled = learnEncoding(words, { target, minimumLevelCount: 1 });
    expect(rowsOf(encode(unpooled, fresh))[1]).toEqual([0, 0, 0, 1]);
    const most = learnEncoding(words, { target, minimumLevelCount: 1, maximumLevels: 1 });
    expect(featureNames(most)).toEqual(["word = a", "word other", "x"]);
  });

  test("numbers far outside what training saw are taken as a place near its end, unless they are to be followed", () => {
    const seen = Array.from({ length: 100 }, (_, row) => (row % 11) - 2);
    const asked = tableOf({ x: [-2, 8, 9.4, 9.6, 1e300, -3.4, -1e300, null] });
    const values = (encoding: ReturnType<typeof learnEncoding>) => rowsOf(encode(encoding, asked)).flat();
    const encoding = learnEncoding(tableOf({ x: seen }), { target });
    // A tenth of the range of 10, and 5/100 for 100 rows.
    expect(encoding.columns[0]).toMatchObject({ range: [-2, 8], limits: [-3.5, 9.5] });
    expect(values(encoding)).toEqual([-2, 8, 9.4, 9.5, 9.5, -3.4, -3.5, 3]);
    const free = learnEncoding(tableOf({ x: seen }), { target, extrapolate: true });
    expect(values(free)).toEqual([-2, 8, 9.4, 9.6, 1e300, -3.4, -1e300, 3]);
    const huge = learnEncoding(tableOf({ x: [-1.5e308, 0, 1.5e308] }), { target });
    expect(huge.columns[0]).not.toHaveProperty("limits");
    expect(unfamiliarValues(encoding, asked)).toContain(
      '5 of 7 values of "x" lie outside what training saw (-2 to 8); below -3.5 or above 9.5 they are taken as that.',
    );
  });

  test("columns that carry nothing are left out with a note", () => {
    const encoding = learnEncoding(tableOf({ x: [1, 2, 4], one: [1, 1, 1], none: [null, null, null] }), { target });
    expect(featureNames(encoding)).toEqual(["x"]);
    expect(encoding.notes).toHaveLength(2);
    expect(() => learnEncoding(tableOf({ one: [1, 1, 1] }), { target })).toThrow('"one" was left out');
  });

  test("a word among numbers is pointed out", () => {
    const cells = Array.from({ length: 30 }, (_, row) => (row === 7 ? "-" : String(row * row)));
    const { notes } = learnEncoding(tableOf({ stray: cells, x: cells.map((_, row) => row % 5) }), { target });
    expect(notes[0]).toContain('"stray" is read as text because of "-" among its numbers');
  });

  test("only the training rows are learned from", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer(), { nil: null }), { minLength: 1, maxLength: 20 }), (others) => {
        const base = [3, 5, null, 10];
        const words: Cell[] = ["a", "b", "a", "b"];
        const all = tableOf({ x: [...base, ...others], w: [...words, ...others.map((other) => `w${other}`)] });
        const encoding = learnEncoding(all, { target, rows: [0, 1, 2, 3] });
        expect(encoding).toEqual(learnEncoding(selectRows(all, [0, 1, 2, 3]), { target }));
        expect(encoding.columns[0]).toMatchObject({ median: 5, indicator: true });
      }),
      { seed: 3, numRuns: 50 },
    );
  });

  test("rows are given in the order asked; column order and extra columns do not matter", () => {
    const encoding = learnEncoding(table, { target, minimumLevelCount: 1 });
    const whole = rowsOf(encode(encoding, table));
    expect(rowsOf(encode(encoding, table, { rows: [2, 0] }))).toEqual([whole[2], whole[0]]);
    const other = tableOf({
      extra: [0, 0, 0, 0],
      ok: table.columns[2],
      colour: table.columns[1],
      size: table.columns[0],
    });
    expect(rowsOf(encode(encoding, other))).toEqual(whole);
  });

  test("survives JSON; damaged and newer ones are refused", () => {
    const encoding = learnEncoding(table, { target });
    const copy = JSON.parse(JSON.stringify(encoding));
    expect(readEncoding(copy)).toEqual(encoding);
    expect(() => readEncoding({ ...copy, version: 2 })).toThrow("version 2");
    expect(() => readEncoding({ ...copy, columns: [{ name: "x", type: "numeric" }] })).toThrow(
      /damaged one, at columns\.0/,
    );
    for (const bad of [null, 3, [], {}, { ...copy, extra: 1 }]) expect(() => readEncoding(bad)).toThrow(FormatError);
  });

  test.each<[string, Record<string, Cell[]>, string]>([
    ["a column is missing", { size: [1], ok: [true] }, 'no column "colour", which the model needs'],
    [
      "a word among numbers",
      { size: ["1", "big"], colour: ["red", "red"], ok: [true, true] },
      'got "big" in column "size", row 2',
    ],
    ["numbers for words", { size: ["1"], colour: ["7"], ok: [true] }, 'got numbers in column "colour"'],
    ["a number for a boolean", { size: ["1"], colour: ["red"], ok: [5] }, "expected true or false"],
    ["an infinity", { size: [Infinity], colour: ["red"], ok: [true] }, 'got "Infinity"'],
  ])("a prediction table that does not fit: %s", (_, columns, message) => {
    const encoding = learnEncoding(table, { target, minimumLevelCount: 1 });
    expect(() => encode(encoding, tableOf(columns))).toThrow(InputError);
    expect(() => encode(encoding, tableOf(columns))).toThrow(message);
  });

  test("without a header, a table that lacks just the target is understood", async () => {
    const whole = await readTable("1,10,x,5\n2,20,y,6\n4,35,x,7\n3,20,y,8", { header: false });
    const { features, target: middle } = selectTarget(whole, 2);
    const encoding = learnEncoding(features, { target: middle });
    const bare = await readTable("1,x,5\n2,y,6\n4,x,7\n3,y,8", encoding.reading);
    expect(rowsOf(encode(encoding, bare))).toEqual(rowsOf(encode(encoding, whole)));
    const short = await readTable("1,x\n2,y", encoding.reading);
    expect(() => encode(encoding, short)).toThrow("2 columns and no header; expected 4, as in training (or 3");
  });
});
