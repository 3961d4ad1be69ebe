import { imageSize, type PatchShape, patchCount, patchMatrix } from "../arrangements/patches.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { maskedForward } from "./masked-forward.js";
import type { NetworkKind } from "./network-kind.js";
import { masksOf } from "./open-forward.js";
import { type ReluNetwork, reluPredictions } from "./relu.js";

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

export const gatedConvolutionalKind: NetworkKind<GatedConvolutionalNetwork> = {
  predictions({ patches, gates, blocks }, inputs) {
    const rows = patchMatrix(inputs, patches);
    return pooled(maskedForward(rows, masksOf(rows, gates), blocks), patchCount(patches));
  },
  inputCount: ({ patches }) => imageSize(patches),
  outputCount: ({ gates, blocks }) => blocks.columns / gates.rows,
  neuronCount: ({ blocks }) => blocks.rows,
  weights: ({ gates, blocks }) => [gates.values, blocks.values],
};

export const convolutionalKind: NetworkKind<ConvolutionalNetwork> = {
  predictions: ({ patches, filters }, inputs) =>
    pooled(reluPredictions(filters, patchMatrix(inputs, patches)), patchCount(patches)),
  inputCount: ({ patches }) => imageSize(patches),
  outputCount: ({ filters }) => filters.output.columns,
  neuronCount: ({ filters }) => filters.hidden.rows,
  weights: ({ filters }) => [filters.hidden.values, filters.output.values],
};

/** Sums the B consecutive rows of each image. */
function pooled(rows: Matrix, groupSize: number): Matrix {
  const out = matrix(rows.rows / groupSize, rows.columns);
  for (let k = 0; k < rows.values.length; k++) {
    const row = Math.floor(k / rows.columns / groupSize);
    out.values[row * rows.columns + (k % rows.columns)] += rows.values[k];
  }
  return out;
}
