import { describe, expect, it } from "vitest";
import { atWork, smallTable, temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const long = ["fit", "beams.csv", "--target", "strength", "--gates", "3000", "--folds", "5", "--tolerance", "1e-12"];

describe("a run that is cut short", () => {
  it("Ctrl-C ends it with 130 and leaves no partial file", async () => {
    folder.write("beams.csv", smallTable(1500));
    for (const seconds of [1, 2.5]) {
      const { child, outcome } = folder.start(...long);
      await atWork(child, seconds);
      expect(child.exitCode).toBeNull();
      child.kill("SIGINT");
      const { code, stdout, stderr } = await outcome;
      expect({ code, stdout }).toEqual({ code: 130, stdout: "" });
      expect(stderr).toBe("halfspace: interrupted; nothing was written.\n");
      expect(folder.list()).toEqual(["beams.csv"]);
    }
  });

  it("Ctrl-C is obeyed while a large table is read", async () => {
    const others = Array.from({ length: 39 }, (_, k) => k / 7).join(",");
    const names = Array.from({ length: 40 }, (_, k) => `c${k}`).join(",");
    // Reading it takes a second or more, and learning from it longer.
    const rows = Array.from({ length: 60_000 }, (_, row) => `${(row * 7919) % 1000},${others}`);
    folder.write("large.csv", `${names}\n${rows.join("\n")}\n`);
    const { child, outcome } = folder.start("fit", "large.csv", "--target", "c0");
    await atWork(child, 0.7);
    const begin = performance.now();
    child.kill("SIGINT");
    const { code, stderr } = await outcome;
    expect({ code, stderr }).toEqual({ code: 130, stderr: "halfspace: interrupted; nothing was written.\n" });
    expect(performance.now() - begin).toBeLessThan(3000);
  });

  it("a time limit ends while a large table is read: one line", async () => {
    const others = Array.from({ length: 39 }, (_, k) => k / 7).join(",");
    const rows = Array.from({ length: 60_000 }, (_, row) => `${(row * 7919) % 1000},${others}`);
    folder.write("large.csv", `${Array.from({ length: 40 }, (_, k) => `c${k}`).join(",")}\n${rows.join("\n")}\n`);
    const fit = ["fit", "large.csv", "--target", "c0", "--out", "late.json", "--time-limit", "0.8"];
    const { code, stdout, stderr } = await folder.start(...fit).outcome;
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^halfspace: --time-limit: got 0.8 s, which ended while large.csv was [^\n]+\n$/);
    expect(folder.list()).not.toContain("late.json");
  });

  it("Ctrl-C ends a verification, plain neurons and the noise of Theorem 6.1, which all take long in one piece", async () => {
    folder.write("beams.csv", smallTable(1500));
    const fit = ["fit", "beams.csv", "--target", "strength", "--fresh", "0"];
    expect((await folder.inShell(...fit, "--gates", "50", "--lambda", "0.1", "--out", "model.json")).code).toBe(0);
    const before = folder.list();
    for (const words of [
      ["verify", "model.json", "beams.csv", "--fresh", "1000000"],
      [...fit, "--model", "relu", "--gates", "3000", "--lambda", "0.0001", "--out", "other.json"],
      [...fit, "--gates", "3000", "--lambda", "theorem", "--out", "other.json"],
    ]) {
      const { child, outcome } = folder.start(...words);
      await atWork(child, 1);
      child.kill("SIGINT");
      const { code, stderr } = await outcome;
      expect([words[0], code, stderr]).toEqual([words[0], 130, "halfspace: interrupted; nothing was written.\n"]);
      expect(folder.list()).toEqual(before);
    }
  }, 60_000);

  it("a time limit gives the best so far with its true gap, which verify confirms", async () => {
    const { code, stdout } = await folder.halfspace(...long, "--lambda", "0.0005", "--time-limit", "0.3", "--json");
    const report = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(report.status).toBe("time-limit");
    expect(report.certificate.relativeGap).toBeGreaterThan(1e-12);
    const verification = JSON.parse((await folder.halfspace("verify", "model.json", "beams.csv", "--json")).stdout);
    expect(verification.verified).toBe(true);
    expect(Math.abs(verification.relativeGap - report.certificate.relativeGap)).toBeLessThan(1e-9);
  });
});
