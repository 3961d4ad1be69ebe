import { InputError } from "../errors.js";
import { type CurvedLoss, type Loss, type LossData, requireSigns, separableLoss } from "./loss.js";

/**
 * Losses with corners, as a maximum over multipliers: l(u) = max over a in [low, high] of a·(c − σu), so z = σa and d(z) = a·c.
 * Solvers work on the proximally smoothed l_μ(u) = max over a of a(c − σu) − (μ/2)(a − a₀)², whose z is feasible for the true dual.
 */
export interface PiecewiseLinearLoss extends Loss {
  readonly smooth: false;
  readonly low: number;
  readonly high: number;
  /** c − σu and σ of one entry. */
  offset(y: number): { readonly centre: number; readonly sign: number };
}

/** Hinge, l(u) = max(0, 1 − yu), y = ±1; d(z) = a, a = yz ∈ [0, 1]. */
export function hinge(): PiecewiseLinearLoss {
  return piecewiseLinear(
    { name: "hinge", requireTargets: (data) => requireSigns("hinge", data) },
    { low: 0, high: 1, offset: (y) => ({ centre: 1, sign: y }) },
  );
}

/**
 * Quantile (pinball): l(u) = τ(y − u) where u < y, (1 − τ)(u − y) else; its minimiser is the τ-quantile; d(z) = yz, z ∈ [τ − 1, τ].
 */
export function quantile({ quantile: level = 0.5 }: { readonly quantile?: number } = {}): PiecewiseLinearLoss {
  if (!(level > 0 && level < 1)) {
    throw new InputError("out-of-range", "quantile", `quantile: got ${level}; expected a number between 0 and 1`);
  }
  return piecewiseLinear(
    { name: "quantile", parameters: { quantile: level }, requireTargets: () => {} },
    { low: level - 1, high: level, offset: (y) => ({ centre: y, sign: 1 }) },
  );
}

function piecewiseLinear(
  identity: Pick<Loss, "name" | "parameters" | "requireTargets">,
  shape: Pick<PiecewiseLinearLoss, "low" | "high" | "offset">,
): PiecewiseLinearLoss {
  const { low, high, offset } = shape;
  const slack = 1e-15 * (high - low);
  const gap = (u: number, y: number) => {
    const { centre, sign } = offset(y);
    return { distance: centre - sign * u, sign };
  };
  const loss = separableLoss(
    { ...identity, smooth: false },
    {
      value: (u, y) => {
        const { distance } = gap(u, y);
        return Math.max(low * distance, high * distance);
      },
      slope: (u, y) => {
        const { distance, sign } = gap(u, y);
        return sign * (distance > 0 ? high : low);
      },
      curvature: () => 0,
      dual: (z, y) => {
        const { centre, sign } = offset(y);
        const a = sign * z;
        return a >= low - slack && a <= high + slack ? a * centre : Number.NEGATIVE_INFINITY;
      },
      largestCurvature: Number.POSITIVE_INFINITY,
    },
  );
  return { ...loss, smooth: false, low, high, offset };
}

/**
 * The proximally smoothed twin of a piecewise-linear loss for one data set: multipliers are pulled towards `centres` (a₀, n×K) with
 * weight μ. Its value never exceeds the true loss.
 */
export function smoothedLoss(loss: PiecewiseLinearLoss, centres: Float64Array, mu: number): CurvedLoss {
  const multiplier = (k: number, u: number, y: number) => {
    const { centre, sign } = loss.offset(y);
    return Math.max(loss.low, Math.min(loss.high, centres[k] + (centre - sign * u) / mu));
  };
  const weight = (data: LossData, k: number) => data.weights?.[Math.floor(k / data.outputs)] ?? 1;
  return {
    name: `smoothed ${loss.name}`,
    smooth: true,
    requireTargets: (data) => loss.requireTargets(data),
    value(u, data) {
      let sum = 0;
      for (let k = 0; k < u.length; k++) {
        const a = multiplier(k, u[k], data.targets[k]);
        const { centre, sign } = loss.offset(data.targets[k]);
        sum += weight(data, k) * (a * (centre - sign * u[k]) - (mu / 2) * (a - centres[k]) ** 2);
      }
      return sum;
    },
    negativeGradient(u, data, out) {
      for (let k = 0; k < u.length; k++) {
        const { sign } = loss.offset(data.targets[k]);
        out[k] = weight(data, k) * sign * multiplier(k, u[k], data.targets[k]);
      }
    },
    curvature(u, data, out) {
      for (let k = 0; k < u.length; k++) {
        const a = multiplier(k, u[k], data.targets[k]);
        out[k] = a > loss.low && a < loss.high ? weight(data, k) / mu : 0;
      }
    },
    majoriser(u, data, out) {
      for (let k = 0; k < u.length; k++) out[k] = weight(data, k) / mu;
    },
    dualValue(z, data) {
      let sum = 0;
      for (let k = 0; k < z.length; k++) {
        const { centre, sign } = loss.offset(data.targets[k]);
        const c = weight(data, k);
        const a = c > 0 ? (sign * z[k]) / c : 0;
        if (a < loss.low - 1e-12 || a > loss.high + 1e-12) return Number.NEGATIVE_INFINITY;
        sum += c * (a * centre - (mu / 2) * (a - centres[k]) ** 2);
      }
      return sum;
    },
    // The smoothed loss is used inside a solver only; there z comes from its own gradient and is feasible unscaled.
    bestDualScale: (_z, _data, limit) => Math.min(1, limit),
    lipschitz: () => 1 / mu,
  };
}
