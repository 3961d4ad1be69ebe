import type { OnnxGraph, OnnxRows } from "halfspace";
import type { DateColumn } from "../date-schema.js";
import { dayLength } from "../dates.js";
import type { ColumnEncoding, Encoding } from "../encoding.js";
import { onCircle, placeCount } from "../write-dates.js";
import { type ExportedColumn, exportedColumns } from "./exported-columns.js";
import { datePlace } from "./onnx-calendar.js";

/** Element types of ONNX tensors (TensorProto.DataType). */
const elementTypes = { double: 11, int64: 7, text: 8 } as const;

/**
 * The front of an ONNX graph that takes raw rows: one input [rows, 1] for each column of the table. Numbers, true (1) and
 * false (0) are doubles, and NaN is missing. Dates are doubles too: milliseconds since 1970 (seconds where the table counts
 * those). Words are strings, and the empty one is missing. Missing numbers become the training median, words never seen
 * are pooled as `encode` pools them. A graph cannot refuse a value, so a word or an infinity is the caller's to check.
 * @returns what `toOnnx` takes as `rows`
 */
export function onnxRows(encoding: Encoding): OnnxRows {
  const columns = exportedColumns(encoding);
  return {
    description: columns.map(({ encoding: { name, type }, holds }) => ({ name, type, holds })),
    encode(graph) {
      const parts = columns.flatMap((column) => encodedColumn(graph, column));
      return parts.length === 1 ? parts[0] : graph.apply("Concat", parts, { axis: 1 });
    },
  };
}

/** The columns of the matrix that a column of the table becomes, as `encode` orders them. */
function encodedColumn(graph: OnnxGraph, { encoding, missingWords, missingNumbers }: ExportedColumn): string[] {
  if (encoding.type === "category") return levels(graph, encoding, missingWords);
  const raw = graph.input(encoding.name, ["rows", 1], elementTypes.double);
  const known = knownNumbers(graph, raw, missingNumbers);
  const columns = encoding.type === "date" ? dateColumns(graph, encoding, raw, known) : [raw];
  const filled = graph.apply("Where", [known, columns[0], double(graph, "median", encoding.median)]);
  const limits = encoding.type === "numeric" ? encoding.limits : undefined;
  const ends = (limits ?? []).map((limit) => double(graph, "limit", limit));
  const within = limits ? graph.apply("Clip", [filled, ...ends]) : filled;
  const circles = columns.slice(1).map((circle) => graph.apply("Mul", [circle, asDouble(graph, known)]));
  const missing = encoding.indicator ? [asDouble(graph, graph.apply("Not", [known]))] : [];
  return [within, ...circles, ...missing];
}

/** [rows, 1], true where a number is there: NaN is not equal to itself. */
function knownNumbers(graph: OnnxGraph, raw: string, markers: readonly number[]): string {
  return markers.reduce(
    (known, marker) => {
      const differs = graph.apply("Not", [graph.apply("Equal", [raw, double(graph, "marker", marker)])]);
      return graph.apply("And", [known, differs]);
    },
    graph.apply("Equal", [raw, raw]),
  );
}

const double = (graph: OnnxGraph, name: string, value: number): string => graph.numbers(name, [1], [value], "double");

const asDouble = (graph: OnnxGraph, value: string): string => graph.apply("Cast", [value], { to: elementTypes.double });

/** Days since the first training date, then the circles, [rows, 2] each. */
function dateColumns(graph: OnnxGraph, column: DateColumn, raw: string, known: string): string[] {
  const inMilliseconds = column.form === "seconds" ? graph.apply("Mul", [raw, double(graph, "second", 1000)]) : raw;
  const moment = graph.apply("Where", [known, inMilliseconds, double(graph, "origin", column.origin)]);
  const since = graph.apply("Sub", [moment, double(graph, "origin", column.origin)]);
  const days = graph.apply("Div", [since, double(graph, "day", dayLength)]);
  return [days, ...column.circles.map((circle) => circleColumns(graph, circle, moment))];
}

/** Sine and cosine of a place on a circle, [rows, 2], from a table of them. */
function circleColumns(graph: OnnxGraph, circle: DateColumn["circles"][number], moment: string): string {
  const table = Array.from({ length: placeCount[circle] }, (_, place) => onCircle(circle, place)).flat();
  const values = graph.numbers(circle, [placeCount[circle], 2], table, "double");
  const place = graph.apply("Cast", [datePlace(graph, circle, moment)], { to: elementTypes.int64 });
  const flat = graph.apply("Reshape", [place, graph.wholeNumbers("flat", [1], [-1])]);
  return graph.apply("Gather", [values, flat]);
}

type LevelColumn = Extract<ColumnEncoding, { type: "category" }>;

/** 1 in the column of a word's level, of "other" or of "missing". */
function levels(graph: OnnxGraph, column: LevelColumn, missingWords: readonly string[]): string[] {
  const { levels, other, missing } = column;
  const raw = graph.input(column.name, ["rows", 1], elementTypes.text);
  const width = levels.length + Number(other) + Number(missing);
  if (width === 0) return [];
  const places = new Map(levels.map((level, place) => [level, place]));
  const otherPlace = other ? levels.length : -1;
  const missingPlace = missing ? width - 1 : otherPlace;
  if (missingPlace >= 0) for (const word of missingWords) if (!places.has(word)) places.set(word, missingPlace);
  const found = graph.placesOfWords(raw, places);
  const unseen = graph.apply("Equal", [found, graph.wholeNumbers("unseen", [1], [-1])]);
  const place = other ? graph.apply("Where", [unseen, graph.wholeNumbers("other", [1], [otherPlace]), found]) : found;
  const row = graph.wholeNumbers(
    "levels",
    [1, width],
    Array.from({ length: width }, (_, k) => k),
  );
  return [asDouble(graph, graph.apply("Equal", [place, row]))];
}
