import { readTable } from "@halfspace/tables";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const { halfspace } = folder;

/** Loans with numbers, words, gaps and dates. */
function loans(rowCount: number): string {
  const lines = Array.from({ length: rowCount }, (_, row) => {
    const income = 1500 + ((row * 379) % 4000);
    const age = 20 + ((row * 17) % 45);
    const job = ["clerk", "farmer", "nurse"][(row * 5) % 3];
    const since = new Date(Date.UTC(2021, 0, 1 + ((row * 53) % 900))).toISOString().slice(0, 10);
    const debt = (row * 211) % 1900;
    const points = income - debt + (job === "nurse" ? 600 : 0) + 10 * Math.max(0, age - 40);
    return [income, row % 9 === 4 ? "" : debt, age, job, since, points > 2900 ? "yes" : "no", points].join(",");
  });
  return `income,debt,age,job,since,granted,points\n${lines.join("\n")}\n`;
}

const fitted = (target: string, ...words: string[]) =>
  halfspace(
    ...["fit", "loans.csv", "--target", target, "--drop", target === "granted" ? "points" : "granted"],
    ...["--gates", "80", "--fresh", "0", "--lambda", "0.02", ...words],
  );

interface Row {
  row: number;
  label?: string;
  outputs: {
    prediction: number;
    mean: number | null;
    constant: number;
    columns: { name: string; cell: unknown; shapley: number; term: number }[];
  }[];
  nearest?: { changes: { column: string; to: unknown }[] | null; distance: number; atLeast: number };
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

describe("halfspace explain", () => {
  it("fit says that a background holds rows; inspect and verify know of it", async () => {
    folder.write("loans.csv", loans(120));
    const { code, stdout } = await fitted("granted", "--background", "30", "--out", "classes.json");
    expect(code).toBe(0);
    expect(stdout).toContain("The model file keeps 30 rows of the table as a background");
    expect((await halfspace("inspect", "classes.json")).stdout).toMatch(/backgroundRows +30/);
    expect((await halfspace("verify", "classes.json", "loans.csv")).code).toBe(0);
    const forged = JSON.parse(folder.read("classes.json"));
    forged.background.values[0] += 1;
    folder.write("forged.json", JSON.stringify(forged));
    const refused = await halfspace("verify", "forged.json", "loans.csv");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toContain("background has a row (its 1.) that is none of the table");
  });

  it("words, gaps, dates and unseen words: values add up, the formula gives the score, the nearest row is one", async () => {
    folder.write(
      "new.csv",
      "income,debt,age,job,since\n1700,,50,pilot,2022-03-04\n4000,100,30,nurse,\n2500,900,61,clerk,2021-02-03\n",
    );
    const { code, stdout } = await halfspace(
      "explain",
      "classes.json",
      "new.csv",
      "--want",
      "yes",
      "--fix",
      "age",
      "--json",
    );
    expect(code).toBe(0);
    const { rows, target, notes } = JSON.parse(stdout) as { rows: Row[]; target: string; notes: string[] };
    expect(target).toBe("granted");
    expect(notes.join(" ")).toContain("pilot");
    for (const { outputs, nearest } of rows) {
      const [{ prediction, mean, constant, columns }] = outputs;
      expect(columns.map(({ name }) => name)).toEqual(["income", "debt", "age", "job", "since"]);
      expect(Math.abs(sum(columns.map(({ shapley }) => shapley)) - (prediction - (mean ?? 0)))).toBeLessThan(1e-9);
      expect(Math.abs(constant + sum(columns.map(({ term }) => term)) - prediction)).toBeLessThan(1e-9);
      expect(nearest?.changes?.map(({ column }) => column)).not.toContain("age");
    }
    expect(rows[0].outputs[0].columns.map(({ cell }) => cell)).toEqual([
      1700,
      "missing",
      50,
      "never seen",
      "2022-03-04",
    ]);
    const changed = Object.fromEntries((rows[2].nearest?.changes ?? []).map(({ column, to }) => [column, to]));
    const after = { income: 2500, debt: 900, age: 61, job: "clerk", since: "2021-02-03", ...changed };
    folder.write("after.csv", `${Object.keys(after).join(",")}\n${Object.values(after).join(",")}\n`);
    const { stdout: predicted } = await halfspace("predict", "classes.json", "after.csv", "--json");
    expect(JSON.parse(predicted).predictions).toEqual(["yes"]);
  });

  it("probabilities on request, chosen rows, one line a column in the file", async () => {
    const { code, stdout } = await halfspace(
      "explain",
      "classes.json",
      "loans.csv",
      "--rows",
      "2,7-8",
      "--probabilities",
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/Row 7:.* granted is predicted/);
    expect(stdout).toContain("the probability of yes is");
    const table = await readTable(folder.read("explanations.csv"));
    expect(table.rowCount).toBe(3 * 5);
    const column = (name: string) => table.columns[table.columnNames.indexOf(name)];
    expect([...new Set(column("row"))]).toHaveLength(3);
    expect(column("prediction").every((value) => Number(value) >= 0 && Number(value) <= 1)).toBe(true);
  });

  it("without a background it says so and still gives the formula; kernels have none", async () => {
    await fitted("points", "--out", "numbers.json");
    const plain = await halfspace("explain", "numbers.json", "loans.csv", "--rows", "1", "--want", ">=4000");
    expect(plain.stdout).toContain("There are no Shapley values");
    expect(plain.stdout).toMatch(/Formula here: .* gates open/);
    expect(plain.stdout).toMatch(/Wanted: .*→/);
    const words = ["fit", "loans.csv", "--target", "points", "--drop", "granted", "--model", "gaussian"];
    await halfspace(...words, "--background", "10", "--out", "kernel.json");
    const kernel = await halfspace("explain", "kernel.json", "loans.csv", "--rows", "1", "--json");
    const { rows, notes } = JSON.parse(kernel.stdout) as { rows: Row[]; notes: string[] };
    expect(notes.join(" ")).toContain("There is no formula");
    const [{ prediction, mean, columns }] = rows[0].outputs;
    expect(Math.abs(sum(columns.map(({ shapley }) => shapley)) - (prediction - (mean ?? 0)))).toBeLessThan(1e-6);
  });

  it("--time-limit writes the rows explained by then, says so, and ends with 1", async () => {
    const { code, stdout } = await halfspace("explain", "classes.json", "loans.csv", "--time-limit", "0.01");
    expect(code).toBe(1);
    expect(stdout).toMatch(/Time was over after \d+ of 120 rows/);
  });

  it("refuses in one line what it cannot do", async () => {
    const refused = async (...words: string[]) => {
      const { code, stderr } = await halfspace("explain", ...words);
      expect(code).toBe(2);
      expect(stderr.trim().split("\n")).toHaveLength(1);
      return stderr;
    };
    expect(await refused("numbers.json", "loans.csv", "--rows", "500")).toContain("rows from 1 to 120");
    expect(await refused("numbers.json", "loans.csv", "--rows", "9-3")).toContain("such as 1,5-9");
    expect(await refused("numbers.json", "loans.csv", "--want", "much")).toContain('">=100"');
    expect(await refused("classes.json", "loans.csv", "--want", "maybe")).toContain('one of "no", "yes"');
    expect(await refused("classes.json", "loans.csv", "--want", "yes", "--fix", "hight")).toContain("one of income");
    expect(await refused("classes.json", "loans.csv", "--fix", "age")).toContain("without --want");
    expect(await refused("numbers.json", "loans.csv", "--probabilities")).toContain("probabilities");
  });
});
