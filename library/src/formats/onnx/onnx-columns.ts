import { InputError } from "../../errors.js";
import type { Network } from "../../models/raw-network.js";
import { elementTypes, type OnnxGraph } from "./onnx-graph.js";
import { zero } from "./onnx-layers.js";

// The factors of columns are in the weights (scaled-network.ts): onnxruntime takes a lone factor beside a product into it as a 32-bit scale, in
// double precision too.

/**
 * The part of a graph where raw columns enter: x − shift, for images and kernels times their factors, without the columns that the
 * network leaves out (those of factor 0), then a column of ones for a bias.
 * @param raw the name of a value [rows, columns]
 * @param precision of that value: columns are centred before they are rounded to the precision of the graph
 */
export function centredColumns(
  graph: OnnxGraph,
  { columns, kind }: Network,
  raw: string,
  precision = graph.precision,
): string {
  const { shift, factor, bias } = columns;
  const scaled = kind === "convolutional" || kind === "gated-convolutional" || kind === "kernel" || kind === "average";
  const exact = graph.apply("Sub", [raw, graph.numbers("column_shift", [shift.length], shift, precision)]);
  const differences =
    precision === graph.precision ? exact : graph.apply("Cast", [exact], { to: elementTypes[graph.precision] });
  const centred = scaled
    ? graph.apply("Mul", [differences, graph.numbers("column_factor", [factor.length], factor)])
    : differences;
  // Infinity times a weight of 0 would be NaN.
  const kept = factor.includes(0) ? graph.apply("Where", [usedColumns(graph, factor), centred, zero(graph)]) : centred;
  if (!bias) return kept;
  const one = graph.numbers("one", [1], [1]);
  return graph.apply("Pad", [kept, graph.wholeNumbers("bias_column", [4], [0, 0, 0, 1]), one]);
}

/** [columns], true where the network looks. */
function usedColumns(graph: OnnxGraph, factor: Float64Array): string {
  const used = Array.from(factor, (value) => Number(value !== 0));
  return graph.apply("Cast", [graph.wholeNumbers("used_columns", [used.length], used)], { to: elementTypes.boolean });
}

/** What rounding a raw column to single precision may move it by, in its own deviations. */
const largestRounding = 1e-4;
/** Scales that single precision holds, products with weights of usual size included. */
const singleScales = { from: 1e-25, to: 1e25 } as const;

/**
 * Refuses what single precision would lose: scales of columns and outputs that it cannot hold and, where rows come in as single floats, columns
 * so far from zero, beside their spread, that it would move them (seconds since 1970 within one day, say).
 * @param rounded whether rows come in as single floats
 * @throws InputError naming the first such column by its place
 */
export function requireSinglePrecision({ columns, outputs }: Network, rounded: boolean): void {
  const { shift, factor } = columns;
  const isLost = (scale: number) =>
    scale !== 0 && !(Math.abs(scale) >= singleScales.from && Math.abs(scale) <= singleScales.to);
  const lost = factor.findIndex(isLost);
  if (lost >= 0) throw tooFine(`column ${lost + 1}, whose deviation is ${(1 / factor[lost]).toPrecision(2)}`);
  const output = outputs.scale.findIndex(isLost);
  if (output >= 0) throw tooFine(`predictions as large as ${outputs.scale[output].toPrecision(2)}`);
  const moved = shift.findIndex((value, k) => Math.abs(value * factor[k]) * 2 ** -24 > largestRounding);
  if (!rounded || moved < 0) return;
  const times = Math.abs(shift[moved] * factor[moved]).toPrecision(2);
  throw tooFine(`column ${moved + 1}, whose mean is ${times} times its spread`);
}

const tooFine = (what: string): InputError =>
  new InputError({
    code: "out-of-range",
    argument: "precision",
    got: `single for ${what}`,
    expected: "double",
  });
