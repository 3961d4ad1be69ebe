import { norm } from "../../linear-algebra/vectors.js";
import { selectBlocks } from "../working-blocks.js";
import type { SearchDirection } from "./direction.js";
import { type PassedPoint, solveInner } from "./inner-problem.js";
import { type MatrixFreeProgram, predict } from "./products.js";
import { type GrownState, type MatrixFreeState, objectiveOf } from "./state.js";

/** The line search of the matrix-free Newton on J(η), each trial with its own inner problem. Does not do: choosing the direction. */
export interface MatrixFreeSearchStart {
  readonly grown: GrownState;
  /** Sampled d×d blocks of the working set. */
  readonly grams: Float64Array;
  /** J where the search starts. */
  readonly objective: number;
  /** The fall of J that is expected, relative to it: how exact the inner problems must be. */
  readonly accuracy: number;
}

export interface MatrixFreeSearchResult {
  readonly state: MatrixFreeState;
  readonly objective: number;
}

/**
 * Backtracks from the whole step until J falls enough. J at an inexact w is an upper bound, and Armijo's rule allows
 * for that slack. The result is undefined where the direction is no descent, or where no step is accepted.
 */
export function* backtrack(
  program: MatrixFreeProgram,
  { grown, grams, objective, accuracy }: MatrixFreeSearchStart,
  direction: SearchDirection,
): Generator<PassedPoint | undefined, MatrixFreeSearchResult | undefined> {
  const slope = slopeAlong(grown, direction.step);
  if (!(slope < 0)) return undefined;
  const { which } = grown.state;
  const slack = 1e-13 * Math.abs(objective);
  // Near the optimum the slopes must be exact; far from it the fall of J alone counts.
  const energy = ((0.02 + 2 * accuracy) * accuracy) ** 2;
  for (let t = 1; t > 1e-10; t *= 0.5) {
    const trial = stateAlong(grown.state, direction, t);
    const trialGrams = selectBlocks({ which, blocks: grams }, program.operator.blockSize ** 2, trial.which);
    const state = yield* solveInner(program, trial, energy * objective, trialGrams);
    predict(program, state, program.image);
    const value = objectiveOf(state, program.lambda, program.loss.value(program.image, program.data));
    if (value <= objective + 1e-4 * t * slope + slack + energy * objective) return { state, objective: value };
  }
  return undefined;
}

/** ∇J·s */
function slopeAlong({ gradients }: GrownState, step: Float64Array): number {
  const size = gradients.length / step.length;
  let slope = 0;
  for (let a = 0; a < step.length; a++) slope += (1 - norm(gradients, a * size, (a + 1) * size) ** 2) * step[a];
  return slope;
}

/** η + ts and w + tδ; blocks with no weight left are out. */
function stateAlong(state: MatrixFreeState, { step, delta }: SearchDirection, t: number): MatrixFreeState {
  const size = state.blocks.length / state.which.length;
  const eta = state.eta.map((value, a) => value + t * step[a]);
  const blocks = state.blocks.map((value, k) => value + t * delta[k]);
  const which = state.which.filter((_, a) => eta[a] > 0);
  return {
    which,
    eta: eta.filter((value) => value > 0),
    blocks: selectBlocks({ which: state.which, blocks }, size, which),
  };
}
