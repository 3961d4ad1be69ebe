import { InputError } from "halfspace";
import { describe, expect, test } from "vitest";
import { describeColumns } from "./column-types.js";
import { learnEncoding } from "./learn-encoding.js";
import { readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";
import type { Cell, Table } from "./table.js";

const tableOf = (columns: Record<string, readonly Cell[]>, more: Partial<Table> = {}): Table => ({
  columnNames: Object.keys(columns),
  columns: Object.values(columns),
  rowCount: Object.values(columns)[0].length,
  header: true,
  decimal: ".",
  notes: [],
  ...more,
});
const count = 40;
const counting = Array.from({ length: count }, (_, row) => row + 1);
const permuted = counting.map((value) => ((value * 17) % 41) + 0);
const gaps = permuted.map((value) => value * value);
const noise = counting.map((value) => ((value * 7) % 13) / 2);
const target = { name: "y", position: 3, columnCount: 3, task: "regression" as const };
const typeOf = (name: string, cells: readonly Cell[]) => describeColumns(tableOf({ noise, [name]: cells }))[1].type;

describe("columns that count", () => {
  test.each(["x", "t", "time", "step", "year", "week", "age", "price"])("%s is a quantity in any order", (name) => {
    for (const cells of [counting, permuted, gaps, counting.toReversed()]) expect(typeOf(name, cells)).toBe("numeric");
  });

  test.each([
    "id",
    "ID",
    "customerId",
    "passenger_id",
    "PassengerId",
    "customerid",
    "Unnamed: 0",
    "index",
    "row.id",
    "uuid",
  ])("%s numbers the rows in any order, with gaps too", (name) => {
    for (const cells of [counting, permuted, gaps]) expect(typeOf(name, cells)).toBe("identifier");
    expect(typeOf(name, noise)).toBe("numeric");
  });

  test.each(["width", "humidity", "valid", "grid", "paid", "keyboard"])("%s is no name of an identifier", (name) => {
    expect(typeOf(name, permuted)).toBe("numeric");
  });

  test("the first column of a table without names, where it counts from 0 or 1", () => {
    const described = (cells: readonly Cell[], place: number) =>
      describeColumns(
        tableOf(place === 0 ? { "column 1": cells, "column 2": noise } : { "column 1": noise, "column 2": cells }, {
          header: false,
        }),
      )[place].type;
    expect(described(permuted, 0)).toBe("identifier");
    expect(described(counting, 1)).toBe("numeric");
    expect(described(gaps, 0)).toBe("numeric");
  });

  test("what counts from 1 gets a note, and no order of rows changes what is left out", () => {
    for (const cells of [counting, permuted]) {
      const { columns, notes } = learnEncoding(tableOf({ noise, id: cells, step: cells }), { target });
      expect(columns.map(({ name }) => name)).toEqual(["noise", "step"]);
      expect(notes.join(" ")).toContain('"step" holds every whole number from 1 to 40');
      expect(notes.join(" ")).toContain('"id" was left out');
    }
  });

  test("numbers that are the only column are learned from", () => {
    expect(learnEncoding(tableOf({ id: counting }), { target }).columns).toMatchObject([
      { name: "id", type: "numeric" },
    ]);
    expect(() => learnEncoding(tableOf({ tag: counting.map((value) => `t${value}`) }), { target })).toThrow(InputError);
  });

  test("keep overrules it, for words too", () => {
    const words = counting.map((value) => `t${value % 39}`);
    const table = tableOf({ noise, id: counting, tag: words, one: words.map(() => "same"), y: permuted });
    const { record } = splitTable(table, "y", { holdout: 0, seed: 1, keep: ["id", "tag"] });
    expect(record.encoding.columns.map(({ name }) => name)).toEqual(["noise", "id", "tag"]);
    expect(() => splitTable(table, "y", { holdout: 0, seed: 1, keep: ["none"] })).toThrow(/keep: got "none"/);
  });
});

describe("whole numbers that are words", () => {
  const read = (cells: readonly string[], type?: "number" | "category") =>
    readTable(`zip,b\n${cells.map((cell, row) => `${cell},${row}.5`).join("\n")}\n`, {
      header: true,
      ...(type ? { columns: [{ name: "zip", type }] } : {}),
    });

  test.each<[string, string[], string]>([
    ["leading zeros", ["02139", "10001", "02139", "10001"], "category"],
    ["more digits than a number keeps", ["9007199254740993", "9007199254740995", "9007199254740993"], "category"],
    ["a hundred digits of a round number", ["1e100", "2e100"], "numeric"],
    ["round numbers of many digits", ["100000000000000000000", "300000000000000000000"], "numeric"],
    ["decimals with zeros", ["00.5", "01.5"], "numeric"],
    ["zero itself", ["0", "1", "0"], "numeric"],
  ])("%s", async (_, cells, type) => {
    expect(describeColumns(await read(cells))[0].type).toBe(type);
  });

  test("are said, and overruled", async () => {
    const cells = ["02139", "10001", "02139", "10001"];
    expect(learnEncoding(await read(cells), { target }).notes.join()).toContain('leading zeros ("02139")');
    expect(describeColumns(await read(cells, "number"))[0].type).toBe("numeric");
    expect(describeColumns(await read(["1", "2", "1"], "category"))[0].type).toBe("category");
    const asTarget = splitTable(await read(cells), "zip", { holdout: 0, seed: 1 });
    expect(asTarget.record.encoding.target).toMatchObject({ classes: ["02139", "10001"] });
    expect(asTarget.notes.join()).toContain("taken as words");
    const number = splitTable(await read(cells, "number"), "zip", { holdout: 0, seed: 1 });
    expect(number.record.encoding.target.task).toBe("regression");
  });
});
