import { describe, expect, it } from "vitest";
import { smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
/** One fit and the words of help run as processes of their own. */
const { halfspace, inShell } = folder;
const quick = ["--gates", "60", "--folds", "3"];

describe("fit, predict, verify and inspect, as a person runs them", () => {
  it("fit --json prints exactly the promised object", async () => {
    folder.write("beams.csv", smallTable());
    const { code, stdout, stderr } = await halfspace(
      ...["fit", "beams.csv", "--target", "strength", "--drop", "class", ...quick, "--json"],
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout.trim().split("\n")).toHaveLength(1);
    const report = JSON.parse(stdout);
    expect(shapeOf(report)).toEqual({
      status: "string",
      task: "string",
      model: "string",
      activation: "string",
      layers: "number",
      lambda: "number",
      lambdaFraction: "number",
      sampleCount: "number",
      featureCount: "number",
      maskCount: "number",
      activeGates: "number",
      certificate: {
        program: "string",
        primalObjective: "number",
        dualObjective: "number",
        dualityGap: "number",
        relativeGap: "number",
        coverage: "string",
        maskCount: "number",
        maxConeViolation: "number",
      },
      freshGates: {
        count: "number",
        draw: "number",
        trained: "number",
        violating: "number",
        shareAbove: "number",
        confidence: "number",
        relativeGap: "number",
      },
      crossValidation: {
        way: "string",
        folds: "number",
        metric: "string",
        mean: "number",
        standardError: "number",
        path: [{ lambdaFraction: "number", mean: "number", standardError: "number" }],
      },
      train: { rmse: "number", mae: "number", r2: "number" },
      test: { rmse: "number", mae: "number", r2: "number" },
      straightLine: { rmse: "number", mae: "number", r2: "number" },
      baseline: { rmse: "number", mae: "number", r2: "number" },
      seconds: "number",
      modelFile: "string",
      notes: [],
    });
    expect(report).toMatchObject({ status: "solved", task: "regression", sampleCount: 45, modelFile: "model.json" });
    expect(report.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
    expect(report.test.rmse).toBeLessThan(report.baseline.rmse);
    expect(folder.list()).toEqual(["beams.csv", "model.json"]);
  });

  it("the same seed gives the same model file, bit for bit", async () => {
    const first = folder.read("model.json");
    await inShell("fit", "beams.csv", "--target", "strength", "--drop", "class", ...quick, "--out", "again.json");
    expect(folder.read("again.json")).toBe(first);
    await inShell(
      "fit",
      "beams.csv",
      "--target",
      "strength",
      "--drop",
      "5",
      ...quick,
      "--seed",
      "2",
      "--out",
      "other.json",
    );
    expect(folder.read("other.json")).not.toBe(first);
  });

  it("predict gives the numbers of the fit, with or without the target column", async () => {
    const { code } = await inShell("predict", "model.json", "beams.csv");
    expect(code).toBe(0);
    const lines = folder.read("predictions.csv").trim().split("\n");
    expect(lines[0]).toBe("row,prediction");
    expect(lines).toHaveLength(61);
    const predicted = lines.slice(1).map((line) => Number(line.split(",")[1]));
    const truth = smallTable()
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split(",")[3]));

    const fitted = await inShell(
      ...[
        "fit",
        "beams.csv",
        "--target",
        "strength",
        "--drop",
        "class",
        ...quick,
        "--holdout",
        "0",
        "--json",
        "--out",
        "all.json",
      ],
    );
    const { train, test } = JSON.parse(fitted.stdout);
    expect(test).toBeNull();
    const json = JSON.parse((await inShell("predict", "all.json", "beams.csv", "--json", "--out", "all.csv")).stdout);
    const meanSquare =
      json.predictions.reduce((sum: number, value: number, row: number) => sum + (value - truth[row]) ** 2, 0) / 60;
    expect(Math.abs(Math.sqrt(meanSquare) - train.rmse)).toBeLessThan(1e-10);

    folder.write("raw.csv", smallTable().replace(/^((?:[^,\n]*,){2}[^,\n]*),.*$/gm, "$1"));
    expect(folder.read("raw.csv").split("\n")[0]).toBe("width,height,kind");
    const raw = JSON.parse(
      (await inShell("predict", "model.json", "raw.csv", "--json", "--out", "raw-out.csv")).stdout,
    );
    expect(raw.predictions).toEqual(predicted);
  });

  it("predict --probabilities adds one column a class, and is refused for a regression", async () => {
    await inShell(
      ...[
        "fit",
        "beams.csv",
        "--target",
        "class",
        "--drop",
        "strength",
        ...quick,
        "--lambda",
        "0.1",
        "--out",
        "class.json",
      ],
    );
    const { code } = await inShell("predict", "class.json", "beams.csv", "--probabilities", "--out", "class.csv");
    expect(code).toBe(0);
    const [header, ...lines] = folder.read("class.csv").trim().split("\n");
    expect(header).toBe("row,prediction,probability of strong,probability of weak");
    expect(lines).toHaveLength(60);
    for (const line of lines) {
      const [, label, strong, weak] = line.split(",");
      expect(Number(strong) + Number(weak)).toBeCloseTo(1, 12);
      expect(label).toBe(Number(strong) > Number(weak) ? "strong" : "weak");
    }
    const refused = await inShell("predict", "model.json", "beams.csv", "--probabilities", "--out", "none.csv");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain("got a regression");
    expect(folder.list()).not.toContain("none.csv");
  });

  it("verify agrees, and does not when the table or the file is altered", async () => {
    const { code, stdout } = await inShell("verify", "model.json", "beams.csv", "--json");
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(Object.keys(report)).toEqual([
      "verified",
      "primalObjective",
      "dualObjective",
      "dualityGap",
      "relativeGap",
      "maxDifference",
      "problems",
      "subject",
      "notChecked",
      "freshGates",
      "notes",
    ]);
    expect(report.verified).toBe(true);
    expect(report.maxDifference).toBeLessThan(1e-9);

    folder.write("altered.csv", smallTable().replace(/(oak|pine|beech),(\d)/g, "$1,1$2"));
    const altered = await inShell("verify", "model.json", "altered.csv");
    expect(altered.code).toBe(1);
    expect(altered.stdout).toContain("NOT verified");

    const claim = folder.read("model.json").replace(/"primalObjective":\s*[\d.e-]+/, '"primalObjective":0.001');
    folder.write("claim.json", claim);
    expect((await inShell("verify", "claim.json", "beams.csv")).code).not.toBe(0);
  });

  it("says in words what the certificate covers, draws no bar in a pipe", async () => {
    const { code, stdout, stderr } = await inShell(
      ...["fit", "beams.csv", "--target", "class", "--drop", "strength", ...quick, "--out", "class.json"],
    );
    expect(code).toBe(0);
    expect(stderr).toBe("");
    expect(stdout).toMatch(
      /optimal to \de-\d+ for these \d+ sampled gates; within [\d.]+ % of the best over \d+ gates/,
    );
    expect(stdout).toMatch(/balanced accuracy/);
    expect(stdout).not.toContain("\u001b");
    await inShell("predict", "class.json", "beams.csv", "--out", "classes.csv");
    expect(folder.read("classes.csv").split("\n")[1]).toMatch(/^1,(weak|strong)$/);
    expect(JSON.parse((await inShell("verify", "class.json", "beams.csv", "--json")).stdout).verified).toBe(true);
  });

  it("trains plain ReLU neurons", async () => {
    const words = ["fit", "beams.csv", "--target", "strength", "--drop", "class", ...quick, "--model", "relu"];
    const { code, stdout } = await inShell(...words, "--lambda", "0.05", "--json", "--out", "relu.json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ model: "relu", lambdaFraction: 0.05, crossValidation: null });
    expect(JSON.parse(stdout).decomposition.objective).toBeGreaterThan(JSON.parse(stdout).certificate.dualObjective);
    const verified = await inShell("verify", "relu.json", "beams.csv");
    expect(verified).toMatchObject({ code: 0 });
    expect(verified.stdout).toMatch(/rewritten as plain ReLU neurons: objective .* on the same gates\n/);
  });

  it("grows by fresh gates, says so, and writes a file that verifies", async () => {
    const fit = ["fit", "beams.csv", "--target", "strength", "--drop", "class", "--gates", "20", "--lambda", "0.1"];
    const { code, stdout } = await inShell(
      ...[...fit, "--fresh", "500", "--grow", "--fresh-tolerance", "0.02", "--out", "grown.json"],
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/grown by \d+ fresh gates in \d+ rounds?/);
    expect(stdout).toMatch(/within \d(\.\d+)? % of the best over \d+ gates, 500 of them fresh/);
    const verified = await inShell("verify", "grown.json", "beams.csv", "--json");
    expect(verified.code).toBe(0);
    const { freshGates } = JSON.parse(verified.stdout);
    expect(freshGates.relativeGap).toBeLessThanOrEqual(0.02);
    expect((await inShell(...fit, "--fresh-tolerance", "0.1")).stderr).toContain("--fresh-tolerance");
  });

  it("inspect shows what a model file holds", async () => {
    const { code, stdout } = await inShell("inspect", "model.json");
    expect(code).toBe(0);
    expect(stdout).toMatch(/encoded as {8}width, .*kind = beech/);
    expect(stdout).toContain("could lower the objective by more than the certified gap");
    expect(stdout).toContain("kind (category)");
    expect(JSON.parse((await inShell("inspect", "model.json", "--json")).stdout)).toMatchObject({
      target: "strength",
    });
  });

  it("help names every command and exits with 0", async () => {
    const { code, stdout } = await halfspace("--help");
    expect(code).toBe(0);
    for (const name of ["fit", "predict", "verify", "inspect"]) {
      expect(stdout).toContain(`  ${name}`);
      expect((await inShell(name, "--help")).stdout).toContain("Examples:");
    }
    expect((await halfspace("--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

/** The keys of an object and the types of its values; of a list, the shape of its first entry. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (value === null || typeof value !== "object") return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shapeOf(entry)]));
}
