import type { LossData, SmoothLoss } from "../../losses/loss.js";

/**
 * p in the curvature of a loss, n×K: W_j = diag(p_j), and for losses that couple the outputs of a row W_j = diag(p_j) − p_jp_jᵀ/Σp_j with
 * p_j = c_jπ_j. A row has at least a little of the curvature of the quadratic above the loss, where the loss may be flat on many rows: a model that
 * is flat there promises too much. Does not do: losses with corners.
 */
export function curvatureDiagonal(loss: SmoothLoss, predictions: Float64Array, data: LossData): Float64Array {
  const { outputs, weights } = data;
  const p = new Float64Array(predictions.length);
  if (loss.curvature === "coupled") {
    loss.probabilities(predictions, data, p);
    for (let k = 0; weights && k < p.length; k++) p[k] *= weights[Math.floor(k / outputs)];
    return p;
  }
  loss.secondDerivatives(predictions, data, p);
  if (loss.curvature === "constant" || !loss.majoriser) return p;
  const above = new Float64Array(p.length);
  loss.majoriser(predictions, data, above);
  return p.map((value, k) => Math.max(value, leastShare * above[k]));
}

/** Of the curvature of the quadratic above the loss. */
const leastShare = 0.02;
