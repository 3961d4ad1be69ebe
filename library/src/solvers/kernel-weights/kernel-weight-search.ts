import { sum } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { innerSolverFor } from "./inner-solver.js";
import { type InnerSolution, type InnerSolver, kernelProduct } from "./kernel-inner.js";
import type { KernelWeights } from "./working-weights.js";

/** The line search of the kernel-weight Newton method on J(η) = j(η) + (λ/2) Σ η_i. Does not do: choosing the step. */
export interface SearchResult {
  readonly state: KernelWeights;
  readonly gram: Float64Array;
  readonly inner: InnerSolution;
  readonly objective: number;
}

export interface SearchStart extends SearchResult {
  readonly step: Float64Array;
  readonly norms: Float64Array;
}

/**
 * Backtracks from the whole step until J falls enough (Armijo). It goes on past the whole step while J falls as if it
 * had no curvature; J has none where a block meets only flat rows. A failed factorisation counts as J = ∞.
 */
export function* lineSearch(
  program: GroupProgram<SmoothLoss>,
  from: SearchStart,
): Generator<undefined, SearchResult | undefined> {
  const { state, objective, step, norms } = from;
  const slope = slopeAlong(norms, state, step, program.lambda);
  const at = yield* pointsAlong(program, from, slope);
  const falls = (found: SearchResult | undefined, t: number, share: number) =>
    found !== undefined && found.objective <= objective + share * t * Math.min(slope, 0);
  for (let t = 1; t > 1e-12; t *= 0.5) {
    let found = yield* at(t);
    // Rounding of J itself must not reject the last, quadratically small steps.
    if (found && found.objective <= objective + 1e-4 * t * Math.min(slope, 0) + 1e-14 * Math.abs(objective)) {
      for (
        let further = 4;
        t === 1 && -slope > 1e-12 * Math.abs(objective) && falls(found, further / 4, 0.9);
        further *= 4
      ) {
        if (state.eta.some((value, a) => value + further * step[a] < 0)) break;
        yield undefined;
        const next = yield* at(further);
        if (!next || next.objective >= found.objective) break;
        found = next;
      }
      return found;
    }
    yield undefined;
  }
  return undefined;
}

type PointAlong = (t: number) => Generator<undefined, SearchResult | undefined>;

/** η + ts with its gram, inner solution and J, for any t. */
function* pointsAlong(
  program: GroupProgram<SmoothLoss>,
  from: SearchStart,
  slope: number,
): Generator<undefined, PointAlong> {
  const fullGram = kernelOf(program, weightsAlong(from, 1));
  yield undefined;
  const tangent = program.loss.curvature === "constant" ? undefined : tangentOf(program, from, fullGram);
  const line = { program, from, slope, fullGram, tangent, solveInner: innerSolverFor(program) };
  return (t) => pointAt(line, t);
}

function weightsAlong({ state, step }: SearchStart, t: number): KernelWeights {
  return { which: state.which, eta: state.eta.map((value, a) => value + t * step[a]) };
}

interface SearchLine {
  readonly program: GroupProgram<SmoothLoss>;
  readonly from: SearchStart;
  /** Of J at the start. */
  readonly slope: number;
  /** K at the whole step. */
  readonly fullGram: Float64Array;
  /** The first-order change of α over the whole step. */
  readonly tangent: Float64Array | undefined;
  readonly solveInner: InnerSolver;
}

function* pointAt(
  { program, from, slope, fullGram, tangent, solveInner }: SearchLine,
  t: number,
): Generator<undefined, SearchResult | undefined> {
  const { gram, inner } = from;
  const trial = weightsAlong(from, t);
  const trialGram = t === 1 ? fullGram : fullGram.map((value, k) => gram[k] + t * (value - gram[k]));
  const start = tangent && inner.alpha.map((value, k) => value + t * tangent[k]);
  yield undefined;
  const found = yield* solveInner(trialGram, { start, accuracy: 0.1 * t * Math.abs(slope) });
  if (!found) return undefined;
  const objective = found.value + (program.lambda / 2) * sum(trial.eta);
  return { state: trial, gram: trialGram, inner: found, objective };
}

/** The first-order change of α from K to the gram of the whole step: where the inner problem, unless it is linear, starts from. */
function tangentOf(
  program: GroupProgram<SmoothLoss>,
  { gram, inner }: SearchStart,
  fullGram: Float64Array,
): Float64Array {
  const { sampleCount, outputs } = program.data;
  const before = kernelProduct(gram, inner.alpha, sampleCount, outputs);
  const after = kernelProduct(fullGram, inner.alpha, sampleCount, outputs);
  return inner.respond(after.map((value, k) => value - before[k]));
}

/** ∇J·s */
export function slopeAlong(norms: Float64Array, { which }: KernelWeights, step: Float64Array, lambda: number): number {
  let slope = 0;
  which.forEach((block, a) => {
    slope += (lambda / 2) * (1 - norms[block] * norms[block]) * step[a];
  });
  return slope;
}

/** K(η), n×n. */
export function kernelOf(program: GroupProgram<SmoothLoss>, { which, eta }: KernelWeights): Float64Array {
  const n = program.data.sampleCount;
  const out = new Float64Array(n * n);
  if (which.length > 0) program.operator.weightedGram(eta, which, out);
  return out;
}
