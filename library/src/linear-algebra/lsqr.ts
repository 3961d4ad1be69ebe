import { hypotenuse } from "../numerics/elementary/index.js";
import { completed } from "./completed.js";
import {
  bidiagonalise,
  type LeastSquaresOptions,
  type LeastSquaresResult,
  type LinearOperator,
} from "./golub-kahan.js";

/**
 * min ‖Ax − b‖² + damp²‖x‖² by LSQR (Paige & Saunders 1982): conjugate gradients on the normal equations, without forming them.
 * Does not do: warm starts, preconditioning (scale the operator).
 * @returns x, the iterations, and the relative gradient that was reached
 */
export function lsqr(operator: LinearOperator, b: Float64Array, options: LeastSquaresOptions = {}): LeastSquaresResult {
  return completed(lsqrSteps(operator, b, options));
}

/** The same step by step: yields once an iteration, so that the caller keeps its turns. */
export function* lsqrSteps(
  operator: LinearOperator,
  b: Float64Array,
  options: LeastSquaresOptions = {},
): Generator<undefined, LeastSquaresResult> {
  const { damp = 0, tolerance = 1e-14, maxIterations = 4 * Math.min(operator.rows, operator.columns) + 100 } = options;
  const x = new Float64Array(operator.columns);
  const process = bidiagonalise(operator, b);
  const w = process.v.slice();
  const first = process.alpha * process.beta;
  let [phiBar, rhoBar, gradient, iterations] = [process.beta, process.alpha, first, 0];
  while (gradient > tolerance * first && iterations < maxIterations) {
    iterations++;
    yield undefined;
    process.step();
    const damped = hypotenuse(rhoBar, damp);
    phiBar *= rhoBar / damped;
    const rho = hypotenuse(damped, process.beta);
    const c = damped / rho;
    const s = process.beta / rho;
    const theta = s * process.alpha;
    const phi = c * phiBar;
    rhoBar = -c * process.alpha;
    phiBar *= s;
    for (let k = 0; k < x.length; k++) {
      x[k] += (phi / rho) * w[k];
      w[k] = process.v[k] - (theta / rho) * w[k];
    }
    gradient = process.alpha * Math.abs(s * phi);
  }
  return { x, iterations, relativeGradient: first > 0 ? gradient / first : 0 };
}
