import { featureNames, readTableRecord } from "@halfspace/tables";
import { type AverageModel, summariseModel, type TrainedModel } from "halfspace";
import type { Call, CommandDefinition, ExitCode, Terminal } from "../command.js";
import { json } from "../flags/common.js";
import { readAnyModel } from "../model-on-disk.js";
import {
  averageLines,
  certificateLines,
  columnWords,
  memberSummary,
  memberWords,
  networkWords,
  penaltyLine,
  signWords,
  strong,
  trainingRows,
} from "../report.js";

interface InspectOptions {
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace inspect model.json
  $ halfspace inspect model.json --json

What is shown is what the file says; halfspace verify recomputes it from the data.`;

/** `halfspace inspect`: what a model file says, without its data. */
export const inspect: CommandDefinition<InspectOptions> = {
  name: "inspect",
  description: "show what a model file holds",
  operands: [{ words: "<model>", help: "a model file" }],
  flags: { json },
  examples,
  run: inspectModel,
};

async function inspectModel({ operands: [path], options, terminal }: Call<InspectOptions>): Promise<ExitCode> {
  const model = await readAnyModel(path);
  if (model.model === "average") return inspectAverage(path, model, options, terminal);
  const summary = { ...summariseModel(model), ...tableSummary(model) };
  if (options.json) {
    terminal.print(JSON.stringify(summary));
    return 0;
  }
  terminal.print(`${strong(path)}, as claimed by the file; halfspace verify proves or refuses it`);
  for (const [name, value] of Object.entries(summary)) {
    if (isPlain(value)) terminal.print(`  ${name.padEnd(18)}${value}`);
  }
  const words = networkWords(model);
  if (words) terminal.print(`  network           ${words}`);
  const signs = model.table === undefined ? undefined : signWords(model, readTableRecord(model.table).encoding);
  if (signs) terminal.print(`  monotone          the prediction ${signs}`);
  const { columns = [], encodedNames = [] } = summary;
  if (columns.length > 0) terminal.print(`  columns           ${columnWords(columns)}`);
  if (encodedNames.length > columns.length) terminal.print(`  encoded as        ${encodedNames.join(", ")}`);
  for (const line of [penaltyLine(model, "auto"), ...certificateLines(model)]) terminal.print(claimedLine(line));
  return 0;
}

/** A file's certificate is a claim. */
const claimedLine = (line: string): string => line.replace("Certificate:", "Certificate (claimed):");

function inspectAverage(path: string, model: AverageModel, { json }: InspectOptions, terminal: Terminal): ExitCode {
  const { task, labels, inputs, members, network } = model;
  const summary = {
    model: model.model,
    task,
    labels,
    sampleCount: trainingRows(model),
    ...(model.centres ? { centres: inputs.rows } : {}),
    featureCount: network.inputCount,
    outputCount: network.outputCount,
    members: members.map(memberSummary),
    parameterCount: network.parameterCount,
    ...(model.intervals ? { intervals: model.intervals.level } : {}),
    ...(model.background ? { backgroundRows: model.background.rows } : {}),
    ...tableSummary(model),
  };
  if (json) {
    terminal.print(JSON.stringify(summary));
    return 0;
  }
  terminal.print(`${strong(path)}, as claimed by the file; halfspace verify proves or refuses it`);
  for (const [name, value] of Object.entries(summary)) {
    if (isPlain(value)) terminal.print(`  ${name.padEnd(18)}${value}`);
  }
  for (const words of memberWords(model)) terminal.print(`  member            ${words}`);
  for (const line of averageLines(model)) terminal.print(claimedLine(line));
  return 0;
}

/** What the file says of its table; nothing where the model was not trained from one. */
function tableSummary(model: Pick<TrainedModel, "table">) {
  if (model.table === undefined) return {};
  const { encoding, holdout, seed } = readTableRecord(model.table);
  const columns = encoding.columns.map(({ name, type }) => ({ name, type }));
  const encodedNames = featureNames(encoding);
  return { target: encoding.target.name, holdout, seed, encodedColumns: encodedNames.length, columns, encodedNames };
}

/** What fits on a line of its own; the rest is said in words below, and whole with --json. */
const isPlain = (value: unknown): boolean => value !== null && typeof value !== "object";
