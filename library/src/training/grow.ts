import { recordedErrors } from "../certificates/bounds/rigorous-bounds.js";
import { mostDraws, type PricedFreshGates, priceDraw, usualFreshGates } from "../certificates/fresh-gates.js";
import type { Budget } from "../fitting/budget.js";
import { type FollowedPath, onAllRows, pathPoint } from "../fitting/follow-path.js";
import { type ReducedProblem, reduceProblem } from "../fitting/reduced-problem.js";
import { columnRange, joinColumns, type Matrix } from "../linear-algebra/matrix.js";
import type { Growth } from "../models/model-facts.js";
import type { TrainedModel } from "../models/trained-model.js";
import type { GateSettings } from "../options/settings.js";
import type { ChosenPenalty } from "../penalty-choice/penalty.js";

/**
 * Fresh gates after training, and growing by them: gates are drawn from another stream of the seed and priced at the dual point; those that
 * violate ‖Φ_gᵀz̃‖ ≤ λ the most join the program, which is solved again from where it was; and again with a draw of its own.
 * λ stays the same number. Does not do: programs whose gates are not drawn one by one.
 */
export interface Fitted extends FollowedPath {
  readonly problem: ReducedProblem;
  readonly penalty: ChosenPenalty;
}

/** The fit that is kept, and what is said of gates that are not in it. */
export interface GrownFit extends Fitted, Pick<TrainedModel, "freshGates" | "growth"> {}

/** Rounds in which the program may grow without a time limit; with one, the time alone ends it. */
const mostRounds = 30;
/** Gates that join in a round, as a share of those in the program: more would be solved over than are of use. */
const shareOfGates = 0.5;
const fewestJoining = 50;
/** Of the time limit, after which no further round begins. */
const shareOfTime = 0.8;
/** Seconds a number of the table takes to be priced with one fresh gate and output, at most. */
const pricingTime = 3e-9;

/** Prices fresh gates at the solution, where they are asked for and the time is enough; grows by them where that is asked for. */
export async function priceAndGrow(settings: GateSettings, fitted: Fitted, budget: Budget): Promise<GrownFit> {
  const { growth } = settings.fresh;
  if (!growth) {
    const priced = await freshDraw(settings, fitted, 0, budget);
    return priced ? { ...fitted, freshGates: priced.found } : noted(fitted, timeNote(settings));
  }
  return grown(settings, fitted, growth.tolerance, budget);
}

async function grown(settings: GateSettings, fitted: Fitted, tolerance: number, budget: Budget): Promise<GrownFit> {
  let [fit, rounds] = [fitted, 0];
  const before = fitted.problem.arrangement.maskCount;
  const ended = (priced: PricedFreshGates | undefined, why?: string): GrownFit => ({
    ...noted(fit, why === undefined ? [] : [why]),
    ...(priced ? { freshGates: priced.found } : {}),
    growth: { rounds, added: fit.problem.arrangement.maskCount - before, tolerance } satisfies Growth,
  });
  for (;;) {
    const priced = await freshDraw(settings, fit, rounds, budget);
    if (!priced) return ended(priced, noRoom);
    const { relativeGap, violating } = priced.found;
    if (relativeGap <= tolerance || violating === 0) return ended(priced);
    const open = `growing ended with a gap of ${relativeGap.toPrecision(2)} over trained and fresh gates, above ${tolerance}.`;
    if (rounds >= mostDraws || (rounds >= mostRounds && budget.left() === Number.POSITIVE_INFINITY))
      return ended(priced, `After ${rounds} rounds ${open}`);
    if (budget.spent(shareOfTime)) return ended(priced, `At the time limit ${open}`);
    const next = await solvedWith(settings, fit, joining(fit.problem, priced.violating), rounds + 1, budget);
    if (next.solution.status !== "solved") {
      next.problem.dispose();
      return ended(priced, `A larger program was not solved in the time, and ${open}`);
    }
    fit.problem.dispose();
    [fit, rounds] = [next, rounds + 1];
  }
}

/** The worst of the gates that violate. */
function joining({ arrangement }: ReducedProblem, violating: Matrix): Matrix {
  const most = Math.max(fewestJoining, Math.ceil(shareOfGates * arrangement.maskCount));
  return columnRange(violating, 0, Math.min(most, violating.columns));
}

/** The program with further gates at the same λ, solved from the solution without them. */
async function solvedWith(
  settings: GateSettings,
  { problem: last, penalty: chosen, solution: before, path }: Fitted,
  gates: Matrix,
  round: number,
  budget: Budget,
): Promise<Fitted> {
  const joined = joinColumns(last.shaped.gates, gates);
  const problem = await reduceProblem({ ...settings, gates: joined, gateStrategy: "gaussian" }, budget);
  const { lambda } = chosen;
  const penalty = { ...chosen, lambdaFraction: lambda / problem.lambdaMax };
  const stage = { ...onAllRows("refit", penalty.lambdaFraction, [round, round]), stage: "growth" as const };
  const limits = budget.limits({ tolerance: settings.tolerance, share: 0.98 }, stage);
  // Gates keep their places: equal masks merge into the first of them.
  const solution = await problem.solve(lambda, { ...limits, start: before.point });
  const end = pathPoint(penalty, solution.certificate, solution.activeGates);
  return { problem, penalty, solution, path: [...path, end] };
}

/** One draw at the solution; undefined where no time is left for it. */
async function freshDraw(
  { fresh, gateStrategy: strategy, seed, inputs, targets }: GateSettings,
  { problem, penalty, solution }: Fitted,
  draw: number,
  budget: Budget,
): Promise<PricedFreshGates | undefined> {
  const program = problem.gatedAt(penalty.lambda);
  const { rows, columns } = inputs;
  const count = fresh.count === "usual" ? usualFreshGates(rows, columns, targets.columns) : fresh.count;
  if (pricingTime * rows * columns * (1 + targets.columns) * count > budget.left()) return undefined;
  const { shape } = problem.shaped;
  const drawn = { strategy, seed, shape, count, draw, growing: fresh.growth !== null };
  return budget.run(priceDraw(program, solution.certificate, drawn, recordedErrors));
}

const noRoom = "The time limit left no room for fresh gates.";

/** Said where so many gates were asked for. */
function timeNote({ fresh }: GateSettings): string[] {
  return fresh.count === "usual" ? [] : [noRoom];
}

function noted<Fit extends Fitted>(fit: Fit, notes: readonly string[]): Fit {
  return { ...fit, penalty: { ...fit.penalty, notes: [...fit.penalty.notes, ...notes] } };
}
