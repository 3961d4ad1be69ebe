/** u + 1bᵀ, n×K. */
export function shifted(predictions: Float64Array, constant: Float64Array): Float64Array {
  const outputs = constant.length;
  const out = predictions.slice();
  for (let from = 0; from < out.length; from += outputs) {
    for (let k = 0; k < outputs; k++) out[from + k] += constant[k];
  }
  return out;
}
