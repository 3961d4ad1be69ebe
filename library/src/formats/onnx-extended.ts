import { imageSize } from "../arrangements/patches.js";
import { rejectUnknownOptions } from "../errors.js";
import type { ExtendedNetwork } from "../networks/gated.js";
import { OnnxGraph, type Precision } from "./onnx-graph.js";
import { networkGraph } from "./onnx-networks.js";

/**
 * A deep, convolutional or other gated network as an ONNX file (operator set 17): "input" [rows, columns] to "output" [rows, outputs], the
 * numbers of `extendedPredictions`. Does not do: scaling of columns (these networks take theirs as they are).
 */
export function extendedToOnnx(network: ExtendedNetwork, options: { readonly precision?: Precision } = {}): Uint8Array {
  rejectUnknownOptions(options, ["precision"], "extendedToOnnx");
  const graph = new OnnxGraph(options.precision ?? "single");
  const columns = columnsOf(network);
  const outputs = outputsOf(network);
  const input = graph.input("input", ["rows", columns]);
  graph.output("output", networkGraph(graph, network, outputs, input), ["rows", outputs]);
  return graph.finish({ network: network.kind });
}

function columnsOf(network: ExtendedNetwork): number {
  if (network.kind === "deep-gated-relu") return network.layers.gates[0].rows;
  if (network.kind === "deep-relu") return network.weights[0].rows;
  if (network.kind === "gated-activation") return network.gates.rows;
  return imageSize(network.patches);
}

function outputsOf(network: ExtendedNetwork): number {
  if (network.kind === "convolutional") return network.filters.output.columns;
  if (network.kind === "deep-relu") return network.weights[network.weights.length - 1].columns;
  if (network.kind === "deep-gated-relu") return network.blocks.columns / network.layers.gates[0].rows;
  const isThreshold = network.kind === "gated-activation" && network.activation.name === "threshold";
  return network.blocks.columns / (isThreshold ? 1 : network.gates.rows);
}
