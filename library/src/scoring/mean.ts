/** Σ v / n. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return sum / values.length;
}

/** √(Σ(v − mean)² / (n − 1) / n), of the mean of n values; 0 for one value. */
export function standardErrorOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let squares = 0;
  for (let k = 0; k < values.length; k++) squares += (values[k] - mean) ** 2;
  const variance = squares / Math.max(1, values.length - 1);
  return Math.sqrt(variance / values.length);
}
