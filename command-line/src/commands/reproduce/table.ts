import { InputError } from "halfspace";
import type { Call, ExitCode } from "../../command.js";
import { loadReproductions } from "../../optional-package.js";
import { databaseGiven } from "../../table-source.js";
import type { ReproduceOptions } from "./flags.js";
import { reproduceSweep } from "./run-jobs.js";
import { filesOf, queriesOf, setsOf } from "./table-files.js";

const usualFolder = "../shared/data/uci";

/** Table 1 on top of a sweep. */
export async function reproduceTable({ options, terminal }: Call<ReproduceOptions>): Promise<ExitCode> {
  const protocol = requireProtocol(options);
  const splits = requireSplits(options);
  const { prepareFolder, tableOne, tableSets, tableSweep, tableTitle } = await loadReproductions();
  const sources = sourcesOf(options, setsOf(options.sets, tableSets));
  const folder = options.out ?? `table-1-${protocol}`;
  await prepareFolder(folder);
  const title = tableTitle(protocol);
  const sweep = tableSweep(protocol, sources, splits);
  return reproduceSweep({ title, folder, sweep, of: (jobs) => tableOne(protocol, jobs) }, options, terminal);
}

/** Files of a folder, or the answers of a database. */
function sourcesOf({ data, sql, database, sets }: ReproduceOptions, wanted: readonly string[]) {
  const asked = sets !== undefined;
  // Without a query the environment does not take the place of the folder.
  const address = sql === undefined ? database : databaseGiven(database);
  if (address !== undefined) return queriesOf({ sql, database: address }, wanted, asked);
  return filesOf(data ?? usualFolder, wanted, asked);
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
