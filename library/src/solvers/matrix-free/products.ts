import { type SquaredLoss, weightAt } from "../../losses/loss.js";
import type { GroupProgram, SparseBlocks } from "../../programs/group-program.js";

/**
 * The products with Φ that the matrix-free Newton needs, D the row weights:
 *
 *     u = Φw,   c ΦᵀDCΦx,   c ΦᵀDCy
 *
 * all through one n×K vector; C = I − 11ᵀD/1ᵀD1 where the loss has an unpenalised constant, else I. Does not do: any loss but the squared one, whose curvature D is constant.
 */
export interface MatrixFreeProgram extends GroupProgram<SquaredLoss> {
  /** One n×K vector that every product may overwrite: at many rows, vectors waiting to be collected are most of the memory. */
  readonly image: Float64Array;
}

/** out = u = Φw, n×K */
export function predict({ operator, data }: GroupProgram, point: SparseBlocks, out: Float64Array): void {
  if (point.which.length > 0) operator.forward(point.blocks, data.outputs, point.which, out);
  else out.fill(0);
}

/** out = factor · ΦᵀDΦx over the blocks of `which`. */
export function normalProduct(
  program: MatrixFreeProgram,
  which: Int32Array,
  factor: number,
  x: Float64Array,
  out: Float64Array,
): void {
  program.operator.forward(x, program.data.outputs, which, program.image);
  if (program.loss.constant) centre(program);
  weightedTranspose(program, which, factor, out);
}

/** factor · ΦᵀDy over the blocks of `which`, y the targets. */
export function targetProduct(program: MatrixFreeProgram, which: Int32Array, factor: number): Float64Array {
  const { operator, data, image } = program;
  const out = new Float64Array(which.length * operator.blockSize * data.outputs);
  image.set(data.targets);
  if (program.loss.constant) centre(program);
  weightedTranspose(program, which, factor, out);
  return out;
}

/** The image less its weighted mean, output by output: what an unpenalised constant leaves of it. */
function centre({ data, image }: MatrixFreeProgram): void {
  const { outputs } = data;
  const sums = new Float64Array(outputs);
  let total = 0;
  for (let k = 0; k < image.length; k++) {
    const weight = weightAt(data, k);
    sums[k % outputs] += weight * image[k];
    if (k % outputs === 0) total += weight;
  }
  for (let k = 0; k < image.length; k++) image[k] -= sums[k % outputs] / total;
}

/** out = factor · ΦᵀD(image); the image is overwritten. */
function weightedTranspose(
  { operator, data, image }: MatrixFreeProgram,
  which: Int32Array,
  factor: number,
  out: Float64Array,
): void {
  const { weights, outputs } = data;
  for (let k = 0; k < image.length; k++) image[k] *= factor * (weights ? weights[Math.floor(k / outputs)] : 1);
  operator.transpose(image, outputs, which, out);
}
