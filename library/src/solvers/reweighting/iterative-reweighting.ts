import { InputError, rejectUnknownOptions, requireOneOf } from "../../errors.js";
import type { SmoothLoss, SquaredLoss } from "../../losses/loss.js";
import { power } from "../../numerics/elementary/index.js";
import {
  dualFeasiblePoint,
  type GroupProgram,
  predictionsOf,
  primalObjective,
  type SparseBlocks,
} from "../../programs/group-program.js";
import { blockNorms, penalisedDualPoint, penalisedObjective } from "../../programs/penalised.js";
import type { PowerProgram } from "../../programs/weighted-ridge.js";
import { paired } from "../pairing.js";
import type { Iterate, Solver } from "../solver.js";
import { furtherWeights } from "./momentum.js";
import { type InitialWeights, startingWeights } from "./starting-weights.js";
import { type InnerMethod, takenBy, type WeightedRidge, weightedRidge } from "./weighted-least-squares.js";

/**
 * Iteratively reweighted least squares for the group lasso (8), and for its family λ Σ η̃_i^(1−q)‖w_i‖^q with the NTK at q = 2:
 *
 *     w ← argmin ‖Σ_i Φ_iw_i − y‖² + (qλ/2) Σ_i ‖w_i‖²/η_i        η_i ← max(η̃_i^(q−1) ‖w_i‖^(2−q), ε)
 *
 * q = 1 is Algorithm 1 with its two slips mended (the penalty λ/2 and the weights ‖w_i‖; as printed:
 * `iterativeReweightingAsPrinted`). ε shrinks to nothing. So a weight that fell too early can rise again, and the limit
 * is still the optimum. The method is of first order; the working-set solver is the fast one.
 * Does not do: losses with corners; with LSQR and LSMR losses other than the squared one.
 * @returns the solver
 * @throws InputError for an unknown option or inner method, or an ε that would not shrink to zero
 */
export function iterativeReweighting(
  options?: IterativeReweightingOptions & { readonly inner?: "direct" },
): Solver<ReweightedProgram<SmoothLoss>>;
export function iterativeReweighting(options: IterativeReweightingOptions): Solver<ReweightedProgram<SquaredLoss>>;
export function iterativeReweighting(
  options: IterativeReweightingOptions = {},
): Solver<ReweightedProgram<SquaredLoss>> {
  rejectUnknownOptions(
    options,
    { inner: true, initial: true, seed: "number", epsilon: "number", shrink: "number", extrapolate: "boolean" },
    "iterativeReweighting",
  );
  const {
    inner = "direct",
    initial = "uniform",
    seed = 1,
    epsilon = 1e-2,
    shrink = 0.85,
    extrapolate = true,
  } = options;
  requireOneOf("inner", inner, ["direct", "lsqr", "lsmr"]);
  if (!(epsilon >= 0) || !(shrink >= 0 && shrink < 1)) {
    throw new InputError({
      code: "out-of-range",
      argument: "epsilon",
      got: `epsilon ${epsilon} and shrink ${shrink}`,
      expected: "epsilon ≥ 0 and 0 ≤ shrink < 1, so that ε goes to zero",
    });
  }
  return {
    name: "iterative-reweighting",
    iterates: (program, start) =>
      reweight(paired("iterative-reweighting", program, takenBy(inner)), start, {
        inner: weightedRidge[inner],
        ridgeFactor: exponentOf(program) / 2,
        first: () => firstWeights(program, initial, seed),
        next: correctedUpdate(program, epsilon, shrink),
        extrapolate: extrapolate && exponentOf(program) === 1,
      }),
  };
}

function* firstWeights(
  program: ReweightedProgram<SmoothLoss>,
  initial: InitialWeights,
  seed: number,
): Generator<undefined, Float64Array> {
  // The family's own weights are the NTK's, where it was stated with them.
  if (program.form === "power" && initial === "ntk") return program.weights;
  return yield* startingWeights(initial, program, seed);
}

/** The group lasso and its family, each for the losses of the inner method. */
export type ReweightedProgram<L extends SmoothLoss> = GroupProgram<L> | PowerProgram<L>;

/** How iterative reweighting begins, moves and solves its inner problem. */
export interface IterativeReweightingOptions {
  /** The inner least-squares method; default "direct". LSQR and LSMR are for squared loss only. */
  readonly inner?: InnerMethod;
  /** η⁰; default "uniform". A `start` given to `solve` comes first. */
  readonly initial?: InitialWeights;
  /** Of random initial weights. */
  readonly seed?: number;
  /** ε⁰ as a fraction of the mean of the first ‖w_i‖; default 0.01. */
  readonly epsilon?: number;
  /** ε^(k+1) = shrink · ε^k; default 0.85. */
  readonly shrink?: number;
  /**
   * Nesterov's momentum on log η, dropped where the objective rises. Weights next to gates that are nearly as good
   * creep: a plain step changes them by a ten-thousandth. With momentum they arrive in hundreds of steps. Default true;
   * false is the plain alternation. It is used at q = 1 only.
   */
  readonly extrapolate?: boolean;
}

