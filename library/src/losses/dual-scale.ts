import { scaled } from "../linear-algebra/vectors.js";
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

/** A step back from the end of a bracket that shows whether a concave function still rises there. */
const stepBack = 1e-4;

/**
 * The s in [0, limit] with the largest D(s·z). D is concave and finite at 0, and may be −∞ past some s. Where it still rises at the limit that is
 * the answer, as on all the way to an optimum; else it is found by golden section, with s = 1 tried too, the maximum at an optimum.
 */
export function searchDualScale(loss: Pick<Loss, "dualValue">, z: Float64Array, data: LossData, limit: number): number {
  if (limit <= 2) {
    const [end, before] = [limit, limit * (1 - stepBack)].map((s) => loss.dualValue(scaled(z, s), data));
    if (end > before) return limit;
  }
  const tried = [0, Math.min(1, limit), limit <= 2 ? limit : 1] as const;
  return bestScale((point) => loss.dualValue(point, data), z, [0, Math.min(limit, 2)], 45, tried);
}
