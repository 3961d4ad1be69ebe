import { mkdirSync } from "node:fs";
import { basename, extname, join } from "node:path";
import type { SweepReport } from "@halfspace/sweeps";
import { InputError } from "halfspace";
import type { Call, CommandDefinition, ExitCode } from "../../command.js";
import { loadSweeps } from "../../optional-package.js";
import { strong } from "../../report.js";
import { databaseGiven } from "../../table-source.js";
import { type SweepOptions, sweepFlags } from "./flags.js";
import { runnerFor, runWith } from "./runner.js";

const examples = `
Examples:
  $ halfspace sweep study.json
  $ halfspace sweep study.json --database postgres://ann@db.example.org/sales
  $ halfspace sweep study.json --queue redis://192.168.1.20:6379
  $ halfspace worker --queue redis://192.168.1.20:6379        (on every machine that helps)

A sweep file is JSON: { "format": "halfspace-sweep", "version": 1, "sets": [{ "name", "file", "target" }], "models": [...],
"lambdas": ["auto"], "seeds": [1], "splits": [1, 2, 3] }; in the place of "file" a set may have "sql" and "database", and
beside it "sheet". docs/sweeps.md lists all of it.
Killed at any moment, the same command goes on where it was. A password for the queue: in the address, or HALFSPACE_QUEUE_PASSWORD.
Exit code: 0 all done, 1 some jobs failed for good (they are listed), 2 bad input, 130 interrupted.`;

/** `halfspace sweep`: sets × models × λ × seeds × splits, resumable, here or on many machines. */
export const sweep: CommandDefinition<SweepOptions> = {
  name: "sweep",
  description: "train many models: sets × models × λ × seeds × splits, resumable",
  operands: [{ words: "<file>", help: "a sweep file" }],
  flags: sweepFlags,
  examples,
  run: sweepFile,
};

async function sweepFile({ operands: [file], options, terminal }: Call<SweepOptions>): Promise<ExitCode> {
  const { readSweepFile } = await loadSweeps("sweep");
  const folder = options.out ?? basename(file, extname(file));
  const database = databaseGiven(options.database);
  const places = { kept: join(folder, "tables"), ...(database === undefined ? {} : { database }) };
  const { jobs, tables } = await readSweepFile(file, places);
  makeFolder(folder);
  const runner = await runnerFor(tables, options);
  const report = await runWith(runner, { jobs, folder }, options, terminal);
  const lines = options.json
    ? [JSON.stringify(jsonReport(report, jobs.length, folder))]
    : textReport(file, report, jobs.length, folder);
  for (const line of lines) terminal.print(line);
  return report.setAside.length === 0 ? 0 : 1;
}

function jsonReport({ results, setAside, alreadyDone }: SweepReport, jobs: number, folder: string): object {
  const failed = setAside.map(({ job, error }) => ({ job, error }));
  return { jobs, done: results.length, alreadyDone, setAside: failed, folder };
}

function textReport(file: string, report: SweepReport, jobs: number, folder: string): string[] {
  const { results, setAside, alreadyDone, seconds } = report;
  return [
    `${strong(file)}: ${results.length} of ${jobs} jobs done, ${alreadyDone} of them before; ${seconds.toFixed(1)} s.`,
    ...setAside
      .slice(0, 10)
      .map(({ job, error }) => `  set aside: ${job.set}, ${job.model}, split ${job.split}: ${error}`),
    ...(setAside.length > 10 ? [`  … and ${setAside.length - 10} more, all in results.json`] : []),
    `Wrote ${folder}/results.json.`,
  ];
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new InputError({
      code: "unwritable-file",
      argument: "out",
      got: `${folder}, which cannot be made: ${(error as Error).message}`,
      expected: "a folder to write into",
    });
  }
}
