import type { Activation } from "../activations/activation.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { maskedForward } from "./masked-forward.js";
import type { NetworkKind } from "./network-kind.js";
import { masksOf } from "./open-forward.js";
import { requireColumns } from "./required-columns.js";

/** f(x) = Σ_i (s₋ + (s₊ − s₋)1{xᵀg_i ≥ 0}) xᵀw_i: gates with other slopes; for thresholds f(x) = Σ_i 1{xᵀg_i ≥ 0} w_i. */
export interface GatedActivationNetwork {
  readonly kind: "gated-activation";
  readonly activation: Activation;
  /** d×m */
  readonly gates: Matrix;
  /** m × (d·K), for thresholds m×K */
  readonly blocks: Matrix;
}

export const gatedActivationKind: NetworkKind<GatedActivationNetwork> = {
  predictions({ gates, blocks, activation }, inputs) {
    requireColumns(inputs, gates.rows);
    return maskedForward(inputs, masksOf(inputs, gates), blocks, activation);
  },
  inputCount: ({ gates }) => gates.rows,
  outputCount: ({ activation, gates, blocks }) => blocks.columns / (activation.name === "threshold" ? 1 : gates.rows),
  neuronCount: ({ blocks }) => blocks.rows,
  weights: ({ gates, blocks }) => [gates.values, blocks.values],
};
