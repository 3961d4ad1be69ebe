/** One λ of the regularisation path of the ReLU network: what a drag along λ moves through. */
export interface PathPoint {
  readonly lambdaFraction: number;
  readonly objective: number;
  /** Σ(f(x_j) − y_j)². */
  readonly loss: number;
  readonly relativeGap: number;
  readonly neurons: number;
  /** f at the drawn points. */
  readonly surface: Float32Array;
  /** On rows that no model saw; null without such rows. */
  readonly unseenError: number | null;
  /** The neurons' gates, d+1 numbers each. */
  readonly gates: Float64Array;
}

export const pathPoints = 50;
const smallestFraction = 1e-3;

/** λ / λ_max at a place of the path, from 0 (the largest) to 1 (the smallest). */
export const fractionAt = (place: number): number => smallestFraction ** place;

/** The drawn function between two stored ones: a mixture of their networks, which is a network again. undefined where the path is not known yet. */
export function surfaceBetween(path: readonly PathPoint[], place: number): Float64Array | undefined {
  const position = Math.min(Math.max(place, 0), 1) * (pathPoints - 1);
  const lower = Math.min(Math.floor(position), pathPoints - 2);
  const share = position - lower;
  if (lower + (share > 0 ? 1 : 0) >= path.length) return undefined;
  const [first, second] = [path[lower].surface, path[share > 0 ? lower + 1 : lower].surface];
  return Float64Array.from(first, (value, k) => (1 - share) * value + share * second[k]);
}
