import { randomGenerator } from "halfspace";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { cellOfValue } from "./cell-of-value.js";
import { requireHeldWhole, requireRoomFor } from "./claimed-size.js";
import { readTable } from "./read-table.js";

const bytesOf = (columnData: Parameters<typeof parquetWriteBuffer>[0]["columnData"]) =>
  new Uint8Array(parquetWriteBuffer({ columnData }));

describe("Parquet", () => {
  test("numbers, 64-bit integers, text, booleans, dates and missing cells", async () => {
    const bytes = bytesOf([
      { name: "x", data: [1.5, Number.NaN, 3], type: "DOUBLE" },
      { name: "n", data: [1n, 2n, 3n], type: "INT64" },
      { name: "word", data: ["a", null, "?"], type: "STRING" },
      { name: "ok", data: [true, false, true], type: "BOOLEAN" },
      { name: "day", data: [new Date(0), new Date(86400000), new Date(0)], type: "TIMESTAMP" },
    ]);
    const table = await readTable(bytes);
    expect(table.columnNames).toEqual(["x", "n", "word", "ok", "day"]);
    expect(table.columns.slice(0, 4)).toEqual([
      [1.5, null, 3],
      [1, 2, 3],
      ["a", null, null],
      [true, false, true],
    ]);
    expect(table.columns[4][1]).toBe("1970-01-02T00:00:00.000Z");
  });

  test("a view into a larger buffer is read from its own bytes", async () => {
    const bytes = bytesOf([{ name: "x", data: [1, 2], type: "INT32" }]);
    const wide = new Uint8Array(bytes.length + 7);
    wide.set(bytes, 7);
    expect((await readTable(wide.subarray(7))).columns).toEqual([[1, 2]]);
  });

  test("names that repeat keep their columns, also beside a dropped one", async () => {
    const bytes = bytesOf([
      { name: "x", data: [1, 2], type: "INT32" },
      { name: "word", data: ["a", "b"], type: "STRING" },
      { name: "x", data: [3, 4], type: "INT32" },
      { name: "__proto__", data: [true, false], type: "BOOLEAN" },
    ]);
    const table = await readTable(bytes);
    expect(table.columnNames).toEqual(["x", "word", "x (2)", "__proto__"]);
    expect(table.columns).toEqual([
      [1, 2],
      ["a", "b"],
      [3, 4],
      [true, false],
    ]);
    expect(table.notes).toEqual(['The name "x" occurs again; column 3 is called "x (2)".']);
    expect((await readTable(bytes, { drop: ["word"] })).columns[2]).toEqual([3, 4]);
  });

  test("whole numbers beyond 2^53 keep their digits", async () => {
    const long = [9007199254740993n, -9007199254740995n, 12n];
    const table = await readTable(bytesOf([{ name: "n", data: long, type: "INT64" }]));
    expect(table.columns).toEqual([["9007199254740993", "-9007199254740995", 12]]);
  });

  test("infinities and damaged files are refused", async () => {
    await expect(readTable(bytesOf([{ name: "x", data: [1, Infinity], type: "DOUBLE" }]))).rejects.toThrow(
      'got Infinity in row 2 of column "x"',
    );
    const damaged = bytesOf([{ name: "x", data: [1, 2], type: "INT32" }]).slice(0, 20);
    await expect(readTable(damaged)).rejects.toThrow("Parquet file: got one that cannot be read");
  });

  test("several parts, one of them empty, and a column of missing cells", async () => {
    const data = Array.from({ length: 25 }, (_, row) => row);
    const bytes = new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "x", data, type: "INT32" },
          { name: "gone", data: data.map(() => null), type: "DOUBLE" },
          { name: "w", data: data.map((row) => (row % 4 === 1 ? null : `w${row % 3}`)), type: "STRING" },
        ],
        rowGroupSize: 7,
      }),
    );
    const { columns } = await readTable(bytes);
    expect(columns[0]).toEqual(data);
    expect(columns[1]).toEqual(data.map(() => null));
    expect(columns[2]).toEqual(data.map((row) => (row % 4 === 1 ? null : `w${row % 3}`)));
  });

  test("damaged bytes end in a message or a table, and never in a fault or without end", async () => {
    const bytes = bytesOf([
      { name: "x", data: Array.from({ length: 60 }, (_, row) => row % 7), type: "DOUBLE" },
      { name: "s", data: Array.from({ length: 60 }, (_, row) => `w${row % 3}`), type: "STRING" },
      { name: "d", data: Array.from({ length: 60 }, (_, row) => new Date(row * 1e9)), type: "TIMESTAMP" },
    ]);
    const random = randomGenerator(14);
    for (let round = 0; round < 400; round++) {
      const damaged = bytes.slice();
      for (let flip = 0; flip < 3; flip++) damaged[random.integer(damaged.length)] = random.integer(256);
      const outcome = await readTable(damaged, { format: "parquet" }).catch((error: Error) => error);
      if (outcome instanceof Error) expect(outcome.name).toBe("FormatError");
    }
  });

  test("a date that is none is named by its column", () => {
    expect(() => cellOfValue(new Date(Number.NaN), "day", "Parquet file")).toThrow(
      /a date beyond all calendars in column "day".*Leave the column out/,
    );
  });

  test("a file that claims more than its bytes can hold is refused by its size", () => {
    expect(() => requireRoomFor("Parquet file", 20_000_000, 3, 7500)).toThrow(
      "Parquet file: got 20000000 rows of 3 columns in 7500 bytes; expected at most 1000 cells a byte where there are more than 50 million",
    );
    expect(() => requireRoomFor("Parquet file", 20_000_000, 2, 7500)).not.toThrow();
    expect(() => requireRoomFor("Parquet file", 20_000_000, 30, 6e5)).not.toThrow();
    expect(() => requireHeldWhole("Arrow file", 3e9)).toThrow(/got more than 2 GB; expected at most 2 GB/);
  });
});
