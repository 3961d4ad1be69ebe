import { InputError, rejectUnknownOptions } from "../errors.js";
import type { TrainedModel } from "../models/trained-model.js";
import { type Network, requireNeurons } from "../networks/network.js";
import { elementTypes, OnnxGraph, type Precision } from "./onnx-graph.js";
import { zero } from "./onnx-layers.js";
import { networkGraph } from "./onnx-networks.js";
import { scaledNetwork } from "./scaled-network.js";

export interface OnnxOptions {
  /** Default "single". "double" keeps the numbers of `predict` to rounding. */
  readonly precision?: Precision;
  /** Names of the raw columns, kept in the file's metadata. */
  readonly columnNames?: readonly string[];
}

/** A network, or a trained model, whose classes then come along. */
export type Exportable = Pick<TrainedModel, "network" | "labels">;

/**
 * The network as an ONNX file (operator set 17): raw columns in, targets out, its input scaling inside the graph.
 *
 * Input "input" [rows, columns]; output "output" [rows, outputs], the numbers of `predict`; for classes also "class" [rows], the index into
 * the labels, which are in the metadata as JSON. Within rounding of a gate a gated network may take the other side; in single precision a ReLU
 * network is as exact as its decomposition is tight (rounding grows with its inflation).
 */
export function toOnnx({ network, labels }: Exportable, options: OnnxOptions = {}): Uint8Array {
  rejectUnknownOptions(options, ["precision", "columnNames"], "toOnnx");
  const { precision = "single", columnNames } = options;
  if (precision !== "single" && precision !== "double") {
    throw new InputError("out-of-range", "precision", `precision: got ${precision}; expected "single" or "double"`);
  }
  const graph = new OnnxGraph(precision);
  const raw = graph.input("input", ["rows", network.inputCount]);
  const inner = innerGraph(graph, network, centredColumns(graph, network, raw));
  const { shift } = network.outputs;
  const output = graph.apply("Add", [inner, graph.numbers("output_shift", [shift.length], shift)]);
  graph.output("output", output, ["rows", network.outputCount]);
  if (labels) graph.output("class", classIndex(graph, output, network.outputCount), ["rows"], elementTypes.int64);
  return graph.finish({
    network: network.kind,
    ...(labels ? { labels: JSON.stringify(labels) } : {}),
    ...(columnNames ? { columns: JSON.stringify(columnNames) } : {}),
  });
}

// The factors of columns and outputs are in the weights: onnxruntime takes a lone factor beside a product into it as a 32-bit scale, in double
// precision too.

/** x − shift (images: times their factors) without the columns that the network leaves out (of factor 0), then a column of ones for a bias. */
function centredColumns(graph: OnnxGraph, { columns, kind }: Network, raw: string): string {
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

/** f over centred columns times the output scale, [rows, outputs]: the scaling is in the weights, but for images. */
function innerGraph(graph: OnnxGraph, network: Network, columns: string): string {
  requireNeurons(network);
  if (network.neuronCount === 0) return zeroOutputs(graph, network.outputCount, columns);
  return networkGraph(graph, scaledNetwork(network), network.outputCount, columns);
}

/** Runtimes take no empty weights: a network without neurons is one sum, times 0. */
function zeroOutputs(graph: OnnxGraph, outputCount: number, columns: string): string {
  const sum = graph.apply("ReduceSum", [columns, graph.wholeNumbers("axis", [1], [1])], { keepdims: 1 });
  return graph.apply("MatMul", [sum, graph.numbers("nothing", [1, outputCount], new Float64Array(outputCount))]);
}

/** [rows]: the second class where the only output is at least 0, else the class of the largest output. */
function classIndex(graph: OnnxGraph, output: string, outputCount: number): string {
  if (outputCount > 1) return graph.apply("ArgMax", [output], { axis: 1, keepdims: 0 });
  const second = graph.apply("GreaterOrEqual", [output, zero(graph)]);
  const index = graph.apply("Cast", [second], { to: elementTypes.int64 });
  return graph.apply("Squeeze", [index, graph.wholeNumbers("axis", [1], [1])]);
}
