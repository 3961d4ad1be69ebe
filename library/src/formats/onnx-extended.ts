import { type PatchShape, patchCount, patchMatrix } from "../arrangements/patches.js";
import { rejectUnknownOptions } from "../errors.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type {
  ConvolutionalNetwork,
  DeepGatedNetwork,
  ExtendedNetwork,
  GatedActivationNetwork,
  GatedConvolutionalNetwork,
} from "../networks/gated.js";
import type { ReluNetwork } from "../networks/relu.js";
import { OnnxGraph, type Precision } from "./onnx-graph.js";
import { maskedBlocks, openGates, tabulate, weights } from "./onnx-layers.js";

/**
 * A deep, convolutional or other gated network as an ONNX file (operator set 17): "input" [rows, columns] to "output" [rows, outputs], the
 * numbers of `extendedPredictions`. Does not do: scaling of columns (these networks take theirs as they are).
 */
export function extendedToOnnx(network: ExtendedNetwork, options: { readonly precision?: Precision } = {}): Uint8Array {
  rejectUnknownOptions(options, ["precision"], "extendedToOnnx");
  const graph = new OnnxGraph(options.precision ?? "single");
  const columns = columnsOf(network);
  const input = graph.input("input", ["rows", columns]);
  graph.output("output", forward(graph, network, input), ["rows", outputsOf(network)]);
  return graph.finish({ network: network.kind });
}

function columnsOf(network: ExtendedNetwork): number {
  if (network.kind === "deep-gated-relu") return network.layers.gates[0].rows;
  if (network.kind === "gated-activation") return network.gates.rows;
  const { height, width, channels } = network.patches;
  return height * width * channels;
}

function outputsOf(network: ExtendedNetwork): number {
  if (network.kind === "convolutional") return network.filters.output.columns;
  if (network.kind === "deep-gated-relu") return network.blocks.columns / network.layers.gates[0].rows;
  const isThreshold = network.kind === "gated-activation" && network.activation.name === "threshold";
  return network.blocks.columns / (isThreshold ? 1 : network.gates.rows);
}

function forward(graph: OnnxGraph, network: ExtendedNetwork, input: string): string {
  switch (network.kind) {
    case "deep-gated-relu":
      return maskedBlocks(graph, input, deepMasks(graph, network, input), network.blocks, columnsOf(network));
    case "gated-activation":
      return activationGraph(graph, network, input);
    case "gated-convolutional": {
      const patches = patchRows(graph, network.patches, input);
      const masks = gatesOf(graph, network.gates, patches);
      return pooled(graph, network, maskedBlocks(graph, patches, masks, network.blocks, network.gates.rows));
    }
    case "convolutional":
      return pooled(graph, network, reluLayers(graph, network.filters, patchRows(graph, network.patches, input)));
  }
}

const gatesOf = (graph: OnnxGraph, gates: Matrix, rows: string): string =>
  openGates(graph, graph.apply("MatMul", [rows, weights(graph, "gates", gates)]));

/** The product over the layers of each block's gates, [rows, m]; later layers look at random ReLU features (27). */
function deepMasks(graph: OnnxGraph, { layers }: DeepGatedNetwork, input: string): string {
  let features = input;
  let masks: string | undefined;
  layers.gates.forEach((gates, layer) => {
    if (layer > 0) {
      const product = graph.apply("MatMul", [features, weights(graph, "features", layers.hidden[layer - 1])]);
      features = graph.apply("Relu", [product]);
    }
    const choice = layers.choices[layer];
    const chosen = graph.apply(
      "Gather",
      [gatesOf(graph, gates, features), graph.wholeNumbers("choice", [choice.length], choice)],
      { axis: 1 },
    );
    masks = masks === undefined ? chosen : graph.apply("Mul", [masks, chosen]);
  });
  return masks as string;
}

function activationGraph(graph: OnnxGraph, { activation, gates, blocks }: GatedActivationNetwork, input: string) {
  const masks = gatesOf(graph, gates, input);
  if (activation.name === "threshold") return graph.apply("MatMul", [masks, weights(graph, "blocks", blocks)]);
  const open = maskedBlocks(graph, input, masks, scaled(blocks, activation.positive - activation.negative), gates.rows);
  if (activation.negative === 0) return open;
  // The slope below 0 is the same linear map for all rows: Σ_i w_i.
  const outputs = blocks.columns / gates.rows;
  const total = tabulate(gates.rows, outputs, (k, output) => {
    let sum = 0;
    for (let i = 0; i < blocks.rows; i++) sum += blocks.values[(i * gates.rows + k) * outputs + output];
    return activation.negative * sum;
  });
  return graph.apply("Add", [open, graph.apply("MatMul", [input, weights(graph, "below", total)])]);
}

const scaled = ({ rows, columns, values }: Matrix, factor: number): Matrix =>
  matrix(
    rows,
    columns,
    values.map((value) => factor * value),
  );

function reluLayers(graph: OnnxGraph, { hidden, output }: ReluNetwork, rows: string): string {
  const first = tabulate(hidden.columns, hidden.rows, (k, j) => hidden.values[j * hidden.columns + k]);
  const activations = graph.apply("Relu", [graph.apply("MatMul", [rows, weights(graph, "filters", first)])]);
  return graph.apply("MatMul", [activations, weights(graph, "readout", output)]);
}

/** One row a patch: which pixel each number comes from is read off a picture whose pixels are their own numbers; 0 is the padding. */
function patchRows(graph: OnnxGraph, shape: PatchShape, input: string): string {
  const pixels = shape.height * shape.width * shape.channels;
  const sources = patchMatrix(
    matrix(
      1,
      pixels,
      Float64Array.from({ length: pixels }, (_, k) => k + 1),
    ),
    shape,
  );
  const edge = graph.wholeNumbers("edge", [4], [0, 1, 0, 0]);
  const padded = graph.apply("Pad", [input, edge, graph.numbers("outside", [1], [0])]);
  const indices = graph.wholeNumbers("pixels", [sources.values.length], sources.values);
  const gathered = graph.apply("Gather", [padded, indices], { axis: 1 });
  return graph.apply("Reshape", [gathered, graph.wholeNumbers("shape", [2], [-1, sources.columns])]);
}

/** The sum over the patches of an image. */
function pooled(graph: OnnxGraph, network: ConvolutionalNetwork | GatedConvolutionalNetwork, rows: string): string {
  const shape = [-1, patchCount(network.patches), outputsOf(network)];
  const images = graph.apply("Reshape", [rows, graph.wholeNumbers("shape", [3], shape)]);
  return graph.apply("ReduceSum", [images, graph.wholeNumbers("axis", [1], [1])], { keepdims: 0 });
}
