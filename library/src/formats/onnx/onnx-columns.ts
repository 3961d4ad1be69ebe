import type { Network } from "../../models/raw-network.js";
import { elementTypes, type OnnxGraph } from "./onnx-graph.js";
import { zero } from "./onnx-layers.js";

// The factors of columns are in the weights (scaled-network.ts): onnxruntime takes a lone factor beside a product into it as a 32-bit scale, in
// double precision too.

/**
 * The part of a graph where raw columns enter: x − shift, for images times their factors, without the columns that the
 * network leaves out (those of factor 0), then a column of ones for a bias.
 * @param raw the name of a value [rows, columns]
 */
export function centredColumns(graph: OnnxGraph, { columns, kind }: Network, raw: string): string {
  const { shift, factor, bias } = columns;
  const images = kind === "convolutional" || kind === "gated-convolutional";
  const differences = graph.apply("Sub", [raw, graph.numbers("column_shift", [shift.length], shift)]);
  const centred = images
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
