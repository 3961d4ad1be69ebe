import { goldenSection } from "../optimisation/golden-section.js";
import type { Loss, LossData } from "./loss.js";

/**
 * The s between two ends with the largest value of a quasi-concave function of s·z, by golden section.
 * @param tried further values of s, the first of which wins where others are no better
 */
export function bestScale(
  dual: (point: Float64Array) => number,
  z: Float64Array,
  [from, to]: readonly [number, number],
  rounds: number,
  [first, ...others]: readonly [number, ...number[]],
): number {
  const point = new Float64Array(z.length);
  const value = (s: number) => {
    for (let k = 0; k < z.length; k++) point[k] = s * z[k];
    return dual(point);
  };
  const { low, high } = goldenSection(value, from, to, rounds);
  let [best, bestValue] = [first, value(first)];
  for (const s of [low, (low + high) / 2, ...others]) {
    const at = value(s);
    if (at > bestValue) [best, bestValue] = [s, at];
  }
  return best;
}

/**
 * The s in [0, limit] with the largest D(s·z), by golden section. D is concave and finite at 0, and may be −∞ past some
 * s. s = 1 is tried too, because it is the maximum at an optimum.
 */
export function searchDualScale(loss: Pick<Loss, "dualValue">, z: Float64Array, data: LossData, limit: number): number {
  const tried = [0, Math.min(1, limit), limit <= 2 ? limit : 1] as const;
  return bestScale((point) => loss.dualValue(point, data), z, [0, Math.min(limit, 2)], 45, tried);
}
