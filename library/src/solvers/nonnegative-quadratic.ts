import { currentBackend } from "../numerics/index.js";

/**
 * min over c ≥ 0 of ½cᵀHc + gᵀc, H (m×m) positive semidefinite, by an active-set method (Lawson and Hanson 1974): the support's columns
 * stay independent, so the answer has no more entries than H has rank. A column that depends on the support is swapped in along the
 * direction in which H is flat.
 * The start must be feasible; the objective never increases. Where H allows descent without end, the start's support is kept.
 */
export function nonnegativeQuadratic(
  hessian: Float64Array,
  gradient: Float64Array,
  start: Float64Array,
  maxChanges = 10 * start.length + 50,
): Float64Array {
  const m = start.length;
  const c = start.slice();
  let scale = 0;
  for (const value of gradient) scale = Math.max(scale, Math.abs(value));
  let support = independentSupport(hessian, c);
  support = settle(hessian, gradient, c, support);
  const refused = new Set<number>();
  for (let change = 0; change < maxChanges; change++) {
    let worst = -1;
    let least = -1e-13 * scale;
    for (let i = 0; i < m; i++) {
      if (c[i] > 0 || refused.has(i) || !(hessian[i * m + i] > 0)) continue;
      const slope = slopeAt(hessian, gradient, c, support, i);
      if (slope < least) [worst, least] = [i, slope];
    }
    if (worst < 0) break;
    const before = support.length;
    support = enter(hessian, gradient, c, support, worst);
    // Rounding can take an entry out as it comes in; it must not come back for ever.
    if (c[worst] > 0) refused.clear();
    else refused.add(worst);
    if (before === 0 && support.length === 0) break;
  }
  return c;
}

const DEPENDENT = 1e-13;

/** Index i joins the support, or takes the place of one that it depends on. */
function enter(h: Float64Array, g: Float64Array, c: Float64Array, support: number[], i: number): number[] {
  const m = c.length;
  const s = support.length;
  const factor = factorOf(h, m, support);
  if (!factor) return support;
  const beta = Float64Array.from(support, (k) => h[k * m + i]);
  const backend = currentBackend();
  if (s > 0) backend.solveLower(factor, s, beta, 1);
  let pivot = h[i * m + i];
  for (const value of beta) pivot -= value * value;
  if (pivot > DEPENDENT * h[i * m + i]) return settle(h, g, c, [...support, i]);
  backend.solveLowerTransposed(factor, s, beta, 1);
  let step = Number.POSITIVE_INFINITY;
  let leaving = -1;
  support.forEach((k, a) => {
    if (beta[a] > 0 && c[k] / beta[a] < step) [step, leaving] = [c[k] / beta[a], k];
  });
  if (leaving < 0) return support;
  support.forEach((k, a) => {
    c[k] = k === leaving ? 0 : Math.max(0, c[k] - step * beta[a]);
  });
  c[i] = step;
  return settle(
    h,
    g,
    c,
    [...support, i].filter((k) => c[k] > 0),
  );
}

/** Minimises over the support, letting go of entries that would turn negative, until the minimiser is positive. */
function settle(h: Float64Array, g: Float64Array, c: Float64Array, from: number[]): number[] {
  const m = c.length;
  const backend = currentBackend();
  let support = from;
  while (support.length > 0) {
    const s = support.length;
    const factor = factorOf(h, m, support);
    if (!factor) {
      const kept = independentSupport(h, c);
      if (kept.length === s) return support;
      support = kept;
      continue;
    }
    const step = Float64Array.from(support, (i) => -slopeAt(h, g, c, support, i));
    backend.solveLower(factor, s, step, 1);
    backend.solveLowerTransposed(factor, s, step, 1);
    let length = 1;
    support.forEach((i, a) => {
      if (c[i] + step[a] < 0) length = Math.min(length, c[i] / -step[a]);
    });
    support.forEach((i, a) => {
      const next = c[i] + length * step[a];
      c[i] = next > 0 && !(length < 1 && step[a] < 0 && c[i] / -step[a] <= length) ? next : 0;
    });
    if (length === 1) return support.filter((i) => c[i] > 0);
    support = support.filter((i) => c[i] > 0);
  }
  return support;
}

/** Positive entries, largest first, as long as they are independent; dependent ones are moved to zero along flat directions. */
function independentSupport(h: Float64Array, c: Float64Array): number[] {
  const m = c.length;
  const order = Array.from(c.keys())
    .filter((i) => c[i] > 0)
    .sort((a, b) => c[b] - c[a] || a - b);
  if (factorOf(h, m, order)) return order;
  const kept: number[] = [];
  for (const i of order) {
    if (factorOf(h, m, [...kept, i])) kept.push(i);
    else c[i] = 0;
  }
  return kept;
}

/** Cholesky of H on the support; undefined when a pivot says that the columns depend on one another. */
function factorOf(h: Float64Array, m: number, support: readonly number[]): Float64Array | undefined {
  const s = support.length;
  const factor = new Float64Array(s * s);
  for (let a = 0; a < s; a++) for (let b = 0; b <= a; b++) factor[a * s + b] = h[support[a] * m + support[b]];
  if (s === 0) return factor;
  if (!currentBackend().cholesky(factor, s)) return undefined;
  for (let a = 0; a < s; a++) {
    const pivot = factor[a * s + a];
    if (!(pivot * pivot > 0.5 * DEPENDENT * h[support[a] * m + support[a]])) return undefined;
  }
  return factor;
}

function slopeAt(h: Float64Array, g: Float64Array, c: Float64Array, support: readonly number[], i: number): number {
  const m = c.length;
  let slope = g[i];
  for (const k of support) slope += h[i * m + k] * c[k];
  return slope;
}
