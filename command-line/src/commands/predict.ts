import { encode, readTableRecord, toCsv } from "@halfspace/tables";

import { type Matrix, predictLabels, type TrainedModel } from "halfspace";
import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
import { readModel } from "../model-on-disk.js";
import { readRows } from "../read-rows.js";
import { requireWritable, writeWhole } from "../write-file.js";

interface PredictOptions {
  readonly out: string;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace predict model.json new-houses.csv
  $ halfspace predict model.json new-houses.csv --out prices.csv --json

The table holds raw rows with the columns of the training table; the target column may be missing.`;

/** \`halfspace predict\`: from a model file and raw rows to predictions. */
export const predict: CommandDefinition = (program, run) => {
  program
    .command("predict")
    .description("predict the target for the rows of a table")
    .argument("<model>", "a model file")
    .argument("<table>", "raw rows, in any form that fit reads")
    .option("--out <file>", "the file to write: row number, prediction", "predictions.csv")
    .option("--json", "print one JSON object and nothing else")
    .addHelpText("after", examples)
    .action((model: string, table: string, options: PredictOptions) =>
      run((terminal) => predictTable(model, table, options, terminal)),
    );
};

async function predictTable(
  modelPath: string,
  tablePath: string,
  options: PredictOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  requireWritable(options.out);
  const model = await readModel(modelPath);
  const { encoding } = readTableRecord(model.table);
  const table = await readRows(tablePath, encoding.reading);
  terminal.signal.throwIfAborted();
  const predictions = predictionsOf(model, encode(encoding, table));
  const rowNumbers = predictions.map((_, row) => row + 1);
  const csv = toCsv({ columnNames: ["row", "prediction"], columns: [rowNumbers, predictions] });
  await writeWhole(options.out, csv, terminal.signal);
  terminal.print(
    options.json
      ? JSON.stringify({
          task: model.task,
          target: encoding.target.name,
          sampleCount: predictions.length,
          predictions,
          predictionsFile: options.out,
        })
      : `Wrote ${options.out}: ${encoding.target.name} for ${predictions.length} rows.`,
  );
  return 0;
}

function predictionsOf(model: TrainedModel, inputs: Matrix): (string | number | boolean)[] {
  return model.task === "classification" ? [...predictLabels(model, inputs)] : [...model.network.predict(inputs)];
}
