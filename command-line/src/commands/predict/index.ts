import { encode, readTableRecord, unfamiliarValues } from "@halfspace/tables";
import type { Call, CommandDefinition, ExitCode } from "../../command.js";
import { header, json, sheet } from "../../flags/common.js";
import { readAnyModel } from "../../model-on-disk.js";
import { type RowFlags, readRowsFor } from "../../read-rows.js";
import { fileOf, type QueryFlags, queryFlags, tableOperand, tableSource } from "../../table-source.js";
import { requireOtherFile, requireWritable, writeWhole } from "../../write-file.js";
import { predictionsOf } from "./predictions.js";
import { csvOf, jsonOf } from "./report.js";

interface PredictOptions extends RowFlags, QueryFlags {
  readonly out: string;
  readonly probabilities?: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace predict model.json new-houses.csv
  $ halfspace predict model.json new-houses.csv --out prices.csv --json
  $ halfspace predict model.json new-customers.csv --probabilities
  $ halfspace predict model.json --sql "select * from houses" --database postgres://ann@db.example.org/sales

The table holds raw rows with the columns of the training table; the target column may be missing.`;

/** `halfspace predict`: from a model file and raw rows to predictions. */
export const predict: CommandDefinition<PredictOptions> = {
  name: "predict",
  description: "predict the target for the rows of a table",
  operands: [{ words: "<model>", help: "a model file" }, tableOperand("raw rows, in any form that fit reads")],
  flags: {
    out: { words: "--out <file>", help: "the file to write: row number, prediction", usual: "predictions.csv" },
    probabilities: { words: "--probabilities", help: "of a classification: one more column a class" },
    header,
    sheet,
    ...queryFlags,
    json,
  },
  examples,
  run: predictTable,
};

async function predictTable({ operands, options, terminal }: Call<PredictOptions>): Promise<ExitCode> {
  const [modelPath, tablePath] = operands;
  const { out } = options;
  const source = tableSource(tablePath, options);
  requireWritable(out);
  requireOtherFile(out, { "the model file": modelPath, "the table": fileOf(source) });
  const model = await readAnyModel(modelPath);
  const { encoding } = readTableRecord(model.table);
  const table = await readRowsFor(encoding, source, options);
  terminal.signal.throwIfAborted();
  const predictions = predictionsOf(model, encode(encoding, table), encoding.target, options.probabilities ?? false);
  await writeWhole(out, csvOf(predictions), terminal.signal);
  const { names, rowCount } = predictions;
  const notes = [...table.notes, ...unfamiliarValues(encoding, table)];
  terminal.print(
    options.json
      ? JSON.stringify({ ...jsonOf(predictions, out), notes })
      : `Wrote ${out}: ${names.join(", ")} for ${rowCount} row${rowCount === 1 ? "" : "s"}.`,
  );
  if (!options.json) for (const note of notes) terminal.print(`  note: ${note}`);
  return 0;
}
