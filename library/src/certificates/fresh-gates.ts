import type { GateStrategy } from "../arrangements/gate-strategies.js";
import { sampledGates } from "../arrangements/sample.js";
import { columnRange, type Matrix, matrix, selectColumns } from "../linear-algebra/matrix.js";
import { nextUp } from "../numerics/rigorous/index.js";
import type { NetworkShape } from "../programs/shaped-gates.js";
import { type MaskedProgram, shapedProgramInSteps } from "../programs/shaped-program.js";
import { shareAbove } from "../random/binomial-bound.js";
import { otherStream } from "../random/generator.js";
import { normsAbove, scaledInto } from "./bounds/rigorous-bounds.js";
import { gapOf } from "./duality.js";

/**
 * What a certificate over sampled gates says of other gates. Gates that were drawn after training, in the same way and from another stream of the
 * seed, are priced at the dual point z̃. Where ‖Φ_gᵀz̃‖ ≤ λ a gate cannot lower the objective by more than the certified gap. Scaled into the
 * constraints of the fresh gates too, z̃ bounds the optimum over trained and fresh gates together.
 */
export interface FreshGates {
  /** How many were drawn. */
  readonly count: number;
  /** Draws before this one, whose gates may have joined the program. */
  readonly draw: number;
  /** Trained gates, which the gap speaks of too. */
  readonly trained: number;
  /** Never below the number of fresh gates that might lower the objective: those not proved to satisfy ‖Φ_gᵀz̃‖ ≤ λ. */
  readonly violating: number;
  /** Never below the share of such gates among all gates drawn in this way, with this confidence (Clopper–Pearson). */
  readonly shareAbove: number;
  readonly confidence: number;
  /** Never below the distance to the optimum over trained and fresh gates, relative to the objective. */
  readonly relativeGap: number;
}

/** Which gates are drawn. */
export interface FreshDraw {
  readonly strategy: GateStrategy | undefined;
  readonly seed: number;
  readonly shape: NetworkShape | undefined;
  readonly count: number;
  readonly draw: number;
  /** Whether draws were looked at until one was good enough: each then has a part of the probability of error alone. */
  readonly growing: boolean;
}

/** Whose neighbourhood is looked at: a bound of its objective, and the dual point of its certificate. */
export interface FreshPoint {
  readonly primalObjective: number;
  readonly dualPoint: Float64Array;
}

/** The statement, and the gates that might lower the objective, d×`violating`, the largest ‖Φ_gᵀz̃‖ first. */
export interface PricedFreshGates {
  readonly found: FreshGates;
  readonly violating: Matrix;
}

const [fewestUsual, mostUsual] = [100, 10_000];
/** Multiplications of masks and pricing, for all usual gates: about half a second. */
const usualProducts = 3e9;
const confidence = 0.95;
/** Apart from every stream that training draws from. */
const freshStream = 0x2f6b1d35;
/**
 * Relative room of a recorded gap. The best multiple of z̃ is searched for, and ends elsewhere where its bound differs in the last bit; every
 * multiple proves its own bound.
 */
const searchRoom = 2 ** -36;
/** Gates priced at once: their masks are held, and no more. */
const gatesAtOnce = 1000;

/**
 * How many fresh gates are drawn where nobody says: 10,000, or as many as n·d·(1 + K) numbers a gate leave room for, and 100 at least. It follows
 * from the sizes alone, so that the same table gives the same answer on any machine.
 * @param rows n
 * @param columns d, raw
 * @param outputs K
 * @returns a whole number of gates
 */
export function usualFreshGates(rows: number, columns: number, outputs: number): number {
  const affordable = Math.floor(usualProducts / (rows * columns * (1 + outputs)));
  return Math.min(mostUsual, Math.max(fewestUsual, affordable));
}

/** The gates of a draw over the columns of the program, d×count. */
function freshGatesOf(program: MaskedProgram, draw: FreshDraw): Matrix {
  return gatesOfStream(program, draw, otherStream(draw.seed, freshStream + draw.draw));
}

