import { type NumberTable, short } from "../reproduction.js";
import { median, quantile } from "../statistics/means.js";
import type { TeacherOutcome } from "./teacher-outcome.js";
import { deviations, type ProblemSize } from "./teacher-problem.js";
import type { TestErrors } from "./test-errors.js";

/** All problems of one size. */
export interface SizeGroup {
  readonly size: ProblemSize;
  readonly outcomes: readonly TeacherOutcome[];
  readonly errors: readonly TestErrors[];
}

export function comparisonTable(groups: readonly SizeGroup[]): NumberTable {
  return {
    title: "Error on new rows, relative to the function, and λ against cross-validation's (medians)",
    columns: ["n", "d", "problems", "cross-validation", ...deviations.flatMap((t) => [`t = ${t}`, "its λ ratio"])],
    rows: groups.map(({ size, errors }) => [
      size.sampleCount,
      size.featureCount,
      errors.length,
      short(median(errors.map(({ crossValidated }) => crossValidated))),
      ...deviations.flatMap((_, k) => [
        short(median(errors.map(({ rule }) => rule[k]))),
        short(median(errors.map(({ lambdaRatio }) => lambdaRatio[k]))),
      ]),
    ]),
  };
}

export function noiseTable(groups: readonly SizeGroup[]): NumberTable {
  return {
    title: "The noise where it is estimated: σ̂/σ",
    columns: ["n", "d", "5 %", "median", "95 %"],
    rows: groups.map(({ size, outcomes }) => {
      const ratios = outcomes.map(({ noiseRatio }) => noiseRatio).sort((a, b) => a - b);
      return [size.sampleCount, size.featureCount, ...[0.05, 0.5, 0.95].map((share) => short(quantile(ratios, share)))];
    }),
  };
}
