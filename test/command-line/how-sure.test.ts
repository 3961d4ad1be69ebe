import { randomGenerator } from "halfspace";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const random = randomGenerator(31);

/** 120 rows of a number and of two classes. */
const rows = Array.from({ length: 120 }, () => {
  const [x, y] = [random.gaussian(), random.gaussian()];
  const price = Math.max(0, x) - y + 0.3 * random.gaussian();
  return { x, y, price, state: price + 0.5 * random.gaussian() > 0.8 ? "sick" : "well" };
});
const small = ["--gates", "20", "--lambda", "0.05", "--fresh", "0"];
const cellsOf = (file: string) =>
  folder
    .read(file)
    .trim()
    .split("\n")
    .map((line) => line.split(","));

describe("halfspace fit --intervals and predict --intervals", () => {
  it("write lower and upper, which hold the truth about as often as asked", async () => {
    folder.write("houses.csv", ["x,y,price", ...rows.map(({ x, y, price }) => `${x},${y},${price}`)].join("\n"));
    const fit = ["fit", "houses.csv", "--target", "price", ...small, "--intervals", "0.9"];
    const { stdout } = await folder.inShell(...fit);
    expect(stdout).toMatch(/Prediction intervals: 90 % typically; at least 7\d\.?\d* % is guaranteed on average/);
    const { intervals } = JSON.parse((await folder.inShell(...fit, "--json")).stdout);
    expect(intervals).toMatchObject({ level: 0.9, folds: 5 });
    expect(intervals.coverage).toBeGreaterThan(0.6);
    expect((await folder.inShell("predict", "model.json", "houses.csv", "--intervals")).code).toBe(0);
    const [head, ...lines] = cellsOf("predictions.csv");
    expect(head).toEqual(["row", "prediction", "lower", "upper"]);
    const held = lines.filter(([, , lower, upper], row) => +lower <= rows[row].price && rows[row].price <= +upper);
    expect(held.length).toBeGreaterThan(96);
    const verified = await folder.inShell("verify", "model.json", "houses.csv");
    expect(verified.stdout).toContain("no network of the prediction intervals has seen its own fold");
  });

  it("write sets of classes; a model without them says so in one line", async () => {
    folder.write("people.csv", ["x,y,state", ...rows.map(({ x, y, state }) => `${x},${y},${state}`)].join("\n"));
    await folder.inShell("fit", "people.csv", "--target", "state", ...small, "--intervals", "0.9", "--out", "p.json");
    const { stdout } = await folder.inShell("predict", "p.json", "people.csv", "--intervals", "--json");
    const { sets } = JSON.parse(stdout);
    expect(sets.every((set: string[]) => set.length > 0)).toBe(true);
    expect(new Set(cellsOf("predictions.csv").map(([, , set]) => set))).toContain("sick;well");
    await folder.inShell("fit", "people.csv", "--target", "state", ...small, "--out", "plain.json");
    const without = await folder.inShell("predict", "plain.json", "people.csv", "--intervals");
    expect(without).toMatchObject({ code: 2, stdout: "" });
    expect(without.stderr).toContain("--intervals: got a model that was trained without them");
  });
});

describe("intervals of --model auto", () => {
  it("are those of the average that is chosen, in fit, predict, verify, inspect and the report", async () => {
    folder.write("auto.csv", ["x,y,price", ...rows.map(({ x, y, price }) => `${x},${y},${price}`)].join("\n"));
    const fit = ["fit", "auto.csv", "--target", "price", "--model", "auto", "--intervals", "0.8", "--out", "auto.json"];
    const { stdout } = await folder.inShell(...fit, "--report", "auto.html", "--json");
    const { intervals, chosen } = JSON.parse(stdout);
    expect(["average", "combination"]).toContain(chosen.family);
    expect(intervals).toMatchObject({ level: 0.8, folds: 5 });
    expect(intervals.coverage).toBeGreaterThan(0.5);
    expect(folder.read("auto.html")).toMatch(/Prediction intervals: 80 % typically; .* for given members\./);
    expect(folder.read("auto.html")).toContain("Its 80 % interval goes from");
    await folder.inShell("predict", "auto.json", "auto.csv", "--intervals");
    const [head, ...lines] = cellsOf("predictions.csv");
    expect(head).toEqual(["row", "prediction", "lower", "upper"]);
    const held = lines.filter(([, , lower, upper], row) => +lower <= rows[row].price && rows[row].price <= +upper);
    expect(held.length).toBeGreaterThan(84);
    const verified = await folder.inShell("verify", "auto.json", "auto.csv");
    expect(verified.code).toBe(0);
    expect(verified.stdout).toContain("no network of the prediction intervals has seen its own fold");
    expect((await folder.inShell("inspect", "auto.json")).stdout).toMatch(/intervals +0\.8/);
  });
});

describe("--threshold and --costs", () => {
  it("change the labels as the probabilities say, and the measures of fit", async () => {
    await folder.inShell("predict", "p.json", "people.csv", "--probabilities", "--threshold", "0.3");
    for (const [, said, , well] of cellsOf("predictions.csv").slice(1)) {
      expect(said).toBe(Number(well) >= 0.3 ? "well" : "sick");
    }
    await folder.inShell("predict", "p.json", "people.csv", "--probabilities", "--costs", "sick:well=4");
    for (const [, said, sick, well] of cellsOf("predictions.csv").slice(1)) {
      expect(said).toBe(4 * Number(sick) < Number(well) ? "well" : "sick");
    }
    const fit = ["fit", "people.csv", "--target", "state", ...small, "--json"];
    const { classScores } = JSON.parse((await folder.inShell(...fit, "--costs", "sick:well=4")).stdout);
    expect(classScores.decision).toEqual({
      costs: [
        [0, 4],
        [1, 0],
      ],
    });
    const plain = JSON.parse((await folder.inShell(...fit)).stdout);
    expect(classScores.classes[0].recall).toBeGreaterThanOrEqual(plain.classScores.classes[0].recall);
    expect(plain.classScores.thresholds).toHaveLength(99);
    expect(plain.test.brier).toBeLessThan(0.25);
  });

  it("are refused in one line where they cannot be", async () => {
    const fails = async (text: string, ...words: string[]) =>
      expect((await folder.inShell(...words)).stderr).toContain(text);
    const fit = ["fit", "people.csv", "--target", "state"];
    await fails("--costs: got ill; expected one of sick, well", ...fit, "--costs", "ill:well=2");
    await fails("--costs: got them with --threshold", ...fit, "--threshold", "0.3", "--costs", "sick:well=2");
    await fails("--threshold: got a regression", "fit", "houses.csv", "--target", "price", "--threshold", "0.3");
    await fails("Expected TRUE:SAID=COST", ...fit, "--costs", "sick");
  });
});
