import { encode, readTableRecord, toCsv } from "@halfspace/tables";

import {
  type AverageModel,
  InputError,
  type Matrix,
  predictLabels,
  predictProbabilities,
  type TrainedModel,
} from "halfspace";
import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
import { readAnyModel } from "../model-on-disk.js";
import { readRowsFor } from "../read-rows.js";
import { requireOtherFile, requireWritable, writeWhole } from "../write-file.js";

interface PredictOptions {
  readonly out: string;
  readonly probabilities?: boolean;
  readonly header: boolean;
  readonly json?: boolean;
}

const examples = `
Examples:
  $ halfspace predict model.json new-houses.csv
  $ halfspace predict model.json new-houses.csv --out prices.csv --json
  $ halfspace predict model.json new-customers.csv --probabilities

The table holds raw rows with the columns of the training table; the target column may be missing.`;

/** \`halfspace predict\`: from a model file and raw rows to predictions. */
export const predict: CommandDefinition = (program, run) => {
  program
    .command("predict")
    .description("predict the target for the rows of a table")
    .argument("<model>", "a model file")
    .argument("<table>", "raw rows, in any form that fit reads")
    .option("--out <file>", "the file to write: row number, prediction", "predictions.csv")
    .option("--probabilities", "of a classification: one more column a class")
    .option("--no-header", "the first row is data; the model file says so by itself")
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
  requireOtherFile(options.out, { "the model file": modelPath, "the table": tablePath });
  const model = await readAnyModel(modelPath);
  const { encoding } = readTableRecord(model.table);
  const table = await readRowsFor(encoding, tablePath, options.header);
  terminal.signal.throwIfAborted();
  const inputs = encode(encoding, table);
  const predictions = predictionsOf(model, inputs);
  const rowNumbers = Array.from({ length: inputs.rows }, (_, row) => row + 1);
  const { name, others } = { others: [], ...encoding.target };
  const names = [name, ...others];
  const predicted = names.map((_, k) => rowNumbers.map((_row, row) => predictions[row * names.length + k]));
  const probabilities = options.probabilities ? probabilityColumns(model, inputs) : undefined;
  const csv = toCsv({
    columnNames: [
      "row",
      ...(others.length > 0 ? names.map((each) => `prediction of ${each}`) : ["prediction"]),
      ...(probabilities?.names ?? []),
    ],
    columns: [rowNumbers, ...predicted, ...(probabilities?.columns ?? [])],
  });
  await writeWhole(options.out, csv, terminal.signal);
  terminal.print(
    options.json
      ? JSON.stringify({
          task: model.task,
          target: names.join(","),
          sampleCount: inputs.rows,
          predictions:
            others.length > 0 ? Object.fromEntries(names.map((each, k) => [each, predicted[k]])) : predictions,
          ...(probabilities ? { probabilities: probabilities.byLabel } : {}),
          predictionsFile: options.out,
        })
      : `Wrote ${options.out}: ${names.join(", ")} for ${inputs.rows} row${inputs.rows === 1 ? "" : "s"}.`,
  );
  return 0;
}

function predictionsOf(model: TrainedModel | AverageModel, inputs: Matrix): (string | number | boolean)[] {
  return model.task === "classification" ? [...predictLabels(model, inputs)] : [...model.network.predict(inputs)];
}

/** One column a class, in the classes' order. @throws InputError for a regression, or a loss without probabilities */
function probabilityColumns(model: TrainedModel | AverageModel, inputs: Matrix) {
  if (model.model === "average") {
    throw new InputError({
      code: "no-probabilities",
      argument: "probabilities",
      got: "an average of models, which has labels only",
      expected: "a single model",
    });
  }
  const { rows, columns: count, values } = predictProbabilities(model, inputs);
  const labels = model.labels ?? [];
  const columns = labels.map((_, k) => Array.from({ length: rows }, (_row, j) => values[j * count + k]));
  return {
    names: labels.map((label) => `probability of ${label}`),
    columns,
    byLabel: labels.map((label, k) => ({ label, probabilities: columns[k] })),
  };
}
