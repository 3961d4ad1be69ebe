import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localRunner, readJournalLine, readSweepFile, runSweep } from "@halfspace/sweeps";
import { randomGenerator } from "halfspace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { halfspaceProcess, killNow, type Running, smallSweep } from "./processes.js";
import { type OwnRedis, startRedis } from "./redis.js";

/** `npm run faults` takes 20. */
const kills = Number(process.env.HALFSPACE_KILLS ?? 5);
/** Nine jobs each, and more jobs than are done when the last kill comes. */
const splits = Math.ceil((22 * kills + 20) / 9);

let folder = "";
let redis: OwnRedis;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-chaos-"));
  redis = await startRedis();
});
afterAll(async () => {
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The results of the same sweep on threads of this process, undisturbed. */
async function undisturbed(file: string, name: string): Promise<string> {
  const { jobs, tables } = await readSweepFile(file);
  const runner = localRunner(tables, { threads: 2 });
  const out = join(folder, name);
  try {
    await runSweep({ jobs, folder: out, runner });
  } finally {
    await runner.close();
  }
  return readFileSync(join(out, "results.json"), "utf8");
}

const worker = () => halfspaceProcess(["worker", "--queue", redis.url, "--concurrency", "1", "--silence", "1"]);
const coordinator = (file: string, out: string) =>
  halfspaceProcess(["sweep", file, "--queue", redis.url, "--out", out]);

function linesOf(out: string): string[] {
  try {
    return readFileSync(join(out, "journal.jsonl"), "utf8").split("\n").filter(Boolean);
  } catch {
    return [];
  }
}

async function untilLines(out: string, count: number): Promise<void> {
  while (linesOf(out).length < count) await new Promise((resolve) => setTimeout(resolve, 20));
}

/** Nothing lost, nothing doubled, same bytes. */
function expectWhole(out: string, jobs: number, expected: string): void {
  const names = linesOf(out).map((line) => readJournalLine(line)?.job);
  expect(names).not.toContain(undefined);
  expect(names).toHaveLength(jobs);
  expect(new Set(names).size).toBe(jobs);
  expect(readFileSync(join(out, "results.json"), "utf8")).toBe(expected);
}

describe("a sweep over a queue whose processes are killed", () => {
  it(`${9 * splits} jobs, ${kills} times kill -9 of a worker or the coordinator: nothing lost, nothing doubled, same results`, async () => {
    const file = smallSweep(folder, splits);
    const expected = await undisturbed(file, "calm");
    const out = join(folder, "stormy");
    const random = randomGenerator(Number(process.env.HALFSPACE_CHAOS_SEED ?? 1));
    const running: Running[] = [coordinator(file, out), worker(), worker()];
    try {
      for (let kill = 1; kill <= kills; kill++) {
        await untilLines(out, 22 * kill + random.integer(15));
        const victim = random.integer(3);
        await killNow(running[victim]);
        running[victim] = victim === 0 ? coordinator(file, out) : worker();
      }
      expect(await running[0].ended, running[0].output()).toBe(0);
    } finally {
      await Promise.all(running.map(killNow));
    }
    expectWhole(out, 9 * splits, expected);
  }, 400_000);

  it("Redis killed and restarted in the middle, its append-only file on: the same", async () => {
    const file = smallSweep(folder, 20);
    const expected = await undisturbed(file, "calm-redis");
    const out = join(folder, "stormy-redis");
    const running: Running[] = [coordinator(file, out), worker(), worker()];
    try {
      await untilLines(out, 50);
      await redis.restart();
      expect(await running[0].ended, running[0].output()).toBe(0);
      expect(running[0].output()).toContain("180 of 180 jobs done");
    } finally {
      await Promise.all(running.map(killNow));
    }
    expectWhole(out, 180, expected);
  }, 120_000);
});
