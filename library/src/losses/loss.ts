import { InputError } from "../errors.js";

/**
 * What a loss must offer so that programs, solvers and certificates can use it (maths section 1, table of conjugates).
 *
 * L(u) = Σ_j c_j l(u_j, y_j) sums over the samples (no ½, no 1/n; c_j are sample weights). z = −∇L(u). The dual objective of a
 * group program is D(z) = −L*(−z) = Σ_j c_j d(z_j/c_j, y_j).
 */
export interface Loss {
  readonly name: string;
  /** What must be kept to make the same loss again ("delta", "quantile"). */
  readonly parameters?: Readonly<Record<string, number>>;
  /** True when the gradient exists everywhere. */
  readonly smooth: boolean;
  /** @throws InputError when the targets are not of the kind this loss is for */
  requireTargets(data: LossData): void;
  /** L(u). */
  value(predictions: Float64Array, data: LossData): number;
  /** out = z = −∇L(u), n×K (for a non-smooth loss: the negative of one subgradient). */
  negativeGradient(predictions: Float64Array, data: LossData, out: Float64Array): void;
  /** D(z) = −L*(−z); −Infinity outside of the conjugate's domain. */
  dualValue(z: Float64Array, data: LossData): number;
  /** The s in [0, limit] with the largest D(s·z). */
  bestDualScale(z: Float64Array, data: LossData, limit: number): number;
  /** An upper bound of the eigenvalues of ∇²L (Infinity where there is none). */
  lipschitz(data: LossData): number;
}

/** A loss whose second derivative exists almost everywhere and is diagonal. */
export interface CurvedLoss extends Loss {
  /** out = diag ∇²L(u), n×K. */
  curvature(predictions: Float64Array, data: LossData, out: Float64Array): void;
  /** out ≥ diag ∇²L: curvature of a quadratic above L that touches it at u; for losses that can be flat on most rows. */
  majoriser?(predictions: Float64Array, data: LossData, out: Float64Array): void;
}

/** What a loss is measured against. */
export interface LossData {
  readonly sampleCount: number;
  readonly outputs: number;
  /** n×K row-major. */
  readonly targets: Float64Array;
  /** One weight a sample; all 1 when absent. */
  readonly weights?: Float64Array;
}

/** c_j of entry k of an n×K array. */
export function weightAt(data: LossData, k: number): number {
  return data.weights ? data.weights[data.outputs === 1 ? k : Math.floor(k / data.outputs)] : 1;
}

export function largestWeight(data: LossData): number {
  let largest = data.weights ? 0 : 1;
  for (const value of data.weights ?? []) largest = Math.max(largest, value);
  return largest;
}

/**
 * The s in [0, limit] with the largest concave D(s·z), by golden section; D may be −∞ past some s, and is finite at 0. s = 1 is tried
 * too, for it is the maximum at an optimum.
 */
export function searchDualScale(loss: Pick<Loss, "dualValue">, z: Float64Array, data: LossData, limit: number): number {
  const point = new Float64Array(z.length);
  const value = (s: number) => {
    for (let k = 0; k < z.length; k++) point[k] = s * z[k];
    return loss.dualValue(point, data);
  };
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [0, Math.min(limit, 2)];
  let [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [fa, fb] = [value(a), value(b)];
  for (let round = 0; round < 45; round++) {
    if (fa >= fb || fb === Number.NEGATIVE_INFINITY) {
      [high, b, fb] = [b, a, fa];
      a = high - ratio * (high - low);
      fa = value(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + ratio * (high - low);
      fb = value(b);
    }
  }
  let [best, bestValue] = [0, value(0)];
  for (const s of [low, (low + high) / 2, Math.min(1, limit), limit <= 2 ? limit : 1]) {
    const at = value(s);
    if (at > bestValue) [best, bestValue] = [s, at];
  }
  return best;
}

/** @throws InputError unless there is one output and every target is −1 or 1 */
export function requireSigns(name: string, data: LossData): void {
  requireOneOutput(name, data);
  for (const y of data.targets) {
    if (y !== 1 && y !== -1) {
      throw new InputError("wrong-targets", "targets", `${name}: got the target ${y}; expected −1 or 1 for every row`);
    }
  }
}

export function requireOneOutput(name: string, data: LossData): void {
  if (data.outputs !== 1) {
    throw new InputError(
      "wrong-targets",
      "targets",
      `${name}: got ${data.outputs} outputs; expected one column of targets`,
    );
  }
}

/** A loss over single numbers: what one row contributes, unweighted, with margin or residual already chosen by the loss. */
interface Scalar {
  readonly value: (u: number, y: number) => number;
  /** −l'(u) */
  readonly slope: (u: number, y: number) => number;
  readonly curvature: (u: number, y: number) => number;
  readonly majoriser?: (u: number, y: number) => number;
  /** d(z, y) = −l*(−z); −Infinity outside its domain. */
  readonly dual: (z: number, y: number) => number;
  readonly largestCurvature: number;
}

/** A loss that sums one function over all entries; everything else follows from that function. */
export function separableLoss(
  identity: Pick<Loss, "name" | "parameters" | "requireTargets"> & { readonly smooth?: boolean },
  scalar: Scalar,
): CurvedLoss {
  const each =
    (f: (u: number, y: number) => number) =>
    (u: Float64Array, data: LossData, out: Float64Array): void => {
      for (let k = 0; k < u.length; k++) out[k] = weightAt(data, k) * f(u[k], data.targets[k]);
    };
  const dualValue = (z: Float64Array, data: LossData) => {
    let sum = 0;
    for (let k = 0; k < z.length; k++) {
      const c = weightAt(data, k);
      if (c > 0) sum += c * scalar.dual(z[k] / c, data.targets[k]);
      else if (z[k] !== 0) return Number.NEGATIVE_INFINITY;
    }
    return sum;
  };
  return {
    smooth: true,
    ...identity,
    value(u, data) {
      let sum = 0;
      for (let k = 0; k < u.length; k++) sum += weightAt(data, k) * scalar.value(u[k], data.targets[k]);
      return sum;
    },
    negativeGradient: each(scalar.slope),
    curvature: each(scalar.curvature),
    ...(scalar.majoriser ? { majoriser: each(scalar.majoriser) } : {}),
    dualValue,
    bestDualScale: (z, data, limit) => searchDualScale({ dualValue }, z, data, limit),
    lipschitz: (data) => scalar.largestCurvature * largestWeight(data),
  };
}
