import { nextDown, nextUp } from "../numerics/rigorous/index.js";
import type { DualBound, SparseBlocks } from "../programs/group-program.js";
import { type PenalisedProgram, penalisedDualPoint } from "../programs/penalised.js";
import { leastOf, lengthsAbove, lossAbove, recordedErrors, tightNormsAbove } from "./bounds/rigorous-bounds.js";
import { bestDual, certificateOf, compared, judged } from "./duality.js";
import type { Certificate, Verification } from "./records.js";

/**
 * The certificate of a point of a penalised program, recomputed from its blocks alone: z = −∇L(u) scaled to the best lower bound
 * −L*(−z) − Ω*(‖Φ_iᵀz‖), with proved rounding. Knows no solver.
 */
export function* certifyPenalised(
  program: PenalisedProgram,
  point: SparseBlocks,
  dualCandidate?: Float64Array,
): Generator<undefined, Certificate> {
  const { u, above } = penalisedAbove(program, point, recordedErrors);
  const dual = yield* bestDual(program, u, (z) => boundOf(program, z), dualCandidate);
  return certificateOf(program, point, above, dual, { maxConeViolation: 0, maskCount: program.operator.blockCount });
}

// biome-ignore lint/correctness/useYield: one pricing pass is a few milliseconds
function* boundOf(program: PenalisedProgram, given: Float64Array): Generator<undefined, DualBound> {
  const z = program.loss.feasible(given, program.data);
  const point = program.loss.feasible(penalisedDualPoint(program, z).point, program.data);
  const objective = dualBelow(program, point, recordedErrors);
  if (objective > Number.NEGATIVE_INFINITY) return { point, objective };
  // Powers of a high exponent leave Float64; those of z = 0 are 0, and its bound is the least value of the loss.
  const zero = program.loss.feasible(new Float64Array(given.length), program.data);
  return { point: zero, objective: dualBelow(program, zero, recordedErrors) };
}

/** Never below P(W). */
export function penalisedAbove(
  program: PenalisedProgram,
  point: SparseBlocks,
  errors: number,
  constant?: Float64Array,
) {
  const { u, above } = lossAbove(program, point, { errors, constant });
  const norms = new Float64Array(program.operator.blockCount);
  const lengths = point.which.length > 0 ? lengthsAbove(point) : [];
  point.which.forEach((block, a) => {
    norms[block] = lengths[a];
  });
  return { u, above: nextUp(above + program.penalty.valueAbove(norms)) };
}

/** Never above D(z); every z of the loss's domain is feasible. */
function dualBelow(program: PenalisedProgram, z: Float64Array, errors: number): number {
  const { data, loss, penalty } = program;
  const norms = tightNormsAbove(program, z, errors, program.form === "squared-group-norm");
  return nextDown(loss.dualBelow(z, data) - penalty.conjugateAbove(norms));
}

/** Recomputes both bounds of a certificate from its evidence; every z of the loss's domain is feasible, so nothing else can be wrong. */
export function verifyPenalised(program: PenalisedProgram, certificate: Certificate): Verification {
  return compared(judged(program), certificate, {
    primal: leastOf((errors) => penalisedAbove(program, certificate.primalPoint, errors).above),
    dual: -leastOf((errors) => -dualBelow(program, certificate.dualPoint, errors)),
    dualInfeasibility: 0,
    maxConeViolation: 0,
  });
}
