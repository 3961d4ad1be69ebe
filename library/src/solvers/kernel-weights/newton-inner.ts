import { dot } from "../../linear-algebra/vectors.js";
import type { SmoothLoss } from "../../losses/loss.js";
import type { GroupProgram } from "../../programs/group-program.js";
import {
  derivativesOf,
  type InnerOptions,
  type InnerSolution,
  type InnerSolver,
  kernelProduct,
} from "./kernel-inner.js";
import type { NewtonSystem, SystemBuilder } from "./newton-system.js";

/**
 * The inner problem of the kernel-weight Newton method for a curved loss,
 *
 *     α ← (b − G K b/λ)/λ,   b = Wf + z,   f = Kα
 *
 * by damped Newton with an exact line search, until the duality gap of the inner problem meets the accuracy. Does not do: losses without a
 * curvature; the squared one needs no iteration.
 */
export function newtonInner(
  program: GroupProgram<SmoothLoss>,
  build: SystemBuilder,
  cautious?: InnerProblem["cautious"],
): InnerSolver {
  return (gram, options) => innerMinimum({ program, gram, build, cautious }, options);
}

interface InnerProblem {
  readonly program: GroupProgram<SmoothLoss>;
  /** K, n×n. */
  readonly gram: Float64Array;
  readonly build: SystemBuilder;
  readonly cautious?: (gram: Float64Array, f: Float64Array) => InnerSolution["cautiousHessian"];
}

function* innerMinimum(
  problem: InnerProblem,
  { start, accuracy }: InnerOptions,
): Generator<undefined, InnerSolution | undefined> {
  const { program, gram, cautious } = problem;
  const first = startingPoint(problem, start);
  yield undefined;
  const minimum = yield* descend(problem, first, accuracy);
  if (!minimum) return undefined;
  const { system } = minimum;
  const { alpha, f, z } = yield* polished(problem, system, minimum.point);
  const value = program.loss.value(f, program.data) + (program.lambda / 2) * dot(alpha, f);
  return {
    alpha: dualPoint(program, system, alpha, z),
    value,
    ...derivativesOf(system, program.lambda),
    cautiousHessian: cautious?.(gram, f),
  };
}

/** α with f = Kα. */
interface InnerPoint {
  readonly alpha: Float64Array;
  readonly f: Float64Array;
}

/** α near the one given, or −∇L(0)/λ; 0 where that is better. */
function startingPoint({ program, gram }: InnerProblem, start: Float64Array | undefined): InnerPoint {
  const { loss, data, lambda } = program;
  const zero = new Float64Array(data.sampleCount * data.outputs);
  const alpha = start ? start.slice() : gradientAt(program, zero).map((value) => value / lambda);
  const f = kernelProduct(gram, alpha, data.sampleCount, data.outputs);
  // No minimum is above α = 0: a start that is (a tangent that points too far, e^f) leads astray.
  const falls = loss.value(f, data) + (lambda / 2) * dot(alpha, f) <= loss.value(zero, data);
  return falls ? { alpha, f } : { alpha: new Float64Array(zero.length), f: zero };
}

/** z = −∇L(f) */
function gradientAt({ loss, data }: GroupProgram, f: Float64Array): Float64Array {
  const z = new Float64Array(f.length);
  loss.negativeGradient(f, data, z);
  return z;
}

interface InnerMinimum {
  readonly point: InnerPoint;
  /** At the point, or at the one before it. */
  readonly system: NewtonSystem;
}

function* descend(
  problem: InnerProblem,
  start: InnerPoint,
  accuracy: number,
): Generator<undefined, InnerMinimum | undefined> {
  let point = start;
  let system: NewtonSystem | undefined;
  for (let round = 0; round < 60; round++) {
    const z = gradientAt(problem.program, point.f);
    const done = isAccurate(problem, point, z, accuracy) || round === 59;
    if (done && system) break;
    yield undefined;
    system = yield* problem.build(problem.gram, point.f, roughnessOf(accuracy, problem, point));
    if (!system) return undefined;
    if (done) break;
    yield undefined;
    const next = yield* advanced(problem, system, point, z);
    if (!next) break;
    point = next;
  }
  return { point, system: system as NewtonSystem };
}

/** The relative error that a Newton step may have: it falls with the accuracy asked for, so that the last steps are exact. */
function roughnessOf(accuracy: number, { program }: InnerProblem, { alpha, f }: InnerPoint): number {
  const value = program.loss.value(f, program.data) + (program.lambda / 2) * dot(alpha, f);
  const roughness = Math.sqrt(Math.max(accuracy, 0) / Math.max(Math.abs(value), Number.MIN_VALUE));
  return roughness < 1e-5 ? 0 : roughness;
}

/** Whether the duality gap of the inner problem is at most `accuracy`, or as small as rounding lets it be. */
function isAccurate({ program, gram }: InnerProblem, { alpha, f }: InnerPoint, z: Float64Array, accuracy: number) {
  const { loss, data, lambda } = program;
  const value = loss.value(f, data) + (lambda / 2) * dot(alpha, f);
  const quadratic = dot(z, kernelProduct(gram, z, data.sampleCount, data.outputs)) / (2 * lambda);
  const gap = value - (loss.dualValue(z, data) - quadratic);
  return gap <= Math.max(accuracy, 1e-14 * Math.abs(value));
}

