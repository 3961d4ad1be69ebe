import type { GroupChange, Matrix } from "halfspace";
import { matrix } from "halfspace";
import { dayLength } from "./dates.js";
import { type ColumnEncoding, type Encoding, type PlacedColumn, placedColumns } from "./encoding.js";
import { writeMoment } from "./write-dates.js";

/** Points of the effect curve of one raw column. */
export type EffectPoints = {
  readonly name: string;
  /** The column of the matrix that it begins with, from 0. */
  readonly column: number;
  /** What its columns of the matrix are set to, a point a row. */
  readonly points: Matrix;
  /** The points as a person reads them: numbers, or words (levels, dates). */
  readonly at: readonly number[] | readonly string[];
};

/**
 * What an encoded row says of each raw column, in words: the number, the level, the date, or "missing".
 * @param row as `encode` makes it
 * @returns one entry a raw column
 */
export function encodedCells(encoding: Encoding, row: ArrayLike<number>): (number | string)[] {
  return placedColumns(encoding).map(({ column, first, width }) =>
    cellOf(
      column,
      Array.from({ length: width }, (_, k) => row[first + k]),
    ),
  );
}

function cellOf(column: ColumnEncoding, values: readonly number[]): number | string {
  if (column.type === "category") {
    const place = values.indexOf(1);
    if (place < 0) return "never seen";
    return column.levels[place] ?? (column.other && place === column.levels.length ? "other" : "missing");
  }
  if (column.indicator && values[values.length - 1] === 1) return "missing";
  if (column.type === "boolean") return values[0] === 1 ? "true" : values[0] === 0 ? "false" : values[0];
  return column.type === "date" ? dayAt(column.origin, values[0]) : values[0];
}

const dayAt = (origin: number, days: number): string =>
  new Date(origin + days * dayLength).toISOString().replace(/T00:00:00\.000Z$/, "");

/**
 * How the raw columns of a row may change, for `nearestChange`: numbers within the range of the training rows, words and truths to any that is known.
 * Dates stay, and so does a number that is missing.
 * @param row as `encode` makes it
 * @param fixed names of columns that stay
 * @returns one entry a raw column
 */
export function changesOf(encoding: Encoding, row: ArrayLike<number>, fixed: readonly string[] = []): GroupChange[] {
  return placedColumns(encoding).map(({ column, first, width }) => {
    const isMissing = column.type !== "category" && column.indicator && row[first + width - 1] === 1;
    if (fixed.includes(column.name) || isMissing || column.type === "date") return { kind: "fixed" };
    if (column.type === "category")
      return { kind: "choice", choices: column.levels.map((_, level) => unit(width, level)) };
    if (column.type === "boolean")
      return { kind: "choice", choices: [0, 1].map((value) => [value, ...unit(width - 1, -1)]) };
    const [least, most] = column.range ?? [undefined, undefined];
    return { kind: "number", ...(least === undefined ? {} : { least, most }) };
  });
}

const unit = (width: number, place: number): number[] => Array.from({ length: width }, (_, k) => (k === place ? 1 : 0));

const pointCount = 21;

/**
 * Where the effect of each raw column is looked at: numbers and dates at 21 places from their least to their greatest among the rows, words at each
 * level, truths at both.
 * @param rows as `encode` makes them
 * @returns one entry a raw column
 */
export function effectPoints(encoding: Encoding, rows: Matrix): EffectPoints[] {
  return placedColumns(encoding).map((placed) => ({
    name: placed.column.name,
    column: placed.first,
    ...pointsOf(placed, rows),
  }));
}

function pointsOf({ column, first, width }: PlacedColumn, rows: Matrix): Pick<EffectPoints, "points" | "at"> {
  const made = (count: number, write: (point: number, values: Float64Array, at: number) => void) => {
    const points = matrix(count, width);
    for (let point = 0; point < count; point++) write(point, points.values, point * width);
    return points;
  };
  if (column.type === "category") {
    const points = made(column.levels.length, (level, values, at) => {
      values[at + level] = 1;
    });
    return { points, at: column.levels };
  }
  const set = (places: readonly number[]) =>
    made(places.length, (point, values, at) => values.fill(places[point], at, at + 1));
  if (column.type === "boolean") return { points: set([0, 1]), at: ["false", "true"] };
  const places = spread(rows, first);
  if (column.type === "numeric") return { points: set(places), at: places };
  const days = places.map(Math.round);
  const { origin } = column;
  const points = made(days.length, (point, values, at) =>
    writeMoment(column, origin + days[point] * dayLength, values, at),
  );
  return { points, at: days.map((day) => dayAt(origin, day).slice(0, 10)) };
}

/** From the least to the greatest value of a column, at even distances. */
function spread({ rows, columns, values }: Matrix, column: number): number[] {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let row = 0; row < rows; row++) {
    least = Math.min(least, values[row * columns + column]);
    most = Math.max(most, values[row * columns + column]);
  }
  if (!(most > least)) return [least];
  return Array.from({ length: pointCount }, (_, k) => least + (k / (pointCount - 1)) * (most - least));
}
