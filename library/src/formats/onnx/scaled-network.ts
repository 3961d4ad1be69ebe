import { type Matrix, matrix } from "../../linear-algebra/matrix.js";
import type { NeuronNetwork } from "../../models/inner-network.js";
import type { Network } from "../../models/raw-network.js";

/**
 * A network whose weights hold the factors of its columns and the scale of its outputs, so that a graph needs neither.
 * The columns of a convolutional network keep their factors, because a filter meets every pixel.
 */
export function scaledNetwork(network: NeuronNetwork, maps: Pick<Network, "columns" | "outputs">): NeuronNetwork {
  const { byRow, byColumn, readout, both } = scalings(maps);
  switch (network.kind) {
    case "relu":
      return { ...network, hidden: byColumn(network.hidden), output: readout(network.output) };
    case "deep-relu": {
      const last = network.weights.length - 1;
      return { ...network, weights: [...firstOf(network.weights.slice(0, -1), byRow), readout(network.weights[last])] };
    }
    case "convolutional":
      return { ...network, filters: { ...network.filters, output: readout(network.filters.output) } };
    case "gated-convolutional":
      return { ...network, blocks: readout(network.blocks) };
    case "deep-gated-relu": {
      const { hidden, gates, choices } = network.layers;
      const layers = { hidden: firstOf(hidden, byRow), gates: firstOf(gates, byRow), choices };
      return { ...network, layers, blocks: both(network.blocks) };
    }
    case "gated-activation": {
      const { gates, blocks, activation } = network;
      return {
        ...network,
        gates: byRow(gates),
        blocks: activation.name === "threshold" ? readout(blocks) : both(blocks),
      };
    }
    case "gated-relu":
      return { ...network, gates: byRow(network.gates), blocks: both(network.blocks) };
  }
}

type Scaling = (weights: Matrix) => Matrix;

/** Weights with a column of the table a row, weights with one a column, readouts (outputs in the last place), and blocks (column by output). */
function scalings({
  columns,
  outputs: { scale },
}: Pick<Network, "columns" | "outputs">): Record<"byRow" | "byColumn" | "readout" | "both", Scaling> {
  // The column of ones has no factor.
  const factor = (k: number) => columns.factor[k] ?? 1;
  return {
    byRow: (weights) => changed(weights, (k, _, value) => factor(k) * value),
    byColumn: (weights) => changed(weights, (_, k, value) => factor(k) * value),
    readout: (weights) => changed(weights, (_, k, value) => scale[k % scale.length] * value),
    both: (blocks) =>
      changed(blocks, (_, k, value) => factor(Math.floor(k / scale.length)) * scale[k % scale.length] * value),
  };
}

const firstOf = (layers: readonly Matrix[], change: Scaling): Matrix[] =>
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
