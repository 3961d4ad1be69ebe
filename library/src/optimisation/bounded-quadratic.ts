import { currentBackend } from "../numerics/index.js";

/**
 * min over s ≥ lower of g·s + ½ sᵀHs, H (m×m) positive definite. Sweeps of coordinate descent find which bounds hold.
 * Projected Newton steps on the other variables (Bertsekas 1982, Armijo on the projection arc) finish. The sweeps make
 * a nearly singular H safe: from a corner where many bounds could be left at once, a Newton step alone may not descend.
 * Yields between rounds. Returns the best point found within `rounds`, whose objective is never above that of the
 * start.
 */
export function* boundedQuadratic(
  hessian: Float64Array,
  gradient: Float64Array,
  lower: Float64Array,
  rounds = 30,
): Generator<undefined, Float64Array> {
  let s: Float64Array = lower.map((bound) => Math.max(bound, 0));
  let slope = slopeAt(hessian, gradient, s);
  let value = valueAt(gradient, slope, s);
  for (let round = 0; round < rounds; round++) {
    const before = value;
    for (let sweep = 0; sweep < 3; sweep++) coordinateSweep(hessian, lower, s, slope);
    slope = slopeAt(hessian, gradient, s);
    value = valueAt(gradient, slope, s);
    const next = newtonPoint(hessian, gradient, lower, s, slope, value);
    if (next) ({ s, slope, value } = next);
    if (!(before - value > 1e-15 * Math.abs(value))) break;
    yield undefined;
  }
  return s;
}

/** Minimises over one coordinate after another, in place; the slope follows. */
function coordinateSweep(hessian: Float64Array, lower: Float64Array, s: Float64Array, slope: Float64Array): void {
  const m = s.length;
  for (let i = 0; i < m; i++) {
    const curvature = hessian[i * m + i];
    if (!(curvature > 0)) continue;
    const next = Math.max(lower[i], s[i] - slope[i] / curvature);
    const change = next - s[i];
    if (change === 0) continue;
    s[i] = next;
    for (let j = 0; j < m; j++) slope[j] += change * hessian[i * m + j];
  }
}

interface Point {
  readonly s: Float64Array;
  readonly slope: Float64Array;
  readonly value: number;
}

/** The best point of one projected Newton step; undefined where it does not lower the objective. */
function newtonPoint(
  hessian: Float64Array,
  gradient: Float64Array,
  lower: Float64Array,
  s: Float64Array,
  slope: Float64Array,
  value: number,
): Point | undefined {
  const free = freeIndices(s, slope, lower);
  const step = newtonStep(hessian, slope, free);
  if (!step) return undefined;
  for (let t = 1; t > 1e-8; t *= 0.5) {
    const next = s.slice();
    free.forEach((i, k) => {
      next[i] = Math.max(lower[i], s[i] + t * step[k]);
    });
    const nextSlope = slopeAt(hessian, gradient, next);
    const nextValue = valueAt(gradient, nextSlope, next);
    let predicted = 0;
    for (let i = 0; i < s.length; i++) predicted += slope[i] * (next[i] - s[i]);
    if (nextValue <= value + 1e-4 * predicted) {
      return nextValue < value ? { s: next, slope: nextSlope, value: nextValue } : undefined;
    }
  }
  return undefined;
}

function freeIndices(s: Float64Array, slope: Float64Array, lower: Float64Array): number[] {
  const free: number[] = [];
  for (let i = 0; i < s.length; i++) if (s[i] > lower[i] || slope[i] < 0) free.push(i);
  return free;
}

/** −H_FF⁻¹ slope_F, or undefined when H_FF is not positive definite. */
function newtonStep(hessian: Float64Array, slope: Float64Array, free: number[]): Float64Array | undefined {
  const m = slope.length;
  const f = free.length;
  if (f === 0) return undefined;
  const factor = new Float64Array(f * f);
  for (let a = 0; a < f; a++) for (let b = 0; b <= a; b++) factor[a * f + b] = hessian[free[a] * m + free[b]];
  const backend = currentBackend();
  if (!backend.cholesky(factor, f)) return undefined;
  const step = Float64Array.from(free, (i) => -slope[i]);
  backend.solveLower(factor, f, step, 1);
  backend.solveLowerTransposed(factor, f, step, 1);
  return step;
}

/** Hs + g */
function slopeAt(hessian: Float64Array, gradient: Float64Array, s: Float64Array): Float64Array {
  const m = s.length;
  const out = gradient.slice();
  for (let i = 0; i < m; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += hessian[i * m + j] * s[j];
    out[i] += sum;
  }
  return out;
}

/** g·s + ½ sᵀHs from the slope Hs + g. */
function valueAt(gradient: Float64Array, slope: Float64Array, s: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < s.length; i++) sum += s[i] * (gradient[i] + slope[i]);
  return sum / 2;
}
