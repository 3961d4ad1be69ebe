import { type EncodedRows, readTableRecord, type TableRecord, trainingRowsOf } from "@halfspace/tables";
import { requireOtherFile, requireWritable, writeWhole } from "@halfspace/tables/node";

import {
  type AnyModel,
  type AverageModel,
  describeModel,
  type FreshGates,
  type ModelVerification,
  priceFreshGates,
  type VerificationSubject as Subject,
  type TrainedModel,
  toEvidenceFile,
  verifyAverage,
  verifyModel,
} from "halfspace";
import type { Call, CommandDefinition, ExitCode, Terminal } from "../command.js";
import { header, json, sheet } from "../flags/common.js";
import type { Flag } from "../flags/flag.js";
import { wholeFromZero } from "../flags/values.js";
import { readAnyModel } from "../model-on-disk.js";
import { readRowsFor } from "../read-rows.js";
import { boundName, memberSummary, memberWords, plainNeuronWords, signWords } from "../report.js";
import { queryFlags, tableOperand, tableSource } from "../table-source.js";
import { isLongWork, type VerifyOptions, verifyOnThread } from "./verify-on-thread.js";

const examples = `
Examples:
  $ halfspace verify model.json houses.csv
  $ halfspace verify model.json houses.csv --json
  $ halfspace verify model.json houses.csv --evidence evidence.json

The table is the one the model was trained on, rows in the same order. Exit code: 0 verified, 1 not verified, 2 bad input.`;

const evidence: Flag<string, object> = {
  words: "--evidence <file>",
  help: "write the problem and the proof for checkers that share no code with halfspace (docs/certificate-format.md)",
};

const fresh: Flag<number, object> = {
  words: "--fresh <n>",
  help: "draw so many further gates and say what they could change (default: as many of 10000 as take half a second; 0 for none)",
  value: wholeFromZero,
  sets: ["count"],
};

/** `halfspace verify`: recomputes objective, dual and gap from the model file and the table, trusting neither's claims. */
export const verify: CommandDefinition<VerifyOptions> = {
  name: "verify",
  description: "recompute a certificate from the model file and the data",
  operands: [{ words: "<model>", help: "a model file" }, tableOperand("the table the model was trained on")],
  flags: { header, sheet, ...queryFlags, evidence, fresh, json },
  examples,
  run: (call) => (isLongWork(call) ? verifyOnThread(call) : verifyTable(call)),
};

/** The whole of a verification, on the thread that calls it. */
export async function verifyTable({ operands, options, terminal }: Call<VerifyOptions>): Promise<ExitCode> {
  const [modelPath, tablePath] = operands;
  if (options.evidence !== undefined) {
    requireOtherFile(options.evidence, { "the model file": modelPath, "the table": tablePath }, "evidence");
    requireWritable(options.evidence, "evidence");
  }
  const model = await readAnyModel(modelPath);
  const record = readTableRecord(model.table);
  const table = await readRowsFor(record.encoding, tableSource(tablePath, options), options);
  terminal.signal.throwIfAborted();
  const { inputs, targets } = trainingRowsOf(table, record);
  if (!options.json) for (const note of table.notes) terminal.print(`  note: ${note}`);
  if (model.model === "average") return await verifyMembers(model, { inputs, targets }, table.notes, options, terminal);
  const found = verifyModel(model, inputs, targets);
  await writeEvidence(found.verified, model, { inputs, targets }, options, terminal);
  const freshGates = found.verified ? freshOf(model, { inputs, targets }, found, options.fresh) : undefined;
  if (options.json) {
    terminal.print(JSON.stringify({ ...found, freshGates, notes: table.notes }));
    return found.verified ? 0 : 1;
  }
  printProof(model, { ...found, freshGates }, record, terminal);
  if (options.evidence !== undefined && found.verified && model.kind === "generated" && model.allNetworks) {
    terminal.print("  the evidence file does not prove the bound over all networks, which is proved here alone");
  }
  return found.verified ? 0 : 1;
}

/** What was proved of the file's own draw, or of as many gates as were asked for. */
function freshOf(
  model: TrainedModel,
  { inputs, targets }: EncodedRows,
  { freshGates }: ModelVerification,
  count: number | undefined,
): FreshGates | undefined {
  if (count === 0) return undefined;
  if (freshGates && (count === undefined || count === freshGates.count)) return freshGates;
  return priceFreshGates(model, inputs, targets, count === undefined ? {} : { count });
}

