import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describeModel, fromAverageFile, fromModelFile, randomGenerator } from "halfspace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { halfspaceProcess } from "../sweeps/processes.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-auto-"));
  const random = randomGenerator(4);
  const rows = Array.from({ length: 60 }, () => {
    const [a, b] = [random.gaussian(), random.gaussian()];
    return `${a},${b},${a > Math.abs(b) ? "in" : "out"}`;
  });
  writeFileSync(join(folder, "points.csv"), `a,b,side\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function halfspace(...words: string[]): Promise<{ code: number | null; output: string }> {
  const running = halfspaceProcess(words);
  const code = await running.ended;
  return { code, output: running.output() };
}

describe("fit --model auto", () => {
  it("chooses, writes a file that predict, verify and inspect read, and says what else it tried", async () => {
    const [table, model] = [join(folder, "points.csv"), join(folder, "auto.json")];
    const page = join(folder, "auto.html");
    const asked = ["--target", "side", "--model", "auto", "--threshold", "0.4", "--out", model, "--report", page];
    const fitted = await halfspace("fit", table, ...asked, "--json");
    expect(fitted.code, fitted.output).toBe(0);
    const report = JSON.parse(fitted.output);
    expect(report.chosen.score).toBeLessThanOrEqual(report.candidates[0].score);
    const tried = new Set(report.candidates.map(({ family }: { family: string }) => family));
    for (const family of ["average", "gaussian", "laplace", "learned-metric", "gated-relu"])
      expect(tried).toContain(family);
    expect(report.test.logLoss).toBeLessThan(0.7);
    expect(report.classScores.decision).toEqual({ threshold: 0.4 });
    const html = readFileSync(page, "utf8");
    for (const part of [
      "What was tried",
      "What more numbers buy",
      "Predicted and true side",
      "Effect of a",
      "Group by group",
    ]) {
      expect(html).toContain(part);
    }
    for (const family of tried) expect(html).toContain(`<th scope="row">${family}</th>`);
    expect(html).not.toMatch(/NaN|undefined|<script/);
    const verified = await halfspace("verify", model, table, "--json");
    const verdict = JSON.parse(verified.output);
    expect(verdict.verified, verified.output).toBe(true);
    if (verdict.members) {
      const { members } = JSON.parse(readFileSync(model, "utf8")) as { members: { weight?: number }[] };
      const weights = members.map(({ weight }) => weight ?? 1 / members.length);
      expect(verdict.members.map(({ weight }: { weight: number }) => weight)).toEqual(weights);
    }
    const out = join(folder, "predictions.csv");
    expect((await halfspace("predict", model, table, "--probabilities", "--out", out)).code).toBe(0);
    expect(readFileSync(out, "utf8").trim().split("\n")).toHaveLength(61);
    const text = readFileSync(model, "utf8");
    const words = describeModel(text.includes('"halfspace-average"') ? fromAverageFile(text) : fromModelFile(text));
    const inspected = (await halfspace("inspect", model)).output;
    expect(inspected).toContain("side");
    expect(inspected).toContain(`Certificate (claimed): ${words}\n`);
    expect((await halfspace("verify", model, table)).output).toContain(`Verified: ${words}.\n`);
    const [card, whole] = [join(folder, "card"), `${words.charAt(0).toUpperCase()}${words.slice(1)}.`];
    expect((await halfspace("card", model, table, "--out", card)).code).toBe(0);
    for (const shown of [html, readFileSync(`${card}.md`, "utf8")]) expect(shown).toContain(whole);
    const module = join(folder, "auto.mjs");
    const exported = await halfspace("export", model, "--format", "js", "--out", module);
    expect(exported.code, exported.output).toBe(0);
    expect((await halfspace("export", model, "--format", "onnx")).code).toBe(0);
    const { predict, probabilities } = await import(/* @vite-ignore */ pathToFileURL(module).href);
    const cellsOf = (file: string) =>
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(","));
    const rows = cellsOf(table).map(([a, b]) => ({ a, b }));
    expect(predict(rows)).toEqual(cellsOf(out).map(([, label]) => label));
    const written = cellsOf(out).map(([, , ...shares]) => shares.map(Number));
    probabilities(rows).forEach((shares: number[], row: number) => {
      shares.forEach((share, k) => {
        expect(Math.abs(share - written[row][k])).toBeLessThan(1e-6);
      });
    });
  }, 120_000);

  it("learns several targets, and by the loss that is asked for", async () => {
    const table = join(folder, "numbers.csv");
    const random = randomGenerator(6);
    const rows = Array.from({ length: 50 }, () => {
      const [a, b] = [random.gaussian(), random.gaussian()];
      return `${a},${b},${Math.abs(a) + 0.1 * b},${1000 * a * b}`;
    });
    writeFileSync(table, `a,b,u,v\n${rows.join("\n")}\n`);
    const model = join(folder, "numbers.json");
    const both = await halfspace("fit", table, "--target", "u,v", "--model", "auto", "--out", model, "--json");
    expect(both.code, both.output).toBe(0);
    const { targets } = JSON.parse(both.output);
    // Neither target is left aside for the other's units.
    expect(Math.min(targets.u.r2, targets.v.r2)).toBeGreaterThan(0.3);
    expect(JSON.parse((await halfspace("verify", model, table, "--json")).output).verified).toBe(true);
    const words = ["--target", "u", "--drop", "v", "--model", "auto", "--loss", "quantile", "--quantile", "0.9"];
    const upper = JSON.parse((await halfspace("fit", table, ...words, "--out", model, "--json")).output);
    expect(upper.chosen.family).toBe("gated-relu");
    expect(upper.notes.join()).toContain("Kernels were left out: they predict a mean");
  }, 120_000);

  it("refuses options that it would have to ignore", async () => {
    const table = join(folder, "points.csv");
    const refused = await halfspace("fit", table, "--target", "side", "--model", "auto", "--lambda", "0.1");
    expect(refused).toEqual({
      code: 2,
      output: "halfspace: --lambda: got it with --model auto; expected one of them\n",
    });
  }, 60_000);
});
