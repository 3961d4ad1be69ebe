import type { Activation } from "../activations/activation.js";
import type { DeepGates } from "../arrangements/composed.js";
import { type PatchShape, patchSize } from "../arrangements/patches.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { gatedReluNetwork } from "../networks/gated-relu.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { GatedNetwork } from "./inner-network.js";

/**
 * What makes a network other than two fully connected layers of ReLU: other slopes, masks of more layers, masks on patches. The same
 * program with another operator (section 7); at most one of them.
 */
export type NetworkShape =
  | { readonly kind: "activation"; readonly activation: Activation }
  | { readonly kind: "deep"; readonly layers: DeepGates }
  | { readonly kind: "convolutional"; readonly patches: PatchShape };

/** Gates with the shape they belong to. */
export interface ShapedGates {
  /** d×p; for a deep network those of its first layer, for a convolutional one h×p over patches. */
  readonly gates: Matrix;
  readonly shape?: NetworkShape;
}

/** Numbers a block has for one output: what a gate is multiplied with. */
export function blockSizeOf({ gates, shape }: ShapedGates): number {
  if (shape?.kind === "activation" && shape.activation.name === "threshold") return 1;
  return shape?.kind === "convolutional" ? patchSize(shape.patches) : gates.rows;
}

/** Blocks that the gates of a shape make before equal masks are merged. */
export function blockCountOf({ gates, shape }: ShapedGates): number {
  return shape?.kind === "deep" ? shape.layers.choices[0].length : gates.columns;
}

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
