/** ‖v‖₂ */
export function norm(vector: Float64Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** (1/n)Σ(a_j − b_j)² */
export function meanSquareDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let j = 0; j < a.length; j++) sum += (a[j] - b[j]) ** 2;
  return sum / a.length;
}

export function rootMeanSquareDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Math.sqrt(meanSquareDistance(a, b));
}
