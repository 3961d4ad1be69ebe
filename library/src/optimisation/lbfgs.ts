import { dot } from "../linear-algebra/vectors.js";

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
  const point = start.slice();
  const gradient = new Float64Array(point.length);
  let value = evaluate(point, gradient);
  let evaluations = 1;
  yield { iteration: 0, value, point, evaluations };
  const pairs: Pair[] = [];
  const trial = new Float64Array(point.length);
  const trialGradient = new Float64Array(point.length);
  for (let iteration = 1; iteration <= maxIterations; iteration++) {
    const length = Math.sqrt(dot(gradient, gradient));
    if (!(length > gradientTolerance)) return;
    let direction = twoLoop(gradient, pairs);
    let slope = dot(direction, gradient);
    if (!(slope < 0)) {
      pairs.length = 0;
      direction = gradient.map((entry) => -entry);
      slope = -length * length;
    }
    let [low, high] = [0, Number.POSITIVE_INFINITY];
    let t = pairs.length > 0 ? 1 : Math.min(1, 1 / length);
    let lower = Number.POSITIVE_INFINITY;
    for (let tries = 0; tries < searchLimit; tries++) {
      for (let k = 0; k < point.length; k++) trial[k] = point[k] + t * direction[k];
      lower = evaluate(trial, trialGradient);
      evaluations++;
      if (!(lower <= value + 1e-4 * t * slope)) high = t;
      else if (dot(direction, trialGradient) < 0.9 * slope) low = t;
      else break;
      t = high < Number.POSITIVE_INFINITY ? (low + high) / 2 : 2 * low;
    }
    if (!(lower < value)) {
      if (pairs.length === 0) return;
      pairs.length = 0;
      continue;
    }
    remember(pairs, memory, trial, point, trialGradient, gradient);
    point.set(trial);
    gradient.set(trialGradient);
    value = lower;
    yield { iteration, value, point, evaluations };
  }
}

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

function remember(
  pairs: Pair[],
  memory: number,
  point: Float64Array,
  oldPoint: Float64Array,
  gradient: Float64Array,
  oldGradient: Float64Array,
): void {
  const step = point.map((value, k) => value - oldPoint[k]);
  const change = gradient.map((value, k) => value - oldGradient[k]);
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
