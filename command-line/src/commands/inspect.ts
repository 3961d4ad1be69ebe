import { featureNames, readTableRecord } from "@halfspace/tables";
import { describeCertificate, summariseModel } from "halfspace";
import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
import { readModel } from "../model-on-disk.js";
import { strong } from "../report.js";

interface InspectOptions {
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace inspect model.json
  $ halfspace inspect model.json --json

What is shown is what the file says; halfspace verify recomputes it from the data.`;

/** \`halfspace inspect\`: what a model file says, without its data. */
export const inspect: CommandDefinition = (program, run) => {
  program
    .command("inspect")
    .description("show what a model file holds")
    .argument("<model>", "a model file")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", examples)
    .action((model: string, options: InspectOptions) => run((terminal) => inspectModel(model, options, terminal)));
};

async function inspectModel(path: string, options: InspectOptions, terminal: Terminal): Promise<ExitCode> {
  const model = await readModel(path);
  const { encoding, holdout, seed } = readTableRecord(model.table);
  const columns = encoding.columns.map(({ name, type }) => ({ name, type }));
  const summary = { target: encoding.target.name, ...summariseModel(model), holdout, seed };
  if (options.json) {
    terminal.print(JSON.stringify({ ...summary, columns }));
    return 0;
  }
  terminal.print(`${strong(path)}: ${describeCertificate(model.certificate)}`);
  for (const [name, value] of Object.entries(summary)) terminal.print(`  ${name.padEnd(22)}${display(value)}`);
  terminal.print(`  ${"columns".padEnd(22)}${columns.map(({ name, type }) => `${name} (${type})`).join(", ")}`);
  terminal.print(`  ${"encoded columns".padEnd(22)}${featureNames(encoding).length}`);
  return 0;
}

function display(value: unknown): string {
  return value !== null && typeof value === "object" ? JSON.stringify(value) : String(value);
}
