import type { DeepGates } from "../arrangements/composed.js";

import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { gatedReluNetwork } from "../networks/gated-relu.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { blockSizeOf, type ShapedGates } from "../programs/shaped-gates.js";
import type { GatedNetwork } from "./inner-network.js";

/** The gates (d×m, one a column) of the blocks that are not zero. */
export const activeGates = (gates: Matrix, point: SparseBlocks): Matrix => selectColumns(gates, point.which);

function selectColumns({ rows, columns, values }: Matrix, which: Int32Array): Matrix {
  const selected = matrix(rows, which.length);
  which.forEach((column, a) => {
    for (let k = 0; k < rows; k++) selected.values[k * which.length + a] = values[k * columns + column];
  });
  return selected;
}

/** The layers' gates that the given products are made of, and no others. */
function chosenGates({ hidden, gates, choices }: DeepGates, which: Int32Array): DeepGates {
  const chosen = choices.map((choice) => Int32Array.from(which, (i) => choice[i]));
  const used = chosen.map((choice) => Int32Array.from(new Set(choice)).sort());
  return {
    hidden,
    gates: gates.map((layer, l) => selectColumns(layer, used[l])),
    choices: chosen.map((choice, l) => choice.map((gate) => used[l].indexOf(gate))),
  };
}

/** The gated network of a point, forward only, over the columns that the program saw. @param outputs K */
export function gatedNetworkAt(shaped: ShapedGates, point: SparseBlocks, outputs: number): GatedNetwork {
  const { gates, shape } = shaped;
  const blocks = matrix(point.which.length, blockSizeOf(shaped) * outputs, point.blocks);
  if (!shape) return gatedReluNetwork(activeGates(gates, point), blocks);
  switch (shape.kind) {
    case "deep":
      return { kind: "deep-gated-relu", layers: chosenGates(shape.layers, point.which), blocks };
    case "convolutional":
      return { kind: "gated-convolutional", patches: shape.patches, gates: activeGates(gates, point), blocks };
    case "activation":
      return { kind: "gated-activation", activation: shape.activation, gates: activeGates(gates, point), blocks };
  }
}
