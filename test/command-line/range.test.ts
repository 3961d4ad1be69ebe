import { readTable } from "@halfspace/tables";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { halfspace } = folder;

/** Loans with a word, a gap now and then, and points that decide. */
function loans(rowCount: number): string {
  const lines = Array.from({ length: rowCount }, (_, row) => {
    const income = 1500 + ((row * 379) % 4000);
    const debt = (row * 211) % 1900;
    const job = ["clerk", "farmer", "nurse"][(row * 5) % 3];
    const points = income - debt + (job === "nurse" ? 600 : 0) + ((row * 97) % 700);
    return [income, row % 9 === 4 ? "" : debt, job, points > 3000 ? "yes" : "no", points].join(",");
  });
  return `income,debt,job,granted,points\n${lines.join("\n")}\n`;
}

const fitted = (target: string, ...words: string[]) =>
  halfspace(
    ...["fit", "loans.csv", "--target", target, "--drop", target === "granted" ? "points" : "granted"],
    ...["--gates", "40", "--fresh", "0", "--lambda", "0.1", ...words],
  );

describe("halfspace range", () => {
  it("classes: a file, a summary and JSON that say the same", async () => {
    folder.write("loans.csv", loans(80));
    await fitted("granted", "--out", "classes.json");
    const text = await halfspace("range", "classes.json", "loans.csv", "loans.csv", "--rows", "1-6", "--within", "0.1");
    expect(text.stderr).toBe("");
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(
      /Classes: .* % of the rows would be turned by some equally good model, .* by none \(proved\)/,
    );
    expect(text.stdout).toContain("at most 10 % worse");
    const file = await readTable(folder.read("ranges.csv"));
    expect(file.columnNames).toEqual([
      "row",
      "output",
      "predicted",
      "prediction",
      "least",
      "greatest",
      "least found",
      "greatest found",
      "class",
    ]);
    expect(file.rowCount).toBe(6);
    const asked = ["range", "classes.json", "loans.csv", "loans.csv", "--rows", "1-6", "--within", "0.1", "--json"];
    const found = JSON.parse((await halfspace(...asked)).stdout);
    const ends = found.rows.map(({ outputs: [{ least }] }: { outputs: { least: { bound: number } }[] }) => least.bound);
    expect(file.columns[file.columnNames.indexOf("least")].map(Number)).toEqual(ends);
    const { turns, cannot, open } = found.turning;
    expect(turns + cannot + open).toBeCloseTo(1, 12);
  });

  it("numbers: the prediction lies within; another table and other models are refused in one line", async () => {
    await fitted("points", "--out", "numbers.json");
    const found = JSON.parse(
      (await halfspace("range", "numbers.json", "loans.csv", "loans.csv", "--rows", "2", "--json")).stdout,
    );
    const [{ row, outputs }] = found.rows;
    expect(row).toBe(2);
    expect(outputs[0].least.bound).toBeLessThan(outputs[0].prediction);
    expect(outputs[0].greatest.bound).toBeGreaterThan(outputs[0].prediction);
    folder.write("other.csv", loans(79));
    const other = await halfspace("range", "numbers.json", "other.csv", "loans.csv");
    expect([other.code, other.stderr.trim().split("\n").length]).toEqual([2, 1]);
    await fitted("points", "--model", "relu", "--out", "plain.json");
    const plain = await halfspace("range", "plain.json", "loans.csv", "loans.csv");
    expect(plain.code).toBe(2);
    expect(plain.stderr).toContain("network of plain neurons; expected a gated network");
  });
});
