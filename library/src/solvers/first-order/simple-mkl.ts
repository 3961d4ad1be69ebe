import { dot } from "../../linear-algebra/vectors.js";
import type { SparseBlocks } from "../../programs/group-program.js";
import { kernelWeightsOf } from "../../programs/kernel-weights.js";
import {
  kernelAt,
  kernelDualCoefficients,
  type MultipleKernelProgram,
  positiveIndices,
} from "../../programs/multiple-kernel.js";
import { penalisedDualPoint, penalisedObjective } from "../../programs/penalised.js";
import { paired } from "../pairing.js";
import type { Iterate, Solver } from "../solver.js";

const takes = { forms: ["squared-group-norm"] };

/**
 * SimpleMKL (Rakotomamonjy, Bach, Canu & Grandvalet 2008) on (13): a reduced gradient on the simplex.
 *
 *     J(η) = λ̂ yᵀ(K(η) + λ̂I)⁻¹y,   ∂J/∂η_i = −λ̂ ‖Φ_iᵀα‖²,   α = (K(η) + λ̂I)⁻¹y
 *
 * The direction keeps Σ η_i = 1 and η ≥ 0; weights are driven to zero one after another while J falls, then a line
 * search ends the step. It is a first-order method and the second opinion to `multipleKernelNewton`, which shares no
 * step with it. Every value of J needs an n×n Cholesky.
 * @returns the solver
 * @throws InputError, from its iterates, for a program of another form
 */
export function simpleMkl(): Solver<MultipleKernelProgram> {
  return {
    name: "simple-mkl",
    iterates: (program, start) => reducedGradient(paired("simple-mkl", program, takes), start),
  };
}

interface Evaluation {
  readonly weights: Float64Array;
  readonly alpha: Float64Array;
  /** J(η) */
  readonly value: number;
}

function* reducedGradient(program: MultipleKernelProgram, start?: SparseBlocks): Generator<Iterate | undefined, void> {
  const count = program.operator.blockCount;
  const uniform = new Float64Array(count).fill(1 / count);
  let current = yield* evaluate(program, start ? kernelWeightsOf(program, start) : uniform);
  for (let iteration = 1; ; iteration++) {
    const slope = gradient(program, current.alpha);
    yield { iteration, ...iterateAt(program, current), pricingPasses: iteration };
    const direction = reducedDirection(current.weights, slope);
    const next = yield* descend(program, current, direction);
    if (!next || !(next.value < current.value)) return;
    current = next;
  }
}

function* evaluate(program: MultipleKernelProgram, weights: Float64Array): Generator<undefined, Evaluation> {
  const kernel = kernelAt(program, weights);
  yield undefined;
  const alpha = kernelDualCoefficients(program, kernel);
  return { weights, alpha, value: program.lambda * dot(alpha, program.data.targets) };
}

/** −λ̂ ‖Φ_iᵀα‖² */
function gradient({ operator, data, lambda }: MultipleKernelProgram, alpha: Float64Array): Float64Array {
  const norms = new Float64Array(operator.blockCount);
  operator.norms(alpha, data.outputs, norms);
  return norms.map((norm) => -lambda * norm * norm);
}

/** The negative reduced gradient, with the largest weight taking up the rest; zero where a zero weight would turn negative. */
function reducedDirection(weights: Float64Array, slope: Float64Array): Float64Array {
  const largest = weights.indexOf(weights.reduce((a, b) => Math.max(a, b)));
  const direction = slope.map((value, i) => {
    const reduced = value - slope[largest];
    return weights[i] === 0 && reduced > 0 ? 0 : -reduced;
  });
  direction[largest] = 0;
  let rest = 0;
  for (const value of direction) rest -= value;
  direction[largest] = rest;
  return direction;
}

/** Goes to the end of the direction while J falls there, dropping the weight that became zero; then searches the last stretch. */
function* descend(
  program: MultipleKernelProgram,
  from: Evaluation,
  first: Float64Array,
): Generator<undefined, Evaluation | undefined> {
  let [current, direction] = [from, first];
  for (;;) {
    const { limit, blocking } = longestStep(current.weights, direction);
    if (blocking < 0 || !(limit > 0)) return current;
    const end: Evaluation = yield* evaluate(program, step(current.weights, direction, limit, blocking));
    yield undefined;
    if (!(end.value < current.value)) return yield* lineSearch(program, current, direction, limit);
    current = end;
    direction = withoutBlocking(direction, current.weights, blocking);
  }
}

