import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentHash, jobName, readJournalLine } from "@halfspace/sweeps";
import { Queue } from "bullmq";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { halfspaceProcess, killNow, type Running, smallSweep } from "../sweeps/processes.js";
import { type OwnRedis, startRedis } from "../sweeps/redis.js";

/**
 * What goes wrong with a queue while a sweep is at work on it, and what others may put into it. Redis that is away, refuses, or is killed, and
 * workers that are killed, are in test/sweeps.
 */

let folder = "";
let redis: OwnRedis;
let admin: Redis;
let worker: Running;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-queue-faults-"));
  redis = await startRedis();
  admin = new Redis({ port: redis.port });
  worker = halfspaceProcess(["worker", "--queue", redis.url, "--concurrency", "1"]);
});
afterAll(async () => {
  if (worker) await killNow(worker);
  admin?.disconnect();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const sweep = (file: string, out: string) =>
  halfspaceProcess(["sweep", file, "--queue", redis.url, "--out", join(folder, out)]);

async function untilDone(out: string, count: number): Promise<void> {
  for (;;) {
    try {
      const lines = readFileSync(join(folder, out, "journal.jsonl"), "utf8")
        .trim()
        .split("\n");
      if (lines.filter(Boolean).length >= count) return;
    } catch {
      // It has not begun.
    }
    await pause(50);
  }
}

/** Every job once, and none that could not be read. */
function expectWhole(out: string, jobs: number): void {
  const lines = readFileSync(join(folder, out, "journal.jsonl"), "utf8")
    .trim()
    .split("\n");
  const names = lines.map((line) => readJournalLine(line)?.job);
  expect(names).not.toContain(undefined);
  expect([names.length, new Set(names).size]).toEqual([jobs, jobs]);
}

describe("a queue at which a sweep is at work", () => {
  it("loses all it holds (FLUSHALL): what is missing is handed in again", async () => {
    const { ended, output } = sweep(smallSweep(folder, 4), "flushed");
    await untilDone("flushed", 5);
    await admin.flushall();
    expect(await ended, output()).toBe(0);
    expectWhole("flushed", 36);
  }, 120_000);

  it("answers nobody for two seconds: the sweep waits", async () => {
    const { ended, output } = sweep(smallSweep(folder, 3), "slow");
    await untilDone("slow", 3);
    await admin.call("CLIENT", "PAUSE", "2000", "ALL");
    expect(await ended, output()).toBe(0);
    expectWhole("slow", 27);
  }, 120_000);

  it("is full in the middle: one line, and given again with room it goes on", async () => {
    await admin.flushall();
    const path = smallSweep(folder, 6);
    const full = sweep(path, "full");
    await untilDone("full", 3);
    await admin.config("SET", "maxmemory", "1");
    try {
      // What was handed in is done first; then the coordinator hands in what is missing.
      await admin.flushall();
      expect(await full.ended, full.output()).toBe(2);
      expect(full.output()).toMatch(/^halfspace: [^\n]*whose memory is full[^\n]*\n$/);
    } finally {
      await admin.config("SET", "maxmemory", "0");
    }
    const again = sweep(path, "full");
    expect(await again.ended, again.output()).toBe(0);
    expectWhole("full", 54);
  }, 120_000);
});

describe("a worker", () => {
  it("does no job that its name does not fit, whatever it holds, reads no path, and goes on with the others", async () => {
    const queue = new Queue("jobs", { connection: { port: redis.port }, prefix: "halfspace", skipVersionCheck: true });
    const table = Buffer.from("a,b,side\n1,2,in\n3,1,out\n2,2,in\n4,1,out\n");
    const honest = {
      ...{ set: "s", data: contentHash(table), target: "side", model: "gated-relu", lambda: 0.1, seed: 1, split: 1 },
      ...{ testFraction: 0.25, gates: 5, standardise: true, bias: true },
    };
    const records: Record<string, unknown> = {
      "of another name": honest,
      nothing: null,
      "a list": [],
      "a path for the table": { ...honest, data: "../../../../etc/passwd" },
      "a file for the table": { ...honest, data: "file:///etc/passwd" },
      "code for the model": { ...honest, model: "require('fs')" },
      "gates without bound": { ...honest, gates: 1e300 },
      "an unknown part": { ...honest, run: "rm -rf /" },
      "a prototype": JSON.parse('{"__proto__": {"polluted": 1}, "set": "s"}'),
      "a set of another type": { ...honest, set: { toString: 1 } },
    };
    try {
      for (const [name, job] of Object.entries(records)) await queue.add("x", { job }, { jobId: `hostile ${name}` });
      // Named as its content is, with a table that is not what its hash says.
      const lying = { ...honest, data: contentHash(Buffer.from("other")) };
      await admin.set(`halfspace:data:${lying.data}`, table);
      await queue.add("x", { job: lying }, { jobId: jobName(lying as never), attempts: 1 });
      const count = Object.keys(records).length + 1;
      for (let wait = 0; wait < 600 && (await queue.getFailedCount()) < count; wait++) await pause(100);
      const failed = await queue.getFailed();
      expect(failed).toHaveLength(count);
      const reasons = failed.map(({ id, failedReason }) => [id?.startsWith("hostile") ?? false, failedReason] as const);
      for (const [isHostile, reason] of reasons) {
        expect(reason).toMatch(isHostile ? /does not fit its name/ : /was damaged on the way/);
      }
      for (const each of failed) await each.remove();
    } finally {
      await queue.close();
    }
    const { ended, output } = sweep(smallSweep(folder, 1), "after");
    expect(await ended, output()).toBe(0);
    expectWhole("after", 9);
    expect(worker.output()).not.toMatch(/fault|TypeError|passwd/);
  }, 120_000);

  it("whose results somebody writes for it: what no job measures is thrown away and done again", async () => {
    await admin.flushall();
    const path = smallSweep(folder, 1);
    const { readSweepFile } = await import("@halfspace/sweeps");
    const { jobs } = await readSweepFile(path);
    const forged = [
      "5",
      "<script>",
      "{}",
      "[]",
      JSON.stringify({ job: jobName(jobs[0]), result: { test: 1 }, checksum: "0" }),
    ];
    for (const [k, job] of jobs.entries())
      await admin.set(`halfspace:result:${jobName(job)}`, forged[k % forged.length]);
    const { ended, output } = sweep(path, "forged");
    expect(await ended, output()).toBe(0);
    expectWhole("forged", 9);
    const { results } = JSON.parse(readFileSync(join(folder, "forged", "results.json"), "utf8"));
    for (const { result } of results) expect(result.trainRows).toBeGreaterThan(0);
    writeFileSync(join(folder, "done"), "");
  }, 120_000);
});
