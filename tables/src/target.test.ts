import { InputError } from "halfspace";
import { describe, expect, test } from "vitest";
import { readTable } from "./read-table.js";
import type { Cell, Table } from "./table.js";
import { decodeLabel, encodeTarget, selectTarget } from "./target.js";

const tableOf = (columns: Record<string, readonly Cell[]>): Table => ({
  columnNames: Object.keys(columns),
  columns: Object.values(columns),
  rowCount: Object.values(columns)[0].length,
  header: true,
  decimal: ".",
  notes: [],
});

const withTarget = (cells: readonly Cell[]) => tableOf({ x: cells.map((_, row) => row), y: cells });

describe("the target", () => {
  test("is found by name, by number, and a name wins", () => {
    const table = tableOf({ "2": [1.5, 2, 3], b: [4, 5, 6.5] });
    expect(selectTarget(table, "b").target.position).toBe(2);
    expect(selectTarget(table, 1).target.position).toBe(1);
    expect(selectTarget(table, "2").target.position).toBe(1);
  });

  test("columns to drop are counted in the table given", () => {
    const table = tableOf({ a: [1, 2], b: [3, 4], c: [5, 6], d: [7, 8] });
    const { features, target } = selectTarget(table, 4, { drop: [1, "c"] });
    expect(features.columnNames).toEqual(["b"]);
    expect(target).toMatchObject({ name: "d", position: 4, columnCount: 4 });
  });

  test("rows without a target are left out with a note", () => {
    const selection = selectTarget(withTarget([1.5, null, 2.5, 4]), "y");
    expect(selection.rows).toEqual([0, 2, 3]);
    expect(selection.features.columns).toEqual([[0, 2, 3]]);
    expect(Array.from(selection.values)).toEqual([1.5, 2.5, 4]);
    expect(selection.notes).toEqual(['1 of 4 rows have no value of "y" and were left out.']);
  });

  test.each<[string, Cell[], unknown]>([
    ["text", ["b", "a", "b"], ["a", "b"]],
    ["numbers", ["2", "1", "2"], [1, 2]],
    ["codes with zeros", ["02", "01", "02"], ["01", "02"]],
    ["numbers written in two ways", ["1", "2.0", "2"], [1, 2]],
    ["booleans", [true, false, true], [false, true]],
    ["booleans as text", ["true", "false", "true"], [false, true]],
    ["signs", ["+", "-", "+"], ["+", "-"]],
    ["three words", ["c", "a", "b", "a", "b", "c"], ["a", "b", "c"]],
  ])("classes come back as they came: %s", (_, cells, classes) => {
    const { target, values } = selectTarget(withTarget(cells), "y");
    expect(target).toMatchObject({ task: "classification", classes });
    const labels = Array.from(values, (index) => decodeLabel(target, index));
    labels.forEach((label, row) => {
      const cell = cells[row];
      expect(typeof label === "number" ? Number(cell) : String(cell)).toBe(
        typeof label === "number" ? label : String(label),
      );
    });
    expect(encodeTarget(target, withTarget(cells)).values).toEqual(values);
  });

  test("numbers with more than two values are a quantity; few whole numbers are pointed out", () => {
    expect(selectTarget(withTarget([0.1, 0.2, 0.3]), "y")).toMatchObject({ target: { task: "regression" }, notes: [] });
    const codes = selectTarget(withTarget([1, 2, 3, 1]), "y");
    expect(codes.target.task).toBe("regression");
    expect(codes.notes.join()).toContain("3 whole numbers");
    expect(selectTarget(withTarget([1, 2, 3, 1]), "y", { task: "classification" }).target).toMatchObject({
      classes: [1, 2, 3],
    });
    expect(selectTarget(withTarget([0, 1, 0]), "y", { task: "regression" }).target.task).toBe("regression");
  });

  const failures: [string, () => unknown, string, string][] = [
    ["unknown", () => selectTarget(withTarget([1, 2]), "z"), "unknown-column", 'The columns are "x", "y"'],
    ["number too large", () => selectTarget(withTarget([1, 2]), 3), "unknown-column", "number from 1 to 2"],
    ["constant", () => selectTarget(withTarget(["1", "1.0", "1"]), "y"), "constant-target", "is 1 in every row"],
    ["missing", () => selectTarget(withTarget([null, null]), "y"), "empty", "missing in every row"],
    ["one row", () => selectTarget(withTarget([1]), "y"), "too-few-rows", "one row"],
    ["known once", () => selectTarget(withTarget([1, null]), "y"), "too-few-rows", "one row only"],
    ["text", () => selectTarget(withTarget([1, "a", 2]), "y", { task: "regression" }), "wrong-targets", 'holds "a"'],
    ["names", () => selectTarget(withTarget(["a", "b", "c"]), "y"), "too-many-classes", "identifier"],
    ["dropped", () => selectTarget(withTarget([1, 2]), "y", { drop: [2] }), "conflicting-options", "is the target"],
    ["alone", () => selectTarget(tableOf({ y: [1, 2] }), "y"), "no-features", "nothing to learn from"],
  ];
  test.each(failures)("bad input: %s", (_, attempt, code, message) => {
    expect(attempt).toThrow(InputError);
    expect(attempt).toThrow(expect.objectContaining({ code, message: expect.stringContaining(message) }));
  });

  test("a class or a type that the model does not know is refused", async () => {
    const { target } = selectTarget(withTarget(["a", "b", "a"]), "y");
    expect(() => encodeTarget(target, withTarget(["a", "c"]))).toThrow(
      'got "c" in row 2 of the target "y"; expected one of the classes a, b',
    );
    const quantity = selectTarget(withTarget([1, 2, 3]), "y").target;
    expect(() => encodeTarget(quantity, withTarget([1, "many"]))).toThrow("expected a number");
    expect(() => encodeTarget(quantity, tableOf({ x: [1] }))).toThrow('no column "y"');
    const headless = await readTable("1,2,5\n2,4,6\n3,7,7", { header: false });
    const middle = selectTarget(headless, 2).target;
    const bare = await readTable("1,5\n2,6", { header: false });
    expect(() => encodeTarget(middle, bare)).toThrow('no column "column 2"');
  });
});
