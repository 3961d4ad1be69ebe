import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { randomGenerator } from "halfspace";
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
    const words = ["fit", table, "--target", "side", "--model", "auto", "--out", model, "--json", "--report", page];
    const fitted = await halfspace(...words);
    expect(fitted.code, fitted.output).toBe(0);
    const report = JSON.parse(fitted.output);
    expect(report.chosen.score).toBeLessThanOrEqual(report.candidates[0].score);
    expect(new Set(report.candidates.map(({ family }: { family: string }) => family)).size).toBe(8);
    const html = readFileSync(page, "utf8");
    for (const part of ["What was tried", "Predicted and true side", "Effect of a", "Group by group"]) {
      expect(html).toContain(part);
    }
    for (const { family } of report.candidates) expect(html).toContain(`<li>${family} `);
    expect(html).not.toMatch(/NaN|undefined|<script/);
    const verified = await halfspace("verify", model, table, "--json");
    expect(JSON.parse(verified.output).verified, verified.output).toBe(true);
    const out = join(folder, "predictions.csv");
    expect((await halfspace("predict", model, table, "--out", out)).code).toBe(0);
    expect(readFileSync(out, "utf8").trim().split("\n")).toHaveLength(61);
    expect((await halfspace("inspect", model)).output).toContain("side");
    const module = join(folder, "auto.mjs");
    const exported = await halfspace("export", model, "--format", "js", "--out", module);
    expect(exported.code, exported.output).toBe(0);
    const { predict } = await import(/* @vite-ignore */ pathToFileURL(module).href);
    const cellsOf = (file: string) =>
      readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.trim().split(","));
    const rows = cellsOf(table).map(([a, b]) => ({ a, b }));
    expect(predict(rows)).toEqual(cellsOf(out).map(([, label]) => label));
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
