import type { Runner, RunSweepOptions, Sweep, SweepReport } from "@halfspace/sweeps";
import type { Terminal } from "../../command.js";
import { Interrupted } from "../../interrupted.js";
import { loadQueue, loadSweeps } from "../../optional-package.js";
import { sweepBar } from "./bar.js";

/** Who does the jobs. */
interface RunnerOptions {
  readonly queue?: string;
  readonly threads?: number;
  /** In the place of threads, where jobs say what time they took. */
  readonly ownProcesses?: boolean;
}

/** Threads of this process, or the workers of a queue. */
export async function runnerFor(
  tables: Sweep["tables"],
  { queue, threads, ownProcesses = false }: RunnerOptions,
): Promise<Runner> {
  if (queue === undefined) return (await loadSweeps("sweep")).localRunner(tables, { threads, ownProcesses });
  const { queueAddress, queueRunner } = await loadQueue("sweep");
  return queueRunner(queueAddress(queue), tables);
}

/** Runs a sweep with a bar, and gives the runner back whatever happens. */
export async function runWith(
  runner: Runner,
  parts: Pick<RunSweepOptions, "jobs" | "folder">,
  { json }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<SweepReport> {
  const { runSweep } = await loadSweeps("sweep");
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
    if (!terminal.signal.aborted) throw error;
    throw new Interrupted("what is done is in the journal, and the same command goes on");
  } finally {
    bar.stop();
    await runner.close();
  }
}
