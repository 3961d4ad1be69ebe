import { confidenceOf } from "halfspace/theory";
import { type Claim, type NumberTable, short } from "../reproduction.js";
import { clopperPearson } from "../statistics/clopper-pearson.js";
import { quantile } from "../statistics/means.js";
import type { TeacherOutcome } from "./teacher-outcome.js";
import { deviations, type ProblemSize } from "./teacher-problem.js";

/** One t and one size of problem. */
export interface Cell extends ProblemSize {
  readonly t: number;
  readonly problems: number;
  /** Problems whose error is within the bound. */
  readonly within: number;
  /** 95 % Clopper–Pearson. */
  readonly interval: readonly [number, number];
  /** 1 − 2e^(−t²/8) */
  readonly promised: number;
  /** Share of problems with λ ≥ 2 max_i ‖XᵀD_iε‖. */
  readonly covered: number;
  /** bound/error, ascending. */
  readonly ratios: readonly number[];
}

/** One cell for each t, in the order of `deviations`. */
export function cellsOf(size: ProblemSize, outcomes: readonly TeacherOutcome[]): Cell[] {
  return deviations.map((t, k) => cellOf(size, outcomes, t, k));
}

function cellOf(size: ProblemSize, outcomes: readonly TeacherOutcome[], t: number, k: number): Cell {
  const within = outcomes.filter(({ error, bound }) => error[k] <= bound[k]).length;
  return {
    ...size,
    t,
    problems: outcomes.length,
    within,
    interval: clopperPearson(within, outcomes.length),
    promised: confidenceOf(t),
    covered: outcomes.filter(({ covered }) => covered[k]).length / outcomes.length,
    ratios: outcomes.map(({ error, bound }) => bound[k] / error[k]).sort((a, b) => a - b),
  };
}

/** A cell for numbers.json: of its ratios the median and the smallest. */
export const plain = ({ ratios, ...rest }: Cell) => ({
  ...rest,
  medianRatio: quantile(ratios, 0.5),
  smallestRatio: ratios[0],
});

export function cellClaim({ t, sampleCount, featureCount, problems, within, interval, promised, ratios }: Cell): Claim {
  return {
    name: `t = ${t}, n = ${sampleCount}, d = ${featureCount}`,
    expected: `share within the bound at least 1 − 2e^(−t²/8) = ${promised.toFixed(3)}`,
    measured: `${within} of ${problems}, 95 % interval ${interval[0].toFixed(4)} to ${interval[1].toFixed(4)}; bound/error ${short(quantile(ratios, 0.5))} in the median`,
    holds: interval[0] >= promised,
  };
}

export function cellTable(cells: readonly Cell[]): NumberTable {
  return {
    title: "Theorem 6.1 in every cell",
    columns: [
      ...["t", "n", "d", "promised", "within", "95 % interval", "bound/error: 5 %", "median", "95 %", "smallest"],
      "λ ≥ 2 max ‖XᵀD_iε‖",
    ],
    rows: cells.map((cell) => [
      cell.t,
      cell.sampleCount,
      cell.featureCount,
      cell.promised.toFixed(3),
      `${cell.within}/${cell.problems}`,
      `${cell.interval[0].toFixed(4)} – ${cell.interval[1].toFixed(4)}`,
      ...[0.05, 0.5, 0.95].map((share) => short(quantile(cell.ratios, share))),
      short(cell.ratios[0]),
      `${short(100 * cell.covered)} %`,
    ]),
  };
}
