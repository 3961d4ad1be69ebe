import { type CsvOptions, type Encoding, encode, unfamiliarValues } from "@halfspace/tables";
import { writeWhole } from "@halfspace/tables/node";
import { type AnyModel, InputError, type Matrix } from "halfspace";
import type { Call, CommandDefinition, ExitCode } from "../../command.js";
import { type Cost, decisionWords } from "../../decisions.js";
import { header, json, sheet, spreadsheetSafe } from "../../flags/common.js";
import { nameList } from "../../flags/values.js";
import { readModelAndRows } from "../../model-and-rows.js";
import { knowing } from "../../predicted-rows.js";
import type { RowFlags } from "../../read-rows.js";
import { type QueryFlags, queryFlags, tableOperand } from "../../table-source.js";
import { isKept, type KeepFlags, keptColumns } from "./kept-columns.js";
import { type Predictions, predictionsOf } from "./predictions.js";
import { predictedTogether } from "./quantiles.js";
import { csvOf, jsonOf } from "./report.js";

interface PredictOptions extends RowFlags, QueryFlags, KeepFlags, CsvOptions {
  readonly out: string;
  readonly strict?: boolean;
  readonly with?: readonly string[];
  readonly probabilities?: boolean;
  readonly intervals?: boolean;
  readonly threshold?: number;
  readonly costs?: readonly Cost[];
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace predict model.json new-houses.csv
  $ halfspace predict model.json new-houses.csv --out prices.csv --json
  $ halfspace predict model.json new-customers.csv --probabilities
  $ halfspace predict model.json new-customers.csv --keep id,name --strict
  $ halfspace predict model.json new-houses.csv --intervals
  $ halfspace predict model.json --sql "select * from houses" --database postgres://ann@db.example.org/sales

The table holds raw rows with the columns of the training table; the target column may be missing.
Notes count what training never saw: words, values outside its range, values missing more or less often.`;

/** `halfspace predict`: from a model file and raw rows to predictions. */
export const predict: CommandDefinition<PredictOptions> = {
  name: "predict",
  description: "predict the target for the rows of a table",
  operands: [{ words: "<model>", help: "a model file" }, tableOperand("raw rows, in any form that fit reads")],
  flags: {
    out: { words: "--out <file>", help: "the file to write: row number, prediction", usual: "predictions.csv" },
    probabilities: { words: "--probabilities", help: "of a classification: one more column a class" },
    threshold: decisionWords.threshold,
    costs: decisionWords.costs,
    intervals: {
      words: "--intervals",
      help: "of a model that was fitted with --intervals: columns lower and upper, or the set of classes",
      refused: ({ with: others }) => (others ? { got: "it with --with", expected: "one of them" } : undefined),
    },
    with: {
      words: "--with <models>",
      help: "models of other quantile levels of the same target: a column each, sorted so that none cross",
      value: nameList,
      refused: ({ probabilities }) =>
        probabilities ? { got: "it with --probabilities", expected: "one of them" } : undefined,
    },
    keep: {
      words: "--keep <columns>",
      help: "columns of the table to copy beside the predictions: id,name",
      value: nameList,
    },
    all: {
      words: "--all",
      help: "copy all columns of the table",
      refused: ({ keep }) => (keep ? { got: "it with --keep", expected: "one of them" } : undefined),
    },
    strict: { words: "--strict", help: "write nothing where the table holds what training never saw; exit code 2" },
    spreadsheetSafe,
    header,
    sheet,
    ...queryFlags,
    json,
  },
  examples,
  run: predictTable,
};

async function predictTable(call: Call<PredictOptions>): Promise<ExitCode> {
  const { options, terminal } = call;
  const { out } = options;
  const { model, encoding, table } = await readModelAndRows(call, isKept(options));
  const kept = keptColumns(table, options);
  const unfamiliar = unfamiliarValues(encoding, table);
  if (options.strict) refuseUnfamiliar(unfamiliar);
  const { predictions, notes: ofLevels } = options.with
    ? await predictedTogether(model, options.with, table)
    : { predictions: await predictedAlone(model, encode(encoding, table), encoding.target, call), notes: [] };
  await writeWhole(out, csvOf(predictions, kept, options), terminal.signal);
  const { names, rowCount } = predictions;
  const notes = [...table.notes, ...unfamiliar, ...ofLevels];
  terminal.print(
    options.json
      ? JSON.stringify({ ...jsonOf(predictions, kept, out), notes })
      : `Wrote ${out}: ${names.join(", ")} for ${rowCount} row${rowCount === 1 ? "" : "s"}.`,
  );
  if (!options.json) for (const note of notes) terminal.print(`  note: ${note}`);
  return 0;
}

async function predictedAlone(
  model: AnyModel,
  inputs: Matrix,
  target: Encoding["target"],
  { options, terminal }: Call<PredictOptions>,
): Promise<Predictions> {
  return predictionsOf(await knowing(model, [inputs], terminal.signal), inputs, target, options);
}

/** @throws InputError where rows hold what training never saw */
function refuseUnfamiliar(unfamiliar: readonly string[]): void {
  if (unfamiliar.length === 0) return;
  throw new InputError({
    code: "out-of-range",
    argument: "strict",
    got: `what training never saw: ${unfamiliar.join(" ").replace(/\.$/, "")}`,
    expected: "a table like that of training",
    hint: "Without --strict these are notes, and predictions are made all the same.",
  });
}
