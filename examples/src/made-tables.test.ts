import { describeColumns, readTable } from "@halfspace/tables";
import { describe, expect, test } from "vitest";
import { makeChurnTable } from "./make-churn-table.js";
import { makeCreditTable } from "./make-credit-table.js";

describe("the churn table", () => {
  test("is the same for the same seed, and another one for another", () => {
    expect(makeChurnTable(1, 20).csv).toBe(makeChurnTable(1, 20).csv);
    expect(makeChurnTable(2, 20).csv).not.toBe(makeChurnTable(1, 20).csv);
    expect(makeChurnTable(1, 20).csv.startsWith(makeChurnTable(1, 5).csv.trimEnd())).toBe(true);
  });

  test("draws who leaves by its chances: as many as they say, more by the month, and no chance is certain", async () => {
    const { csv, chances } = makeChurnTable(3, 4000);
    const { columnNames, columns } = await readTable(csv);
    const column = (name: string) => columns[columnNames.indexOf(name)];
    const leaves = column("leaves").map((cell) => Number(cell === true || cell === "yes"));
    const sum = chances.reduce((total, chance) => total + chance, 0);
    const variance = chances.reduce((total, chance) => total + chance * (1 - chance), 0);
    const count = leaves.reduce((total, one) => total + one, 0);
    expect(Math.abs(count - sum)).toBeLessThan(4 * Math.sqrt(variance));
    const share = (contract: string) => {
      const rows = leaves.filter((_, row) => column("contract")[row] === contract);
      return rows.reduce((total, one) => total + one, 0) / rows.length;
    };
    expect(share("monthly")).toBeGreaterThan(3 * share("two years"));
    expect(chances.every((chance) => chance > 0 && chance < 1)).toBe(true);
  });

  test("has a number that tells customers apart, and grades that are missing", async () => {
    const types = describeColumns(await readTable(makeChurnTable(1, 200).csv));
    expect(types.find(({ name }) => name === "customer")?.type).toBe("identifier");
    expect(types.filter(({ missingCount }) => missingCount > 0).map(({ name }) => name)).toEqual(["survey_grade"]);
  });
});

describe("the credit table", () => {
  test("is the same for the same seed; limits rise with the income and fall with the debts, on average", async () => {
    expect(makeCreditTable(1, 20)).toBe(makeCreditTable(1, 20));
    const { columnNames, columns } = await readTable(makeCreditTable(2, 2000));
    const numbers = (name: string) => columns[columnNames.indexOf(name)].map(Number);
    const [income, debts, limits] = ["income", "debt_share", "limit"].map(numbers);
    const mean = (keep: (row: number) => boolean) => {
      const kept = limits.filter((_, row) => keep(row));
      return kept.reduce((sum, limit) => sum + limit, 0) / kept.length;
    };
    expect(mean((row) => income[row] > 4000)).toBeGreaterThan(1.5 * mean((row) => income[row] < 2500));
    expect(mean((row) => debts[row] > 0.5)).toBeLessThan(0.8 * mean((row) => debts[row] < 0.3));
  });
});
