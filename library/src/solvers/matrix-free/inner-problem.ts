import { conjugateGradient } from "../../linear-algebra/conjugate-gradient.js";
import { factorBlocks, sampledBlockGrams, solveBlock } from "./block-preconditioner.js";
import { type MatrixFreeProgram, normalProduct, targetProduct } from "./products.js";
import type { MatrixFreeState } from "./state.js";

/**
 * The inner problem of the matrix-free Newton at fixed η,
 *
 *     min over w of (2/λ) L(Φw) + Σ ‖w_i‖²/η_i,   that is   ((2/λ) ΦᵀDΦ + diag(1/η)) w = (2/λ) ΦᵀDy
 *
 * by conjugate gradients from a warm w, to an energy error of `energy`. `grams` are the sampled d×d blocks of the working set. Does not
 * do: losses other than squared, blocks with η = 0.
 */
export function* solveInner(
  program: MatrixFreeProgram,
  { which, eta, blocks }: MatrixFreeState,
  energy: number,
  grams = sampledBlockGrams(program.operator, which),
): Generator<undefined, MatrixFreeState> {
  if (which.length === 0) return { which, eta, blocks };
  const { operator, data } = program;
  const [d, outputs, scale] = [operator.blockSize, data.outputs, 2 / program.lambda];
  const size = d * outputs;
  const apply = (x: Float64Array, out: Float64Array) => {
    normalProduct(program, which, scale, x, out);
    for (let k = 0; k < x.length; k++) out[k] += x[k] / eta[Math.floor(k / size)];
  };
  const factors = factorBlocks(grams, which.length, d, scale, (a, block) => {
    for (let i = 0; i < d; i++) block[i * d + i] += 1 / eta[a];
  });
  const precondition = (r: Float64Array, out: Float64Array) => {
    for (let a = 0; a < which.length; a++) solveBlock(factors, a, d, outputs, r, out);
  };
  const rightHandSide = targetProduct(program, which, scale);
  const x = blocks.slice();
  yield* conjugateGradient({ apply, precondition, rightHandSide, energy, maxIterations: 500 }, x);
  return { which, eta, blocks: x };
}
