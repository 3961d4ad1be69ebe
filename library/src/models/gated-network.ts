import type { DeepGates } from "../arrangements/composed.js";
import { patchSize } from "../arrangements/patches.js";
import { matrix, selectColumns } from "../linear-algebra/matrix.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { ShapedGates } from "../programs/shaped-gates.js";
import { activeGates, gatedReluAt } from "./gated-relu-at.js";
import type { GatedNetwork } from "./inner-network.js";

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

/** Numbers a block has for one output: what a gate is multiplied with. */
function blockSizeOf({ gates, shape }: ShapedGates): number {
  if (shape?.kind === "activation" && shape.activation.name === "threshold") return 1;
  return shape?.kind === "convolutional" ? patchSize(shape.patches) : gates.rows;
}

/** The gated network of a point, forward only, over the columns that the program saw. @param outputs K */
export function gatedNetworkAt(shaped: ShapedGates, point: SparseBlocks, outputs: number): GatedNetwork {
  const { gates, shape } = shaped;
  if (!shape) return gatedReluAt(gates, point, outputs);
  const blocks = matrix(point.which.length, blockSizeOf(shaped) * outputs, point.blocks);
  switch (shape.kind) {
    case "deep":
      return { kind: "deep-gated-relu", layers: chosenGates(shape.layers, point.which), blocks };
    case "convolutional":
      return { kind: "gated-convolutional", patches: shape.patches, gates: activeGates(gates, point), blocks };
    case "activation":
      return { kind: "gated-activation", activation: shape.activation, gates: activeGates(gates, point), blocks };
  }
}