/** The next point along the Newton step; undefined where it is no descent. */
function* advanced(
  { program, gram }: InnerProblem,
  system: NewtonSystem,
  { alpha, f }: InnerPoint,
  z: Float64Array,
): Generator<undefined, InnerPoint | undefined> {
  const step = newtonStep(system, gram, alpha, f, z, program);
  yield undefined;
  const change = kernelProduct(gram, step, program.data.sampleCount, program.data.outputs);
  const t = exactSearch(program, alpha, f, step, change);
  if (t === 0) return undefined;
  return { alpha: alpha.map((entry, k) => entry + t * step[k]), f: f.map((entry, k) => entry + t * change[k]) };
}

/**
 * At most two more steps with the factors at hand, which cost no factorisation. The outer gap is first order in α's
 * error, and j only second order. The gradient of j tells the steps apart, where j itself no longer does.
 */
function* polished(
  { program, gram }: InnerProblem,
  system: NewtonSystem,
  start: InnerPoint,
): Generator<undefined, InnerPoint & { readonly z: Float64Array }> {
  const { sampleCount: n, outputs } = program.data;
  let { alpha, f } = start;
  let z = gradientAt(program, f);
  let residual = distance(z, alpha, program.lambda);
  for (let polish = 0; polish < 2; polish++) {
    yield undefined;
    const step = newtonStep(system, gram, alpha, f, z, program);
    yield undefined;
    const nextAlpha = alpha.map((entry, k) => entry + step[k]);
    const nextF = kernelProduct(gram, nextAlpha, n, outputs);
    const nextZ = gradientAt(program, nextF);
    const next = distance(nextZ, nextAlpha, program.lambda);
    if (!(next < residual)) break;
    [alpha, f, z, residual] = [nextAlpha, nextF, nextZ, next];
  }
  return { alpha, f, z };
}

/**
 * α itself on the curved rows where λα stays in the conjugate's domain, and z/λ elsewhere. With z/λ everywhere, K(z/λ −
 * α) would magnify what is left of the residual in the predictions.
 */
function dualPoint(
  { loss, data, lambda }: GroupProgram,
  system: NewtonSystem,
  alpha: Float64Array,
  z: Float64Array,
): Float64Array {
  const curvature = system.weigh(new Float64Array(alpha.length).fill(1));
  const point = alpha.map((entry, k) => (curvature[k] > 0 ? entry : z[k] / lambda));
  const feasible = Number.isFinite(
    loss.dualValue(
      point.map((entry) => lambda * entry),
      data,
    ),
  );
  return feasible ? point : z.map((entry) => entry / lambda);
}

/** max |z − λα|, 0 at the solution. */
function distance(z: Float64Array, alpha: Float64Array, lambda: number): number {
  let largest = 0;
  for (let k = 0; k < z.length; k++) largest = Math.max(largest, Math.abs(z[k] - lambda * alpha[k]));
  return largest;
}

/** α⁺ − α with b = Wf + z and α⁺ = (b − G K b/λ)/λ; with an unpenalised constant also less what makes α⁺ sum to 0. */
function newtonStep(
  system: NewtonSystem,
  gram: Float64Array,
  alpha: Float64Array,
  f: Float64Array,
  z: Float64Array,
  { data, lambda }: GroupProgram,
): Float64Array {
  const b = system.weigh(f);
  for (let k = 0; k < b.length; k++) b[k] += z[k];
  const correction = system.apply(kernelProduct(gram, b, data.sampleCount, data.outputs));
  const sums = system.balance?.(b);
  return b.map((value, k) => (value - correction[k] / lambda - (sums?.[k] ?? 0)) / lambda - alpha[k]);
}

/**
 * The t > 0 where the inner objective stops falling along the step, by bisection on its derivative, and 1 where 1 is
 * about right. t is past 1 only where the loss is flatter than the step believed, as with the majoriser.
 */
function exactSearch(
  { loss, data, lambda }: GroupProgram,
  alpha: Float64Array,
  f: Float64Array,
  step: Float64Array,
  change: Float64Array,
): number {
  const at = new Float64Array(f.length);
  const z = new Float64Array(f.length);
  const slope = (t: number) => {
    let sum = 0;
    for (let k = 0; k < f.length; k++) at[k] = f[k] + t * change[k];
    loss.negativeGradient(at, data, z);
    for (let k = 0; k < f.length; k++) sum += (lambda * (alpha[k] + t * step[k]) - z[k]) * change[k];
    return sum;
  };
  const first = slope(0);
  if (!(first < 0)) return 0;
  let [low, high] = [0, 1];
  const atOne = slope(1);
  if (Math.abs(atOne) <= 0.1 * Math.abs(first)) return 1;
  if (atOne < 0) {
    // (λ/2)αᵀKα bends upwards. A step along which it does not is made of rounding, and would lead as far as it is let.
    if (!(dot(step, change) > 0)) return 0;
    while (high < 1e9 && slope(high) < 0) [low, high] = [high, 4 * high];
  }
  for (let round = 0; round < 40; round++) {
    const middle = (low + high) / 2;
    const value = slope(middle);
    if (Math.abs(value) <= 0.05 * Math.abs(first)) return middle;
    if (value < 0) low = middle;
    else high = middle;
  }
  return low;
}
