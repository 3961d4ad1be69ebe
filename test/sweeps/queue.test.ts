import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readSweepFile, runSweep } from "@halfspace/sweeps";
import { queueAddress, queueRunner, requireQueue } from "@halfspace/sweeps/queue";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { halfspaceProcess, killNow, smallSweep } from "./processes.js";
import { certificate, freePort, type OwnRedis, startRedis } from "./redis.js";

const password = "p4ss/w:rd";
let folder = "";
let redis: OwnRedis;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "halfspace-queue-"));
  redis = await startRedis(password);
});
afterAll(async () => {
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const bare = () => `redis://127.0.0.1:${redis.port}`;
const allowed = { HALFSPACE_QUEUE_PASSWORD: password };
const address = () => queueAddress(bare(), allowed);

describe("a queue that cannot be used is said in one line, without the password", () => {
  it("nobody listens, wrong password, no password", async () => {
    const port = await freePort();
    await expect(requireQueue(queueAddress(`redis://127.0.0.1:${port}`, {}))).rejects.toThrow(
      `queue: got redis://127.0.0.1:${port}, which cannot be reached: nobody listens there. Is Redis running?`,
    );
    const wrong = queueAddress(`redis://:not-${encodeURIComponent(password)}@127.0.0.1:${redis.port}`, {});
    await expect(requireQueue(wrong)).rejects.toThrow(`queue: got ${bare()}, which refuses this user and password`);
    await expect(requireQueue(queueAddress(bare(), {}))).rejects.toThrow(/asks for a password/);
    await requireQueue(address());
    await requireQueue(queueAddress(`redis://:${encodeURIComponent(password)}@127.0.0.1:${redis.port}`, {}));
  });

  it("an address that is none is not repeated", () => {
    for (const url of [
      "localhost:6379",
      "http://:secret@host",
      "redis://:secret@host/x",
      "redis://",
      "redis://u:secret%zz@h",
    ]) {
      expect(() => queueAddress(url, {})).toThrow(
        /^queue: got an address that cannot be read; expected redis:\/\/HOST:PORT/,
      );
    }
  });

  it("a database that is not there, and a memory that is full", async () => {
    const far = queueAddress(`${bare()}/999`, allowed);
    await expect(requireQueue(far)).rejects.toThrow(`queue: got ${bare()}, which has no database of that number`);
    const { jobs, tables } = await readSweepFile(smallSweep(folder, 1));
    const admin = new Redis({ port: redis.port, password });
    const runner = await queueRunner(address(), tables);
    try {
      await admin.config("SET", "maxmemory", "1");
      const run = runSweep({ jobs, folder: join(folder, "full"), runner });
      await expect(run).rejects.toThrow(`queue: got ${bare()}, whose memory is full`);
    } finally {
      await admin.config("SET", "maxmemory", "0");
      await runner.close();
      admin.disconnect();
    }
  });

  it("from the command line: exit code 2", async () => {
    const sweep = smallSweep(folder, 1);
    const refused = halfspaceProcess(["sweep", sweep, "--queue", `redis://:secret@127.0.0.1:${redis.port}`]);
    const worker = halfspaceProcess(["worker", "--queue", `redis://127.0.0.1:${await freePort()}`]);
    expect([await refused.ended, await worker.ended]).toEqual([2, 2]);
    expect(refused.output()).toBe(`halfspace: --queue: got ${bare()}, which refuses this user and password\n`);
    expect(worker.output()).toMatch(/^halfspace: --queue: got .* nobody listens there\. Is Redis running\?\n$/);
    expect(refused.output() + worker.output()).not.toContain("secret");
  });
});

describe("TLS", () => {
  it("a certificate that is trusted is asked for; coordinator and worker talk over it", async () => {
    const secure = await startRedis("secret", true);
    try {
      await expect(requireQueue(queueAddress(secure.url, {}))).rejects.toThrow(
        `queue: got rediss://127.0.0.1:${secure.port}, whose certificate is not trusted here`,
      );
      const place = mkdtempSync(join(folder, "tls-"));
      const environment = { HALFSPACE_QUEUE_CA: certificate, HALFSPACE_QUEUE_PASSWORD: "secret" };
      const url = `rediss://127.0.0.1:${secure.port}`;
      const worker = halfspaceProcess(["worker", "--queue", url], environment);
      const sweep = halfspaceProcess(["sweep", smallSweep(place, 1), "--queue", url], environment);
      expect([await sweep.ended, sweep.output()]).toEqual([0, expect.stringMatching(/jobs/)]);
      expect(sweep.output() + worker.output()).not.toContain("secret");
      await killNow(worker);
    } finally {
      await secure.stop();
    }
  });
});

describe("a sweep over the queue", () => {
  it("two coordinators share the work, poison is set aside with its error, a damaged line is run again", async () => {
    const path = smallSweep(folder, 4);
    const record = JSON.parse(readFileSync(path, "utf8"));
    writeFileSync(join(folder, "poison.csv"), "a,side\n1,in\n2,in\n3,in\n4,in\n");
    record.sets.push({ name: "poison", file: "poison.csv", target: "side" });
    writeFileSync(path, JSON.stringify(record));
    const { jobs, tables } = await readSweepFile(path);
    const worker = halfspaceProcess(["worker", "--queue", bare(), "--concurrency", "2"], allowed);
    const run = async (name: string, remarks: string[] = []) => {
      const runner = await queueRunner(address(), tables);
      try {
        return await runSweep({ jobs, folder: join(folder, name), runner, onRemark: (line) => remarks.push(line) });
      } finally {
        await runner.close();
      }
    };
    try {
      const [first, second] = await Promise.all([run("first"), run("second")]);
      expect(first.results).toHaveLength(36);
      expect(second.results).toEqual(first.results);
      expect(first.setAside.map(({ job }) => job.set)).toEqual(Array(36).fill("poison"));
      for (const { error } of first.setAside) expect(error).toMatch(/class|target/);

      const journal = join(folder, "first", "journal.jsonl");
      const lines = readFileSync(journal, "utf8").split("\n");
      lines[4] = lines[4].slice(0, 60);
      writeFileSync(journal, lines.join("\n"));
      const remarks: string[] = [];
      const repaired = await run("first", remarks);
      expect(remarks[0]).toMatch(/journal\.jsonl: line 5 is damaged; its job will be run again/);
      expect(repaired.alreadyDone).toBe(35);
      expect(repaired.results).toEqual(first.results);
    } finally {
      worker.process.kill("SIGTERM");
      expect(await worker.ended, worker.output()).toBe(0);
      await killNow(worker);
    }
    expect(worker.output()).not.toContain(password);
  }, 60_000);

  it("two coordinators on one folder: the second is told who is at work", async () => {
    const path = smallSweep(folder, 2);
    const { jobs, tables } = await readSweepFile(path);
    const runner = await queueRunner(address(), tables);
    const controller = new AbortController();
    const out = join(folder, "shared");
    const first = runSweep({ jobs: [{ ...jobs[0], seed: 99 }], folder: out, runner, signal: controller.signal });
    const refused = halfspaceProcess(["sweep", path, "--out", out]);
    expect(await refused.ended).toBe(2);
    expect(refused.output()).toContain(`another coordinator works on (process ${process.pid} on `);
    controller.abort(new Error("enough"));
    await expect(first).rejects.toThrow("enough");
    await runner.close();
    copyFileSync(path, join(folder, "again.json"));
    const local = halfspaceProcess(["sweep", join(folder, "again.json"), "--out", out, "--threads", "1", "--json"]);
    expect(await local.ended, local.output()).toBe(0);
    expect(JSON.parse(local.output())).toMatchObject({ jobs: 18, done: 18, setAside: [] });
  }, 60_000);
});
