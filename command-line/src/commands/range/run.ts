import {
  type CsvOptions,
  encode,
  namesOfTargets,
  readTableRecord,
  selectRows,
  trainingRowsOf,
  unfamiliarValues,
} from "@halfspace/tables";
import { requireOtherFile, requireWritable, writeWhole } from "@halfspace/tables/node";
import { predictionRange } from "halfspace";
import type { Call, ExitCode } from "../../command.js";
import { readAnyModel } from "../../model-on-disk.js";
import { progressLine } from "../../progress-bar.js";
import { type RowFlags, readRowsFor } from "../../read-rows.js";
import { type RowRange, rowsWithin } from "../explain/row-ranges.js";
import { csvOf, type NumberedRanges, rowLines, summaryLines } from "./report.js";

/** What `halfspace range` takes, as its flags were read. */
export interface RangeOptions extends RowFlags, CsvOptions {
  readonly within: number;
  readonly tolerance: number;
  readonly rows?: readonly RowRange[];
  readonly out: string;
  readonly json?: boolean;
}

/** Ranges that are printed; the file has all of them. */
const printedRows = 10;

/** The ranges of the rows of a table; 0. @throws InputError, FormatError */
export async function rangeTable({ operands, options, terminal }: Call<RangeOptions>): Promise<ExitCode> {
  const [modelPath, tablePath, rowsPath] = operands;
  const { out, within, tolerance } = options;
  requireWritable(out);
  requireOtherFile(out, { "the model file": modelPath, "the table": tablePath, "the rows": rowsPath });
  const model = await readAnyModel(modelPath);
  const record = readTableRecord(model.table);
  const { encoding } = record;
  const training = trainingRowsOf(await readRowsFor(encoding, { path: tablePath }, options), record);
  const table = await readRowsFor(encoding, { path: rowsPath }, options);
  terminal.signal.throwIfAborted();
  const rows = rowsWithin(options.rows, table.rowCount);
  const show = progressLine(terminal, !options.json);
  const found = await predictionRange(model, training.inputs, training.targets, encode(encoding, table, { rows }), {
    ...{ within, tolerance, signal: terminal.signal },
    onProgress: (done) => show(`bounded ${done} of ${rows.length} rows`),
  });
  show("");
  const numbered = { ...found, names: namesOfTargets(encoding.target), numbers: rows.map((row) => row + 1) };
  await writeWhole(out, csvOf(numbered, options), terminal.signal);
  const notes = [...table.notes, ...unfamiliarValues(encoding, selectRows(table, rows))];
  for (const line of options.json ? [jsonLine(numbered, out, notes)] : textLines(numbered, out, notes)) {
    terminal.print(line);
  }
  return 0;
}

function jsonLine({ names, numbers, rows, ...found }: NumberedRanges, out: string, notes: readonly string[]): string {
  const numbered = rows.map((row, place) => ({ row: numbers[place], ...row }));
  return JSON.stringify({ target: names.join(","), ...found, rows: numbered, rangesFile: out, notes });
}

function textLines(found: NumberedRanges, out: string, notes: readonly string[]): string[] {
  const count = found.rows.length;
  const rest = count > printedRows ? `, the first ${printedRows} of them below` : "";
  return [
    `Wrote ${out}: ${count} row${count === 1 ? "" : "s"}${rest}.`,
    ...notes.map((note) => `  note: ${note}`),
    ...rowLines(found, printedRows),
    ...summaryLines(found),
  ];
}
