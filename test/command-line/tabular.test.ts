import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";
import { temporaryFolder } from "./halfspace.js";

const folder = temporaryFolder();
const python = process.env.HALFSPACE_PYTHON;
const words = (...more: string[]) => [
  ...["reproduce", "tabular", "--data", "nowhere", "--tables", "smooth,small-mixture", "--rows", "80", "--splits", "1"],
  ...["--out", "study", "--json", ...more],
];

/** A process that ended, but that nobody has asked about, counts as ended. */
function isAlive(process: string): boolean {
  const status = `/proc/${process}/stat`;
  return existsSync(status) && !/\) Z /.test(readFileSync(status, "utf8"));
}

/** The jobs that a run did, as its last line says them. */
const results = () => JSON.parse(folder.read("study/sweep/results.json")).results;

describe("halfspace reproduce tabular", () => {
  it("runs a part of the study, and the same command does nothing twice", { timeout: 240_000 }, async () => {
    const first = await folder.halfspace(...words("--methods", "auto,fit"));
    expect(first.stderr).toContain("4 jobs");
    const { claims } = JSON.parse(first.stdout);
    expect(first.code).toBe(claims.every(({ holds }: { holds: boolean }) => holds) ? 0 : 1);
    const journal = folder.read("study/sweep/journal.jsonl");
    const found = results();
    const auto = found.find(({ job }: { job: { model: string } }) => job.model === "fit-auto");
    expect(Object.keys(auto.result.families)).toContain("gaussian");
    expect(auto.result.r2).toBeGreaterThan(0.3);
    expect(auto.result.seconds).toBeGreaterThan(0);
    expect(found.at(-1).result.logLoss).toBeGreaterThan(0);
    await folder.halfspace(...words("--methods", "auto,fit"));
    expect(folder.read("study/sweep/journal.jsonl")).toBe(journal);
    expect(folder.read("study/index.html")).toContain("tabular-defaults.svg");
  });

  it.skipIf(!existsSync("/proc/self/task"))(
    "leaves no process behind when it is killed",
    { timeout: 60_000 },
    async () => {
      const { child, outcome } = folder.start(...words("--methods", "auto", "--out", "killed"));
      const found = () => readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim();
      await vi.waitUntil(() => found() !== "", { timeout: 40_000, interval: 20 });
      const ofJob = found().split(" ")[0];
      child.kill("SIGKILL");
      await outcome;
      await vi.waitUntil(() => !isAlive(ofJob), { timeout: 15_000, interval: 50 });
    },
  );

  it("names what is unknown", async () => {
    const table = await folder.inShell("reproduce", "tabular", "--tables", "nothing");
    expect([table.code, table.stderr]).toEqual([2, expect.stringMatching(/"nothing".*some of energy-heating/s)]);
    const method = await folder.inShell("reproduce", "tabular", "--methods", "nothing");
    expect([method.code, method.stderr]).toEqual([2, expect.stringMatching(/"nothing".*some of auto, fit, linear/s)]);
    const elsewhere = await folder.inShell("reproduce", "figure-1", "--splits", "1");
    expect(elsewhere.code).toBe(2);
  });
});

/** Whether HALFSPACE_PYTHON has scikit-learn. */
function hasPeers(): boolean {
  if (python === undefined) return false;
  try {
    execFileSync(python, ["-c", "import sklearn"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const note = hasPeers() ? "" : " (skipped: HALFSPACE_PYTHON names no Python with scikit-learn)";
describe.skipIf(!hasPeers())(`other software${note}`, () => {
  it("is scored on the same rows, at its defaults and tuned", { timeout: 240_000 }, async () => {
    const methods = "linear,forest,linear-tuned";
    await folder.halfspace(...words("--methods", methods));
    const byModel = new Map(
      results().map((one: { job: { model: string; set: string }; result: object }) => [
        `${one.job.set} ${one.job.model}`,
        one.result,
      ]),
    );
    expect(byModel.size).toBe(6);
    const forest = byModel.get("small-mixture peer-forest") as { test: number; logLoss: number; testRows: number };
    expect(forest.testRows).toBe(20);
    expect(forest.test).toBeGreaterThan(0.4);
    expect(forest.logLoss).toBeGreaterThan(0);
    const tuned = byModel.get("smooth peer-linear-tuned") as { name: string };
    expect(tuned.name).toContain("ridge__alpha");
  });
});
