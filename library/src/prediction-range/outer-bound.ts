import { rigorousDual } from "../certificates/bounds/rigorous-bounds.js";
import type { SmoothLoss } from "../losses/loss.js";
import { type Tilt, tiltedData, tiltedLoss, tiltOf } from "../losses/tilted.js";
import { nextDown } from "../numerics/rigorous/index.js";
import { type GroupProgram, gradientNorms } from "../programs/group-program.js";
import type { RangeProblem } from "./range-problem.js";

/** A violation of λ by so little is met by shrinking the dual point; the share of the tolerance times ε. */
const idleViolation = 0.02;

/** The program whose objective is P + τcᵀf, over the gates of an operator with the row. */
export function tiltedProgram(
  { program }: RangeProblem,
  operator: GroupProgram["operator"],
  tilt: Tilt,
): GroupProgram<SmoothLoss> {
  const { kind, lambda } = program;
  const data = tiltedData(program.loss, program.data, tilt);
  const loss = tiltedLoss(program.loss, program.data, tilt);
  return { form: "group", kind, coverage: "sampled", lambda, operator, data, loss };
}

/** Gates that pass λ by more than shrinking can mend at no cost. */
export function violating(
  operator: GroupProgram["operator"],
  z: Float64Array,
  { program, limit, objective }: RangeProblem,
  tolerance: number,
): number[] {
  const norms = gradientNorms({ operator, data: program.data }, z);
  const most = program.lambda * (1 + (idleViolation * tolerance * (limit - objective)) / limit);
  return Array.from(norms.keys()).filter((gate) => norms[gate] > most);
}

/** Never above the least value: (D(z̃) − C)/τ̃ at a dual feasible point near a multiple of z, every rounding counted. */
export function* boundBelow(
  operator: GroupProgram["operator"],
  z: Float64Array,
  problem: RangeProblem,
  tilt: Tilt,
): Generator<undefined, number> {
  const found = yield* rigorousDual(tiltedProgram(problem, operator, { ...tilt, isFree: true }), z);
  const ownTilt = tiltOf(found.point, tilt.direction);
  if (!(ownTilt > 0)) return Number.NEGATIVE_INFINITY;
  const bound = nextDown(nextDown(found.objective - problem.limit) / ownTilt);
  return Number.isNaN(bound) ? Number.NEGATIVE_INFINITY : bound;
}
