import { join } from "node:path";
import type { SweepReport } from "@halfspace/sweeps";
import { InputError } from "halfspace";
import type { Call, ExitCode, Terminal } from "../../command.js";
import { loadReproductions, loadSweeps } from "../../optional-package.js";
import { databaseGiven } from "../../table-source.js";
import { runnerFor, runWith } from "../sweep/runner.js";
import type { ReproduceOptions } from "./flags.js";
import { printReproduced } from "./report.js";
import { filesOf, queriesOf, setsOf } from "./table-files.js";

const usualFolder = "../shared/data/uci";

/** Table 1 on top of a sweep: killed at any moment, the same command goes on. */
export async function reproduceTable({ options, terminal }: Call<ReproduceOptions>): Promise<ExitCode> {
  const protocol = requireProtocol(options);
  const splits = requireSplits(options);
  const { prepareFolder, tableOne, tableSets, tableSweep, tableTitle, writeReproduction } = await loadReproductions();
  const sources = sourcesOf(options, setsOf(options.sets, tableSets));
  const folder = options.out ?? `table-1-${protocol}`;
  await prepareFolder(folder);
  const { results, setAside, seconds } = await runJobs(
    tableSweep(protocol, sources, splits),
    folder,
    options,
    terminal,
  );
  if (setAside.length > 0) {
    const { job, error } = setAside[0];
    terminal.remark(`halfspace: ${setAside.length} jobs failed, first ${job.set}, split ${job.split}: ${error}`);
    return 1;
  }
  const reproduced = tableOne(protocol, results);
  const title = tableTitle(protocol);
  const written = await writeReproduction(title, reproduced, folder);
  terminal.remark(`halfspace: ${results.length} jobs, ${seconds.toFixed(0)} s in this run.`);
  return printReproduced({ ...title, reproduced, folder, files: written }, options, terminal);
}

/** Files of a folder, or the answers of a database. */
function sourcesOf({ data, sql, database, sets }: ReproduceOptions, wanted: readonly string[]) {
  const asked = sets !== undefined;
  // Without a query the environment does not take the place of the folder.
  const address = sql === undefined ? database : databaseGiven(database);
  if (address !== undefined) return queriesOf({ sql, database: address }, wanted, asked);
  return filesOf(data ?? usualFolder, wanted, asked);
}

async function runJobs(
  sweep: object,
  folder: string,
  options: ReproduceOptions,
  terminal: Terminal,
): Promise<SweepReport> {
  const { expandSweep } = await loadSweeps("reproduce");
  const { jobs, tables } = await expandSweep(sweep, { folder: process.cwd(), kept: join(folder, "sweep", "tables") });
  const runner = await runnerFor(tables, options);
  return runWith(runner, { jobs, folder: join(folder, "sweep") }, options, terminal);
}

function requireProtocol({ protocol }: ReproduceOptions): NonNullable<ReproduceOptions["protocol"]> {
  if (protocol) return protocol;
  throw new InputError({
    code: "missing-option",
    argument: "protocol",
    got: "none for table-1",
    expected: "one of paper, nested, networks",
  });
}

function requireSplits({ seeds, protocol }: ReproduceOptions): number {
  const splits = seeds ?? (protocol === "networks" ? 2 : 10);
  if (splits >= 1) return splits;
  throw new InputError({
    code: "out-of-range",
    argument: "seeds",
    got: splits,
    expected: "at least one seed for table-1",
  });
}
