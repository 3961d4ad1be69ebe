import { InputError, rejectUnknownOptions } from "../errors.js";
import type { GatedReluNetwork } from "../networks/gated-relu.js";
import { type Network, requireNeurons } from "../networks/network.js";
import type { ReluNetwork } from "../networks/relu.js";
import type { TrainedModel } from "../reductions/trained-model.js";
import { elementTypes, OnnxGraph, type Precision } from "./onnx-graph.js";
import { maskedBlocks, openGates, tabulate, weights, zero } from "./onnx-layers.js";

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

/** x − shift without the columns that the network leaves out (of factor 0), then a column of ones for a bias. */
function centredColumns(graph: OnnxGraph, { columns }: Network, raw: string): string {
  const { shift, factor, bias } = columns;
  const centred = graph.apply("Sub", [raw, graph.numbers("column_shift", [shift.length], shift)]);
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

/** f over centred columns times the output scale, [rows, outputs]: one function for each kind of network. */
function innerGraph(graph: OnnxGraph, network: Network, columns: string): string {
  if (network.neuronCount === 0) return zeroOutputs(graph, network.outputCount, columns);
  const inner = requireNeurons(network);
  return inner.kind === "relu"
    ? reluGraph(graph, network, inner, columns)
    : gatedReluGraph(graph, network, inner, columns);
}

/** Runtimes take no empty weights: a network without neurons is one sum, times 0. */
function zeroOutputs(graph: OnnxGraph, outputCount: number, columns: string): string {
  const sum = graph.apply("ReduceSum", [columns, graph.wholeNumbers("axis", [1], [1])], { keepdims: 1 });
  return graph.apply("MatMul", [sum, graph.numbers("nothing", [1, outputCount], new Float64Array(outputCount))]);
}

/** The factor of each of the inner network's columns; the column of ones has 1. */
const factorOf = ({ columns }: Network, column: number): number => columns.factor[column] ?? 1;

/** (Xw_j)₊a_j, summed. */
function reluGraph(graph: OnnxGraph, network: Network, { hidden, output }: ReluNetwork, columns: string): string {
  const [d, m] = [hidden.columns, hidden.rows];
  const first = tabulate(d, m, (k, j) => factorOf(network, k) * hidden.values[j * d + k]);
  const second = tabulate(
    m,
    output.columns,
    (j, k) => network.outputs.scale[k] * output.values[j * output.columns + k],
  );
  const activations = graph.apply("Relu", [graph.apply("MatMul", [columns, weights(graph, "hidden", first)])]);
  return graph.apply("MatMul", [activations, weights(graph, "readout", second)]);
}

/** 1{xᵀg_i ≥ 0}xᵀw_i, summed over the gates. */
function gatedReluGraph(graph: OnnxGraph, network: Network, inner: GatedReluNetwork, columns: string): string {
  const { gates, blocks } = inner;
  const [d, m, outputs] = [gates.rows, gates.columns, network.outputCount];
  const signs = tabulate(d, m, (k, i) => factorOf(network, k) * gates.values[k * m + i]);
  const products = graph.apply("MatMul", [columns, weights(graph, "gates", signs)]);
  const masks = openGates(graph, products);
  const scaled = tabulate(m, d * outputs, (i, k) => {
    const [column, output] = [Math.floor(k / outputs), k % outputs];
    return factorOf(network, column) * network.outputs.scale[output] * blocks.values[i * d * outputs + k];
  });
  return maskedBlocks(graph, columns, masks, scaled, d);
}

/** [rows]: the second class where the only output is at least 0, else the class of the largest output. */
function classIndex(graph: OnnxGraph, output: string, outputCount: number): string {
  if (outputCount > 1) return graph.apply("ArgMax", [output], { axis: 1, keepdims: 0 });
  const second = graph.apply("GreaterOrEqual", [output, zero(graph)]);
  const index = graph.apply("Cast", [second], { to: elementTypes.int64 });
  return graph.apply("Squeeze", [index, graph.wholeNumbers("axis", [1], [1])]);
}