/** The evidence of what was verified, where it was asked for. */
async function writeEvidence(
  verified: boolean,
  model: AnyModel,
  { inputs, targets }: EncodedRows,
  { evidence }: VerifyOptions,
  { signal }: Terminal,
): Promise<void> {
  if (evidence === undefined || !verified) return;
  await writeWhole(evidence, toEvidenceFile(model, inputs, targets), signal, "evidence");
}

/** A verification, with the fresh gates that were asked for. */
type Proved = Omit<ModelVerification, "freshGates"> & { readonly freshGates: FreshGates | undefined };

/** What is proved, about what, and what is not. */
function printProof(model: TrainedModel, found: Proved, { encoding }: TableRecord, terminal: Terminal): void {
  const { verified, primalObjective, dualObjective, relativeGap, maxDifference, subject, notChecked, freshGates } =
    found;
  terminal.print(
    verified
      ? `Verified: ${describeModel({ ...model, certificate: { ...model.certificate, relativeGap }, freshGates })}.`
      : notVerified("its network"),
  );
  printProblems(found.problems, terminal);
  const signs = signWords(model, encoding);
  if (verified && signs) terminal.print(`  proved by the signs of every neuron's weights: the prediction ${signs}`);
  terminal.print(`  about ${subjectWords(subject, encoding.target.name)}`);
  terminal.print(`  named by SHA-256: ${hashWords(subject)}`);
  const plain = plainNeuronWords(model, dualObjective);
  terminal.print(
    `  objective ${primalObjective}, ${boundName(model.certificate)} ${dualObjective}, relative gap ${relativeGap.toExponential(2)}`,
  );
  if (verified && plain !== undefined) terminal.print(`  ${plain}`);
  terminal.print(`  largest relative difference to the model file: ${maxDifference.toExponential(2)}`);
  terminal.print(`  not checked: ${notChecked.join("; ")}`);
  if (!verified) terminal.print(question);
}

const notVerified = (what: string) =>
  `NOT verified: what the model file claims is not what ${what} and this table give.`;

const question =
  "  Is this the training table, with its rows in the same order, and was the file made by this version of halfspace?";

/** Problems that are printed one by one; a file that is wrong throughout has many. */
const mostProblems = 8;

function printProblems(problems: readonly string[], terminal: Terminal): void {
  for (const problem of problems.slice(0, mostProblems)) terminal.print(`  ${problem}`);
  if (problems.length > mostProblems) terminal.print(`  and ${problems.length - mostProblems} more`);
}

/** The rows, the target, the weights and λ that a proof is about. */
function subjectWords({ rows, columns, loss, lambda, lambdaFraction, weights, targetUnits }: Subject, target: string) {
  const weighted = weights ? `row weights from ${weights[0]} to ${weights[1]}` : "all rows alike";
  const units = targetUnits.map(([shift, scale]) =>
    shift === 0 && scale === 1 ? "as it is" : `minus ${shift}, divided by ${scale}`,
  );
  return `${rows} rows of ${columns} columns, ${weighted}; target ${target} (${units[0]}); ${loss} loss; λ = ${lambda} (${lambdaFraction} of the largest)`;
}

/** The first digits of the names of what is not printed as it is. */
function hashWords({ hashes }: Pick<Subject, "hashes">): string {
  const named = ["inputs", "targets", "weights", "layers"].filter((name) => hashes[name] !== undefined);
  return named.map((name) => `${name === "layers" ? "gates" : name} ${hashes[name].slice(0, 16)}`).join(", ");
}

/** Every member of an average, from the raw table. */
async function verifyMembers(
  model: AverageModel,
  { inputs, targets }: EncodedRows,
  notes: readonly string[],
  options: VerifyOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const found = verifyAverage(model, inputs, targets);
  const { verified, relativeGap, maxDifference } = found;
  await writeEvidence(verified, model, { inputs, targets }, options, terminal);
  if (options.json) {
    terminal.print(JSON.stringify({ ...found, members: model.members.map(memberSummary), notes }));
    return verified ? 0 : 1;
  }
  terminal.print(verified ? `Verified: ${describeModel(model)}.` : notVerified("its members"));
  printProblems(found.problems, terminal);
  for (const words of memberWords(model)) terminal.print(`  about ${words}`);
  terminal.print(`  named by SHA-256: ${hashWords(found)}`);
  terminal.print(
    `  largest relative gap of the kernel ridge regressions and gated networks ${relativeGap.toExponential(2)}`,
  );
  terminal.print(`  largest difference to the gaps of the model file: ${maxDifference.toExponential(2)}`);
  terminal.print(`  not checked: ${found.notChecked.join("; ")}`);
  if (!verified) terminal.print(question);
  return verified ? 0 : 1;
}
