import { exponential, logarithm, logarithmOfOnePlus } from "../numerics/elementary/index.js";
import { nextDown, nextUp } from "../numerics/rigorous/index.js";
import { clamped, entropyBelow, softplusAbove } from "./bounds/row-bounds.js";
import type { DiagonalLoss } from "./loss.js";
import { separableLoss } from "./separable.js";

/**
 * l(u) = log(1 + e^{−yu}), y = ±1; z = y/(1 + e^{yu}); d(z) = −a log a − (1 − a) log(1 − a), a = yz ∈ [0, 1].
 * P(y = 1) = 1/(1 + e^{−u}).
 * @returns the loss, for one output and targets ±1
 */
export function logistic(): DiagonalLoss {
  return separableLoss(
    { name: "logistic", targets: "signs", classes: "two", targetScaling: "none", link: "logit", metric: "log-loss" },
    {
      value: (u, y) => softplus(-y * u),
      slope: (u, y) => y * sigmoid(-y * u),
      curvature: (u) => {
        const small = exponential(-Math.abs(u));
        return small / ((1 + small) * (1 + small));
      },
      dual: (z, y) => entropy(y * z) + entropy(1 - y * z),
      largestCurvature: 0.25,
      bounds: {
        above: (u, y) => softplusAbove(-y * u),
        dualBelow: (z, y, c) => {
          const a = y * z;
          const [low, high] = c === 1 ? [a, a] : [Math.max(0, nextDown(a / c)), Math.min(1, nextUp(a / c))];
          const [restLow, restHigh] = [Math.max(0, nextDown(1 - high)), Math.min(1, nextUp(1 - low))];
          return nextDown(c * nextDown(entropyBelow(low, high) + entropyBelow(restLow, restHigh)));
        },
        domain: (z, y, c) => y * clamped(y * z, 0, c),
      },
    },
  );
}

/** log(1 + e^t) without overflow. */
function softplus(t: number): number {
  return t > 0 ? t + logarithmOfOnePlus(exponential(-t)) : logarithmOfOnePlus(exponential(t));
}

/** 1/(1 + e^{−t}) without overflow. */
export function sigmoid(t: number): number {
  const small = exponential(t >= 0 ? -t : t);
  return (t >= 0 ? 1 : small) / (1 + small);
}

/** −a log a, 0 at 0, −Infinity below. */
export function entropy(a: number): number {
  return a > 0 ? -a * logarithm(a) : a === 0 ? 0 : Number.NEGATIVE_INFINITY;
}