/** Rounds in which a program may grow at most, so that all gates that were drawn can be drawn again. */
export const mostDraws = 1000;

/** All gates that were drawn before a draw: `trained` of them by training, then those of earlier draws. */
export function* gatesBefore(program: MaskedProgram, draw: FreshDraw, trained: number): Generator<Matrix> {
  yield gatesOfStream(program, { ...draw, count: trained }, draw.seed);
  for (let earlier = 0; earlier < draw.draw; earlier++) yield freshGatesOf(program, { ...draw, draw: earlier });
}

function gatesOfStream(
  program: MaskedProgram,
  { strategy, count }: Pick<FreshDraw, "strategy" | "count">,
  seed: number,
): Matrix {
  const isOfPatches = program.kind === "gated-convolutional";
  const rows = isOfPatches ? program.patchInputs : program.inputs;
  // Gates over patches look at no rows.
  const weights = isOfPatches ? undefined : program.data.weights;
  return sampledGates(rows, { count, seed, strategy, weights });
}

/**
 * Draws gates as the program's were drawn, and prices them at a dual point of it: one pricing pass over the table.
 * @param errors rounding errors that the bounds leave room for (`recordedErrors` for what others recompute)
 */
export function* priceDraw(
  program: MaskedProgram,
  { primalObjective, dualPoint }: FreshPoint,
  draw: FreshDraw,
  errors: number,
): Generator<undefined, PricedFreshGates> {
  const { count, shape } = draw;
  const gates = freshGatesOf(program, draw);
  const norms = new Float64Array(count);
  for (let first = 0; first < count; first += gatesAtOnce) {
    const last = Math.min(count, first + gatesAtOnce);
    const part = columnRange(gates, first, last);
    const { inputs, loss, data, lambda } = program;
    const targets = matrix(data.sampleCount, data.outputs, data.targets);
    const stated = { inputs, targets, loss, sampleWeights: data.weights, lambda, keepEqualMasks: true };
    const fresh = yield* shapedProgramInSteps({ ...stated, gates: part, shape });
    norms.set(normsAbove(fresh, dualPoint, errors), first);
    fresh.operator.dispose();
    yield undefined;
  }
  const { found, violating } = yield* statementOf(program, { primalObjective, dualPoint }, draw, { gates, norms });
  const relativeGap = errors > 1 ? nextUp(found.relativeGap + searchRoom) : found.relativeGap;
  return { found: { ...found, relativeGap }, violating };
}

function* statementOf(
  program: MaskedProgram,
  { primalObjective, dualPoint }: FreshPoint,
  { count, draw, growing }: FreshDraw,
  { gates, norms }: { readonly gates: Matrix; readonly norms: Float64Array },
): Generator<undefined, PricedFreshGates> {
  const { lambda } = program;
  const largest = norms.reduce((most, norm) => Math.max(most, norm), lambda);
  const above = [...norms.keys()].filter((i) => !(norms[i] <= lambda)).sort((a, b) => norms[b] - norms[a] || a - b);
  const dual = yield* scaledInto(program, dualPoint, largest);
  const found = {
    count,
    draw,
    trained: program.operator.blockCount,
    violating: above.length,
    shareAbove: provedShare(above.length, { count, draw, growing }),
    confidence,
    relativeGap: gapOf(primalObjective, dual.objective).relativeGap,
  };
  return { found, violating: selectColumns(gates, above) };
}

/**
 * Never below the share of gates that violate, with the confidence. Whoever draws again until a draw looks good has looked at many: draw k then
 * has the part 1/((k + 1)(k + 2)) of the probability of error. These parts sum to 1, so that the statement holds wherever the drawing ends.
 */
export function provedShare(
  violating: number,
  { count, draw, growing }: Pick<FreshDraw, "count" | "draw" | "growing">,
): number {
  const error = growing ? (1 - confidence) / ((draw + 1) * (draw + 2)) : 1 - confidence;
  return shareAbove(violating, count, 1 - error);
}
