import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { encode } from "./encode.js";
import { readingFor } from "./encoding.js";
import { type ReadOptions, readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";

const rows = ["6,0,6", "0,9,9", "4,9,13", "7,3,10", "1,1,2"];
const plain = ["a,b,y", ...rows];
const read = async (lines: readonly string[], options?: ReadOptions) => {
  const { columnNames, columns, notes } = await readTable(`${lines.join("\n")}\n`, options);
  return { columnNames, columns: columns.map((cells) => cells.map(Number)), notes: notes.join(" ") };
};

describe("lines around a table are read past, with a note", () => {
  test.each<[string, string[], string]>([
    ["comments above", ["# made by a logger", "# on a Monday, early", ...plain], "2 comment lines"],
    ["a comment at the end", [...plain, "# end of file"], "A comment line"],
    ["a comment in between", ["a,b,y", rows[0], "# paused", ...rows.slice(1)], "A comment line"],
    ["names behind a comment sign", ["# made by numpy", "# a,b,y", ...rows], "A comment line"],
    ["a title", ["Sales of 2020", ...plain], 'A title above the table ("Sales of 2020")'],
    ["a title and a blank line", ["Sales of 2020", "", ...plain], "A title"],
    ["a title filled up by a spreadsheet", ["Sales of 2020,,", ...plain], "A title"],
    ["a source below", [...plain, "Source: the office"], "A line below the table"],
    ["totals", [...plain.map((line, row) => `${row === 0 ? "name" : `n${row}`},${line}`), "Total,18,22,40"], "totals"],
    ["units", ["a,b,y", "m,kg,s", ...rows], "holds units"],
    ["sep=", ["sep=;", ...plain.map((line) => line.replaceAll(",", ";"))], '";" cuts the cells'],
    ["a delimiter too many", ["a,b,y", ...rows.map((line) => `${line},`)], "a delimiter too many"],
  ])("%s", async (_, lines, note) => {
    const { columnNames, columns, notes } = await read(lines);
    expect(columnNames.slice(-3)).toEqual(["a", "b", "y"]);
    expect(columns.slice(-3)).toEqual([
      [6, 0, 4, 7, 1],
      [0, 9, 9, 3, 1],
      [6, 9, 13, 10, 2],
    ]);
    expect(notes).toContain(note);
  });

  test("a table with nothing around it is left alone", async () => {
    expect((await read(plain)).notes).toBe("");
    const words = ["name,kind", "Total war,game", "Mean girls,film", "Total recall,film", "Sum 41,band"];
    expect((await readTable(words.join("\n"))).rowCount).toBe(4);
    const values = ["a,kind,y", "unknown,oak,none", "1,oak,2", "3,pine,4", "5,oak,6", "7,pine,8"];
    expect((await readTable(values.join("\n"), { header: true })).rowCount).toBe(5);
    await expect(read([...plain, "7"])).rejects.toThrow("1 cell in line 7; expected 3");
    await expect(read([...plain, "7,8"])).rejects.toThrow("2 cells in line 7; expected 3");
  });

  test("R's row names", async () => {
    const { columnNames, columns } = await readTable('"a" "y"\n"one" 1.5 2\n"two" 2.5 3\n"three" 4.5 3\n');
    expect(columnNames).toEqual(["row.names", "a", "y"]);
    expect(columns[0]).toEqual(["one", "two", "three"]);
  });

  test("quotes behind a blank", async () => {
    const { columns } = await readTable('a, b, c\n1, "x, y", 2\n3, "z ""w"", v", 4\n');
    expect(columns).toEqual([
      ["1", "3"],
      ["x, y", 'z "w", v'],
      ["2", "4"],
    ]);
  });

  test("UTF-16 without a mark", async () => {
    const units = [...`${plain.join("\n")}\n`].map((letter) => letter.charCodeAt(0));
    const little = Uint8Array.from(units.flatMap((unit) => [unit, 0]));
    const big = Uint8Array.from(units.flatMap((unit) => [0, unit]));
    for (const bytes of [little, big]) {
      const table = await readTable(bytes);
      expect(table.columnNames).toEqual(["a", "b", "y"]);
      expect(table.notes.join()).toContain("UTF-16");
    }
    await expect(readTable(Uint8Array.from([1, 0, 0, 0, 7, 0, 0, 0]))).rejects.toThrow("binary");
  });
});

describe("names", () => {
  test.each<[string, string[], ReadOptions]>([
    ["years", ["country,2019,2020", "A,1,2", "B,2,3"], { names: ["2020"] }],
    ["numbers from 0", ["label,0,1", "3,4,5", "6,7,8"], { names: ["label"] }],
    ["NA", ["NA,b,y", "1,2,3", "2,3,4"], { names: ["y"] }],
    ["an empty name", ["a,,y", "1,2,3", "2,3,4"], { names: ["y"] }],
    ["a column to drop", ["1999,b,y", "1,2,3", "2,3,4"], { drop: ["1999"] }],
    ["said", ["1,2,3", "1,2,3", "2,3,4"], { header: true }],
  ])("a name that is asked for proves that the first row holds names: %s", async (_, lines, options) => {
    expect((await readTable(lines.join("\n"), options)).header).toBe(true);
  });

  test("the number of a column proves nothing", async () => {
    expect((await readTable("1,2,3\n4,5,6\n7,8,9", { names: ["3"] })).header).toBe(false);
  });

  test("repeated, empty and __proto__ names keep their columns in every format", async () => {
    const csv = await readTable("__proto__,x,x,,y\n1,2,3,4,5\n2,3,4,5,7\n", { header: true });
    expect(csv.columnNames).toEqual(["__proto__", "x", "x (2)", "column 4", "y"]);
    const { record, train } = splitTable(csv, "y", { holdout: 0, seed: 1 });
    expect(train.inputs.columns).toBe(4);
    expect(Array.from(encode(record.encoding, csv).values)).toEqual(Array.from(train.inputs.values));
    const json = await readTable('[{"__proto__": 1, "": 2, "y": 5}, {"__proto__": 3, "": 4, "y": 6}]');
    expect(json.columnNames).toEqual(["__proto__", "column 2", "y"]);
    expect(json.columns).toEqual([
      [1, 3],
      [2, 4],
      [5, 6],
    ]);
    const data = (name: string, values: number[]) => ({ name, data: values, type: "DOUBLE" as const });
    const bytes = parquetWriteBuffer({ columnData: [data("__proto__", [1, 2]), data("y", [3, 4])] });
    const parquet = await readTable(new Uint8Array(bytes));
    expect(parquet.columnNames).toEqual(["__proto__", "y"]);
    expect(parquet.columns).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe("a dropped column is not looked at", () => {
  const nested = '{"a":8,"tags":["x"],"y":17}\n{"a":0,"tags":{"k":1},"y":6}\n{"a":9,"tags":[],"y":16}\n';

  test("nested values", async () => {
    await expect(readTable(nested)).rejects.toThrow(/nested value of "tags".*\(drop\)/);
    const table = await readTable(nested, { drop: ["tags"] });
    const { record } = splitTable(table, "y", { holdout: 0, seed: 1, drop: ["tags"] });
    expect(record.encoding.columns.map(({ name }) => name)).toEqual(["a"]);
    expect((await readTable(nested, readingFor(record.encoding))).columns[0]).toEqual([8, 0, 9]);
    const bytes = parquetWriteBuffer({
      columnData: [
        { name: "tags", data: [["x"], ["y"]], type: "JSON" },
        { name: "a", data: [1, 2], type: "DOUBLE" },
      ],
    });
    await expect(readTable(new Uint8Array(bytes))).rejects.toThrow(/nested.*"tags".*\(drop\)/);
    expect((await readTable(new Uint8Array(bytes), { drop: ["tags"] })).columns[1]).toEqual([1, 2]);
  });

  test("infinities, notations and notes", async () => {
    const text = "a,b,c,y\n1,inf,$5,2\n2,3,$6,3\n3,4,$7,5\n";
    await expect(readTable(text)).rejects.toThrow("inf in row 1");
    expect((await readTable(text, { drop: ["b", "3"] })).notes).toEqual([]);
    expect((await readTable(text, { drop: ["b,c"] })).notes).toEqual([]);
    const comma = '"a,b",a,y\n1,2,3\n2,3,4\n';
    expect((await readTable(comma, { drop: ["a,b"] })).columns[1]).toEqual(["2", "3"]);
  });
});
