import { type DeepGates, deepMasks } from "../arrangements/composed.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { maskedForward } from "./masked-forward.js";
import type { NetworkKind } from "./network-kind.js";
import { requireColumns } from "./required-columns.js";

/** f(x) = Σ_i Π_l 1{φ_l(x)ᵀg_il ≥ 0} xᵀw_i: every mask is a product of one gate a layer (26), the later ones over random ReLU features φ_l. */
export interface DeepGatedNetwork {
  readonly kind: "deep-gated-relu";
  /** One choice of gates per block. */
  readonly layers: DeepGates;
  /** m × (d·K) */
  readonly blocks: Matrix;
}

const valuesOf = ({ values }: Matrix): Float64Array => values;

export const deepGatedKind: NetworkKind<DeepGatedNetwork> = {
  predictions({ layers, blocks }, inputs) {
    requireColumns(inputs, layers.gates[0].rows);
    return maskedForward(inputs, deepMasks(inputs, layers), blocks);
  },
  inputCount: ({ layers }) => layers.gates[0].rows,
  outputCount: ({ layers, blocks }) => blocks.columns / layers.gates[0].rows,
  neuronCount: ({ blocks }) => blocks.rows,
  weights: ({ layers, blocks }) => [...layers.hidden.map(valuesOf), ...layers.gates.map(valuesOf), blocks.values],
};
