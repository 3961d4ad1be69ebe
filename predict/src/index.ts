/** Predictions from a model file: raw rows in, numbers or labels out, in a page or anywhere. */
import { encode, readTableRecord, type Table } from "@halfspace/tables";
import { fromModelFile, givesProbabilities, InputError, predictLabels, predictProbabilities } from "halfspace";

/** A row of a table by the names of its columns; null is a missing cell. */
export interface Row {
  readonly [column: string]: string | number | boolean | null;
}

/** A class, as the training table had it. */
export type Label = string | number | boolean;

/** A model that was read from its file. */
export interface Predictor {
  /** The columns that a row must have. Others are ignored. */
  readonly columns: readonly string[];
  /** The classes, in the order of probabilities; null for numbers. */
  readonly labels: readonly Label[] | null;
  /**
   * The prediction for each row: a number, a label, or the numbers of several targets.
   * @throws InputError (code "missing-column" or "wrong-type") naming the column, the row and the value that do not fit
   */
  predict(rows: readonly Row[]): (number | Label | number[])[];
  /**
   * For each row the probability of each class; undefined for a model that has none.
   * @throws InputError as `predict`
   */
  probabilities(rows: readonly Row[]): number[][] | undefined;
}

/**
 * Reads a model that was trained on a table, from the text of its file.
 * @returns the model, ready to predict; kinds of models other than networks with gates are loaded first
 * @throws FormatError, in one line, for a text that is damaged, of another kind, or from a model without a table
 */
export async function readModel(text: string): Promise<Predictor> {
  const model = await fromModelFile(text);
  const { encoding } = await readTableRecord(model.table);
  const columns = encoding.columns.map(({ name }) => name);
  const encoded = (rows: readonly Row[]) => encode(encoding, tableOf(rows, columns, encoding.reading.decimal));
  const { network, labels } = model;
  return {
    columns,
    labels,
    predict(rows) {
      if (rows.length === 0) return [];
      if (labels) return predictLabels(model, encoded(rows));
      const values = [...network.predict(encoded(rows))];
      return network.outputCount === 1 ? values : inRows(values, network.outputCount);
    },
    probabilities(rows) {
      if (!labels || !givesProbabilities(model)) return undefined;
      if (rows.length === 0) return [];
      return inRows([...predictProbabilities(model, encoded(rows)).values], labels.length);
    },
  };
}

const inRows = (values: readonly number[], width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, row) => values.slice(row * width, (row + 1) * width));

function tableOf(rows: readonly Row[], columnNames: readonly string[], decimal: Table["decimal"]): Table {
  const columns = columnNames.map((name) => rows.map((row, place) => cellOf(row, place, name)));
  return { columnNames: [...columnNames], columns, rowCount: rows.length, header: true, decimal, notes: [] };
}

function cellOf(row: Row, place: number, name: string): Row[string] {
  const cell = Object.hasOwn(row, name) ? row[name] : undefined;
  if (cell !== undefined) return cell;
  throw new InputError({
    code: "missing-column",
    argument: "rows",
    got: `no "${name}" in row ${place + 1}`,
    expected: "each column of the model in each row, or null where it is missing",
  });
}
