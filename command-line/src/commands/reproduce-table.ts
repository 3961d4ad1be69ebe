import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { InputError } from "halfspace";
import type { ExitCode, Terminal } from "../command.js";
import { printReproduced } from "../reproduction-report.js";
import { runnerFor, runWith } from "./sweep.js";

/** What `halfspace reproduce table-1` takes beside the common options. */
export interface TableOptions {
  readonly out?: string;
  readonly protocol?: "paper" | "nested" | "networks";
  readonly sets?: readonly string[];
  readonly data?: string;
  readonly threads?: number;
  readonly queue?: string;
  readonly json?: boolean;
}

const usualFolder = "../shared/data/uci";

/** Table 1 on top of a sweep: killed at any moment, the same command goes on. */
export async function reproduceTable(options: TableOptions, splits: number, terminal: Terminal): Promise<ExitCode> {
  const { protocol } = options;
  if (!protocol) {
    throw new InputError({
      code: "missing-option",
      argument: "protocol",
      got: "none for table-1",
      expected: "one of paper, nested, networks",
    });
  }
  if (splits < 1)
    throw new InputError({
      code: "out-of-range",
      argument: "seeds",
      got: splits,
      expected: "at least one seed for table-1",
    });
  const { prepareFolder, tableOne, tableSets, tableSweep, tableTitle, writeReproduction } = await import(
    "@halfspace/reproduction"
  );
  const { expandSweep } = await import("@halfspace/sweeps");
  const files = filesOf(options.data ?? usualFolder, setsOf(options, tableSets), options.sets !== undefined);
  const folder = options.out ?? `table-1-${protocol}`;
  await prepareFolder(folder);
  const { jobs, tables } = await expandSweep(tableSweep(protocol, files, splits), process.cwd());
  const runner = await runnerFor(tables, options);
  const { results, setAside, seconds } = await runWith(
    runner,
    { jobs, folder: join(folder, "sweep") },
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
  terminal.remark(`halfspace: ${jobs.length} jobs, ${seconds.toFixed(0)} s in this run.`);
  return printReproduced({ ...title, reproduced, folder, files: written }, options, terminal);
}

function setsOf({ sets }: TableOptions, known: readonly string[]): readonly string[] {
  const unknown = sets?.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new InputError({
      code: "unknown-value",
      argument: "sets",
      got: JSON.stringify(unknown),
      expected: `some of ${known.join(", ")}`,
    });
  }
  return sets ?? known;
}

/** The table of each set: NAME.csv in the folder, or in uci-extra beside it. Corrected sets may be missing unless they are asked for. */
function filesOf(folder: string, sets: readonly string[], asked: boolean): Map<string, string> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new InputError({
      code: "unreadable-file",
      argument: "data",
      got: `${folder}, where there is no folder`,
      expected: "the folder with the tables of Table 1",
      hint: "docs/table-1.md says how to make it.",
    });
  }
  const files = new Map<string, string>();
  for (const set of sets) {
    const places = [folder, join(dirname(resolve(folder)), "uci-extra")].map((place) => resolve(place, `${set}.csv`));
    const found = places.find((path) => existsSync(path));
    if (found) files.set(set, found);
    else if (asked || !set.endsWith("-fixed")) {
      throw new InputError({
        code: "unreadable-file",
        argument: "data",
        got: `${folder}, where there is no file ${set}.csv`,
        expected: "a folder with the tables of all sets",
      });
    }
  }
  return files;
}
