import { mkdirSync } from "node:fs";
import { basename, extname } from "node:path";
import type { Runner, RunSweepOptions, Sweep, SweepReport } from "@halfspace/sweeps";
import { InputError } from "halfspace";
import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
import { positiveInteger } from "../option-values.js";
import { strong } from "../report.js";
import { sweepBar } from "../sweep-bar.js";

interface SweepOptions {
  readonly out?: string;
  readonly threads?: number;
  readonly queue?: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace sweep study.json
  $ halfspace sweep study.json --queue redis://192.168.1.20:6379
  $ halfspace worker --queue redis://192.168.1.20:6379        (on every machine that helps)

A sweep file is JSON: { "format": "halfspace-sweep", "version": 1, "sets": [{ "name", "file", "target" }], "models": [...],
"lambdas": ["auto"], "seeds": [1], "splits": [1, 2, 3] }; docs/sweeps.md lists all of it.
Killed at any moment, the same command goes on where it was. A password for the queue: in the address, or HALFSPACE_QUEUE_PASSWORD.
Exit code: 0 all done, 1 some jobs failed for good (they are listed), 2 bad input, 130 interrupted.`;

/** `halfspace sweep`: sets × models × λ × seeds × splits, resumable, here or on many machines. */
export const sweep: CommandDefinition = (program, run) => {
  program
    .command("sweep")
    .description("train many models: sets × models × λ × seeds × splits, resumable")
    .argument("<file>", "a sweep file")
    .option("--out <folder>", "the folder of the journal and the results (default: the file's name)")
    .option("--threads <count>", "jobs at a time on this machine (default: one a core)", positiveInteger)
    .option("--queue <address>", "redis:// or rediss:// address: workers do the jobs, not this process")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", examples)
    .action((file: string, options: SweepOptions) => run((terminal) => sweepFile(file, options, terminal)));
};

async function sweepFile(file: string, options: SweepOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.queue !== undefined && options.threads !== undefined) {
    throw new InputError({
      code: "conflicting-options",
      argument: "threads",
      got: "it with --queue",
      expected: "one of them: workers choose their own (--concurrency)",
    });
  }
  // Loaded only here: the queue's library would make every command start later.
  const { readSweepFile } = await import("@halfspace/sweeps");
  const { jobs, tables } = await readSweepFile(file);
  const folder = options.out ?? basename(file, extname(file));
  makeFolder(folder);
  const runner = await runnerFor(tables, options);
  const report = await runWith(runner, { jobs, folder }, options, terminal);
  const { results, setAside, alreadyDone, seconds } = report;
  if (options.json) {
    const failed = setAside.map(({ job, error }) => ({ job, error }));
    terminal.print(JSON.stringify({ jobs: jobs.length, done: results.length, alreadyDone, setAside: failed, folder }));
    return setAside.length === 0 ? 0 : 1;
  }
  terminal.print(
    `${strong(file)}: ${results.length} of ${jobs.length} jobs done, ${alreadyDone} of them before; ${seconds.toFixed(1)} s.`,
  );
  for (const { job, error } of setAside.slice(0, 10)) {
    terminal.print(`  set aside: ${job.set}, ${job.model}, split ${job.split}: ${error}`);
  }
  if (setAside.length > 10) terminal.print(`  … and ${setAside.length - 10} more, all in results.json`);
  terminal.print(`Wrote ${folder}/results.json.`);
  return setAside.length === 0 ? 0 : 1;
}

/** Threads of this process, or the workers of a queue. */
export async function runnerFor(
  tables: Sweep["tables"],
  { queue, threads }: { readonly queue?: string; readonly threads?: number },
): Promise<Runner> {
  if (queue === undefined) return (await import("@halfspace/sweeps")).localRunner(tables, threads);
  const { queueAddress, queueRunner } = await import("@halfspace/sweeps/queue");
  return queueRunner(queueAddress(queue), tables);
}

/** Runs a sweep with a bar, and gives the runner back whatever happens. */
export async function runWith(
  runner: Runner,
  parts: Pick<RunSweepOptions, "jobs" | "folder">,
  { json }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<SweepReport> {
  const { runSweep } = await import("@halfspace/sweeps");
  const bar = sweepBar(terminal, !json);
  try {
    return await runSweep({
      ...parts,
      runner,
      signal: terminal.signal,
      onProgress: bar.update,
      onRemark: (line) => terminal.remark(`halfspace: ${line}`),
    });
  } catch (error) {
    if (terminal.signal.aborted)
      terminal.remark("halfspace: what is done is in the journal; the same command goes on.");
    throw error;
  } finally {
    bar.stop();
    await runner.close();
  }
}

export function makeFolder(folder: string): void {
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
