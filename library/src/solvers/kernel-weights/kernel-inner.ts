import { dot } from "../../linear-algebra/vectors.js";
import type { DiagonalLoss, SmoothLoss, SquaredLoss } from "../../losses/loss.js";
import { currentBackend } from "../../numerics/index.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { type NewtonSystem, separableSystem, softmaxSystem } from "./newton-system.js";

/**
 * The inner problem of the kernel-weight Newton method at fixed K = K(η):
 *
 *     j(η) = min over α of L(Kα) + (λ/2) Σ_k α_kᵀKα_k,   f = Kα,   z = −∇L(f) = λα
 *
 * and what its Hessian in η needs, G = (K/λ + W⁻¹)⁻¹ with W = ∇²L. Does not do: losses without a curvature.
 */
export interface InnerSolution {
  /** z/λ at the solution, n×K; λα is in the domain of the conjugate. */
  readonly alpha: Float64Array;
  /** j(η), from above by at most the accuracy asked for. */
  readonly value: number;
  /** H_ab = Σ over outputs of v_aᵀGv_b for columns v (n×m an output, outputs stacked; overwritten). */
  hessian(columns: Float64Array, count: number): Float64Array;
  /** The Hessian of a quadratic above the loss, for losses that can be flat; undefined for the others. */
  cautiousHessian?(columns: Float64Array, count: number): Float64Array | undefined;
  /** The first-order change of α when K changes so that Kα moves by `change` (n×K). */
  respond(change: Float64Array): Float64Array;
}

export interface InnerOptions {
  /** A nearby α. */
  readonly start?: Float64Array;
  /** How far j may be above its minimum. */
  readonly accuracy: number;
}

/** Solves the inner problem of one program at K; undefined when a factorisation failed (the step is then too long). */
export type InnerSolver = (gram: Float64Array, options: InnerOptions) => InnerSolution | undefined;

/** The inner solver that a program's loss needs. */
export function innerSolverFor(program: GroupProgram<SmoothLoss>): InnerSolver {
  const { loss } = program;
  switch (loss.curvature) {
    case "constant": {
      const linear = { ...program, loss };
      return (gram) => squaredInner(linear, gram);
    }
    case "diagonal": {
      const separable = { ...program, loss };
      return newtonInner(separable, separableSystem(separable), (gram, f) => majorisedHessian(separable, gram, f));
    }
    case "coupled":
      return newtonInner(program, softmaxSystem({ ...program, loss }));
  }
}

/** Squared loss: the inner problem is linear. α = S B⁻¹ S y / λ, j = (λ/2) yᵀα. */
export function squaredInner(program: GroupProgram<SquaredLoss>, gram: Float64Array): InnerSolution | undefined {
  const { data, lambda } = program;
  const system = separableSystem(program)(gram, data.targets);
  if (!system) return undefined;
  const alpha = system.apply(data.targets);
  let value = 0;
  for (let k = 0; k < alpha.length; k++) {
    alpha[k] /= lambda;
    value += data.targets[k] * alpha[k];
  }
  return { alpha, value: (lambda / 2) * value, ...derivatives(system, lambda) };
}

/** Makes the Newton system at the predictions f; undefined when it cannot be factorised. */
export type SystemBuilder = (gram: Float64Array, predictions: Float64Array) => NewtonSystem | undefined;

