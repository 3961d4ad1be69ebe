/**
 * Rows whose leaving moves their own predictions far are cut off. The Newton step of `leave-one-out.ts` is a small one's: where no other row holds a
 * block along its length, or the solution is rough, it can lead anywhere, and one such row would decide which λ is best. "Far" is measured in
 *
 *     s² = (Σ_j W_jj(u_j − ū)² + Σ_j z_j²/W_jj)/Σ_j W_jj,
 *
 * an output at a time; for the squared loss it is the variance of the targets. Does not do: rows without a curvature.
 */
interface MovedFrom {
  /** u, n×K, with the constant, and z there. */
  readonly u: Float64Array;
  readonly z: Float64Array;
  /** W_jj, n·K². */
  readonly curvatures: Float64Array;
}

/**
 * At so many s a step ends. On 24 problems of 60 rows, 7 values of λ each, one row in 70 moves by more than 1.5 s, and most of them do so where they are
 * left out for real as well; steps that lead astray end at 15 s and far beyond.
 */
const furthest = 4;

/** In place: predictions without their own rows, n×K. */
export function cutOffFarRows(predictions: Float64Array, from: MovedFrom, outputs: number): void {
  for (let k = 0; k < outputs; k++) {
    const most = furthest * spreadOf(from, k, outputs);
    for (let at = k; at < predictions.length; at += outputs) {
      const moved = predictions[at] - from.u[at];
      if (Math.abs(moved) > most) predictions[at] = from.u[at] + Math.sign(moved) * most;
    }
  }
}

/** s of an output; Infinity where no row has a curvature. */
function spreadOf({ u, z, curvatures }: MovedFrom, k: number, outputs: number): number {
  let [total, mean, square, rest] = [0, 0, 0, 0];
  for (let at = k, j = 0; at < u.length; at += outputs, j++) {
    const weight = curvatures[(j * outputs + k) * outputs + k];
    if (!(weight > 0)) continue;
    total += weight;
    const step = u[at] - mean;
    mean += (weight / total) * step;
    square += weight * step * (u[at] - mean);
    rest += (z[at] * z[at]) / weight;
  }
  return total > 0 ? Math.sqrt((square + rest) / total) : Number.POSITIVE_INFINITY;
}
