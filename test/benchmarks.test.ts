import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** The benchmarks run, tiny, and print what they promise. Never how fast. */
const root = join(import.meta.dirname, "..");
const bench = (...words: string[]) =>
  execFileSync(process.execPath, [join(root, "benchmarks", "dist", "bench.js"), ...words], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
/** The names it says it has. */
const names: string[] = (() => {
  try {
    execFileSync(process.execPath, [join(root, "benchmarks", "dist", "bench.js")], { encoding: "utf8", stdio: "pipe" });
    return [];
  } catch (error) {
    return (error as { stderr: string }).stderr
      .replace(/.*expected one of /, "")
      .trim()
      .split(", ");
  }
})();

describe("benchmarks", () => {
  it.each(names)("%s --tiny --json", (name) => {
    const report = JSON.parse(bench(name, "--tiny", "--json"));
    expect(report.name).toBe(name);
    expect(report.machine.cores).toBeGreaterThan(0);
    expect(report.rows.length).toBeGreaterThan(0);
    for (const row of report.rows) {
      expect(row.case).not.toBe("");
      expect(row.seconds).toBeGreaterThan(0);
      if (row.referenceSeconds !== null) expect(row.ratio).toBeCloseTo(row.seconds / row.referenceSeconds, 6);
    }
  });

  it("fit --write makes CSV files and says how each is fitted", () => {
    const folder = mkdtempSync(join(tmpdir(), "halfspace-bench-"));
    try {
      const lines = bench("fit", "--tiny", "--only", "few-rows,sixty-words", "--write", folder).trim().split("\n");
      expect(lines).toHaveLength(2);
      for (const [k, name] of ["sixty-words", "few-rows"].entries()) {
        const file = join(folder, `${name}.csv`);
        expect(lines[k]).toMatch(`halfspace fit ${file} --target `);
        expect(readFileSync(file, "utf8").trim().split("\n")).toHaveLength(121);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("--markdown prints a table", () => {
    const lines = bench("masks", "--tiny", "--markdown").trim().split("\n").slice(2);
    expect(lines.length).toBeGreaterThan(2);
    for (const line of lines) expect(line).toMatch(/^\|.*\|$/);
  });

  it("says which names there are", () => {
    expect(names).toEqual(expect.arrayContaining(["pricing", "train", "start-up"]));
    expect(() => bench("nothing")).toThrow(/Command failed/);
  });
});
