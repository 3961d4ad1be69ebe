import { type Activation, relu } from "../activations/activation.js";
import { type DeepGates, deepMasks } from "../arrangements/composed.js";
import { type PatchShape, patchCount, patchMatrix } from "../arrangements/patches.js";
import { InputError } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { currentBackend, maskWords } from "../numerics/index.js";
import { type DeepReluNetwork, deepReluPredictions } from "./deep-relu.js";
import { type ReluNetwork, reluPredictions } from "./relu.js";

/**
 * Gated networks whose masks come from more than one gate vector, or whose slopes are not (1, 0): f(x) = Σ_i s_i(x) xᵀw_i, forward only.
 * The same core makes the masks here and in training, so that a value on a gate falls on the same side.
 */
export interface DeepGatedNetwork {
  readonly kind: "deep-gated-relu";
  /** One choice of gates per block. */
  readonly layers: DeepGates;
  /** m × (d·K) */
  readonly blocks: Matrix;
}

/** f(x) = Σ_i (s₋ + (s₊ − s₋)1{xᵀg_i ≥ 0}) xᵀw_i */
export interface GatedActivationNetwork {
  readonly kind: "gated-activation";
  readonly activation: Activation;
  /** d×m */
  readonly gates: Matrix;
  readonly blocks: Matrix;
}

/** f(x) = Σ_i Σ_b 1{x_bᵀg_i ≥ 0} x_bᵀw_i over the patches of an image (E.1). */
export interface GatedConvolutionalNetwork {
  readonly kind: "gated-convolutional";
  readonly patches: PatchShape;
  /** h×m */
  readonly gates: Matrix;
  /** m × (h·K) */
  readonly blocks: Matrix;
}

/** f(x) = Σ_i Σ_b σ(x_bᵀw_i) a_i: a plain convolutional network with sum pooling. */
export interface ConvolutionalNetwork {
  readonly kind: "convolutional";
  readonly patches: PatchShape;
  readonly filters: ReluNetwork;
}

export type ExtendedNetwork =
  | DeepGatedNetwork
  | DeepReluNetwork
  | GatedActivationNetwork
  | GatedConvolutionalNetwork
  | ConvolutionalNetwork;

/** f(X), n×K. @param inputs n×d */
export function extendedPredictions(network: ExtendedNetwork, inputs: MatrixLike): Matrix {
  const x = toMatrix(inputs, "inputs");
  switch (network.kind) {
    case "deep-gated-relu": {
      requireColumns(x, network.layers.gates[0].rows);
      return maskedForward(x, deepMasks(x, network.layers), network.blocks, relu());
    }
    case "gated-activation": {
      requireColumns(x, network.gates.rows);
      return maskedForward(x, masksOf(x, network.gates), network.blocks, network.activation);
    }
    case "gated-convolutional": {
      const patches = patchMatrix(x, network.patches);
      const rows = maskedForward(patches, masksOf(patches, network.gates), network.blocks, relu());
      return pooled(rows, patchCount(network.patches));
    }
    case "deep-relu":
      requireColumns(x, network.weights[0].rows);
      return deepReluPredictions(network, x);
    case "convolutional":
      return pooled(reluPredictions(network.filters, patchMatrix(x, network.patches)), patchCount(network.patches));
  }
}

function masksOf(x: Matrix, gates: Matrix): Uint32Array {
  return currentBackend().packMasks(x.values, x.rows, x.columns, gates.values, gates.columns);
}

/** Σ_i (s₋ + (s₊ − s₋)D_i)X w_i, n×K; for thresholds Σ_i D_i1 w_i. */
function maskedForward(x: Matrix, masks: Uint32Array, blocks: Matrix, activation: Activation): Matrix {
  const count = masks.length / maskWords(x.rows);
  const isThreshold = activation.name === "threshold";
  const d = isThreshold ? 1 : x.columns;
  const outputs = blocks.columns / d;
  const out = matrix(x.rows, outputs);
  if (count === 0) return out;
  const values = isThreshold ? new Float64Array(x.rows).fill(1) : x.values;
  const products = currentBackend().maskedProducts(values, x.rows, d, masks, count);
  const which = Int32Array.from({ length: count }, (_, i) => i);
  products.forward(blocks.values, outputs, which, out.values);
  products.dispose();
  const jump = isThreshold ? 1 : activation.positive - activation.negative;
  if (jump === 1) return out;
  const total = new Float64Array(d * outputs);
  for (let k = 0; k < blocks.values.length; k++) total[k % total.length] += activation.negative * blocks.values[k];
  const same = new Float64Array(out.values.length);
  currentBackend().multiply(x.values, x.rows, d, total, outputs, same);
  for (let k = 0; k < same.length; k++) out.values[k] = jump * out.values[k] + same[k];
  return out;
}

/** Sums the B consecutive rows of each image. */
function pooled(rows: Matrix, groupSize: number): Matrix {
  const out = matrix(rows.rows / groupSize, rows.columns);
  for (let k = 0; k < rows.values.length; k++) {
    const row = Math.floor(k / rows.columns / groupSize);
    out.values[row * rows.columns + (k % rows.columns)] += rows.values[k];
  }
  return out;
}

function requireColumns(x: Matrix, expected: number): void {
  if (x.columns !== expected) {
    throw new InputError(
      "shape-mismatch",
      "inputs",
      `inputs: got ${x.columns} columns; expected ${expected}, as in the table the network was trained on`,
    );
  }
}
