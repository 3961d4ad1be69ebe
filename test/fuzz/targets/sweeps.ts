import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  contentHash,
  evaluateJob,
  expandSweep,
  type Job,
  type JobResult,
  journalLine,
  openJournal,
  readJournalLine,
} from "@halfspace/sweeps";
import { queueAddress } from "@halfspace/sweeps/queue";
import { databaseAddress } from "@halfspace/tables/node";
import * as fc from "fast-check";
import { smallTable } from "../../command-line/halfspace.js";
import { damagedRecord, damagedText, type Plain } from "../edits.js";
import { answerOf, isSame, must, mustLeavePrototypes, type Target } from "../target.js";

interface Given {
  readonly action: "sweep" | "journal" | "address" | "job";
  readonly record: Plain;
  readonly text: string;
  readonly job: Plain;
}

const bytes = new TextEncoder().encode(smallTable(24));
const job: Job = {
  set: "beams",
  data: contentHash(bytes),
  target: "class",
  model: "gated-relu",
  lambda: 0.1,
  seed: 1,
  split: 1,
  testFraction: 0.25,
  gates: 4,
  standardise: true,
  bias: true,
};
const sweep = {
  format: "halfspace-sweep",
  version: 1,
  sets: [{ name: "beams", file: "beams.csv", target: "class" }],
  models: ["gated-relu", "gaussian"],
  lambdas: [0.1, 1],
  seeds: [1],
  splits: [1, 2],
};
const addresses = {
  plain: "redis://127.0.0.1:6379",
  secret: "rediss://ann:p%20w@queue.example.org:6380/2",
  postgres: "postgres://ann:secret@db.example.org/sales?sslmode=require",
  sqlite: "sqlite:houses.db",
};

/** Sweep files, journals, jobs and addresses that somebody damaged. */
export async function sweeps(): Promise<Target<Given>> {
  const folder = mkdtempSync(join(tmpdir(), "halfspace-fuzz-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "beams.csv"), bytes);
  const result = await evaluateJob(job, bytes);
  const lines = journalLine("a".repeat(64), result);
  const input: fc.Arbitrary<Given> = fc.record({
    action: fc.constantFrom("sweep", "sweep", "journal", "journal", "address", "address", "job"),
    record: damagedRecord({ sweep }),
    text: fc.oneof(
      damagedText(addresses),
      damagedText({ line: lines, two: `${lines}\n${journalLine("b".repeat(64), result)}\n` }),
    ),
    job: damagedRecord({ job: job as unknown as Plain }),
  });
  return {
    name: "sweeps",
    share: 1,
    input,
    async run({ action, record, text, job: changed }, call) {
      if (action === "sweep") await answerOf(() => call(() => expandSweep(record, { folder, kept: folder })));
      if (action === "address") {
        const queue = await answerOf(() => call(() => queueAddress(text, {})));
        must(!queue?.place.includes("p%20w") && !queue?.place.includes("p w"), "a password in what is shown");
        const database = await answerOf(() => call(() => databaseAddress(text)));
        must(!database?.place.includes("secret"), "a password in what is shown");
      }
      if (action === "job") await call(() => evaluateJob(changed as Job, bytes)).catch(mustBeOfJob);
      if (action === "journal") mustReadJournal(join(folder, "journal.jsonl"), text, result, call);
      mustLeavePrototypes();
    },
  };
}

/** Records reach `evaluateJob` behind their schema; here they come without it, and whatever is thrown is thrown, not lost. */
const mustBeOfJob = (error: unknown) => must(error instanceof Error, "a job failed without an error");

function mustReadJournal(path: string, text: string, honest: JobResult, call: <R>(ask: () => R) => R): void {
  for (const line of text.split("\n")) {
    const found = call(() => readJournalLine(line));
    if (found) must(isSame(found.result, honest), "a changed line is taken for whole");
  }
  writeFileSync(path, text);
  const journal = call(() => openJournal(path));
  const known = journal.results.size;
  journal.append("c".repeat(64), honest);
  journal.close();
  const again = call(() => openJournal(path));
  again.close();
  must(again.damage.length === 0 && again.results.size === known + 1, "a journal that was mended is damaged again");
  rmSync(path);
  rmSync(`${path}.damaged`, { force: true });
}
