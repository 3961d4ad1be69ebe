import { dot } from "./vectors.js";

/**
 * Preconditioned conjugate gradients for Ax = b, A symmetric positive semi-definite and given by its action; x is
 * improved in place. The function is a generator, so that the caller can give way to others: it yields once an
 * iteration and returns rᵀM⁻¹r, an estimate of the energy error.
 */
export interface ConjugateGradientProblem {
  /** out = Ax */
  readonly apply: (x: Float64Array, out: Float64Array) => void;
  /** out = M⁻¹r */
  readonly precondition: (r: Float64Array, out: Float64Array) => void;
  readonly rightHandSide: Float64Array;
  /** Stops when rᵀM⁻¹r is at most this. */
  readonly energy: number;
  /** Or when this says of r = b − Ax and rᵀM⁻¹r that they are small enough. */
  readonly isEnough?: (residual: Float64Array, energy: number) => boolean;
  readonly maxIterations: number;
}

export function* conjugateGradient(problem: ConjugateGradientProblem, x: Float64Array): Generator<undefined, number> {
  const { apply, precondition, rightHandSide: b, energy, isEnough, maxIterations } = problem;
  const length = x.length;
  const r = new Float64Array(length);
  const q = new Float64Array(length);
  const s = new Float64Array(length);
  if (x.some((value) => value !== 0)) apply(x, q);
  for (let k = 0; k < length; k++) r[k] = b[k] - q[k];
  precondition(r, s);
  const direction = s.slice();
  let rs = dot(r, s);
  for (let iteration = 0; iteration < maxIterations && rs > energy; iteration++) {
    if (isEnough?.(r, rs)) break;
    apply(direction, q);
    const curvature = dot(direction, q);
    if (!(curvature > 0)) break;
    const step = rs / curvature;
    for (let k = 0; k < length; k++) {
      x[k] += step * direction[k];
      r[k] -= step * q[k];
    }
    precondition(r, s);
    const next = dot(r, s);
    const beta = next / rs;
    for (let k = 0; k < length; k++) direction[k] = s[k] + beta * direction[k];
    rs = next;
    yield undefined;
  }
  return rs;
}
