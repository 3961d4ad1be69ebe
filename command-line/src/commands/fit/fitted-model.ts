import type { AnyTrainResult } from "halfspace";

type WithoutProgram<Result> = Result extends AnyTrainResult ? Omit<Result, "program"> : never;

/** What was trained, without the program that was solved: its table and masks are most of the memory of a fit. */
export type FittedModel = WithoutProgram<AnyTrainResult>;

/** The result without its program. */
export function fittedModel({ program: _, ...result }: AnyTrainResult): FittedModel {
  return result as FittedModel;
}
