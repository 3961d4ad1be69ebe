import { type CsvOptions, type ExplainedOutput, type ExplainedRow, type NearestRow, toCsv } from "@halfspace/tables";
import { alignedLines, figure, strong } from "../../report.js";

/** A line for each row, output and raw column. */
export function csvOf(rows: readonly ExplainedRow[], options: CsvOptions): string {
  const lines = rows.flatMap(({ row, outputs }) =>
    outputs.flatMap(({ name, prediction, mean, constant, columns }) =>
      columns.map((column) => ({ row, output: name, prediction, mean, ...column, constant })),
    ),
  );
  const names = ["row", "output", "prediction", "mean", "column", "cell", "shapley", "standard error"];
  const formula = ["per unit", "term", "holds from", "holds to", "constant"];
  const columns = [
    ...(["row", "output", "prediction", "mean", "name", "cell", "shapley", "standardError"] as const),
    ...(["perUnit", "term", "from", "to", "constant"] as const),
  ].map((key) => lines.map((line) => line[key]));
  return toCsv({ columnNames: [...names, ...formula], columns }, options);
}

/** What a person reads of one row. */
export function rowLines(explained: ExplainedRow, target: string, isProbability: boolean): string[] {
  const { outputs, label, row, nearest } = explained;
  const shown =
    outputs.length === 1 ? outputs : outputs.filter(({ name }) => label === undefined || name === String(label));
  const said = label === undefined ? "" : `${target} is predicted ${strong(String(label))}`;
  return [
    "",
    `${strong(`Row ${row}:`)} ${said || `${target} is predicted ${strong(figure(outputs[0].prediction))}`}`,
    ...shown.flatMap((output) => outputLines(output, explained, isProbability)),
    ...(nearest ? nearestLines(nearest) : []),
  ];
}

function outputLines(
  output: ExplainedOutput,
  { label, openGates, gateCount, link, outputs }: ExplainedRow,
  isProbability: boolean,
) {
  const { name, prediction, mean, constant } = output;
  const what = label === undefined ? name : `the ${isProbability ? "probability" : "score"} of ${name}`;
  const opening =
    mean === null
      ? `  ${what} is ${figure(prediction)}`
      : `  ${what} is ${figure(prediction)}, and ${figure(mean)} in the mean over the background; the columns add:`;
  const formula =
    constant === null || openGates === null
      ? []
      : [
          `  Formula here${link ? ", of the logarithm" : isProbability ? ", of the score" : ""}: ${figure(constant)} plus the terms; ${openGates} of ${gateCount} gates open. It holds while a number alone stays in its range.`,
        ];
  return [
    ...(outputs.length > 1 || label !== undefined || mean !== null ? [opening] : []),
    ...tableLines(output),
    ...formula,
  ];
}

function tableLines({ columns, mean, constant }: ExplainedOutput): string[] {
  const isExact = columns.every(({ standardError }) => standardError === null);
  const ranked =
    mean === null ? columns : [...columns].sort((a, b) => Math.abs(b.shapley ?? 0) - Math.abs(a.shapley ?? 0));
  const heads = [
    ...["column", "value"],
    ...(mean === null ? [] : ["adds", ...(isExact ? [] : ["±"])]),
    ...(constant === null ? [] : ["per unit", "term", "holds from", "to"]),
  ];
  const rows = ranked.map((column) => [
    ...[column.name, shown(column.cell)],
    ...(mean === null ? [] : [shown(column.shapley), ...(isExact ? [] : [shown(column.standardError)])]),
    ...(constant === null ? [] : [column.perUnit, column.term, column.from, column.to].map(shown)),
  ]);
  return alignedLines([heads, ...rows], (at) => at === 0).map((line) => `    ${line}`);
}

const shown = (value: number | string | null): string =>
  value === null ? "" : typeof value === "number" ? figure(value) : value;

function nearestLines({ changes, distance, atLeast, isNearest, method }: NearestRow): string[] {
  const proof = isNearest
    ? "no nearer row exists"
    : method === "pieces"
      ? `a search that was cut short; no such row is nearer than ${figure(atLeast)}`
      : "found by a search of predictions, a heuristic: nearer ones may exist";
  if (!changes) {
    return [
      `  Wanted: no row was found${Number.isFinite(atLeast) && !isNearest && atLeast > 0 ? `; none is nearer than ${figure(atLeast)}` : ""}.`,
    ];
  }
  if (changes.length === 0) return ["  Wanted: the row has this outcome already."];
  const words = changes.map(
    ({ column, from, to }) => `${column} ${shown(from)} → ${typeof to === "number" ? String(to) : to}`,
  );
  return [`  Wanted: ${words.join(", ")} (distance ${figure(distance)}; ${proof})`];
}