/** Damped Newton with an exact line search, until the duality gap of the inner problem meets the accuracy. */
function newtonInner(
  program: GroupProgram<SmoothLoss>,
  build: SystemBuilder,
  cautious?: (gram: Float64Array, f: Float64Array) => InnerSolution["cautiousHessian"],
): InnerSolver {
  return (gram, { start, accuracy }) => {
    const { data, lambda, loss } = program;
    const { sampleCount: n, outputs } = data;
    const length = n * outputs;
    const z = new Float64Array(length);
    let alpha: Float64Array;
    if (start) alpha = start.slice();
    else {
      loss.negativeGradient(new Float64Array(length), data, z);
      alpha = z.map((value) => value / lambda);
    }
    let f = kernelProduct(gram, alpha, n, outputs);
    // No minimum is above α = 0: a start that is (a tangent that points too far, e^f) leads astray.
    if (!(loss.value(f, data) + (lambda / 2) * dot(alpha, f) <= loss.value(new Float64Array(length), data))) {
      alpha = new Float64Array(length);
      f = new Float64Array(length);
    }
    const advance = (newton: NewtonSystem): boolean => {
      const step = newtonStep(newton, gram, alpha, f, z, program);
      const change = kernelProduct(gram, step, n, outputs);
      const t = exactSearch(program, alpha, f, step, change);
      if (t === 0) return false;
      alpha = alpha.map((entry, k) => entry + t * step[k]);
      f = f.map((entry, k) => entry + t * change[k]);
      return true;
    };
    let system: NewtonSystem | undefined;
    for (let round = 0; round < 60; round++) {
      loss.negativeGradient(f, data, z);
      const value = loss.value(f, data) + (lambda / 2) * dot(alpha, f);
      const quadratic = dot(z, kernelProduct(gram, z, n, outputs)) / (2 * lambda);
      const gap = value - (loss.dualValue(z, data) - quadratic);
      const done = gap <= Math.max(accuracy, 1e-14 * Math.abs(value)) || round === 59;
      if (done && system) break;
      system = build(gram, f);
      if (!system) return undefined;
      if (done) break;
      if (!advance(system)) break;
    }
    // The outer gap is first order in α's error and j only second order: two more steps with the factors at hand cost no factorisation. j no
    // longer tells them apart, its gradient does.
    loss.negativeGradient(f, data, z);
    let residual = distance(z, alpha, lambda);
    for (let polish = 0; polish < 2 && system; polish++) {
      const step = newtonStep(system, gram, alpha, f, z, program);
      const nextAlpha = alpha.map((entry, k) => entry + step[k]);
      const nextF = kernelProduct(gram, nextAlpha, n, outputs);
      const nextZ = new Float64Array(length);
      loss.negativeGradient(nextF, data, nextZ);
      const next = distance(nextZ, nextAlpha, lambda);
      if (!(next < residual)) break;
      [alpha, f, residual] = [nextAlpha, nextF, next];
      z.set(nextZ);
    }
    const value = loss.value(f, data) + (lambda / 2) * dot(alpha, f);
    return {
      alpha: dualPoint(program, system as NewtonSystem, alpha, z),
      value,
      ...derivatives(system as NewtonSystem, lambda),
      cautiousHessian: cautious?.(gram, f),
    };
  };
}

/**
 * α itself on the curved rows where λα stays in the conjugate's domain, z/λ elsewhere: K(z/λ − α) magnifies what is left of the residual
 * in the predictions.
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

/** α⁺ − α with b = Wf + z and α⁺ = (b − G K b/λ)/λ. */
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
  return b.map((value, k) => (value - correction[k] / lambda) / lambda - alpha[k]);
}

/**
 * The t > 0 where the inner objective stops falling along the step, by bisection on its derivative; 1 where that is about right. Past 1 only
 * where the loss is flatter than the step believed, as with the majoriser.
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

/** Undefined where the loss has no majoriser. */
function majorisedHessian(program: GroupProgram<DiagonalLoss>, gram: Float64Array, f: Float64Array) {
  if (!program.loss.majoriser) return undefined;
  return (columns: Float64Array, count: number) =>
    separableSystem(program, "majorised")(gram, f)?.hessian(columns, count);
}

function derivatives(system: NewtonSystem, lambda: number): Pick<InnerSolution, "hessian" | "respond"> {
  return {
    hessian: (columns, count) => system.hessian(columns, count),
    respond: (change) => system.apply(change).map((value) => -value / lambda),
  };
}

/** K a for every output (a is n×K). */
export function kernelProduct(gram: Float64Array, a: Float64Array, n: number, outputs: number): Float64Array {
  const out = new Float64Array(n * outputs);
  currentBackend().multiply(gram, n, n, a, outputs, out);
  return out;
}
