import { rejectUnknownOptions, requireOneOf } from "../../errors.js";
import { givesProbabilities } from "../../models/class-probabilities.js";
import type { NeuronNetwork } from "../../models/inner-network.js";
import type { KernelMachine } from "../../models/kernel-machine.js";
import { kindOf } from "../../models/network-kinds.js";
import type { Network } from "../../models/raw-network.js";
import type { Label } from "../../reductions/class-labels.js";
import type { Exportable } from "../exportable.js";
import { centredColumns, requireSinglePrecision } from "./onnx-columns.js";
import { elementTypes, OnnxGraph, type Precision } from "./onnx-graph.js";
import { kernelGraph } from "./onnx-kernels.js";
import { zero } from "./onnx-layers.js";
import { networkGraph } from "./onnx-networks.js";
import { scaledNetwork } from "./scaled-network.js";

/** How `toOnnx` writes a file. */
export interface OnnxOptions {
  /** Default "single". "double" keeps the numbers of `predict` to rounding. */
  readonly precision?: Precision;
  /** Names of the raw columns, kept in the file's metadata. */
  readonly columnNames?: readonly string[];
  /** Takes raw rows of a table in the place of the one input; `@halfspace/tables` makes it from an encoding. */
  readonly rows?: OnnxRows;
}

/** The part of a graph in which rows of a table become the numbers that a network takes. */
export interface OnnxRows {
  /** What the inputs are, as JSON in the file's metadata. */
  readonly description: unknown;
  /** Adds inputs and nodes. @returns the name of a value [rows, columns] in double precision */
  encode(graph: OnnxGraph): string;
}

/**
 * A network as an ONNX file (operator set 17). The graph takes raw columns and gives targets, and it holds the scaling
 * of the inputs. A network without maps, such as `gatedNetwork` gives, takes its own columns and gives its own outputs.
 *
 * The input is "input" [rows, columns]; with `rows` the inputs are those of a table, one a column. The output is
 * "output" [rows, outputs], the numbers of `predict` or of `networkPredictions`. For classes there is also "class"
 * [rows], the index into the labels, which are in the metadata as JSON, "label" [rows], the label itself, and, where the
 * model has them, "probabilities" [rows, classes] in the order of the labels.
 *
 * Within rounding of a gate, a gated network may take the other side. In single precision the rounding of a ReLU network
 * grows with the inflation of its decomposition. A kernel model and an average with kernels hold their training rows,
 * after the column map, and compute in double precision in any case: their coefficients cancel each other.
 * @returns the bytes of the file
 * @throws InputError in single precision for columns and scales that it would lose
 */
export function toOnnx(exported: Exportable | NeuronNetwork, options: OnnxOptions = {}): Uint8Array {
  rejectUnknownOptions(options, { precision: true, columnNames: true, rows: true }, "toOnnx");
  const { precision = "single", columnNames, rows } = options;
  requireOneOf("precision", precision, ["single", "double"]);
  const graph = new OnnxGraph(holdsKernels(exported) ? "double" : precision, precision);
  const metadata = "network" in exported ? modelGraph(graph, exported, rows) : bareGraph(graph, exported);
  const columns = rows?.description ?? columnNames;
  return graph.finish({ ...metadata, ...(columns ? { columns: JSON.stringify(columns) } : {}) });
}

/** Kernels weigh every training row; the weights cancel each other far more than single precision could keep. */
function holdsKernels(exported: Exportable | NeuronNetwork): boolean {
  if (!("network" in exported)) return false;
  const { inner } = exported.network;
  return inner.kind === "kernel" || (inner.kind === "average" && inner.members.some(({ kind }) => kind === "kernel"));
}

/** The network alone, without maps. */
function bareGraph(graph: OnnxGraph, network: NeuronNetwork): Record<string, string> {
  const { inputCount, outputCount } = kindOf(network);
  const input = graph.input("input", ["rows", inputCount(network)]);
  const outputs = outputCount(network);
  graph.output("output", networkGraph(graph, network, outputs, input), ["rows", outputs]);
  return { network: network.kind };
}

