// A sweep on this machine's cores, which can be killed and goes on
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  contentHash,
  evaluateJob,
  expandSweep,
  type JobPoolOptions,
  jobModels,
  jobName,
  journalLine,
  localRunner,
  openJournal,
  type Peer,
  peers,
  peersOf,
  readJournalLine,
  readSweepFile,
  runSweep,
  type SweepRecord,
  type SweepReport,
} from "@halfspace/sweeps";

const folder = mkdtempSync(join(tmpdir(), "halfspace-sweep-"));
const lines = Array.from(
  { length: 40 },
  (_, row) => `${row % 8},${row % 5},${Math.abs((row % 8) - 3) + (row % 5)}`,
);
const bytes = new TextEncoder().encode(`a,b,y\n${lines.join("\n")}\n`);
writeFileSync(join(folder, "table.csv"), bytes);
const record: SweepRecord = {
  ...{ format: "halfspace-sweep", version: 1, gates: 20 },
  ...{
    sets: [{ name: "small", file: "table.csv", target: "y" }],
    models: ["gated-relu"],
    lambdas: [0.5],
    seeds: [1],
    splits: [1, 2],
  },
};
writeFileSync(join(folder, "study.json"), JSON.stringify(record));
console.log(jobModels.includes("gated-relu")); // → true

const sweep = await readSweepFile(join(folder, "study.json"));
const again = await expandSweep(record, { folder, kept: join(folder, "tables") });
console.log(sweep.jobs.length, again.jobs.length); // → 2 2
const options: JobPoolOptions = { threads: 1 };
const runner = localRunner(sweep.tables, options);
const report: SweepReport = await runSweep({
  jobs: sweep.jobs,
  folder: join(folder, "study"),
  runner,
});
await runner.close();
console.log(report.results.length, report.setAside.length); // → 2 0

// A job by hand; its name is the hash of its content, and its result a line of the journal.
const [job] = sweep.jobs;
const result = await evaluateJob(job, bytes);
console.log(job.data === contentHash(bytes), result.testRows); // → true 10
const line = journalLine(jobName(job), result);
console.log(readJournalLine(line)?.job === jobName(job)); // → true
const journal = openJournal(join(folder, "study", "journal.jsonl"));
console.log(journal.results.size); // → 2

// Other software takes part where HALFSPACE_PYTHON names a Python that has it.
const found: readonly Peer[] = await peersOf("no-such-python");
console.log(peers.length, found.length); // → 6 0
