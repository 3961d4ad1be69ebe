import type { SelectionRule } from "../options/select-options.js";
import { meanOf, worseBy } from "../scoring/mean.js";
import { byScore, type Trial } from "./trials.js";

/** A trial with what every held-out row costs under it. */
export interface Contender {
  readonly trial: Trial;
  /** One a row, by what has not seen it. */
  readonly costs: Float64Array;
  /** Its outputs on all of these rows before any calibration, m×K. */
  readonly outputs: Float64Array;
  /** The same where something of the trial is fitted to held-out rows: as some of them alone say. */
  outputsBy(seen: Int32Array): Float64Array;
}

/** The contender that the rule takes, of at least one. */
export function chosenContender(contenders: readonly Contender[], rule: SelectionRule): Contender {
  const best = bestContender(contenders);
  if (rule === "best") return best;
  const near = contenders.filter((one) => !clearlyBetter(best, one));
  return near.sort((a, b) => a.trial.candidate.size - b.trial.candidate.size || meanOf(a.costs) - meanOf(b.costs))[0];
}

/**
 * The average, which stands first, or the combination, whichever costs less: two are compared, and neither was picked for its costs. Any other one
 * must be better by more than chance would be, because the least cost of many is one by chance.
 */
function bestContender([average, ...others]: readonly Contender[]): Contender {
  const combination = others.find(({ trial }) => trial.family.family === "combination");
  const first = combination && meanOf(combination.costs) < meanOf(average.costs) ? combination : average;
  const challenger = others.reduce<Contender | undefined>(
    (best, one) => (best && meanOf(best.costs) <= meanOf(one.costs) ? best : one),
    undefined,
  );
  return challenger && clearlyBetter(challenger, first) ? challenger : first;
}

/** By more than one standard error of the row-by-row difference. */
function clearlyBetter(a: Contender, b: Contender): boolean {
  return worseBy(1, b.costs, a.costs);
}

/** The smallest of `among` whose score is within one standard error of the best of all. */
export function smallestWithin(trials: readonly Trial[], among: readonly Trial[]): Trial | undefined {
  const { candidate: best } = [...trials].sort(byScore)[0];
  const near = among.filter(({ candidate }) => candidate.score >= best.score - best.standardError);
  return near.sort((a, b) => a.candidate.size - b.candidate.size || byScore(a, b))[0];
}