/** From raw columns to raw targets, and to the classes. */
function modelGraph(graph: OnnxGraph, model: Exportable, rows: OnnxRows | undefined): Record<string, string> {
  const { network, labels } = model;
  if (graph.outside === "single") requireSinglePrecision(network, rows === undefined);
  const columns = rows
    ? centredColumns(graph, network, rows.encode(graph), "double")
    : centredColumns(graph, network, graph.input("input", ["rows", network.inputCount]));
  const inner = innerGraph(graph, network, columns);
  const { shift, link } = network.outputs;
  const shifted = graph.apply("Add", [inner, graph.numbers("output_shift", [shift.length], shift)]);
  const output = link === "exp" ? graph.apply("Exp", [shifted]) : shifted;
  graph.output("output", output, ["rows", network.outputCount]);
  if (!labels) return { network: network.kind };
  const index = classIndex(graph, output, network.outputCount);
  graph.output("class", index, ["rows"], elementTypes.int64);
  const { names, type } = labelNames(graph, labels);
  graph.output("label", graph.apply("Gather", [names, index]), ["rows"], type);
  if (givesProbabilities(model)) {
    graph.output("probabilities", probabilities(graph, output, network.outputCount), ["rows", labels.length]);
  }
  return { network: network.kind, labels: JSON.stringify(labels) };
}

/** f over centred columns times the output scale, [rows, outputs]: the scaling is in the weights, but for images and kernels. */
function innerGraph(graph: OnnxGraph, network: Network, columns: string): string {
  const { inner, outputs } = network;
  if (inner.kind === "average") {
    const share = { ...outputs, scale: outputs.scale.map((value) => value / inner.members.length) };
    const factor = new Float64Array(network.columns.factor.length).fill(1);
    // The columns have their factors already, for the kernels among the members.
    const maps = { columns: { ...network.columns, factor }, outputs: share };
    return inner.members
      .map((member) => memberGraph(graph, member, maps, columns))
      .reduce((sum, member) => graph.apply("Add", [sum, member]));
  }
  return memberGraph(graph, inner, network, columns);
}

/** One network, or one member of an average. */
function memberGraph(
  graph: OnnxGraph,
  inner: NeuronNetwork | KernelMachine,
  maps: Pick<Network, "columns" | "outputs">,
  columns: string,
): string {
  const { scale } = maps.outputs;
  if (kindOf(inner).neuronCount(inner) === 0) return zeroOutputs(graph, scale.length, columns);
  if (inner.kind === "kernel") return kernelGraph(graph, inner, scale, columns);
  return networkGraph(graph, scaledNetwork(inner, maps), scale.length, columns);
}

/** Runtimes take no empty weights: a network without neurons is one sum, times 0. */
function zeroOutputs(graph: OnnxGraph, outputCount: number, columns: string): string {
  const sum = graph.apply("ReduceSum", [columns, graph.wholeNumbers("axis", [1], [1])], { keepdims: 1 });
  return graph.apply("MatMul", [sum, graph.numbers("nothing", [1, outputCount], new Float64Array(outputCount))]);
}

/** [rows]: the rule of `decodeOutputs`. */
function classIndex(graph: OnnxGraph, output: string, outputCount: number): string {
  if (outputCount > 1) return graph.apply("ArgMax", [output], { axis: 1, keepdims: 0 });
  const second = graph.apply("Greater", [output, zero(graph)]);
  const index = graph.apply("Cast", [second], { to: elementTypes.int64 });
  return graph.apply("Squeeze", [index, graph.wholeNumbers("axis", [1], [1])]);
}

/** The labels as a constant: words, or numbers in double precision; true and false as words. */
function labelNames(graph: OnnxGraph, labels: readonly Label[]): { names: string; type: number } {
  if (labels.every((label) => typeof label === "number")) {
    return { names: graph.numbers("labels", [labels.length], labels, "double"), type: elementTypes.double };
  }
  return { names: graph.words("labels", labels.map(String)), type: elementTypes.text };
}

/** [rows, classes]: what `predictProbabilities` makes of the scores. */
function probabilities(graph: OnnxGraph, output: string, outputCount: number): string {
  if (outputCount > 1) return graph.apply("Softmax", [output], { axis: 1 });
  const second = graph.apply("Sigmoid", [output]);
  const first = graph.apply("Sub", [graph.numbers("one", [1], [1]), second]);
  return graph.apply("Concat", [first, second], { axis: 1 });
}
