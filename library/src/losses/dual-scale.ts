import { goldenSection } from "../optimisation/golden-section.js";
import type { Loss, LossData } from "./loss.js";

/**
 * The s in [0, limit] with the largest D(s·z), by golden section. D is concave and finite at 0, and may be −∞ past some
 * s. s = 1 is tried too, because it is the maximum at an optimum.
 */
export function searchDualScale(loss: Pick<Loss, "dualValue">, z: Float64Array, data: LossData, limit: number): number {
  const point = new Float64Array(z.length);
  const value = (s: number) => {
    for (let k = 0; k < z.length; k++) point[k] = s * z[k];
    return loss.dualValue(point, data);
  };
  const { low, high } = goldenSection(value, 0, Math.min(limit, 2), 45);
  let [best, bestValue] = [0, value(0)];
  for (const s of [low, (low + high) / 2, Math.min(1, limit), limit <= 2 ? limit : 1]) {
    const at = value(s);
    if (at > bestValue) [best, bestValue] = [s, at];
  }
  return best;
}
