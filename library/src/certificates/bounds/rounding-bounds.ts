import type { BlockOperator } from "../../linear-algebra/block-operator.js";
import { gamma, lengthAbove, nextUp, sumAbove, underflow } from "../../numerics/rigorous/index.js";
import { type BlockProgram, predictionsOf, type SparseBlocks } from "../../programs/group-program.js";
import { sharpPredictions } from "./sharp-predictions.js";
import { affordsSharp } from "./sharp-products.js";

/**
 * What the products with an operator lose to rounding, for every block at once (maths section 11), A ≥ |Φ_i| entry by entry:
 *
 *     ‖fl(Φ_iᵀz) − Φ_iᵀz‖ ≤ γ‖Aᵀ|z|‖,   |fl(Σ Φ_iw_i) − Σ Φ_iw_i| ≤ γ A Σ|w_i|
 *
 * in any order of summation. Each costs one product with the table. Does not do: the loss and the penalty, which bound themselves.
 */

/** What is read of an operator. */
type Rounded = Pick<BlockOperator, "magnitude" | "blockSize">;

/** Never below ‖Aᵀ|z|‖_F, which is never below ‖Φ_iᵀz‖ for any block. */
export function magnitudeLength({ magnitude, blockSize: d }: Rounded, z: Float64Array, outputs: number): number {
  const { values, groupSize, factor } = magnitude;
  const sums = new Float64Array(d * outputs);
  const rows = values.length / d;
  for (let row = 0; row < rows; row++) {
    const from = Math.floor(row / groupSize) * outputs;
    for (let o = 0; o < outputs; o++) {
      const size = Math.abs(z[from + o]);
      if (size === 0) continue;
      for (let k = 0; k < d; k++) sums[k * outputs + o] += Math.abs(values[row * d + k]) * size;
    }
  }
  return nextUp(factor * lengthAbove(sums.length, (k) => sumAbove(sums[k], rows)));
}

/** Never below ‖fl(Φ_iᵀz) − Φ_iᵀz‖ for any block. */
export function transposeError(operator: Rounded, z: Float64Array, outputs: number): number {
  const { values, extra, factor } = operator.magnitude;
  const rows = values.length / operator.blockSize;
  const relative = nextUp(gamma(rows + extra) * magnitudeLength(operator, z, outputs));
  return nextUp(relative + underflow((rows + extra) * operator.blockSize * outputs) * (1 + factor));
}

/** Never below the length of a block whose rounded length is this, and which is off by at most `error` in length. */
export function lengthFromRounded(length: number, error: number, size: number): number {
  // Squares below 2^−1074 vanish.
  return nextUp(nextUp(sumAbove(length, size + 4) + nextUp(size * 2 ** -536)) + error);
}

/** u as computed, and how far each of its entries may be from the exact ones, n×K. */
interface Predictions {
  readonly u: Float64Array;
  readonly radius: Float64Array;
}

/** u = Σ Φ_iw_i and its radius: sharp ones where the blocks are few, otherwise by the a-priori bound. */
export function predictionsWithin(program: Pick<BlockProgram, "operator" | "data">, point: SparseBlocks): Predictions {
  const { masked } = program.operator.magnitude;
  const { outputs } = program.data;
  if (point.which.length > 0 && affordsSharp(masked, outputs, point.which.length)) {
    const sharp = sharpPredictions(masked, point, outputs);
    if (sharp.radius.every(Number.isFinite)) return sharp;
  }
  return predictionsApart(program, point);
}

/** The same for any order of summation. */
function predictionsApart(program: Pick<BlockProgram, "operator" | "data">, point: SparseBlocks): Predictions {
  const u = predictionsOf(program, point);
  const radius = new Float64Array(u.length);
  const { operator, data } = program;
  const { magnitude, blockSize: d } = operator;
  const { outputs } = data;
  if (point.which.length === 0) return { u, radius };
  const total = new Float64Array(d * outputs);
  for (let k = 0; k < point.blocks.length; k++) total[k % total.length] += Math.abs(point.blocks[k]);
  const { values, groupSize, factor, extra } = magnitude;
  for (let row = 0; row * d < values.length; row++) {
    const to = Math.floor(row / groupSize) * outputs;
    for (let k = 0; k < d; k++) {
      const size = Math.abs(values[row * d + k]);
      for (let o = 0; o < outputs; o++) radius[to + o] += size * total[k * outputs + o];
    }
  }
  const products = point.which.length * d + extra;
  const slack = nextUp(nextUp(factor * gamma(products)) * nextUp(1 + gamma(2 * (products + groupSize * d + 4))));
  const lost = underflow(products + groupSize * d) * (1 + factor);
  for (let k = 0; k < radius.length; k++) radius[k] = nextUp(nextUp(radius[k] * slack) + lost);
  return { u, radius };
}
