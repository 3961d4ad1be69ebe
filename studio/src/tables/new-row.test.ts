import { readTable, splitTable, taskOf } from "@halfspace/tables";
import { train } from "halfspace";
import { describe, expect, it } from "vitest";
import { cellsOfRow, predictCells } from "./new-row.js";

/** How a column may write the first of January 2024 and so many days more. */
const forms: Record<string, (moment: Date) => string> = {
  iso: (moment) => moment.toISOString().slice(0, 10),
  "day-first": (moment) => moment.toISOString().slice(0, 10).split("-").reverse().join("/"),
  "month-first": (moment) => moment.toISOString().replace(/^(\d+)-(\d+)-(\d+).*/, "$2/$3/$1"),
  named: (moment) =>
    moment.toLocaleString("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }),
  compact: (moment) => moment.toISOString().slice(0, 10).replaceAll("-", ""),
  seconds: (moment) => String(moment.getTime() / 1000),
};

describe("a row of one's own", () => {
  it.each(Object.entries(forms))(
    "dates written as %s: what the form shows is what the model reads",
    async (_, write) => {
      const lines = Array.from({ length: 60 }, (_, k) => {
        const money = `"€1,${String(100 + ((k * 37) % 300))}"`;
        return `${write(new Date(Date.UTC(2024, 0, 1 + 5 * k)))},${money},${k % 3 === 0 ? "-" : k % 7},${(k * k) % 90}`;
      });
      const table = await readTable(`sign_up_date,price,grade,y\n${lines.join("\n")}\n`);
      const { train: rows, record } = splitTable(table, "y", { holdout: 0.25, seed: 1 });
      const model = await train({ ...rows, ...taskOf(record), gates: 30, lambda: 0.01, seed: 1 });
      const { inputs } = rows;
      for (const row of [0, 7, 40]) {
        const encoded = inputs.values.subarray(row * inputs.columns, (row + 1) * inputs.columns);
        const { value } = predictCells(model, record.encoding, cellsOfRow(record.encoding, encoded));
        const [wanted] = model.network.predict([[...encoded]]);
        expect(Math.abs((value ?? Number.NaN) - wanted)).toBeLessThan(1e-6 * (1 + Math.abs(wanted)));
      }
    },
  );
});
