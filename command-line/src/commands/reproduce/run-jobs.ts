import { join } from "node:path";
import type { Reproduced, Reproduction } from "@halfspace/reproduction";
import type { SweepReport } from "@halfspace/sweeps";
import type { ExitCode, Terminal } from "../../command.js";
import { loadReproductions, loadSweeps } from "../../optional-package.js";
import { runnerFor, runWith } from "../sweep/runner.js";
import type { ReproduceOptions } from "./flags.js";
import { printReproduced } from "./report.js";

/** A study that is made of the results of a sweep. */
interface SweepStudy {
  readonly title: Omit<Reproduction, "run">;
  /** Where its files go; the sweep lies in it, and an earlier run of it is gone on with. */
  readonly folder: string;
  readonly sweep: object;
  readonly of: (jobs: SweepReport["results"]) => Reproduced;
}

/** How its jobs run. */
type JobOptions = Pick<ReproduceOptions, "threads" | "queue" | "json"> & { readonly ownProcesses?: boolean };

/** Runs what an earlier run has not done, and writes the study; 1 where a job failed, with its error in one line. */
export async function reproduceSweep(
  { title, folder, sweep, of }: SweepStudy,
  options: JobOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { expandSweep } = await loadSweeps("reproduce");
  const { jobs, tables } = await expandSweep(sweep, { folder: process.cwd(), kept: join(folder, "sweep", "tables") });
  const runner = await runnerFor(tables, options);
  const parts = { jobs, folder: join(folder, "sweep") };
  const { results, setAside, seconds } = await runWith(runner, parts, options, terminal);
  if (setAside.length > 0) {
    const { job, error } = setAside[0];
    terminal.remark(`halfspace: ${setAside.length} jobs failed, first ${job.set}, split ${job.split}: ${error}`);
    return 1;
  }
  const { writeReproduction } = await loadReproductions();
  const reproduced = of(results);
  const files = await writeReproduction(title, reproduced, folder);
  terminal.remark(`halfspace: ${results.length} jobs, ${seconds.toFixed(0)} s in this run.`);
  return printReproduced({ ...title, reproduced, folder, files }, options, terminal);
}
