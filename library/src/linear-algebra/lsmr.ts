import { hypotenuse } from "../numerics/elementary/index.js";
import { completed } from "./completed.js";
import {
  bidiagonalise,
  type LeastSquaresOptions,
  type LeastSquaresResult,
  type LinearOperator,
} from "./golub-kahan.js";

/**
 * min ‖Ax − b‖² + damp²‖x‖² by LSMR (Fong & Saunders 2011): MINRES on the normal equations, so that ‖Aᵀr − damp²x‖ never rises.
 * Does not do: warm starts, preconditioning (scale the operator).
 * @returns x, the iterations, and the relative gradient that was reached
 */
export function lsmr(operator: LinearOperator, b: Float64Array, options: LeastSquaresOptions = {}): LeastSquaresResult {
  return completed(lsmrSteps(operator, b, options));
}

/** The same step by step: yields once an iteration, so that the caller keeps its turns. */
export function* lsmrSteps(
  operator: LinearOperator,
  b: Float64Array,
  options: LeastSquaresOptions = {},
): Generator<undefined, LeastSquaresResult> {
  const { damp = 0, tolerance = 1e-14, maxIterations = 4 * Math.min(operator.rows, operator.columns) + 100 } = options;
  const x = new Float64Array(operator.columns);
  const process = bidiagonalise(operator, b);
  const h = process.v.slice();
  const hBar = new Float64Array(x.length);
  const first = process.alpha * process.beta;
  let [alphaBar, zetaBar, rho, rhoBar, cBar, sBar] = [process.alpha, first, 1, 1, 1, 0];
  let iterations = 0;
  while (Math.abs(zetaBar) > tolerance * first && iterations < maxIterations) {
    iterations++;
    yield undefined;
    process.step();
    const alphaHat = hypotenuse(alphaBar, damp);
    const [lastRho, lastRhoBar] = [rho, rhoBar];
    rho = hypotenuse(alphaHat, process.beta);
    const c = alphaHat / rho;
    const s = process.beta / rho;
    const theta = s * process.alpha;
    alphaBar = c * process.alpha;
    const thetaBar = sBar * rho;
    rhoBar = hypotenuse(cBar * rho, theta);
    cBar = (cBar * rho) / rhoBar;
    sBar = theta / rhoBar;
    const zeta = cBar * zetaBar;
    zetaBar *= -sBar;
    const [old, step, next] = [(thetaBar * rho) / (lastRho * lastRhoBar), zeta / (rho * rhoBar), theta / rho];
    for (let k = 0; k < x.length; k++) {
      hBar[k] = h[k] - old * hBar[k];
      x[k] += step * hBar[k];
      h[k] = process.v[k] - next * h[k];
    }
  }
  return { x, iterations, relativeGradient: first > 0 ? Math.abs(zetaBar) / first : 0 };
}
