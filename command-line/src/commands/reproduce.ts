import { reproductionNames } from "@halfspace/reproduction/names";
import { Argument, Option } from "commander";
import { InputError } from "halfspace";
import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
import { nameList, positiveInteger, seedNumber } from "../option-values.js";
import { printReproduced } from "../reproduction-report.js";
import { reproduceTable, type TableOptions } from "./reproduce-table.js";

interface ReproduceOptions extends TableOptions {
  readonly seed: number;
  readonly seeds?: number;
  readonly quick?: boolean;
}

const examples = `
Examples:
  $ halfspace reproduce figure-1 --out figure-1
  $ halfspace reproduce figure-2 --seeds 0 --json
  $ halfspace reproduce theorem-6-1 --quick
  $ halfspace reproduce gate-strategies --data tables --out gate-strategies
  $ halfspace reproduce table-1 --protocol nested --seeds 3 --sets statlog-heart,pima
  $ halfspace reproduce table-1 --protocol networks --sets statlog-heart,pima

Writes results.json (the claims), numbers.json, pictures as SVG and PNG, and index.html that shows them.
Exit code: 0 every claim holds, 1 one or more do not (they are listed), 2 bad input, 130 interrupted.`;

/** `halfspace reproduce`: a figure or table of the papers again, published and measured side by side. */
export const reproduce: CommandDefinition = (program, run) => {
  program
    .command("reproduce")
    .description("run a figure, table or theorem of the papers again")
    .addArgument(new Argument("<what>", "which one").choices(reproductionNames))
    .option("--out <folder>", "the folder to write into (default: its name)")
    .option("--seed <number>", "seed of the main run", seedNumber, 1)
    .option(
      "--seeds <count>",
      "how many further seeds go into the table, 20; table-1: splits, 10, of networks 2",
      seedNumber,
    )
    .option("--quick", "a smaller run within a minute (theorem-6-1, lecture-12, gate-strategies)")
    .addOption(
      new Option(
        "--protocol <protocol>",
        "table-1: λ chosen on the test rows, as printed; nested; or nested, of deeper networks and other activations",
      ).choices(["paper", "nested", "networks"]),
    )
    .option("--sets <names>", "table-1: some of the sets, with commas between", nameList)
    .option("--data <folder>", "table-1, gate-strategies: the folder of the tables (default: ../shared/data/uci)")
    .option("--threads <count>", "table-1: jobs at a time (default: one a core)", positiveInteger)
    .option("--queue <address>", "table-1: workers do the jobs, as in halfspace sweep")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", examples)
    .action((what: string, options: ReproduceOptions) => run((terminal) => reproduceOne(what, options, terminal)));
};

const withQuickRun = ["theorem-6-1", "lecture-12", "gate-strategies"];

async function reproduceOne(what: string, options: ReproduceOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.quick && !withQuickRun.includes(what)) {
    throw new InputError({
      code: "conflicting-options",
      argument: "quick",
      got: `it with ${what}, for which it does nothing`,
      expected: `one of ${withQuickRun.join(", ")}`,
    });
  }
  if (what === "table-1")
    return reproduceTable(options, options.seeds ?? (options.protocol === "networks" ? 2 : 10), terminal);
  refuseOthersOptions(what, options);
  // Loaded when it is needed: pictures are slow to load, and no other command draws any.
  const { prepareFolder, reproductions, writeReproduction } = await import("@halfspace/reproduction");
  const reproduction = reproductions.find(({ name }) => name === what);
  if (!reproduction) throw new Error(`no reproduction ${what}`);
  const folder = options.out ?? reproduction.name;
  await prepareFolder(folder);
  const reproduced = await reproduction.run({
    seed: options.seed,
    furtherSeeds: options.seeds ?? 20,
    quick: options.quick ?? false,
    signal: terminal.signal,
    ...(options.data === undefined ? {} : { data: options.data }),
    ...(terminal.watched && !options.json ? { onProgress: (line) => terminal.remark(line) } : {}),
  });
  const files = await writeReproduction(reproduction, reproduced, folder);
  return printReproduced({ ...reproduction, reproduced, folder, files }, options, terminal);
}

/** Options of one reproduction given to another are mistakes. @throws InputError */
function refuseOthersOptions(what: string, options: ReproduceOptions): void {
  for (const name of ["protocol", "sets", "data", "threads", "queue"] as const) {
    if (options[name] === undefined || (name === "data" && what === "gate-strategies")) continue;
    throw new InputError({
      code: "conflicting-options",
      argument: name,
      got: `it with ${what}`,
      expected: "it with table-1 only",
    });
  }
}
