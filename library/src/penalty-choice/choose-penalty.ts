import type { Budget } from "../fitting/budget.js";
import type { ReducedProblem } from "../fitting/reduced-problem.js";
import { type Comparison, type ComparisonSettings, stateAllRows } from "./comparison.js";
import {
  type AutomaticPenalty,
  type ChosenPenalty,
  type ComparedFractions,
  type FoldsPenalty,
  type GatePenalty,
  type GivenPenalty,
  givenPenalty,
  type RulePenalty,
} from "./penalty.js";

/** A program over gates, and how its λ is chosen. */
export interface PenaltySettings extends ComparisonSettings {
  readonly penalty: GatePenalty;
}

/** All rows stated as a program, and the λ to solve it at. */
export interface PenalisedProblem {
  readonly problem: ReducedProblem;
  readonly penalty: ChosenPenalty;
}

/** λ as a fraction of λ_max where the time did not allow a choice: a middling one. */
const fallbackFraction = 0.01;

/** One way of choosing λ: from what was asked for to all rows stated as a program, with the λ to solve it at. */
type Way<Asked extends GatePenalty> = (
  asked: Asked,
  settings: PenaltySettings,
  budget: Budget,
) => Promise<PenalisedProblem>;

/** The one place that knows every way; a further one is a kind in `penalty.ts` and an entry here. */
const ways: { readonly [Kind in GatePenalty["kind"]]: Way<Extract<GatePenalty, { readonly kind: Kind }>> } = {
  lambda: byNumber,
  fraction: byNumber,
  rule: byRule,
  folds: byFolds,
  automatic: byCheapest,
};

/**
 * Chooses λ in the way that the settings ask for, and states the program of all rows. That program is stated last,
 * because rows are held out of it where λ is compared.
 * @throws `signal.reason` when aborted
 */
export async function choosePenalty(settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const way = ways[settings.penalty.kind] as Way<GatePenalty>;
  const { problem, penalty } = await way(settings.penalty, settings, budget);
  return { problem, penalty: { ...penalty, notes: [...penalty.notes, ...problem.notes] } };
}

async function byNumber(asked: GivenPenalty, settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const problem = await stateAllRows(settings, budget);
  return { problem, penalty: givenPenalty(asked, problem.lambdaMax) };
}

async function byRule(asked: RulePenalty, settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const problem = await stateAllRows(settings, budget);
  const { theoremPenalty } = await import("./theorem-penalty.js");
  const { rule, notes } = await budget.run(theoremPenalty(asked, problem));
  const given = givenPenalty({ kind: "lambda", lambda: rule.lambda }, problem.lambdaMax);
  return { problem, penalty: { ...given, penaltyRule: rule, notes } };
}

async function byFolds(asked: FoldsPenalty, settings: PenaltySettings, budget: Budget): Promise<PenalisedProblem> {
  const { compareByFolds } = await import("./compare-by-folds.js");
  return penalised(asked, await compareByFolds(asked, settings, budget));
}

/** Leave-one-out factorises n×n matrices, with coupled classes one a class: beyond these sizes a split costs far less and says as much. */
const mostLeftOut = { rows: 2000, coupledEntries: 4000 };

async function byCheapest(
  asked: AutomaticPenalty,
  settings: PenaltySettings,
  budget: Budget,
): Promise<PenalisedProblem> {
  const { loss, inputs, targets } = settings;
  const coupled = loss.curvature === "coupled" ? targets.columns : 1;
  const many = inputs.rows > mostLeftOut.rows || (coupled > 1 && inputs.rows * coupled > mostLeftOut.coupledEntries);
  const withoutPath = whyNoPath(settings);
  if (!withoutPath && many) {
    const { compareBySplit } = await import("./compare-by-split.js");
    return penalised(asked, await compareBySplit(asked, settings, budget));
  }
  const reason = withoutPath ?? whyNotLeftOut(settings);
  if (!reason) {
    const { compareByLeaveOneOut } = await import("./compare-by-leave-one-out.js");
    return penalised(asked, await compareByLeaveOneOut(asked, settings, budget));
  }
  const { problem, penalty } = await byFolds({ ...asked, kind: "folds" }, settings, budget);
  const note = `λ was compared by ${asked.folds} folds and not by leave-one-out: ${reason}.`;
  return { problem, penalty: { ...penalty, notes: [...penalty.notes, note] } };
}

/** Why the program has no path of the working set, which leave-one-out and a split both follow; undefined where it has one. */
function whyNoPath({ solver, model, q }: PenaltySettings): string | undefined {
  if (model === "mkl") return "multiple kernel learning has no blocks of its own to leave a row out of";
  if (q !== 1) return `with q = ${q} the penalty is no sum of norms`;
  return solver.name === "working-set" ? undefined : `the solver ${solver.name} has no Newton step to take it from`;
}

/** Why a row cannot be left out by a Newton step; undefined where it can. */
function whyNotLeftOut({ loss, foldOrder }: PenaltySettings): string | undefined {
  if (loss.curvature === "none") return `the loss ${loss.name} has corners, and so no Newton step`;
  return foldOrder === "shuffled" ? undefined : "the rows are in order, and neighbours are alike";
}

function penalised({ fractions }: ComparedFractions, comparison: Comparison): PenalisedProblem {
  const { problem, start, fallback, notes, cut } = comparison;
  const {
    lambdaFraction = fallbackFraction,
    crossValidation,
    calibration,
  } = isUnfinished(comparison)
    ? { lambdaFraction: undefined, crossValidation: null, calibration: undefined }
    : comparison;
  const uncompared = `λ was set to ${fallbackFraction} of its largest value, which was not compared.`;
  const penalty: ChosenPenalty = {
    ...givenPenalty({ kind: "fraction", lambdaFraction }, problem.lambdaMax),
    above: start || fallback || cut ? [] : stepsTo(lambdaFraction, fractions),
    ...(start ? { start } : {}),
    ...(fallback ? { fallback } : {}),
    crossValidation,
    ...(calibration ? { calibration } : {}),
    notes: crossValidation ? notes : [...notes, uncompared],
    cut,
  };
  return { problem, penalty };
}

/**
 * Whether the time ended before the smallest λ tried was worse than the best by a standard error, and above a middling one, which is nearer to
 * the best then.
 */
function isUnfinished({ cut, crossValidation }: Comparison): boolean {
  const last = crossValidation?.path.at(-1);
  if (!cut || !crossValidation || !last || last.lambdaFraction <= fallbackFraction) return false;
  return Math.abs(last.mean - crossValidation.mean) <= crossValidation.standardError;
}

/** From one λ to the next on a way down without a start, as a ratio: each step is long enough to be worth its solve. */
const longestStep = 6;

function stepsTo(lambdaFraction: number, fractions: readonly number[]): number[] {
  const steps: number[] = [];
  for (const fraction of [...fractions].reverse()) {
    if (fraction >= longestStep * (steps[0] ?? lambdaFraction) && fraction < 0.5) steps.unshift(fraction);
  }
  return steps;
}
