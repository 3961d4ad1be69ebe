import { readTable, splitTable } from "@halfspace/tables";
import { describe, expect, it } from "vitest";
import { encodedRow } from "./asked-row.js";
import { findRow, nameOfNamingColumn, nameOfRow, writtenName } from "./named-rows.js";

const count = 60;
/** Customers whose x is their row; every seventh has no target, and every fifth no weight. */
const lines = Array.from({ length: count }, (_, row) =>
  [`C-${1000 - row}`, row, row % 7 === 6 ? "" : row * 2, row % 5 === 4 ? 0 : 1].join(","),
);
const table = await readTable(`customer,x,y,weight\n${lines.join("\n")}\n`);
const split = splitTable(table, "y", { holdout: 0.25, seed: 1, weights: "weight" });
const rows = { table, split };

describe("a row of the table", () => {
  it("is found by its name and by its number, whichever part it is in", () => {
    expect(nameOfNamingColumn(table)).toBe("customer");
    for (let row = 0; row < count; row++) {
      const name = `C-${1000 - row}`;
      if (row % 7 === 6 || row % 5 === 4) {
        expect(() => findRow(rows, name)).toThrow(`Row ${row + 1} `);
        continue;
      }
      for (const typed of [name, ` ${row + 1} `]) {
        const { inputs, targets } = encodedRow(findRow(rows, typed));
        expect([inputs.values[0], targets[0]]).toEqual([row, 2 * row]);
      }
      expect(writtenName(nameOfRow(rows, row))).toBe(name);
      expect(nameOfRow(rows, row).wasLearned).toBe(split.places.train.includes(row));
    }
    // Less those without a target, without a weight, and row 34 without both.
    expect(split.places.train.length + split.places.test.length).toBe(count - 8 - 12 + 1);
  });

  it("that is not there is refused with what would be", () => {
    for (const typed of ["C-9", "0", "61", "1.5", "", "-1"])
      expect(() => findRow(rows, typed)).toThrow(/column customer, or the number of a row, from 1 to 60/);
  });
});
