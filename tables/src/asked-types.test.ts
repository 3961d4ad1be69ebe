import { describe, expect, it } from "vitest";
import { describeColumns } from "./column-types.js";
import { readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";

const text = [
  "contract,since,y",
  ...Array.from({ length: 30 }, (_, j) => `plan ${j % 3},13/0${1 + (j % 9)}/2024,${j % 7}`),
].join("\n");
const asked = (name: string, type: "number" | "date" | "day-first" | "month-first" | "category") =>
  readTable(text, { columns: [{ name, type }] });

describe("a column that cannot hold what it was asked to", () => {
  for (const type of ["number", "date", "day-first", "month-first"] as const) {
    it(`words as ${type}: refused with the first of them`, async () => {
      const table = await asked("contract", type);
      const message = /"plan 0" in column "contract", row 1/;
      expect(() => describeColumns(table)).toThrow(message);
      expect(() => splitTable(table, "y", { holdout: 0.25, seed: 1 })).toThrow(message);
    });
  }

  it("days beyond the twelfth as months: refused", async () => {
    const table = await asked("since", "month-first");
    expect(() => describeColumns(table)).toThrow(/"13\/01\/2024" in column "since", row 1/);
    expect(describeColumns(await asked("since", "day-first"))[1].type).toBe("date");
  });

  it("numbers as words, and dates as dates, are fine", async () => {
    expect(describeColumns(await asked("y", "category"))[2].type).toBe("category");
    expect(describeColumns(await asked("since", "date"))[1].type).toBe("date");
    expect(describeColumns(await asked("y", "number"))[2].type).toBe("numeric");
  });
});
