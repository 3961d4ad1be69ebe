/** What a page works on: raw rows and targets, with the place where the learned function is drawn. All plain, for a worker's message. */
export interface Problem {
  /** "curve": one input, drawn as y against x. "plane": two inputs, two classes. */
  readonly kind: "curve" | "plane";
  /** n×d raw inputs, row-major; d is 1 for a curve, 2 for a plane. Both axes run over [−1, 1]. */
  readonly inputs: Float64Array;
  /** n; ±1 for classes. */
  readonly targets: Float64Array;
  /** Further rows from the same source, which no model learns from; absent where the rows are a person's own. */
  readonly unseen?: Rows;
}

/** Inputs and targets in the form of a problem's own. */
export type Rows = Pick<Problem, "inputs" | "targets">;

export const featureCount = ({ kind }: Pick<Problem, "kind">): number => (kind === "curve" ? 1 : 2);

/** Points along one side of what is drawn. */
export const curveResolution = 401;
export const planeResolution = 61;
/** What is drawn, along every axis: a little more than the data's [−1, 1]. */
export const drawnRange = 1.15;

/** The raw points where the learned function is drawn: along the axis, or row by row from the top left of the plane. */
export function drawnPoints(kind: Problem["kind"]): Float64Array {
  const at = (step: number, count: number) => drawnRange * ((2 * step) / (count - 1) - 1);
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
