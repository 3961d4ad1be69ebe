import { type Matrix, matrix } from "halfspace";
import {
  extendedPredictions,
  type GatedReluNetwork,
  gatedReluPredictions,
  type InnerNetwork,
  reluPredictions,
} from "halfspace/networks";

/** f at the given rows (constant column included). */
export function surfaceOfNetwork(network: InnerNetwork, rows: Matrix): Float64Array {
  switch (network.kind) {
    case "kernel":
      return network.evaluate(rows).values;
    case "relu":
      return reluPredictions(network, rows).values;
    case "gated-relu":
      return gatedPredictions(network, rows);
    default:
      return extendedPredictions(network, rows).values;
  }
}

function gatedPredictions(network: GatedReluNetwork, rows: Matrix): Float64Array {
  return network.gates.columns === 0 ? matrix(rows.rows, 1).values : gatedReluPredictions(network, rows).values;
}
