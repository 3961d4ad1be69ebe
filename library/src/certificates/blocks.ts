import { completed } from "../linear-algebra/completed.js";
import { nextUp } from "../numerics/rigorous/index.js";
import { type BlockProgram, maxConeViolation, type SparseBlocks } from "../programs/group-program.js";
import {
  groupPenaltyAbove,
  largestNormAbove,
  leastOf,
  lossAbove,
  recordedErrors,
  rigorousDual,
} from "./bounds/rigorous-bounds.js";
import { bestDual, certificateOf, compared, judged } from "./duality.js";
import type { Certificate, Verification } from "./records.js";

/**
 * The certificate of a point of a group program, recomputed from its blocks alone: u = Σ Φ_iw_i, z = −∇L(u), scaled into
 * ‖Φ_iᵀz‖ ≤ λ for every block (with cones ‖Π_{K_i}(Φ_iᵀz)‖ ≤ λ, by safe upper bounds of the projections), with proved rounding. Knows no
 * solver. `dualCandidate` offers another z to scale (the better bound is kept). Yields every few milliseconds.
 *
 * A block outside of its cone by rounding is judged as the ReLU neuron that it makes, whose predictions differ from Φ_iw_i by as much.
 */
export function* certifyBlocks(
  program: BlockProgram,
  point: SparseBlocks,
  dualCandidate?: Float64Array,
): Generator<undefined, Certificate> {
  const { u, above } = primalAbove(program, point, recordedErrors);
  yield undefined;
  const dual = yield* bestDual(program, u, (z) => rigorousDual(program, z), dualCandidate);
  return certificateOf(program, point, above, dual, {
    maxConeViolation: maxConeViolation(program, point),
    maskCount: program.cones?.coneCount ?? program.operator.blockCount,
  });
}

/** Never below P(W); with cones, never below the objective of the neurons that the blocks make. */
export function primalAbove(program: BlockProgram, point: SparseBlocks, errors: number, constant?: Float64Array) {
  const { u, above } = lossAbove(program, point, { errors, constant, leaks: leaksOf(program, point) });
  const penalty = groupPenaltyAbove(program.lambda, point);
  return { u, above: penalty === 0 ? above : nextUp(above + penalty) };
}

/** Never below what the predictions of the neurons and of the blocks differ by, row by row. */
function leaksOf({ cones, data }: BlockProgram, { which, blocks }: SparseBlocks): Float64Array | undefined {
  if (!cones) return undefined;
  const leaks = new Float64Array(data.sampleCount);
  const size = blocks.length / which.length;
  which.forEach((block, a) => {
    cones.addLeaks(block, blocks.subarray(a * size, (a + 1) * size), leaks);
  });
  return leaks;
}

/** Recomputes both bounds of a block program's certificate from its evidence, at its own z̃: the claims hold, or they do not. */
export function verifyBlocks(program: BlockProgram, certificate: Certificate): Verification {
  const { loss, data, lambda } = program;
  const { primalPoint, dualPoint } = certificate;
  const { largest } = completed(largestNormAbove(program, dualPoint, 1, lambda));
  return compared(judged(program), certificate, {
    primal: leastOf((errors) => primalAbove(program, primalPoint, errors).above),
    dual: largest <= lambda ? loss.dualBelow(dualPoint, data) : Number.NEGATIVE_INFINITY,
    dualInfeasibility: Math.max(0, largest / lambda - 1),
    maxConeViolation: maxConeViolation(program, primalPoint),
  });
}
