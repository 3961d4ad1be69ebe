import type { Matrix } from "../linear-algebra/matrix.js";
import { choleskyInSteps } from "../linear-algebra/stepped-cholesky.js";
import { currentDense } from "../numerics/index.js";
import { BoundedSum, gamma, lengthAbove, nextDown, nextUp, sumAbove, underflow } from "../numerics/rigorous/index.js";
import type { NystromRidgeProgram } from "../programs/kernel-ridge.js";
import { type BoundedProduct, boundedProduct, spacing } from "./bounds/bounded-product.js";

/**
 * How far any α is from the optimum of a Nyström ridge regression, with proved rounding. With ρ = K_nm α − Y, G = K_mm + μI and half of the
 * gradient, g = K_nmᵀρ + λGα,
 *
 *     P(α) − P* = tr gᵀ(K_nmᵀK_nm + λG)⁻¹g ≤ tr gᵀG⁻¹g / λ,     tr gᵀG⁻¹g = tr gᵀβ + tr rᵀβ + tr rᵀG⁻¹r,   r = g − Gβ
 *
 * for every β, and tr rᵀG⁻¹r ≤ ‖r‖²/(μ − e), where e is what the kernel matrix is off from a positive semidefinite one. β solves Gβ = g as
 * well as floating point does. K_nm is read in blocks, once. Does not do: a bound over functions that need other centres.
 */

/** P(α) from above and P* from below; yields every few rows. @param alpha m×K */
export function* nystromBounds(
  program: NystromRidgeProgram,
  alpha: Float64Array,
): Generator<undefined, { readonly primal: number; readonly dual: number }> {
  const { lambda } = program;
  const ofPenalty = yield* timesCentres(program, alpha);
  const { squares, slope } = yield* fitOf(program, alpha);
  const quadratic = new BoundedSum();
  for (let k = 0; k < alpha.length; k++) {
    const size = nextUp(Math.abs(alpha[k]) * ofPenalty.off[k]);
    quadratic.add(nextUp(nextUp(alpha[k] * ofPenalty.values[k]) + size));
    addTo(slope, k, lambda * ofPenalty.values[k], nextUp(lambda * ofPenalty.off[k]));
  }
  const primal = nextUp(squares + nextUp(lambda * Math.max(0, quadratic.upper)));
  const length = yield* lengthAgainst(program, slope);
  return { primal, dual: nextDown(primal - nextUp(nextUp(length * length) / lambda)) };
}

/** Entry k becomes its sum with a rounded product that may be off besides. */
function addTo({ values, off }: BoundedProduct, k: number, product: number, error: number): void {
  const sum = values[k] + product;
  off[k] = nextUp(nextUp(off[k] + error) + nextUp(spacing(product) + spacing(sum)));
  values[k] = sum;
}

/** Ga for a of m×K. */
function* timesCentres({ centreGram, jitter, data }: NystromRidgeProgram, a: Float64Array) {
  const product = yield* boundedProduct(centreGram, a, data.outputs);
  for (let k = 0; k < a.length; k++) addTo(product, k, jitter * a[k], 0);
  return product;
}

/** ‖ρ‖² from above, and K_nmᵀρ, m×K. */
function* fitOf({ blocks, data, centreGram }: NystromRidgeProgram, alpha: Float64Array) {
  const { outputs } = data;
  const squares = new BoundedSum();
  const slope = { values: new Float64Array(alpha.length), off: new Float64Array(alpha.length) };
  // A product passes through the roundings of its own block, and one a block.
  const { roundings, list } = blocks();
  let first = 0;
  for (const block of list) {
    const residuals = yield* boundedProduct(block, alpha, outputs);
    for (let k = 0; k < residuals.values.length; k++) {
      addTo(residuals, k, -data.targets[first * outputs + k], 0);
      const size = nextUp(Math.abs(residuals.values[k]) + residuals.off[k]);
      squares.add(nextUp(size * size));
    }
    addTransposed(block, residuals, slope, roundings);
    first += block.rows;
    yield undefined;
  }
  const count = first + roundings + centreGram.rows;
  for (let k = 0; k < alpha.length; k++) slope.off[k] = nextUp(sumAbove(slope.off[k], count) + underflow(first));
  return { squares: squares.upper, slope };
}

/** Adds Bᵀρ of a block, and Σ|B|(γ|ρ| + off ρ), which its rounding and that of the sum over blocks stay below. */
function addTransposed(block: Matrix, residuals: BoundedProduct, sum: BoundedProduct, roundings: number): void {
  const { rows, columns: m, values: b } = block;
  const outputs = residuals.values.length / rows;
  const part = new Float64Array(sum.values.length);
  const slack = gamma(roundings);
  for (let j = 0; j < rows; j++) {
    for (let o = 0; o < outputs; o++) {
      const residual = residuals.values[j * outputs + o];
      const size = nextUp(nextUp(slack * Math.abs(residual)) + residuals.off[j * outputs + o]);
      for (let i = 0, at = o; i < m; i++, at += outputs) {
        part[at] += b[j * m + i] * residual;
        sum.off[at] += Math.abs(b[j * m + i]) * size;
      }
    }
  }
  for (let k = 0; k < part.length; k++) sum.values[k] += part[k];
}

/** √(tr gᵀG⁻¹g) from above; Infinity where G is not proved to be positive definite. */
function* lengthAgainst(program: NystromRidgeProgram, { values: g, off }: BoundedProduct) {
  const least = nextDown(program.jitter - program.gramError);
  if (!(least > 0)) return Number.POSITIVE_INFINITY;
  const beta = yield* solved(program, g);
  const product = yield* timesCentres(program, beta);
  const inner = new BoundedSum();
  const rest = new Float64Array(g.length);
  for (let k = 0; k < g.length; k++) {
    inner.add(nextUp(g[k] * beta[k]));
    const difference = g[k] - product.values[k];
    rest[k] = nextUp(Math.abs(difference) + nextUp(product.off[k] + spacing(difference)));
    inner.add(nextUp(rest[k] * Math.abs(beta[k])));
  }
  const root = nextDown(Math.sqrt(least));
  const ofRest = nextUp(lengthAbove(rest.length, (k) => rest[k]) / root);
  const square = nextUp(Math.max(0, inner.upper) + nextUp(ofRest * ofRest));
  const ofRounding = nextUp(lengthAbove(off.length, (k) => off[k]) / root);
  return nextUp(nextUp(Math.sqrt(square)) + ofRounding);
}

/** β with Gβ ≈ g; 0 where floating point finds none. */
function* solved(
  { centreGram, jitter, data }: NystromRidgeProgram,
  g: Float64Array,
): Generator<undefined, Float64Array> {
  const m = centreGram.rows;
  const factor = centreGram.values.slice();
  for (let i = 0; i < m; i++) factor[i * m + i] += jitter;
  const beta = g.slice();
  if (!(yield* choleskyInSteps(factor, m))) return beta.fill(0);
  currentDense().solveLower(factor, m, beta, data.outputs);
  currentDense().solveLowerTransposed(factor, m, beta, data.outputs);
  return beta.every(Number.isFinite) ? beta : beta.fill(0);
}
