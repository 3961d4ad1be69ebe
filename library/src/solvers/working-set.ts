import { rejectUnknownOptions } from "../errors.js";
import { dot, maximum } from "../linear-algebra/vectors.js";
import { currentBackend } from "../numerics/index.js";
import { dualFeasiblePoint, type GroupProgram, type SparseBlocks } from "../programs/group-program.js";
import { boundedQuadratic } from "./bounded-quadratic.js";
import { type InnerSolution, type InnerSolver, squaredInner } from "./kernel-inner.js";
import {
  growWorkingSet,
  type KernelWeights,
  limitTotal,
  secularSlope,
  weightsOfBlocks,
  withoutZeros,
} from "./kernel-weights.js";
import { matrixFreeNewton } from "./matrix-free-newton.js";
import type { Iterate, Solver } from "./solver.js";

/**
 * Projected Newton on the kernel weights with a working set. λ‖w‖ = min over η ≥ 0 of (λ/2)(‖w‖²/η + η) turns the group program into
 *
 *     J(η) = j(η) + (λ/2) Σ η_i,   ∂J/∂η_i = (λ/2)(1 − a_i²),   a_i = ‖Φ_iᵀα‖,   w_i = η_i Φ_iᵀα
 *
 * which is multiple kernel learning (13) by second-order steps. Gates enter by pricing (a_i > 1) and leave at η = 0.
 * Does not do: programs with more rows than an n×n matrix allows (the matrix-free twin does), cone constraints.
 */
export function workingSet(options: WorkingSetOptions = {}): Solver<GroupProgram> {
  rejectUnknownOptions(options, ["growth", "system"], "workingSet");
  const { growth, system = "auto" } = options;
  return {
    name: "working-set",
    iterates(program, start) {
      const dense = system === "dense" || (system === "auto" && program.data.sampleCount <= largestDenseSystem);
      return dense || program.loss.name !== "squared"
        ? kernelWeightNewton(program, innerSolverFor(program), growth ?? 200, start)
        : matrixFreeNewton(program, growth, start);
    },
  };
}

// Three n×n matrices are held: 100 MB at 2000 rows, where the matrix-free Newton overtakes.
const largestDenseSystem = 2000;

export interface WorkingSetOptions {
  /** At least how many violating gates enter in one pass, if there are so many. */
  readonly growth?: number;
  /** The Newton system: n×n and dense, matrix-free, or chosen by the number of rows. */
  readonly system?: "auto" | "dense" | "matrix-free";
}

function innerSolverFor(program: GroupProgram): InnerSolver {
  if (program.loss.name === "squared") return squaredInner;
  throw new Error(`the working-set solver has no inner solver for the ${program.loss.name} loss`);
}

function* kernelWeightNewton(
  program: GroupProgram,
  solveInner: InnerSolver,
  growth: number,
  start?: SparseBlocks,
): Generator<Iterate | undefined, void> {
  const { operator, data, lambda } = program;
  let state = start ? weightsOfBlocks(start) : { which: new Int32Array(0), eta: new Float64Array(0) };
  let gram = kernelOf(program, state);
  const first = solveInner(program, gram);
  if (!first) return;
  let inner: InnerSolution = first;
  const norms = new Float64Array(operator.blockCount);
  let stalls = 0;
  for (let iteration = 1; ; iteration++) {
    operator.norms(inner.alpha, data.outputs, norms);
    const gradients = transposed(program, inner.alpha, state.which);
    yield report(program, inner, state, gradients, norms, iteration);
    const grown = growWorkingSet(state, norms, Math.max(growth, state.which.length >> 1));
    yield undefined;
    const objective = inner.value + (lambda / 2) * sum(state.eta);
    const step = newtonStep(program, inner, grown, norms, (2 * objective) / lambda);
    yield undefined;
    const accepted: SearchResult | undefined = yield* lineSearch(program, solveInner, {
      state: grown,
      gram,
      inner,
      objective,
      step,
      norms,
    });
    if (!accepted) return;
    stalls = accepted.objective < objective * (1 - 1e-15) ? 0 : stalls + 1;
    if (stalls >= 3) return;
    state = withoutZeros(accepted.state);
    ({ gram, inner } = accepted);
  }
}

