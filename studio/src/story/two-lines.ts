/** The straight line y = intercept + slope · x. */
export interface StraightLine {
  readonly intercept: number;
  readonly slope: number;
}

/** What the two sides of a gate at x = g learn: the straight line of least Σ(y_j − a − b·x_j)² over the points of each side. */
export interface TwoLines {
  /** Of the points x < g; undefined where there are none. */
  readonly left: StraightLine | undefined;
  /** Of the points x ≥ g; undefined where there are none. */
  readonly right: StraightLine | undefined;
}

export function twoLines({ inputs, targets }: { inputs: Float64Array; targets: Float64Array }, gate: number): TwoLines {
  const side = (isLeft: boolean) => [...targets.keys()].filter((j) => inputs[j] < gate === isLeft);
  const fit = (rows: number[]) => leastSquares(rows, inputs, targets);
  return { left: fit(side(true)), right: fit(side(false)) };
}

function leastSquares(rows: readonly number[], x: Float64Array, y: Float64Array): StraightLine | undefined {
  if (rows.length === 0) return undefined;
  const mean = (values: Float64Array) => rows.reduce((sum, j) => sum + values[j], 0) / rows.length;
  const [middle, height] = [mean(x), mean(y)];
  const spread = rows.reduce((sum, j) => sum + (x[j] - middle) ** 2, 0);
  const slope = spread > 0 ? rows.reduce((sum, j) => sum + (x[j] - middle) * (y[j] - height), 0) / spread : 0;
  return { intercept: height - slope * middle, slope };
}
