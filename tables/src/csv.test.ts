import fc from "fast-check";
import { expect, test } from "vitest";
import { toCsv } from "./csv.js";
import { defaultMissingMarkers } from "./missing-values.js";
import { readTable } from "./read-table.js";

const word = fc
  .string({ unit: fc.constantFrom(..."abcXYZ019 ,;|\t\"'.-_äµ\n") })
  .map((text) => `x${text}`.trim())
  .filter((text) => !defaultMissingMarkers.includes(text.toLowerCase()));
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => String(value));
const cell = fc.option(fc.oneof(word, number), { freq: 5, nil: null });

const table = fc
  .record({ columnCount: fc.integer({ min: 2, max: 5 }), rowCount: fc.integer({ min: 1, max: 12 }) })
  .chain(({ columnCount, rowCount }) =>
    fc.record({
      columnNames: fc.uniqueArray(word, { minLength: columnCount, maxLength: columnCount }),
      columns: fc.array(fc.array(cell, { minLength: rowCount, maxLength: rowCount }), {
        minLength: columnCount,
        maxLength: columnCount,
      }),
    }),
  );

test("any table written as CSV is read back the same", async () => {
  await fc.assert(
    fc.asyncProperty(table, async (written) => {
      const read = await readTable(toCsv(written), { header: true, delimiter: ",", decimal: "." });
      expect(read.columnNames).toEqual(written.columnNames);
      expect(read.columns).toEqual(written.columns);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("a table of one column is read back with its rows, whatever marks are in its cells", async () => {
  for (const cells of [
    ["7", "5 %", "5 %"],
    ["a;b", "c;d"],
    ["a|b c", "d|e f"],
    ["x y", null, "z"],
  ]) {
    const read = await readTable(toCsv({ columnNames: ["x"], columns: [cells] }), { header: true });
    expect(read.columnNames).toEqual(["x"]);
    expect(read.rowCount).toBe(cells.length);
  }
});

test("line ends and the BOM change nothing", async () => {
  await fc.assert(
    fc.asyncProperty(table, async (written) => {
      const text = toCsv(written);
      const options = { header: true, delimiter: ",", decimal: "." } as const;
      const windows = new TextEncoder().encode(`\uFEFF${text.replaceAll("\n", "\r\n")}`);
      expect((await readTable(windows, options)).columns).toEqual((await readTable(text, options)).columns);
    }),
    { seed: 6, numRuns: 100 },
  );
});
