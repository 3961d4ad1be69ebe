import { relu } from "../../activations/activation.js";
import { imageSize, type PatchShape, patchCount, patchMatrix } from "../../arrangements/patches.js";
import { type Matrix, matrix, transpose } from "../../linear-algebra/matrix.js";
import type { NeuronNetwork } from "../../models/inner-network.js";
import type { DeepGatedNetwork } from "../../networks/deep-gated.js";
import type { DeepReluNetwork } from "../../networks/deep-relu.js";
import type { GatedActivationNetwork } from "../../networks/gated-activation.js";
import type { ReluNetwork } from "../../networks/relu.js";
import type { OnnxGraph } from "./onnx-graph.js";
import { maskedBlocks, openGates, tabulate, weights } from "./onnx-layers.js";

/** f over the columns that a network takes, [rows, outputs]. @param outputs how many */
export function networkGraph(graph: OnnxGraph, network: NeuronNetwork, outputs: number, input: string): string {
  switch (network.kind) {
    case "relu":
      return neuronsGraph(graph, network, input);
    case "deep-relu":
      return deepGraph(graph, network, input);
    case "gated-relu":
      return activationGraph(graph, { ...network, activation: relu() }, input);
    case "gated-activation":
      return activationGraph(graph, network, input);
    case "deep-gated-relu": {
      const columns = network.layers.gates[0].rows;
      return maskedBlocks(graph, input, deepMasks(graph, network, input), network.blocks, columns);
    }
    case "gated-convolutional": {
      const patches = patchRows(graph, network.patches, input);
      const masks = gatesOf(graph, network.gates, patches);
      const rows = maskedBlocks(graph, patches, masks, network.blocks, network.gates.rows);
      return pooled(graph, network.patches, outputs, rows);
    }
    case "convolutional": {
      const rows = neuronsGraph(graph, network.filters, patchRows(graph, network.patches, input));
      return pooled(graph, network.patches, outputs, rows);
    }
  }
}

function deepGraph(graph: OnnxGraph, network: DeepReluNetwork, input: string): string {
  return network.weights.reduce((values, layer, l) => {
    const rectified = l === 0 ? values : graph.apply("Relu", [values]);
    return graph.apply("MatMul", [rectified, weights(graph, "layer", layer)]);
  }, input);
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

type Gated = Pick<GatedActivationNetwork, "activation" | "gates" | "blocks">;

function activationGraph(graph: OnnxGraph, { activation, gates, blocks }: Gated, input: string): string {
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

/** σ(Xw_j)a_j, summed, with σ(t) = s₋t + (s₊ − s₋)(t)₊: no factor stands alone (onnxruntime would make it a 32-bit one). */
function neuronsGraph(graph: OnnxGraph, { hidden, output, activation = relu() }: ReluNetwork, rows: string): string {
  const products = graph.apply("MatMul", [rows, weights(graph, "hidden", transpose(hidden))]);
  const times = (activations: string, factor: number) =>
    graph.apply("MatMul", [activations, weights(graph, "readout", factor === 1 ? output : scaled(output, factor))]);
  if (activation.name === "threshold") return times(openGates(graph, products), 1);
  const { positive, negative } = activation;
  const above = times(graph.apply("Relu", [products]), positive - negative);
  return negative === 0 ? above : graph.apply("Add", [above, times(products, negative)]);
}

/** One row a patch: which pixel each number comes from is read off a picture whose pixels are their own numbers; 0 is the padding. */
function patchRows(graph: OnnxGraph, shape: PatchShape, input: string): string {
  const pixels = imageSize(shape);
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
function pooled(graph: OnnxGraph, patches: PatchShape, outputs: number, rows: string): string {
  const shape = graph.wholeNumbers("shape", [3], [-1, patchCount(patches), outputs]);
  const images = graph.apply("Reshape", [rows, shape]);
  return graph.apply("ReduceSum", [images, graph.wholeNumbers("axis", [1], [1])], { keepdims: 0 });
}
