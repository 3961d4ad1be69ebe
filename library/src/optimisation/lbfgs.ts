import { dot, norm } from "../linear-algebra/vectors.js";

/**
 * Limited-memory BFGS (Liu and Nocedal 1989) for a function given with its gradient. The line search asks for sufficient decrease and
 * the weak curvature condition by bisection (Lewis and Overton 2013), which also ends on functions with kinks.
 */
export interface LbfgsState {
  readonly iteration: number;
  readonly value: number;
  /** Live; copy it to keep it. */
  readonly point: Float64Array;
  readonly evaluations: number;
}

export interface LbfgsOptions {
  /** Pairs remembered; default 10. */
  readonly memory?: number;
  readonly maxIterations?: number;
  /** Stop when ‖∇f‖ falls below this; default 0: only when no step lowers f. */
  readonly gradientTolerance?: number;
  /** Evaluations in one line search; default 25. */
  readonly searchLimit?: number;
}

/** f(x); the gradient is written into `gradient`. */
export type Differentiable = (x: Float64Array, gradient: Float64Array) => number;

/** Iteration 0 is the start. f never increases. */
export function* lbfgs(
  evaluate: Differentiable,
  start: Float64Array,
  options: LbfgsOptions = {},
): Generator<LbfgsState, void> {
  const { memory = 10, maxIterations = 1000, gradientTolerance = 0, searchLimit = 25 } = options;
  const search = new LineSearch(evaluate, start, searchLimit);
  const pairs: Pair[] = [];
  yield search.state(0);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const length = norm(search.gradient);
    if (!(length > gradientTolerance)) return;
    const { direction, slope } = descentDirection(search.gradient, length, pairs);
    if (!search.along(direction, slope, pairs.length > 0 ? 1 : Math.min(1, 1 / length))) {
      if (pairs.length === 0) return;
      pairs.length = 0;
      continue;
    }
    remember(pairs, memory, search.changes());
    search.accept();
    yield search.state(iteration);
  }
}

/** −Hg with its slope; without a descent there the pairs are forgotten, and it is −g. */
function descentDirection(gradient: Float64Array, length: number, pairs: Pair[]) {
  const direction = twoLoop(gradient, pairs);
  const slope = dot(direction, gradient);
  if (slope < 0) return { direction, slope };
  pairs.length = 0;
  return { direction: gradient.map((entry) => -entry), slope: -length * length };
}

/** A point with f and its gradient, and a trial point beside it. */
class LineSearch {
  readonly gradient: Float64Array;
  private readonly point: Float64Array;
  private value: number;
  private readonly trial: Float64Array;
  private readonly trialGradient: Float64Array;
  private trialValue = Number.POSITIVE_INFINITY;
  private evaluations = 1;

  constructor(
    private readonly evaluate: Differentiable,
    start: Float64Array,
    private readonly limit: number,
  ) {
    this.point = start.slice();
    this.gradient = new Float64Array(start.length);
    this.trial = new Float64Array(start.length);
    this.trialGradient = new Float64Array(start.length);
    this.value = evaluate(this.point, this.gradient);
  }

  state(iteration: number): LbfgsState {
    return { iteration, value: this.value, point: this.point, evaluations: this.evaluations };
  }

  /** Looks for a trial along the direction, t first; whether f falls there. */
  along(direction: Float64Array, slope: number, t: number): boolean {
    const { value, trialGradient } = this;
    let [low, high] = [0, Number.POSITIVE_INFINITY];
    this.trialValue = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < this.limit; tries++) {
      this.evaluateAt(direction, t);
      if (!(this.trialValue <= value + 1e-4 * t * slope)) high = t;
      else if (dot(direction, trialGradient) < 0.9 * slope) low = t;
      else break;
      t = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : 2 * low;
    }
    return this.trialValue < value;
  }

  private evaluateAt(direction: Float64Array, t: number): void {
    const { point, trial } = this;
    for (let k = 0; k < point.length; k++) trial[k] = point[k] + t * direction[k];
    this.trialValue = this.evaluate(trial, this.trialGradient);
    this.evaluations++;
  }

  /** From the point to the trial. */
  changes(): Pick<Pair, "step" | "change"> {
    const { point, trial, gradient, trialGradient } = this;
    return {
      step: trial.map((value, k) => value - point[k]),
      change: trialGradient.map((value, k) => value - gradient[k]),
    };
  }

  /** The trial becomes the point. */
  accept(): void {
    this.point.set(this.trial);
    this.gradient.set(this.trialGradient);
    this.value = this.trialValue;
  }
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

function remember(pairs: Pair[], memory: number, { step, change }: Pick<Pair, "step" | "change">): void {
  const product = dot(step, change);
  if (!(product > 1e-12 * dot(change, change))) return;
  pairs.push({ step, change, product });
  if (pairs.length > memory) pairs.shift();
}

/** −Hg by the two-loop recursion. */
function twoLoop(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const factors = new Float64Array(pairs.length);
  for (let i = pairs.length - 1; i >= 0; i--) {
    factors[i] = dot(pairs[i].step, direction) / pairs[i].product;
    add(direction, -factors[i], pairs[i].change);
  }
  if (pairs.length > 0) {
    const { change, product } = pairs[pairs.length - 1];
    const scale = product / dot(change, change);
    for (let k = 0; k < direction.length; k++) direction[k] *= scale;
  }
  pairs.forEach(({ step, change, product }, i) => {
    add(direction, factors[i] - dot(change, direction) / product, step);
  });
  return direction;
}

function add(target: Float64Array, factor: number, values: Float64Array): void {
  for (let k = 0; k < target.length; k++) target[k] += factor * values[k];
}
