import { average } from "./means.js";

/** The least-squares line through points (x, y); not numbers below two different x. */
export function fittedLine(points: readonly (readonly [x: number, y: number])[]): { slope: number; height: number } {
  const [meanX, meanY] = [average(points.map(([x]) => x)), average(points.map(([, y]) => y))];
  const spread = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / spread;
  return { slope, height: meanY - slope * meanX };
}
