import {
  type GatedReluNetwork,
  gatedReluPredictions,
  type InnerNetwork,
  type Matrix,
  matrix,
  reluPredictions,
} from "halfspace";

/** f at the given rows (constant column included). */
export function surfaceOfNetwork(network: InnerNetwork, rows: Matrix): Float64Array {
  if (network.kind === "kernel") return network.evaluate(rows).values;
  return network.kind === "relu" ? reluPredictions(network, rows).values : gatedPredictions(network, rows);
}

function gatedPredictions(network: GatedReluNetwork, rows: Matrix): Float64Array {
  return network.gates.columns === 0 ? matrix(rows.rows, 1).values : gatedReluPredictions(network, rows).values;
}
