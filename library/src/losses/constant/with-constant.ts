import { nextUp } from "../../numerics/rigorous/index.js";
import type {
  CoupledLoss,
  DiagonalLoss,
  FreeConstant,
  Loss,
  LossData,
  LossFunctions,
  PiecewiseLinearLoss,
  SquaredLoss,
} from "../loss.js";
import { coupledConstant } from "./classes.js";
import { cornerConstant } from "./corners.js";
import { curvedConstant } from "./curved.js";
import { exactlyBalanced, exactlyTransferred, sumsAreZero } from "./exact-balance.js";
import { shifted } from "./shifted.js";

/**
 * A loss that has taken in an unpenalised constant b ∈ R^K, one number an output:
 *
 *     L̃(u) = min over b of L(u + 1bᵀ),   z = −∇L̃(u) = −∇L(u + 1bᵀ) at the minimising b,   so 1ᵀz = 0
 *     D̃(z) = D(z) where 1ᵀz = 0 for every output, −∞ elsewhere
 *
 * (maths section 9). It is convex and has a gradient where L has one, so that programs, λ_max, pricing, certificates and first-order
 * solvers take it as it is; a second-order solver also needs the answer of b, for which `constant` names the loss before. At u = 0 the
 * constant is the mean, the log-odds, the log shares (which sum to 0), the median, the quantile or the log mean.
 * Does not do: a constant that is penalised or gated (that is a column of X).
 * @returns a loss of the same kind; the loss itself where it has a constant already
 */
export function withConstant<L extends Loss>(loss: L): L {
  if (loss.constant) return loss;
  return takenIn(loss) as L;
}

/** The loss L before a constant was taken in; the loss itself where it has none. */
export function withoutConstant<L extends Loss>(loss: L): L {
  return (loss.constant?.base as L | undefined) ?? loss;
}

function takenIn(loss: Loss): Loss {
  switch (loss.curvature) {
    case "constant":
      return squaredWithConstant(loss);
    case "diagonal":
      return diagonalWithConstant(loss);
    case "coupled":
      return coupledWithConstant(loss);
    case "none":
      return cornersWithConstant(loss);
  }
}

function squaredWithConstant(base: SquaredLoss): SquaredLoss {
  const constant = {
    base,
    at: (u: Float64Array, data: LossData) => curvedConstant(base, u, data),
    balanced: shrunkToBalance,
  };
  return { ...base, ...functionsOf(constant), constant };
}

function diagonalWithConstant(base: DiagonalLoss): DiagonalLoss {
  const { secondDerivatives, majoriser } = base;
  const constant = {
    base,
    at: (u: Float64Array, data: LossData) => curvedConstant(base, u, data),
    balanced: shrunkToBalance,
  };
  const atShifted = (derivatives: DiagonalLoss["secondDerivatives"]): DiagonalLoss["secondDerivatives"] => {
    return (u, data, out) => derivatives(shifted(u, constant.at(u, data)), data, out);
  };
  return {
    ...base,
    ...functionsOf(constant),
    constant,
    // The constant's answer only takes curvature away, so that of L is a bound.
    secondDerivatives: atShifted(secondDerivatives),
    ...(majoriser ? { majoriser: atShifted(majoriser) } : {}),
  };
}

function coupledWithConstant(base: CoupledLoss): CoupledLoss {
  const constant = {
    base,
    at: (u: Float64Array, data: LossData) => coupledConstant(base, u, data),
    balanced: (z: Float64Array) => z,
  };
  return {
    ...base,
    ...functionsOf(constant),
    constant,
    probabilities: (u, data, out) => base.probabilities(shifted(u, constant.at(u, data)), data, out),
  };
}

function cornersWithConstant(base: PiecewiseLinearLoss): PiecewiseLinearLoss {
  const constant = {
    base,
    at: (u: Float64Array, data: LossData) => cornerConstant(base.corners, u, data).constant,
    balanced: shrunkToBalance,
  };
  return {
    ...base,
    ...functionsOf(constant),
    constant,
    // At b some rows lie on their corner; their multipliers are shared so that they balance the others.
    negativeGradient(u, data, out) {
      out.set(cornerConstant(base.corners, u, data).z);
    },
  };
}

/** Never below L(v + 1bᵀ) for any v with |v − u| ≤ radius, at a given b. */
export function valueAboveAt(
  loss: Loss,
  constant: Float64Array,
  u: Float64Array,
  radius: Float64Array,
  data: LossData,
): number {
  const v = shifted(u, constant);
  const wider = radius.map((r, k) => nextUp(r + (nextUp(Math.abs(v[k])) - Math.abs(v[k]))));
  return loss.valueAbove(v, wider, data);
}

type ProfiledFunctions = Pick<
  LossFunctions,
  | ("value" | "negativeGradient" | "dualValue" | "bestDualScale" | "lipschitz")
  | ("valueAbove" | "dualBelow" | "feasible")
>;

function functionsOf(constant: FreeConstant): ProfiledFunctions {
  const { base } = constant;
  return {
    value: (u, data) => base.value(shifted(u, constant.at(u, data)), data),
    negativeGradient: (u, data, out) => base.negativeGradient(shifted(u, constant.at(u, data)), data, out),
    dualValue: (z, data) => (balanced(z, data.outputs) ? base.dualValue(z, data) : Number.NEGATIVE_INFINITY),
    bestDualScale: (z, data, limit) => (balanced(z, data.outputs) ? base.bestDualScale(z, data, limit) : 0),
    lipschitz: (data) => base.lipschitz(data),
    // Any b gives an upper bound of the least value.
    valueAbove: (u, radius, data) => valueAboveAt(base, constant.at(u, data), u, radius, data),
    dualBelow: (z, data) => (sumsAreZero(z, data.outputs) ? base.dualBelow(z, data) : Number.NEGATIVE_INFINITY),
    feasible(z, data) {
      const inDomain = base.feasible(constant.balanced(z, data.outputs), data);
      return base.curvature === "coupled"
        ? exactlyTransferred(inDomain, data)
        : exactlyBalanced(inDomain, data.outputs);
    },
  };
}

/**
 * z with the side that is too heavy (its positive or its negative entries) shrunk by one factor an output. Domains of uncoupled losses hold
 * every z between 0 and one of theirs, so that none is left.
 */
function shrunkToBalance(z: Float64Array, outputs: number): Float64Array {
  const [positive, negative] = [0, 1].map(() => new Float64Array(outputs));
  for (let k = 0; k < z.length; k++) (z[k] > 0 ? positive : negative)[k % outputs] += Math.abs(z[k]);
  return z.map((value, k) => {
    const [own, other] =
      value > 0 ? [positive[k % outputs], negative[k % outputs]] : [negative[k % outputs], positive[k % outputs]];
    return own > other ? value * (other / own) : value;
  });
}

/** Whether 1ᵀz = 0 for every output, up to the rounding of all of z: the constant of a class without rows ends where it no longer counts. */
function balanced(z: Float64Array, outputs: number): boolean {
  const sums = new Float64Array(outputs);
  let size = 0;
  for (let k = 0; k < z.length; k++) {
    sums[k % outputs] += z[k];
    size += Math.abs(z[k]);
  }
  return sums.every((sum) => Math.abs(sum) <= 1e-9 * size);
}
