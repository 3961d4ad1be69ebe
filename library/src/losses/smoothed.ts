import { withConstant } from "./constant/with-constant.js";
import { type Corners, type DiagonalLoss, type LossData, type PiecewiseLinearLoss, weightAt } from "./loss.js";

/**
 * The proximally smoothed twin of a loss with corners for one data set: multipliers are pulled towards `centres` (a₀, n×K) with weight μ,
 *
 *     l_μ(u) = max over a in [low, high] of a(c − σu) − (μ/2)(a − a₀)²
 *
 * Its value never exceeds the true loss, and its z is feasible for the true dual. Does not do: a bound for certificates; it is used inside
 * a solver only.
 */
export function smoothedLoss(loss: PiecewiseLinearLoss, centres: Float64Array, mu: number): DiagonalLoss {
  if (loss.constant) return withConstant(smoothedLoss(loss.constant.base as PiecewiseLinearLoss, centres, mu));
  const { corners, ...facts } = loss;
  const multiplier = multiplierOf(corners, centres, mu);
  return {
    ...facts,
    name: `smoothed ${loss.name}`,
    curvature: "diagonal",
    ...valueAndGradient(corners, centres, mu),
    secondDerivatives(u, data, out) {
      for (let k = 0; k < u.length; k++) {
        const a = multiplier(k, u[k], data.targets[k]);
        out[k] = a > corners.low && a < corners.high ? weightAt(data, k) / mu : 0;
      }
    },
    majoriser(u, data, out) {
      for (let k = 0; k < u.length; k++) out[k] = weightAt(data, k) / mu;
    },
    dualValue: (z, data) => smoothedDual(corners, centres, mu, z, data),
    // Inside a solver z comes from the loss's own gradient and is feasible unscaled.
    bestDualScale: (_z, _data, limit) => Math.min(1, limit),
    lipschitz: () => 1 / mu,
  };
}

/** The maximising a of one entry. */
function multiplierOf({ low, high, offset }: Corners, centres: Float64Array, mu: number) {
  return (k: number, u: number, y: number): number => {
    const { centre, sign } = offset(y);
    return Math.max(low, Math.min(high, centres[k] + (centre - sign * u) / mu));
  };
}

function valueAndGradient(
  corners: Corners,
  centres: Float64Array,
  mu: number,
): Pick<DiagonalLoss, "value" | "negativeGradient"> {
  const multiplier = multiplierOf(corners, centres, mu);
  return {
    value(u, data) {
      let sum = 0;
      for (let k = 0; k < u.length; k++) {
        const a = multiplier(k, u[k], data.targets[k]);
        const { centre, sign } = corners.offset(data.targets[k]);
        sum += weightAt(data, k) * (a * (centre - sign * u[k]) - (mu / 2) * (a - centres[k]) ** 2);
      }
      return sum;
    },
    negativeGradient(u, data, out) {
      for (let k = 0; k < u.length; k++) {
        const { sign } = corners.offset(data.targets[k]);
        out[k] = weightAt(data, k) * sign * multiplier(k, u[k], data.targets[k]);
      }
    },
  };
}

/** Σ c(ac − (μ/2)(a − a₀)²) at a = σz/c; −Infinity outside of [low, high]. */
function smoothedDual(
  { low, high, offset }: Corners,
  centres: Float64Array,
  mu: number,
  z: Float64Array,
  data: LossData,
): number {
  let sum = 0;
  for (let k = 0; k < z.length; k++) {
    const { centre, sign } = offset(data.targets[k]);
    const c = weightAt(data, k);
    const a = c > 0 ? (sign * z[k]) / c : 0;
    if (a < low - 1e-12 || a > high + 1e-12) return Number.NEGATIVE_INFINITY;
    sum += c * (a * centre - (mu / 2) * (a - centres[k]) ** 2);
  }
  return sum;
}
