import { norm as lengthOf } from "../linear-algebra/vectors.js";
import type { GatedReluProgram } from "../programs/masked-program.js";
import { type ConeVector, coneVectors } from "./cone-decomposition.js";
import { ridgedEquations } from "./ridged-equations.js";

/**
 * Vectors in the cones of some gates whose network predicts exactly `missing`: the gated blocks of least Σ ‖δ_i‖²/η_i over the gates with
 * η_i > 0,
 *
 *     δ_i = η_iXᵀD_iα,   Σ_i η_iD_iXXᵀD_i α = missing,
 *
 * each decomposed by itself (28). The vectors are long for what they add, so this is meant for a small misfit. The
 * result is undefined where these gates cannot reach `missing`.
 * @param weights η, length p
 */
export function closeMisfit(
  program: GatedReluProgram,
  weights: Float64Array,
  missing: Float64Array,
): ConeVector[] | undefined {
  const which = Int32Array.from(weights.keys()).filter((gate) => weights[gate] > 0);
  const eta = Float64Array.from(which, (gate) => weights[gate]);
  const blocks = interpolatingBlocks(program, which, eta, missing);
  return blocks && coneVectors(program, { which, blocks });
}

/** δ of the chosen gates, m×d. */
function interpolatingBlocks(
  { operator }: GatedReluProgram,
  which: Int32Array,
  eta: Float64Array,
  missing: Float64Array,
): Float64Array | undefined {
  const [n, d] = [operator.sampleCount, operator.blockSize];
  const gram = new Float64Array(n * n);
  operator.weightedGram(eta, which, gram);
  const solve = ridgedEquations(gram, n);
  if (!solve) return undefined;
  const blocks = new Float64Array(which.length * d);
  const step = new Float64Array(blocks.length);
  const reached = new Float64Array(n);
  const size = lengthOf(missing);
  for (let round = 0; round < 30; round++) {
    operator.forward(blocks, 1, which, reached);
    const alpha = missing.map((value, j) => value - reached[j]);
    if (lengthOf(alpha) <= 1e-13 * size) return blocks;
    solve(alpha);
    operator.transpose(alpha, 1, which, step);
    for (let k = 0; k < blocks.length; k++) blocks[k] += eta[Math.floor(k / d)] * step[k];
  }
  return undefined;
}
