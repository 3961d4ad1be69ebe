import { type EncodedRows, readTableRecord, trainingRowsOf } from "@halfspace/tables";

import { type AverageModel, describeCertificate, verifyAverage, verifyModel } from "halfspace";
import type { Call, CommandDefinition, ExitCode, Terminal } from "../command.js";
import { header, json, sheet } from "../flags/common.js";
import { readAnyModel } from "../model-on-disk.js";
import { type RowFlags, readRowsFor } from "../read-rows.js";
import { boundName, plainNeuronWords } from "../report.js";
import { type QueryFlags, queryFlags, tableOperand, tableSource } from "../table-source.js";

interface VerifyOptions extends RowFlags, QueryFlags {
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace verify model.json houses.csv
  $ halfspace verify model.json houses.csv --json

The table is the one the model was trained on, rows in the same order. Exit code: 0 verified, 1 not verified, 2 bad input.`;

/** `halfspace verify`: recomputes objective, dual and gap from the model file and the table, trusting neither's claims. */
export const verify: CommandDefinition<VerifyOptions> = {
  name: "verify",
  description: "recompute a certificate from the model file and the data",
  operands: [{ words: "<model>", help: "a model file" }, tableOperand("the table the model was trained on")],
  flags: { header, sheet, ...queryFlags, json },
  examples,
  run: verifyTable,
};

async function verifyTable({ operands, options, terminal }: Call<VerifyOptions>): Promise<ExitCode> {
  const [modelPath, tablePath] = operands;
  const model = await readAnyModel(modelPath);
  const record = readTableRecord(model.table);
  const table = await readRowsFor(record.encoding, tableSource(tablePath, options), options);
  terminal.signal.throwIfAborted();
  const { inputs, targets } = trainingRowsOf(table, record);
  if (!options.json) for (const note of table.notes) terminal.print(`  note: ${note}`);
  const unchecked = "calibration" in model && model.calibration ? [notRecomputed] : [];
  if (model.model === "average") return verifyMembers(model, { inputs, targets }, table.notes, options, terminal);
  const { verified, primalObjective, dualObjective, relativeGap, maxDifference } = verifyModel(model, inputs, targets);
  if (options.json) {
    const notes = [...table.notes, ...unchecked];
    terminal.print(JSON.stringify({ verified, primalObjective, dualObjective, relativeGap, maxDifference, notes }));
    return verified ? 0 : 1;
  }
  terminal.print(
    verified
      ? `Verified: ${describeCertificate({ ...model.certificate, relativeGap })}.`
      : "NOT verified: what the model file claims is not what its network and this table give.",
  );
  const plain = plainNeuronWords(model, dualObjective);
  terminal.print(
    `  objective ${primalObjective}, ${boundName(model.certificate)} ${dualObjective}, relative gap ${relativeGap.toExponential(2)}`,
  );
  if (verified && plain !== undefined) terminal.print(`  ${plain}`);
  terminal.print(`  largest relative difference to the model file: ${maxDifference.toExponential(2)}`);
  for (const note of unchecked) terminal.print(`  note: ${note}`);
  if (!verified) terminal.print("  Is this the training table, with its rows in the same order?");
  return verified ? 0 : 1;
}

const notRecomputed =
  "The calibration, which moves labels and probabilities, was fitted to held-out rows and is not recomputed.";

/** Every member of an average, from the raw table. */
function verifyMembers(
  model: AverageModel,
  { inputs, targets }: EncodedRows,
  notes: readonly string[],
  { json }: VerifyOptions,
  terminal: Terminal,
): ExitCode {
  const found = verifyAverage(model, inputs, targets);
  const { verified, relativeGap, maxDifference } = found;
  if (json) {
    terminal.print(JSON.stringify({ ...found, notes }));
    return verified ? 0 : 1;
  }
  terminal.print(
    verified
      ? `Verified: ${model.members.length} members, recomputed from the table.`
      : "NOT verified: what the model file claims is not what its members and this table give.",
  );
  terminal.print(`  largest relative gap of the kernel ridge regressions ${relativeGap.toExponential(2)}`);
  terminal.print(`  largest relative difference to the model file: ${maxDifference.toExponential(2)}`);
  if (!verified) terminal.print("  Is this the training table, with its rows in the same order?");
  return verified ? 0 : 1;
}
