import type { Matrix } from "halfspace";
import type { Workbench } from "./workbench.js";

/** What a page shows of a learned function. */
export interface Shown {
  /** f at the drawn points. */
  readonly surface: Float64Array;
  /** On rows that no model saw: √(mean (f(x) − y)²) of a curve, the share of wrong signs of a plane; null without such rows. */
  readonly unseenError: number | null;
}

/** What is shown of a function. @param predict f at rows with their constant column */
export function shownOf(
  { problem, drawn, unseen }: Pick<Workbench, "problem" | "drawn" | "unseen">,
  predict: (rows: Matrix) => Float64Array,
): Shown {
  const truth = problem.unseen?.targets;
  return {
    surface: predict(drawn),
    unseenError: unseen && truth ? errorOf(problem.kind, predict(unseen), truth) : null,
  };
}

function errorOf(kind: Workbench["problem"]["kind"], values: Float64Array, truth: Float64Array): number {
  const isCurve = kind === "curve";
  const errors = values.map((value, j) => (isCurve ? (value - truth[j]) ** 2 : Number(value > 0 !== truth[j] > 0)));
  const mean = errors.reduce((sum, error) => sum + error, 0) / truth.length;
  return isCurve ? Math.sqrt(mean) : mean;
}
