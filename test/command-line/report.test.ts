import { randomGenerator } from "halfspace";
import { beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const random = randomGenerator(11);
const rows = Array.from({ length: 240 }, () => {
  const [calls, fee] = [random.integer(5), 20 + 60 * random.uniform()];
  const plan = ["small", "large"][random.integer(2)];
  const strain = calls - 2 + (plan === "small" ? 1 : 0) + 0.8 * random.gaussian();
  return { cells: [calls, fee.toFixed(1), plan, strain > 0.9 ? "yes" : "no"].join(","), price: fee + 8 * calls };
});
beforeAll(() => {
  folder.write("churn.csv", ["calls,fee,plan,leaves", ...rows.map(({ cells }) => cells)].join("\n"));
  folder.write(
    "prices.csv",
    ["calls,fee,price", ...rows.map(({ cells, price }) => `${cells.split(",").slice(0, 2)},${price}`)].join("\n"),
  );
});

const common = ["--lambda", "0.1", "--gates", "30", "--fresh", "0", "--report", "report.html"];

/** The text of the part of the page under a heading, a line a paragraph or row, cells with | between. */
function partOf(page: string, heading: string): string[] {
  const from = page.indexOf(`<h2>${heading}`);
  expect(from, heading).toBeGreaterThan(0);
  const to = page.indexOf("<h2>", from + 4);
  return page
    .slice(from, to < 0 ? undefined : to)
    .replace(/<\/(p|tr|h2|h3)>/g, "\n")
    .replace(/<\/t[hd]>/g, "|")
    .replace(/<[^>]*>/g, "")
    .split("\n")
    .filter((line) => line.trim() !== "");
}

describe("the report of a fit", () => {
  it("counts what is missed and the groups as the predictions do", async () => {
    await folder.inShell("fit", "churn.csv", "--target", "leaves", "--holdout", "0", ...common, "--intervals", "0.8");
    await folder.inShell("predict", "model.json", "churn.csv", "--probabilities", "--out", "said.csv");
    const said = folder
      .read("said.csv")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));
    const page = folder.read("report.html");
    const groups = partOf(page, "Group by group");
    const isYes = rows.map(({ cells }) => cells.endsWith("yes"));
    const calledYes = said.map(([, label]) => label === "yes");
    const found = isYes.filter((each, row) => each && calledYes[row]).length;
    const positive = isYes.filter(Boolean).length;
    expect(groups.join("\n")).toContain(
      `Of ${positive} training rows that are truly yes the model finds ${found} and misses ${positive - found}. It says yes ${calledYes.filter(Boolean).length} times`,
    );
    const small = said.filter((_, row) => rows[row].cells.includes("small"));
    const mean = small.reduce((sum, cells) => sum + Number(cells[cells.length - 1]), 0) / small.length;
    const line = groups.find((each) => each.startsWith("small|")) as string;
    const [, count, , meanSaid] = line.split("|");
    expect(Number(count)).toBe(small.length);
    expect(Math.abs(Number.parseFloat(meanSaid) / 100 - mean)).toBeLessThan(6e-4);
    const single = partOf(page, "Single rows").join("\n");
    for (const title of ["The surest “yes”", "The surest “no”", "The surest mistake"]) expect(single).toContain(title);
    expect(single).toMatch(/Its 80 % set is \{/);
    expect(page).toContain("was not asked: ");
  });

  it("asks equally good models with --range, of numbers too, and says where they cannot be asked", async () => {
    await folder.inShell("fit", "prices.csv", "--target", "price", ...common, "--range", "3");
    const page = folder.read("report.html");
    expect(partOf(page, "Would an equally good model disagree?")[1]).toMatch(
      /^3 test rows: .* wide in the mean\. Over all/,
    );
    expect(partOf(page, "Group by group").join("\n")).toContain("mean price|mean prediction|RMSE");
    expect(partOf(page, "Single rows").join("\n")).toContain("The largest mistake");
    await folder.inShell("fit", "prices.csv", "--target", "price", ...common, "--model", "relu", "--range", "3");
    expect(folder.read("report.html")).toContain(
      "Equally good models were not asked: model: got a network of plain neurons",
    );
    const { code, stderr } = await folder.inShell("fit", "prices.csv", "--target", "price", "--range", "3");
    expect([code, stderr]).toEqual([2, expect.stringMatching(/--range: got it without --report/)]);
  });
});
