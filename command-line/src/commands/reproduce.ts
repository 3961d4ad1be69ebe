import { reproductionNames } from "@halfspace/reproduction/names";
import { Argument } from "commander";
import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
import { seedNumber } from "../option-values.js";
import { strong } from "../report.js";

interface ReproduceOptions {
  readonly out?: string;
  readonly seed: number;
  readonly seeds: number;
  readonly quick?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace reproduce figure-1 --out figure-1
  $ halfspace reproduce figure-2 --seeds 0 --json
  $ halfspace reproduce theorem-6-1 --quick

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
    .option("--seeds <count>", "how many further seeds go into the table", seedNumber, 20)
    .option("--quick", "a smaller run within a minute (theorem-6-1, lecture-12)")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", examples)
    .action((what: string, options: ReproduceOptions) => run((terminal) => reproduceOne(what, options, terminal)));
};

async function reproduceOne(what: string, options: ReproduceOptions, terminal: Terminal): Promise<ExitCode> {
  // Loaded when it is needed: pictures are slow to load, and no other command draws any.
  const { prepareFolder, reproductions, writeReproduction } = await import("@halfspace/reproduction");
  const reproduction = reproductions.find(({ name }) => name === what);
  if (!reproduction) throw new Error(`no reproduction ${what}`);
  const folder = options.out ?? reproduction.name;
  await prepareFolder(folder);
  const reproduced = await reproduction.run({
    seed: options.seed,
    furtherSeeds: options.seeds,
    quick: options.quick ?? false,
    signal: terminal.signal,
    ...(terminal.watched && !options.json ? { onProgress: (line) => terminal.remark(line) } : {}),
  });
  const files = await writeReproduction(reproduction, reproduced, folder);
  const { claims, notes } = reproduced;
  const holds = claims.every((claim) => claim.holds);
  if (options.json) {
    terminal.print(JSON.stringify({ reproduction: what, claims, notes, folder, files }));
    return holds ? 0 : 1;
  }
  terminal.print(strong(reproduction.title));
  for (const claim of claims) {
    terminal.print(
      `  ${claim.holds ? "holds" : "FAILS"}  ${claim.name}: ${claim.measured} (expected: ${claim.expected})`,
    );
  }
  terminal.print("");
  for (const note of notes) terminal.print(`  note: ${note}`);
  terminal.print("");
  terminal.print(`Wrote ${folder}: ${files.join(", ")}. Open ${strong(`${folder}/index.html`)}.`);
  return holds ? 0 : 1;
}
