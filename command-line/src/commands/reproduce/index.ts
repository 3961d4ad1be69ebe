import { reproductionNames } from "@halfspace/reproduction/names";
import type { Call, CommandDefinition, ExitCode } from "../../command.js";
import { loadReproductions } from "../../optional-package.js";
import { type ReproduceOptions, reproduceFlags } from "./flags.js";
import { printReproduced } from "./report.js";
import { reproduceTable } from "./table.js";
import { reproduceTabular } from "./tabular.js";

const examples = `
Examples:
  $ halfspace reproduce figure-1 --out figure-1
  $ halfspace reproduce figure-2 --seeds 0 --json
  $ halfspace reproduce theorem-6-1 --quick
  $ halfspace reproduce gate-strategies --data tables --out gate-strategies
  $ halfspace reproduce table-1 --protocol nested --seeds 3 --sets statlog-heart,pima
  $ halfspace reproduce table-1 --protocol networks --sets statlog-heart,pima
  $ HALFSPACE_PYTHON=python3 halfspace reproduce tabular --data data --tables smooth,levels --splits 1

Writes results.json (the claims), numbers.json, pictures as SVG and PNG, and index.html that shows them.
Exit code: 0 every claim holds, 1 one or more do not (they are listed), 2 bad input, 130 interrupted.`;

/** `halfspace reproduce`: a figure or table of the papers again, published and measured side by side. */
export const reproduce: CommandDefinition<ReproduceOptions> = {
  name: "reproduce",
  description: "run a figure, table or theorem of the papers again",
  operands: [{ words: "<what>", help: "which one", choices: reproductionNames }],
  flags: reproduceFlags,
  examples,
  run: (call) => (sweeps[call.operands[0]] ?? reproduceStudy)(call),
};

/** Those that are a sweep: killed at any moment, the same command goes on. */
const sweeps: Readonly<Record<string, CommandDefinition<ReproduceOptions>["run"]>> = {
  "table-1": reproduceTable,
  tabular: reproduceTabular,
};

async function reproduceStudy({ operands: [what], options, terminal }: Call<ReproduceOptions>): Promise<ExitCode> {
  const { prepareFolder, reproductions, writeReproduction } = await loadReproductions();
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
