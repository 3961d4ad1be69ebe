// The same sweep through a queue: a worker on every machine that helps
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Job, runSweep } from "@halfspace/sweeps";
import { queueAddress, queueRunner, requireQueue, runWorker } from "@halfspace/sweeps/queue";

const address = queueAddress(process.env.REDIS ?? "redis://localhost:6379");
await requireQueue(address);
// On each machine that helps:
const stop = new AbortController();
const worker = runWorker(address, { concurrency: 1, signal: stop.signal });
// On yours, with the jobs and tables of `readSweepFile`:
const [jobs, tables]: [Job[], Map<string, string>] = [[], new Map()];
const runner = await queueRunner(address, tables);
const report = await runSweep({
  jobs,
  folder: mkdtempSync(join(tmpdir(), "halfspace-sweep-")),
  runner,
});
await runner.close();
stop.abort();
await worker;
console.log(report.results.length); // → 0
