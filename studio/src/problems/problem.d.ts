/** What a page works on: raw rows and targets, with the place where the learned function is drawn. All plain, for a worker's message. */
export interface Problem {
  /** "curve": one input, drawn as y against x. "plane": two inputs, two classes. */
  readonly kind: "curve" | "plane";
  /** n×d raw inputs, row-major; d is 1 for a curve, 2 for a plane. Both axes run over [−1, 1]. */
  readonly inputs: Float64Array;
  /** n; ±1 for classes. */
  readonly targets: Float64Array;
}
export declare const featureCount: ({ kind }: Pick<Problem, "kind">) => number;
/** Points along one side of what is drawn. */
export declare const curveResolution = 401;
export declare const planeResolution = 61;
/** What is drawn, along every axis: a little more than the data's [−1, 1]. */
export declare const drawnRange = 1.15;
/** The raw points where the learned function is drawn: along the axis, or row by row from the top left of the plane. */
export declare function drawnPoints(kind: Problem["kind"]): Float64Array;
//# sourceMappingURL=problem.d.ts.map
