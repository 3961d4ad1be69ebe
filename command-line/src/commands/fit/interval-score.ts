import type { EncodedRows } from "@halfspace/tables";
import { type AnyModel, guaranteedCoverage, predictIntervals, predictSets } from "halfspace";
import { figure } from "../../report.js";
import { type RowsToScore, weightedMean } from "./scores.js";

/** What intervals or sets promise, and what they did on rows kept apart. */
export interface IntervalScore {
  readonly level: number;
  readonly folds: number;
  /** The least coverage in finite samples, where what is given does not come from the same rows. */
  readonly guaranteedCoverage: number;
  /** The share of test rows whose interval or set holds the truth; null without test rows. */
  readonly coverage: number | null;
  /** The mean length of the intervals, in the units of the target. */
  readonly meanWidth?: number | null;
  /** The mean number of labels in the sets. */
  readonly meanSize?: number | null;
}

/** Undefined for a model without intervals. */
export function intervalScoreOf(model: AnyModel, { test }: RowsToScore): IntervalScore | undefined {
  const { intervals } = model;
  if (!intervals) return undefined;
  const { level, networks, foldOf } = intervals;
  const folds = networks.length;
  const promised = { level, folds, guaranteedCoverage: guaranteedCoverage(level, foldOf.length, folds) };
  const found = test ? (model.labels ? ofSets(model, test) : ofIntervals(model, test)) : undefined;
  const size = model.labels ? "meanSize" : "meanWidth";
  return { ...promised, coverage: found?.coverage ?? null, [size]: found?.size ?? null };
}

interface Found {
  readonly coverage: number;
  readonly size: number;
}

function ofSets(model: AnyModel, { inputs, targets, sampleWeights }: EncodedRows): Found {
  const sets = predictSets(model, inputs);
  const holds = sets.map((set, row) => Number(set.includes(targets[row] as string)));
  return {
    coverage: weightedMean(holds, sampleWeights),
    size: weightedMean(
      sets.map(({ length }) => length),
      sampleWeights,
    ),
  };
}

function ofIntervals(model: AnyModel, { inputs, targets, sampleWeights }: EncodedRows): Found {
  const { lower, upper } = predictIntervals(model, inputs);
  const truth = targets as readonly number[];
  const holds = truth.map((value, row) => Number(lower[row] <= value && value <= upper[row]));
  return {
    coverage: weightedMean(holds, sampleWeights),
    size: weightedMean(
      truth.map((_, row) => upper[row] - lower[row]),
      sampleWeights,
    ),
  };
}

/** One sentence for terminal and report; none for a model without intervals. @param written how a width is said */
export function intervalWords(
  found: IntervalScore | undefined,
  { kind }: Pick<AnyModel, "kind">,
  written = figure,
): string[] {
  if (!found) return [];
  const { level, coverage, meanWidth, meanSize, guaranteedCoverage: least } = found;
  const [what, size] =
    meanSize === undefined
      ? ["Prediction intervals", meanWidth && `, ${written(meanWidth)} wide on average`]
      : ["Sets of classes", meanSize && `, of ${written(meanSize)} labels on average`];
  const held = coverage === null ? "" : ` Of the test rows ${percent(coverage)} lay in theirs${size}.`;
  const proved = least > 0 ? `at least ${percent(least)} is guaranteed` : "so few rows guarantee nothing";
  return [
    `${what}: ${percent(level)} typically; ${proved} on average over tables, for ${kind === "average" ? "given members" : "a given λ"}.${held}`,
  ];
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;
