import type { Arrangement } from "../arrangements/arrangement.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { maskWords } from "../numerics/index.js";
import { gamma, nextUp, underflow } from "../numerics/rigorous/index.js";

/**
 * How far w leaves K_i = {w : (2D_i − I)Xw ≥ 0}: the largest (−(2D_i − I)Xw)_j, relative to ‖Xw‖₂. 0 inside the cone, and for Xw = 0.
 * A product x_jᵀw below its own rounding, 8dε‖x_j‖‖w‖, counts as zero.
 * @param inputs n×d
 * @param w length d
 */
export function coneViolation(
  inputs: Matrix,
  { masks }: Pick<Arrangement, "masks">,
  gate: number,
  w: Float64Array,
): number {
  const { rows: n, columns: d, values } = inputs;
  const first = gate * maskWords(n);
  const allowance = 8 * d * Number.EPSILON * norm(w);
  let square = 0;
  let worst = 0;
  for (let j = 0; j < n; j++) {
    let product = 0;
    for (let k = 0; k < d; k++) product += values[j * d + k] * w[k];
    if (Math.abs(product) <= allowance * norm(values, j * d, (j + 1) * d)) continue;
    square += product * product;
    const open = (masks[first + (j >> 5)] >>> (j & 31)) & 1;
    worst = Math.max(worst, open ? -product : product);
  }
  return worst > 0 ? worst / Math.sqrt(square) : 0;
}

/**
 * Adds to out[j] a number that is never below |(x_jᵀw)₊ − M_jx_jᵀw|, the distance between what a neuron w and a block w of mask i say of row j:
 * 0 for a w that is well inside the cone.
 * @param inputs n×d
 * @param w length d
 * @param out n
 */
export function addConeLeaks(
  inputs: Matrix,
  arrangement: Arrangement,
  gate: number,
  w: Float64Array,
  out: Float64Array,
): void {
  const { rows: n, columns: d, values } = inputs;
  const first = gate * maskWords(n);
  const slack = nextUp(gamma(d) * nextUp(1 + gamma(2 * d)));
  for (let j = 0; j < n; j++) {
    let [product, size] = [0, 0];
    for (let k = 0; k < d; k++) {
      const term = values[j * d + k] * w[k];
      product += term;
      size += Math.abs(term);
    }
    const error = nextUp(nextUp(size * slack) + underflow(d));
    const open = (arrangement.masks[first + (j >> 5)] >>> (j & 31)) & 1;
    const leak = (open ? -product : product) + error;
    if (leak > 0) out[j] = nextUp(out[j] + nextUp(leak));
  }
}
