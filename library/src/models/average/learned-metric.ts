import type { AverageModel } from "./average-model.js";

/**
 * How much each raw column counts in the metric that a model's kernels have learned: the diagonal of M = AAᵀ over the columns as they are mapped
 * (standardised, unless that was turned off), as shares of its sum. A column that the targets change with has a large share. Of several metrics it
 * is the mean, each by the weight of its members. Does not say: which way a column moves the prediction, or what columns do together.
 * @returns d shares ≥ 0 that sum to 1, without that of the column of ones; undefined for a model without a learned metric
 */
export function learnedMetric({ members, reduction }: AverageModel): Float64Array | undefined {
  const shares = new Float64Array(reduction.columns.shift.length);
  for (const member of members) {
    if (member.kind !== "kernel" || member.kernel.kind !== "metric") continue;
    const { rows, columns, values } = member.kernel.map;
    const weight = member.weight ?? 1;
    const lengths = Float64Array.from({ length: rows }, (_, k) => {
      let square = 0;
      for (let c = k * columns; c < (k + 1) * columns; c++) square += values[c] * values[c];
      return square;
    });
    const total = lengths.reduce((sum, length) => sum + length, 0);
    for (let k = 0; k < shares.length; k++) shares[k] += (weight * lengths[k]) / total;
  }
  const sum = shares.reduce((total, share) => total + share, 0);
  return sum > 0 ? shares.map((share) => share / sum) : undefined;
}
