import { gatedReluPredictions, matrix, reluPredictions } from "halfspace";
/** f at the given rows (constant column included). */
export function surfaceOfNetwork(network, rows) {
  return network.kind === "relu" ? reluPredictions(network, rows).values : gatedPredictions(network, rows);
}
function gatedPredictions(network, rows) {
  return network.gates.columns === 0 ? matrix(rows.rows, 1).values : gatedReluPredictions(network, rows).values;
}
//# sourceMappingURL=network-surface.js.map
