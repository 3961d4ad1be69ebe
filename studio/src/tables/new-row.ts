import { type Encoding, encode, encodedCells, type Table } from "@halfspace/tables";
import {
  type AnyModel,
  givesProbabilities,
  type Label,
  type Matrix,
  predictIntervals,
  predictLabels,
  predictProbabilities,
  predictSets,
} from "halfspace";
import { plain } from "../figures.js";

/** One column in the form for a row that a person types. */
export interface Field {
  readonly name: string;
  /** What may be chosen; absent where it is typed. */
  readonly choices?: readonly string[];
  readonly isNumber: boolean;
  /** Among the rows that were learned. */
  readonly least?: number;
  readonly most?: number;
}

/** The fields of a row, in the order of the columns that the model learned from. */
export function fieldsOf({ columns }: Encoding): Field[] {
  return columns.map((column) => {
    const { name, type } = column;
    if (type === "category") return { name, isNumber: false, choices: column.levels };
    if (type === "boolean") return { name, isNumber: false, choices: ["false", "true"] };
    if (type === "date") return { name, isNumber: false };
    const [least, most] = column.range ?? [];
    return { name, isNumber: true, ...(least === undefined ? {} : { least, most }) };
  });
}

/** What the fields hold of an encoded row; a missing cell is empty. */
export const cellsOfRow = (encoding: Encoding, row: ArrayLike<number>): string[] =>
  encodedCells(encoding, row).map((cell) =>
    typeof cell === "number" ? String(Number(cell.toPrecision(12))) : isLevel(cell) ? cell : "",
  );

/** Words of `encodedCells` that are no values of a column. */
const isLevel = (cell: string): boolean => cell !== "missing" && cell !== "other" && cell !== "never seen";

/** What the model says of a row that a person typed. */
export interface NewRowPrediction {
  /** Of classes. */
  readonly label?: Label;
  /** One a class, where the model has them. */
  readonly probabilities?: readonly { readonly label: string; readonly probability: number }[];
  /** Of numbers. */
  readonly value?: number;
  /** Its interval, or its set of classes, where these were asked for. */
  readonly cover?: string;
}

/** @param cells one a field, as typed; empty ones are missing @throws InputError for a cell that its column cannot hold */
export function predictCells(model: AnyModel, encoding: Encoding, cells: readonly string[]): NewRowPrediction {
  const { columns, reading } = encoding;
  const table: Table = {
    columnNames: columns.map(({ name }) => name),
    columns: cells.map((cell, place) => [cell.trim() === "" ? null : asColumnWrites(columns[place], cell.trim())]),
    rowCount: 1,
    header: true,
    decimal: reading.decimal,
    notes: [],
  };
  const inputs = encode(encoding, table);
  return predictionOf(model, inputs);
}

/** The form shows dates as 2024-12-31; the column may write them in another way. Every other cell is left as it was typed. */
function asColumnWrites(column: Encoding["columns"][number], cell: string): string {
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(cell) ?? [];
  if (column.type !== "date" || day === undefined) return cell;
  const moment = Date.UTC(Number(year), Number(month) - 1, Number(day));
  switch (column.form) {
    case "day-first":
      return `${day}/${month}/${year}`;
    case "month-first":
      return `${month}/${day}/${year}`;
    case "named":
      return `${day} ${new Date(moment).toLocaleString("en", { month: "long", timeZone: "UTC" })} ${year}`;
    case "compact":
      return year + month + day;
    case "seconds":
      return String(moment / 1000);
    case "milliseconds":
      return String(moment);
    default:
      return cell;
  }
}

function predictionOf(model: AnyModel, inputs: Matrix): NewRowPrediction {
  const { labels } = model;
  const cover = coverOf(model, inputs);
  const ofCover = cover === undefined ? {} : { cover };
  if (!labels) return { value: model.network.predict(inputs)[0], ...ofCover };
  const label = predictLabels(model, inputs)[0];
  if (!givesProbabilities(model)) return { label, ...ofCover };
  const { values } = predictProbabilities(model, inputs);
  return {
    label,
    probabilities: labels.map((each, k) => ({ label: String(each), probability: values[k] })),
    ...ofCover,
  };
}

/** The interval of a row, or its set of classes, in words; nothing where none were asked for. @param inputs one encoded row */
export function coverOf(model: AnyModel, inputs: Matrix): string | undefined {
  if (!("intervals" in model) || !model.intervals) return undefined;
  const level = `${100 * model.intervals.level} %`;
  if (model.labels) return `its ${level} set is {${predictSets(model, inputs)[0].join(", ")}}`;
  const { lower, upper } = predictIntervals(model, inputs);
  return `its ${level} interval goes from ${plain(lower[0], 4)} to ${plain(upper[0], 4)}`;
}
