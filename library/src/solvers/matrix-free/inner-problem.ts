import { conjugateGradient } from "../../linear-algebra/conjugate-gradient.js";
import { type GroupProgram, primalObjective, type SparseBlocks } from "../../programs/group-program.js";
import type { Iterate } from "../solver.js";
import { factorBlocks, sampledBlockGrams, solveBlock } from "./block-preconditioner.js";
import { type MatrixFreeProgram, normalProduct, targetProduct } from "./products.js";
import type { MatrixFreeState } from "./state.js";

/**
 * The inner problem of the matrix-free Newton at fixed η,
 *
 *     min over w of (2/λ) L(Φw) + Σ ‖w_i‖²/η_i,   that is   ((2/λ) ΦᵀDΦ + diag(1/η)) w = (2/λ) ΦᵀDy
 *
 * by conjugate gradients from a warm w, to an energy error of `energy`. `grams` are the sampled d×d blocks of the working set. Does not
 * do: losses other than squared, blocks with η = 0.
 */
export function* solveInner(
  program: MatrixFreeProgram,
  { which, eta, blocks }: MatrixFreeState,
  energy: number,
  grams = sampledBlockGrams(program.operator, which),
): Generator<PassedPoint | undefined, MatrixFreeState> {
  if (which.length === 0) return { which, eta, blocks };
  const { operator, data } = program;
  const [d, outputs, scale] = [operator.blockSize, data.outputs, 2 / program.lambda];
  const size = d * outputs;
  const apply = (x: Float64Array, out: Float64Array) => {
    normalProduct(program, which, scale, x, out);
    for (let k = 0; k < x.length; k++) out[k] += x[k] / eta[Math.floor(k / size)];
  };
  const factors = factorBlocks(grams, which.length, d, scale, (a, block) => {
    for (let i = 0; i < d; i++) block[i * d + i] += 1 / eta[a];
  });
  const precondition = (r: Float64Array, out: Float64Array) => {
    for (let a = 0; a < which.length; a++) solveBlock(factors, a, d, outputs, r, out);
  };
  const rightHandSide = targetProduct(program, which, scale);
  const x = blocks.slice();
  let steps = 0;
  for (const _ of conjugateGradient({ apply, precondition, rightHandSide, energy, maxIterations: 500 }, x)) {
    steps++;
    if (data.sampleCount < slowRows || steps % stepsBetweenPoints !== 0) yield undefined;
    else yield pointAt(program, { which, blocks: x.slice() });
  }
  return { which, eta, blocks: x };
}

/** A point on the way to an iterate, for whoever cannot wait for that. */
export type PassedPoint = Pick<Iterate, "point" | "primalObjective">;

/** From so many rows on, the way to an iterate is so long that points on it are shown. */
const slowRows = 20_000;
/** Steps of conjugate gradients from one such point to the next: its objective costs half a step. */
const stepsBetweenPoints = 16;

/** A point with its objective. */
export function pointAt(program: GroupProgram, point: SparseBlocks): PassedPoint {
  return { point, primalObjective: primalObjective(program, point) };
}

/** The points on the way to an iterate, as iterates with its numbers and no gap. */
export function* shownAs<Result>(
  { iteration, pricingPasses }: Pick<Iterate, "iteration" | "pricingPasses">,
  way: Generator<PassedPoint | undefined, Result>,
): Generator<Iterate | undefined, Result> {
  for (;;) {
    const { done, value } = way.next();
    if (done) return value;
    yield value && { ...value, iteration, dualityGap: Number.POSITIVE_INFINITY, pricingPasses };
  }
}
