import {
  type Encoding,
  type ExplainedRow,
  encode,
  explainedRow,
  explainOptions,
  selectRows,
  unfamiliarValues,
} from "@halfspace/tables";
import { writeWhole } from "@halfspace/tables/node";
import { type AnyModel, explainRows, matrix } from "halfspace";
import type { Call, ExitCode, Terminal } from "../../command.js";
import { readModelAndRows } from "../../model-and-rows.js";
import { progressLine } from "../../progress-bar.js";
import { columnNamed } from "../../read-rows.js";
import { timeLeft } from "../../time-left.js";
import type { ExplainOptions } from "./options.js";
import { csvOf, rowLines } from "./report.js";
import { rowsWithin } from "./row-ranges.js";
import { wantedOutcome } from "./wanted.js";

/** Rows that are printed; the file has all of them. */
const printedRows = 5;
/** Rows after which progress is shown. */
const shownEvery = 8;

/** Explains the rows of a table; 0, or 1 where time was over before. @throws InputError, FormatError */
export async function explainTable(call: Call<ExplainOptions>): Promise<ExitCode> {
  const { options, terminal } = call;
  const { out } = options;
  const { model, encoding, table } = await readModelAndRows(call);
  const rows = rowsWithin(options.rows, table.rowCount);
  const explained = await explainAll(model, encoding, encode(encoding, table, { rows }), { rows, options, terminal });
  await writeWhole(out, csvOf(explained, options), terminal.signal);
  const notes = [
    ...table.notes,
    ...unfamiliarValues(encoding, selectRows(table, rows)),
    ...backgroundNotes(model, explained),
    ...timeNotes(explained.length, rows.length),
  ];
  const lines = options.json
    ? [JSON.stringify({ target: encoding.target.name, rows: explained, explanationsFile: out, notes })]
    : textLines(explained, encoding, options, notes);
  for (const line of lines) terminal.print(line);
  return explained.length === rows.length ? 0 : 1;
}

interface Work {
  /** From 0. */
  readonly rows: readonly number[];
  readonly options: ExplainOptions;
  readonly terminal: Terminal;
}

/** Explains as many of the rows as time lasts for. */
async function explainAll(
  model: AnyModel,
  encoding: Encoding,
  { columns, values }: ReturnType<typeof encode>,
  { rows, options, terminal }: Work,
): Promise<ExplainedRow[]> {
  const asked = explainOptions(encoding, {
    of: options.probabilities ? "probability" : "prediction",
    wanted: options.want === undefined ? undefined : wantedOutcome(model, options.want),
    fixed: fixedColumns(encoding, options.fix),
    ...{ seed: options.seed, exactUpTo: options.exactUpTo, pairs: options.pairs },
  });
  const show = progressLine(terminal, !options.json);
  const timeLimit = timeLeft(options.timeLimit, terminal.elapsed).forWork();
  const found = await explainRows(model, matrix(rows.length, columns, values), {
    ...asked,
    signal: terminal.signal,
    ...(timeLimit === undefined ? {} : { timeLimit }),
    onProgress: (done) => {
      if (done % shownEvery === 0) show(`explained ${done} of ${rows.length} rows`);
    },
  });
  show("");
  return found.map((explanation, place) => {
    const row = matrix(1, columns, values.slice(place * columns, (place + 1) * columns));
    return explainedRow(model, encoding, row, { row: rows[place] + 1, explanation });
  });
}

/** @throws InputError for a column that the model does not learn from */
function fixedColumns({ columns }: Encoding, fix: readonly string[] = []): string[] {
  const names = columns.map(({ name }) => name);
  return fix.map((given) => columnNamed(names, given, "fix", "the model learned from no such column"));
}

function backgroundNotes({ background }: AnyModel, explained: readonly ExplainedRow[]): string[] {
  const isKernel = explained[0]?.gateCount === null;
  return [
    ...(background
      ? []
      : [
          "There are no Shapley values: the model keeps no background (fit --background 100 keeps one, which are rows of the table).",
        ]),
    ...(isKernel ? ["There is no formula: the model has a kernel, which is smooth and has no pieces."] : []),
  ];
}

const timeNotes = (done: number, asked: number): string[] =>
  done === asked ? [] : [`Time was over after ${done} of ${asked} rows; the others are left out.`];

function textLines(
  explained: readonly ExplainedRow[],
  { target }: Encoding,
  options: ExplainOptions,
  notes: readonly string[],
) {
  const isProbability = options.probabilities ?? false;
  const printed = explained.slice(0, printedRows);
  const rest = explained.length - printed.length;
  return [
    `Wrote ${options.out}: ${explained.length} row${explained.length === 1 ? "" : "s"}${rest > 0 ? `, the first ${printed.length} of them below` : ""}.`,
    ...notes.map((note) => `  note: ${note}`),
    ...printed.flatMap((row) => rowLines(row, target.name, isProbability)),
  ];
}
