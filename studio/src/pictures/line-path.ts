import { drawnRange } from "../problems/problem.js";
import type { View } from "./view.js";

/** Pixels by which a drawn line may miss a value. */
const tolerance = 0.1;

/**
 * The path of a function's line through its values at even places from left to right. A line that is straight over many places has a point only
 * where it turns: what is drawn sixty times a second is ten points instead of hundreds.
 */
export function linePath({ xOf, yOf }: View, surface: ArrayLike<number>): string {
  const last = surface.length - 1;
  const heights = Array.from(surface, (value) => yOf(Math.max(-3, Math.min(3, value))));
  const place = (k: number) => `${xOf(drawnRange * ((2 * k) / last - 1)).toFixed(1)} ${heights[k].toFixed(2)}`;
  return `M${turningPlaces(heights).map(place).join("L")}`;
}

/** Places of a line that stays within the tolerance of all values: each is as far from the one before as a cone of slopes allows. */
function turningPlaces(heights: readonly number[]): number[] {
  const kept = [0];
  let [from, least, most] = [0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let k = 1; k < heights.length; k++) {
    const slopeTo = (height: number) => (height - heights[from]) / (k - from);
    const slope = slopeTo(heights[k]);
    if (slope < least || slope > most) {
      from = k - 1;
      kept.push(from);
      [least, most] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    }
    least = Math.max(least, slopeTo(heights[k] - tolerance));
    most = Math.min(most, slopeTo(heights[k] + tolerance));
  }
  if (heights.length > 1) kept.push(heights.length - 1);
  return kept;
}