/** An iterate with the weights η that made it. */
export interface ReweightingIterate extends Iterate {
  /** Length p. */
  readonly weights: Float64Array;
}

/** One kind of reweighting, as `reweight` runs it. */
export interface ReweightingRule<L extends SmoothLoss> {
  readonly inner: WeightedRidge<L>;
  /** The ridge penalty is ridgeFactor · λ Σ‖w_i‖²/η_i. */
  readonly ridgeFactor: number;
  first(): Generator<undefined, Float64Array>;
  /** η^(k+1) from ‖w_i^(k)‖. */
  next(norms: Float64Array, iteration: number): Float64Array;
  readonly extrapolate?: boolean;
}

/** The loop all reweighting shares: one inner solve, one pricing pass for the gap, one update of the weights an iteration. */
export function* reweight<L extends SmoothLoss>(
  program: ReweightedProgram<L>,
  start: SparseBlocks | undefined,
  rule: ReweightingRule<L>,
): Generator<ReweightingIterate | undefined, void> {
  const ridge = ridgeOf(program, rule.ridgeFactor);
  const count = program.operator.blockCount;
  let weights = start ? rule.next(blockNorms(start, count), 0) : yield* rule.first();
  let plain: Float64Array | undefined;
  let [iteration, pace, momentum] = [1, 0, 0];
  let lowest = Number.POSITIVE_INFINITY;
  for (;;) {
    const point = yield* rule.inner(ridge, weights);
    if (!point) return;
    yield undefined;
    const judged = judge(program, point);
    if (plain && momentum > 0 && judged.primalObjective > lowest * (1 + rounding)) {
      // A plain step never raises the objective.
      weights = plain;
      [momentum, pace] = [0, 0];
      yield undefined;
      continue;
    }
    lowest = judged.primalObjective;
    const norms = blockNorms(point, count);
    yield { iteration, point: withoutVanished(point, norms), ...judged, pricingPasses: iteration, weights };
    const next = rule.next(norms, iteration);
    momentum = rule.extrapolate && plain ? pace / (pace + 3) : 0;
    weights = plain && momentum > 0 ? furtherWeights(plain, next, momentum) : next;
    plain = next;
    iteration++;
    pace++;
  }
}

/** L + factor · λ Σ‖w_i‖²/η_i, stated by λ as `WeightedRidge` has it. */
function ridgeOf<L extends SmoothLoss>(program: ReweightedProgram<L>, factor: number): GroupProgram<L> {
  const { operator, loss, data, coverage, lambda } = program;
  return { form: "group", kind: "ridge", operator, loss, data, coverage, lambda: 2 * factor * lambda };
}

/** What an objective may rise by and be the same but for rounding. */
const rounding = 1e-14;

/** Blocks that no number can tell from zero any more are left out: below 1e-25 of the largest. */
function withoutVanished({ which, blocks }: SparseBlocks, norms: Float64Array): SparseBlocks {
  const least = 1e-25 * norms.reduce((largest, norm) => Math.max(largest, norm), 0);
  const kept = which.filter((i) => norms[i] > least);
  if (kept.length === which.length) return { which, blocks };
  const size = blocks.length / which.length;
  const values = new Float64Array(kept.length * size);
  let at = 0;
  which.forEach((i, k) => {
    if (norms[i] > least) values.set(blocks.subarray(k * size, (k + 1) * size), size * at++);
  });
  return { which: kept, blocks: values };
}

function primalOf(program: ReweightedProgram<SmoothLoss>, point: SparseBlocks): number {
  return program.form === "power" ? penalisedObjective(program, point) : primalObjective(program, point);
}

/** Primal objective and gap of the program itself, not of its majoriser. */
function judge(program: ReweightedProgram<SmoothLoss>, point: SparseBlocks) {
  const z = new Float64Array(program.data.targets.length);
  program.loss.negativeGradient(predictionsOf(program, point), program.data, z);
  const objective = primalOf(program, point);
  const bound = program.form === "power" ? penalisedDualPoint(program, z) : dualFeasiblePoint(program, z);
  return { primalObjective: objective, dualityGap: objective - bound.objective };
}

function exponentOf(program: ReweightedProgram<SmoothLoss>): number {
  return program.form === "power" ? program.exponent : 1;
}

function correctedUpdate(program: ReweightedProgram<SmoothLoss>, epsilon: number, shrink: number) {
  const q = exponentOf(program);
  const prior = program.form === "power" ? program.weights : undefined;
  let floor: number | undefined;
  return (norms: Float64Array): Float64Array => {
    let mean = 0;
    for (const norm of norms) mean += norm / norms.length;
    // Not to 0: a weight must be able to come back, and with momentum it would leave the range of doubles.
    floor = floor === undefined ? epsilon * mean : Math.max(floor * shrink, Math.min(floor, 1e-30 * mean));
    // Above 1 the update contracts on its own, and a floor would only disturb it.
    const least = q === 1 ? floor : 0;
    return norms.map((norm, i) => Math.max((prior ? power(prior[i], q - 1) : 1) * power(norm, 2 - q), least));
  };
}
