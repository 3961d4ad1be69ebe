export const featureCount = ({ kind }) => (kind === "curve" ? 1 : 2);
/** Points along one side of what is drawn. */
export const curveResolution = 401;
export const planeResolution = 61;
/** What is drawn, along every axis: a little more than the data's [−1, 1]. */
export const drawnRange = 1.15;
/** The raw points where the learned function is drawn: along the axis, or row by row from the top left of the plane. */
export function drawnPoints(kind) {
  const at = (step, count) => drawnRange * ((2 * step) / (count - 1) - 1);
  if (kind === "curve") return Float64Array.from({ length: curveResolution }, (_, k) => at(k, curveResolution));
  const points = new Float64Array(2 * planeResolution ** 2);
  for (let row = 0; row < planeResolution; row++) {
    for (let column = 0; column < planeResolution; column++) {
      points[2 * (row * planeResolution + column)] = at(column, planeResolution);
      points[2 * (row * planeResolution + column) + 1] = -at(row, planeResolution);
    }
  }
  return points;
}
//# sourceMappingURL=problem.js.map
