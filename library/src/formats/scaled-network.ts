import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { type Network, type NeuronNetwork, requireNeurons } from "../networks/network.js";

/**
 * The inner network with the factors of its columns and the scale of its outputs in its weights, so that a graph needs neither. The columns
 * of a convolutional network keep theirs: a filter meets every pixel.
 */
export function scaledNetwork(network: Network): NeuronNetwork {
  const inner = requireNeurons(network);
  const { columns, outputs } = network;
  const { scale } = outputs;
  // The column of ones has no factor.
  const byColumn = (k: number) => columns.factor[k] ?? 1;
  const byRow = (weights: Matrix) => changed(weights, (k, _, value) => byColumn(k) * value);
  const readout = (weights: Matrix) => changed(weights, (_, k, value) => scale[k % scale.length] * value);
  const both = (blocks: Matrix) =>
    changed(blocks, (_, k, value) => byColumn(Math.floor(k / scale.length)) * scale[k % scale.length] * value);
  switch (inner.kind) {
    case "relu":
      return {
        ...inner,
        hidden: changed(inner.hidden, (_, k, value) => byColumn(k) * value),
        output: readout(inner.output),
      };
    case "deep-relu": {
      const { weights } = inner;
      return { ...inner, weights: [...firstOf(weights.slice(0, -1), byRow), readout(weights[weights.length - 1])] };
    }
    case "convolutional":
      return { ...inner, filters: { ...inner.filters, output: readout(inner.filters.output) } };
    case "gated-convolutional":
      return { ...inner, blocks: readout(inner.blocks) };
    case "deep-gated-relu": {
      const { hidden, gates, choices } = inner.layers;
      const scaled = { hidden: firstOf(hidden, byRow), gates: firstOf(gates, byRow), choices };
      return { ...inner, layers: scaled, blocks: both(inner.blocks) };
    }
    case "gated-activation":
      return {
        ...inner,
        gates: byRow(inner.gates),
        blocks: inner.activation.name === "threshold" ? readout(inner.blocks) : both(inner.blocks),
      };
    case "gated-relu":
      return { ...inner, gates: byRow(inner.gates), blocks: both(inner.blocks) };
  }
}

const firstOf = (layers: readonly Matrix[], change: (weights: Matrix) => Matrix): Matrix[] =>
  layers.map((weights, layer) => (layer === 0 ? change(weights) : weights));

function changed(
  { rows, columns, values }: Matrix,
  entry: (row: number, column: number, value: number) => number,
): Matrix {
  return matrix(
    rows,
    columns,
    values.map((value, k) => entry(Math.floor(k / columns), k % columns, value)),
  );
}
