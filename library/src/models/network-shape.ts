import { type Activation, relu } from "../activations/activation.js";
import { arrangementFromGates, type Coverage } from "../arrangements/arrangement.js";
import { arrangementOfDeepGates, type DeepGates, isComposed } from "../arrangements/composed.js";
import { type PatchShape, patchSize } from "../arrangements/patches.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { Loss } from "../losses/loss.js";
import type { ExtendedNetwork } from "../networks/gated.js";
import { type ConvolutionalProgram, convolutionalProgram } from "../programs/convolutional.js";
import { type GatedReluProgram, gatedReluProgram } from "../programs/gated-relu.js";
import type { SparseBlocks } from "../programs/group-program.js";

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

/** Every program whose masks come from gates. */
export type MaskedProgram = GatedReluProgram | ConvolutionalProgram;

/** Numbers a block has for one output: what a gate is multiplied with. */
export function blockSizeOf({ gates, shape }: ShapedGates): number {
  if (shape?.kind === "activation" && shape.activation.name === "threshold") return 1;
  return shape?.kind === "convolutional" ? patchSize(shape.patches) : gates.rows;
}

/** Blocks that the gates of a shape make before equal masks are merged. */
export function blockCountOf({ gates, shape }: ShapedGates): number {
  return shape?.kind === "deep" ? shape.layers.choices[0].length : gates.columns;
}

interface Stated extends ShapedGates {
  /** n×d, as the network sees them */
  readonly inputs: Matrix;
  readonly targets: Matrix;
  readonly loss: Loss;
  readonly sampleWeights?: Float64Array;
  readonly lambda: number;
  readonly coverage?: Coverage;
  /** Block i is gate (or product) i on any table. */
  readonly keepEqualMasks?: boolean;
}

/** The program of a table, gates and a shape. */
export function shapedProgram({ gates, shape, coverage, keepEqualMasks, ...stated }: Stated): MaskedProgram {
  const { inputs } = stated;
  if (shape?.kind === "convolutional") {
    return convolutionalProgram({ ...stated, patches: shape.patches, gates, keepEqualMasks });
  }
  if (shape?.kind === "deep") {
    return gatedReluProgram({ ...stated, arrangement: arrangementOfDeepGates(inputs, shape.layers, keepEqualMasks) });
  }
  const arrangement = arrangementFromGates(inputs, gates, coverage, keepEqualMasks);
  return gatedReluProgram({ ...stated, arrangement, activation: shape?.activation });
}

/** The gates of a program, equal masks merged: gate i belongs to block i. */
export function shapedGatesOf(program: MaskedProgram): ShapedGates {
  const { arrangement } = program;
  if (program.kind === "gated-convolutional") {
    return { gates: arrangement.gates, shape: { kind: "convolutional", patches: program.patches } };
  }
  if (isComposed(arrangement)) {
    const { layers } = arrangement;
    return { gates: layers.gates[0], shape: { kind: "deep", layers } };
  }
  const { activation } = program;
  if (activation.name === "relu") return { gates: arrangement.gates };
  return { gates: arrangement.gates, shape: { kind: "activation", activation } };
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

/** The gated network of a point, forward only, over the columns that the program saw. */
export function shapedNetwork(shaped: ShapedGates, point: SparseBlocks, outputs: number): ExtendedNetwork {
  const { gates, shape } = shaped;
  const blocks = matrix(point.which.length, blockSizeOf(shaped) * outputs, point.blocks);
  if (shape?.kind === "deep") {
    const { layers } = shape;
    return { kind: "deep-gated-relu", layers: chosenGates(layers, point.which), blocks };
  }
  const active = activeGates(gates, point);
  if (shape?.kind === "convolutional") {
    return { kind: "gated-convolutional", patches: shape.patches, gates: active, blocks };
  }
  return { kind: "gated-activation", activation: shape?.activation ?? relu(), gates: active, blocks };
}