/** Backtracks from the whole step until J falls enough (Armijo). A failed factorisation counts as J = ∞. */
function* lineSearch(
  program: GroupProgram,
  solveInner: InnerSolver,
  from: SearchStart,
): Generator<undefined, SearchResult | undefined> {
  const { lambda } = program;
  const { state, gram, inner, objective, step, norms } = from;
  const full: KernelWeights = { which: state.which, eta: state.eta.map((value, a) => value + step[a]) };
  const fullGram = kernelOf(program, full);
  let slope = 0;
  state.which.forEach((block, a) => {
    slope += (lambda / 2) * (1 - norms[block] * norms[block]) * step[a];
  });
  for (let t = 1; t > 1e-12; t *= 0.5) {
    const trial = t === 1 ? full : { which: state.which, eta: state.eta.map((value, a) => value + t * step[a]) };
    const trialGram = t === 1 ? fullGram : fullGram.map((value, k) => gram[k] + t * (value - gram[k]));
    const trialInner = solveInner(program, trialGram, inner.alpha);
    if (trialInner) {
      const trialObjective = trialInner.value + (lambda / 2) * sum(trial.eta);
      // Rounding of J itself must not reject the last, quadratically small steps.
      if (trialObjective <= objective + 1e-4 * t * Math.min(slope, 0) + 1e-14 * Math.abs(objective)) {
        return { state: trial, gram: trialGram, inner: trialInner, objective: trialObjective };
      }
    }
    yield undefined;
  }
  return undefined;
}

interface SearchResult {
  readonly state: KernelWeights;
  readonly gram: Float64Array;
  readonly inner: InnerSolution;
  readonly objective: number;
}

interface SearchStart {
  readonly state: KernelWeights;
  readonly gram: Float64Array;
  readonly inner: InnerSolution;
  readonly objective: number;
  readonly step: Float64Array;
  readonly norms: Float64Array;
}

/** K(η), n×n. */
function kernelOf(program: GroupProgram, { which, eta }: KernelWeights): Float64Array {
  const n = program.data.sampleCount;
  const out = new Float64Array(n * n);
  if (which.length > 0) program.operator.weightedGram(eta, which, out);
  return out;
}

/** Φ_iᵀα for the listed blocks. */
function transposed(program: GroupProgram, alpha: Float64Array, which: Int32Array): Float64Array {
  const { operator, data } = program;
  const out = new Float64Array(which.length * operator.blockSize * data.outputs);
  if (which.length > 0) operator.transpose(alpha, data.outputs, which, out);
  return out;
}

/** The iterate w_i = η_iΦ_iᵀα with its objective and gap, from what pricing has already computed. */
function report(
  program: GroupProgram,
  inner: InnerSolution,
  state: KernelWeights,
  gradients: Float64Array,
  norms: Float64Array,
  iteration: number,
): Iterate {
  const { loss, data, lambda, operator } = program;
  const size = operator.blockSize * data.outputs;
  const blocks = gradients.map((value, k) => state.eta[Math.floor(k / size)] * value);
  const predictions = new Float64Array(inner.alpha.length);
  if (state.which.length > 0) operator.forward(blocks, data.outputs, state.which, predictions);
  let penalty = 0;
  state.which.forEach((block, a) => {
    penalty += state.eta[a] * norms[block];
  });
  const primalObjective = loss.value(predictions, data) + lambda * penalty;
  const z = inner.alpha.map((value) => lambda * value);
  const bound = dualFeasiblePoint(program, z, lambda * Math.max(0, maximum(norms)));
  return {
    iteration,
    point: { which: state.which, blocks },
    primalObjective,
    dualityGap: primalObjective - bound.objective,
    pricingPasses: iteration,
  };
}

/**
 * argmin g·s + ½ sᵀHs, η + s ≥ 0, scaled so that Σ(η + s) ≤ limit, with the secular right-hand side.
 */
function newtonStep(
  program: GroupProgram,
  inner: InnerSolution,
  state: KernelWeights,
  norms: Float64Array,
  limit: number,
): Float64Array {
  const { operator, data, lambda } = program;
  const { which, eta } = state;
  const [n, m, d, outputs] = [data.sampleCount, which.length, operator.blockSize, data.outputs];
  if (m === 0) return new Float64Array(0);
  const gradients = transposed(program, inner.alpha, which);
  const columns = new Float64Array(n * m * outputs);
  for (let k = 0; k < outputs; k++) {
    const one = Float64Array.from({ length: m * d }, (_, index) => gradients[index * outputs + k]);
    operator.columns(one, which, columns.subarray(k * n * m, (k + 1) * n * m));
  }
  inner.whiten(columns, m);
  const hessian = new Float64Array(m * m);
  currentBackend().gramOfColumns(columns, n * outputs, m, hessian);
  let trace = 0;
  for (let a = 0; a < m; a++) trace += hessian[a * m + a];
  // A larger ridge than rounding asks for: degenerate sets (few features, tiny λ) stall with 1e-10.
  for (let a = 0; a < m; a++) hessian[a * m + a] += (1e-8 * trace) / m;
  const slope = Float64Array.from(which, (block) => (lambda / 2) * (1 - norms[block] * norms[block]));
  const secular = Float64Array.from(which, (block) => (lambda / 2) * secularSlope(norms[block]));
  const lower = eta.map((value) => -value);
  const step = limitTotal(eta, boundedQuadratic(hessian, secular, lower), limit);
  // Along directions with little curvature the secular step may climb; the true slope never does.
  if (dot(slope, step) < 0) return step;
  return limitTotal(eta, boundedQuadratic(hessian, slope, lower), limit);
}

function sum(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
