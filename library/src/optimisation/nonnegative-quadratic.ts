import { SupportFactor } from "./support-factor.js";

/**
 * min over c ≥ 0 of ½cᵀHc + gᵀc, H (m×m) positive semidefinite, by an active-set method (Lawson and Hanson 1974). The
 * columns of the support stay independent, so the answer has no more entries than H has rank. A column that depends on
 * the support is swapped in along the direction in which H is flat. The start must be feasible. The answer is exact up
 * to rounding, unless `maxChanges` ends the run.
 */
export function nonnegativeQuadratic(
  hessian: Float64Array,
  gradient: Float64Array,
  start: Float64Array,
  maxChanges = 10 * start.length + 50,
): Float64Array {
  const search = new ActiveSet(hessian, gradient, start);
  search.settle();
  for (let change = 0; change < maxChanges; change++) if (!search.enterWorst()) break;
  return search.weights;
}

class ActiveSet {
  readonly weights: Float64Array;
  private readonly factor: SupportFactor;
  private readonly m: number;
  private readonly tolerance: number;
  /** Entries that rounding took out as they came in: they must not come back for ever. */
  private readonly refused = new Set<number>();

  constructor(
    private readonly h: Float64Array,
    private readonly g: Float64Array,
    start: Float64Array,
  ) {
    this.weights = start.slice();
    this.m = start.length;
    this.tolerance = 1e-13 * g.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    this.factor = new SupportFactor(h, this.m);
    const positive = Array.from(start.keys()).filter((i) => start[i] > 0);
    positive.sort((a, b) => start[b] - start[a] || a - b);
    for (const i of this.factor.reset(positive)) this.weights[i] = 0;
  }

  /** The entry that gains most by growing joins the support; false where none gains. */
  enterWorst(): boolean {
    const { h, m, weights, refused } = this;
    let worst = -1;
    let least = -this.tolerance;
    for (let i = 0; i < m; i++) {
      if (weights[i] > 0 || refused.has(i) || !(h[i * m + i] > 0)) continue;
      const slope = this.slopeAt(i);
      if (slope < least) [worst, least] = [i, slope];
    }
    if (worst < 0) return false;
    const beta = this.factor.append(worst);
    if (beta && !this.swapIn(worst, beta)) refused.add(worst);
    this.settle();
    if (weights[worst] > 0) refused.clear();
    else refused.add(worst);
    return true;
  }

  /** Minimises over the support, letting go of entries that would turn negative, until the minimiser is positive. */
  settle(): void {
    const { weights, factor } = this;
    const { support } = factor;
    while (support.length > 0) {
      const step = Float64Array.from(support, (i) => -this.slopeAt(i));
      factor.solve(step);
      let length = 1;
      let leaving = -1;
      support.forEach((i, a) => {
        if (weights[i] + step[a] > 0) return;
        const reach = weights[i] / -step[a];
        if (leaving < 0 || reach < length) [length, leaving] = [reach, a];
      });
      support.forEach((i, a) => {
        weights[i] = Math.max(0, weights[i] + length * step[a]);
      });
      if (leaving < 0) return;
      this.release(leaving);
    }
  }

  /** Entry i replaces the first of those it depends on that reaches zero; false where none ever would. */
  private swapIn(i: number, beta: Float64Array): boolean {
    const { weights, factor } = this;
    let step = Number.POSITIVE_INFINITY;
    let leaving = -1;
    factor.support.forEach((k, a) => {
      if (beta[a] > 0 && weights[k] / beta[a] < step) [step, leaving] = [weights[k] / beta[a], a];
    });
    if (leaving < 0) return false;
    factor.support.forEach((k, a) => {
      weights[k] = Math.max(0, weights[k] - step * beta[a]);
    });
    this.release(leaving);
    if (factor.append(i) === undefined) weights[i] = step;
    return true;
  }

  private release(place: number): void {
    this.weights[this.factor.support[place]] = 0;
    this.factor.remove(place);
  }

  private slopeAt(i: number): number {
    const { h, m, weights } = this;
    let slope = this.g[i];
    for (const k of this.factor.support) slope += h[i * m + k] * weights[k];
    return slope;
  }
}