function longestStep(weights: Float64Array, direction: Float64Array): { limit: number; blocking: number } {
  let limit = Number.POSITIVE_INFINITY;
  let blocking = -1;
  for (let i = 0; i < weights.length; i++) {
    if (direction[i] < 0 && -weights[i] / direction[i] < limit) {
      limit = -weights[i] / direction[i];
      blocking = i;
    }
  }
  return { limit, blocking };
}

function step(weights: Float64Array, direction: Float64Array, length: number, zero = -1): Float64Array {
  const next = weights.map((value, i) => (i === zero ? 0 : Math.max(0, value + length * direction[i])));
  let sum = 0;
  for (const value of next) sum += value;
  return next.map((value) => value / sum);
}

/** The direction with the blocked weight at rest; the largest weight takes up its share. */
function withoutBlocking(direction: Float64Array, weights: Float64Array, blocking: number): Float64Array {
  const next = direction.slice();
  const largest = weights.indexOf(weights.reduce((a, b) => Math.max(a, b)));
  next[largest] += next[blocking];
  next[blocking] = 0;
  return next;
}

/** The minimum of the convex J on the stretch, by bisection and secants on its derivative. */
function* lineSearch(
  program: MultipleKernelProgram,
  from: Evaluation,
  direction: Float64Array,
  limit: number,
): Generator<undefined, Evaluation> {
  const slopeAt = yield* slopesAlong(program, from, direction);
  let [low, high] = [0, limit];
  let [slopeLow, slopeHigh] = [yield* slopeAt(0), yield* slopeAt(limit)];
  for (let round = 0; round < 40 && high - low > 1e-10 * limit; round++) {
    const secant = low - (slopeLow * (high - low)) / (slopeHigh - slopeLow);
    const margin = 0.05 * (high - low);
    const middle = round % 2 === 0 ? Math.min(high - margin, Math.max(low + margin, secant)) : (low + high) / 2;
    const slope = yield* slopeAt(Number.isFinite(middle) ? middle : (low + high) / 2);
    if (slope < 0) [low, slopeLow] = [middle, slope];
    else [high, slopeHigh] = [middle, slope];
  }
  return yield* evaluate(program, step(from.weights, direction, (low + high) / 2));
}

/** The derivative of J along the direction at any length, −λ̂ αᵀK(direction)α. */
function* slopesAlong(
  program: MultipleKernelProgram,
  from: Evaluation,
  direction: Float64Array,
): Generator<undefined, (length: number) => Generator<undefined, number>> {
  const { operator, data } = program;
  const which = positiveIndices(from.weights.map((value, i) => (value > 0 || direction[i] !== 0 ? 1 : 0)));
  const kernelOf = (weights: Float64Array) => {
    const kernel = new Float64Array(data.sampleCount ** 2);
    operator.weightedGram(
      Float64Array.from(which, (i) => weights[i]),
      which,
      kernel,
    );
    return kernel;
  };
  const base = kernelOf(from.weights);
  yield undefined;
  const along = kernelOf(direction);
  return (length) => slopeAt(program, base, along, length);
}

function* slopeAt(
  program: MultipleKernelProgram,
  base: Float64Array,
  along: Float64Array,
  length: number,
): Generator<undefined, number> {
  yield undefined;
  const kernel = base.map((value, k) => value + length * along[k]);
  yield undefined;
  const alpha = kernelDualCoefficients(program, kernel);
  return -program.lambda * quadraticForm(along, alpha, program.data.outputs);
}

function quadraticForm(matrix: Float64Array, alpha: Float64Array, outputs: number): number {
  const n = alpha.length / outputs;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      for (let o = 0; o < outputs; o++) sum += alpha[i * outputs + o] * matrix[i * n + j] * alpha[j * outputs + o];
    }
  }
  return sum;
}

/** w_i = η_iΦ_iᵀα with the objective (14) and its gap; z = 2λ̂α. */
function iterateAt(program: MultipleKernelProgram, { weights, alpha }: Evaluation) {
  const { operator, data, lambda } = program;
  const which = positiveIndices(weights);
  const size = operator.blockSize * data.outputs;
  const blocks = new Float64Array(which.length * size);
  operator.transpose(alpha, data.outputs, which, blocks);
  for (let k = 0; k < blocks.length; k++) blocks[k] *= weights[which[Math.floor(k / size)]];
  const point = { which, blocks };
  const primalObjective = penalisedObjective(program, point);
  const bound = penalisedDualPoint(
    program,
    alpha.map((value) => 2 * lambda * value),
  );
  return { point, primalObjective, dualityGap: primalObjective - bound.objective };
}
