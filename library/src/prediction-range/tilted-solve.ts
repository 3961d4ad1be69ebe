import type { Tilt } from "../losses/tilted.js";
import { type GroupProgram, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import type { Iterate } from "../solvers/solver.js";
import { workingSet } from "../solvers/working-set.js";
import { tiltedProgram } from "./outer-bound.js";
import type { RangeProblem } from "./range-problem.js";
import type { RayEnd } from "./ray.js";
import type { RowOperators } from "./row-operators.js";

/** Numbers in the blocks, for each row of the table, up to which moving blocks costs less than a factor of all rows. */
const mostMoved = 3;
/** Iterates of one solve. */
const mostIterates = 40;

interface Solved {
  readonly end: RayEnd;
  /** −∇L with the last row's −τc, (n+1)×K. */
  readonly z: Float64Array;
}

/** What is solved, over which gates. */
interface TiltedProblem {
  readonly problem: RangeProblem;
  readonly operators: RowOperators;
  /** Gates, ascending. */
  readonly which: Int32Array;
}

/** The minimum of P + τcᵀf over some gates, to a gap, by the solver of training. */
export function* solveTilted(
  { problem, operators, which }: TiltedProblem,
  tilt: Tilt,
  start: SparseBlocks,
  gap: number,
): Generator<undefined, Solved> {
  const places = new Map(Array.from(which, (gate, a) => [gate, a]));
  const tilted = tiltedProgram(problem, operators.over(which), tilt);
  const { data, loss } = tilted;
  const local = { ...start, which: start.which.map((gate) => places.get(gate) as number) };
  const point = yield* lowest(tilted, local, gap, problem.objective);
  const outputs = predictionsOf(tilted, point);
  const constant = loss.constant?.at(outputs, data) ?? new Float64Array(data.outputs);
  const z = new Float64Array(outputs.length);
  loss.negativeGradient(outputs, data, z);
  return {
    end: { point: { ...point, which: point.which.map((a) => which[a]) }, constant, outputs },
    z,
  };
}

/** The best point that the solver finds; the start where its system has no factor, as at the edge of the numbers. */
function* lowest(
  program: GroupProgram,
  start: SparseBlocks,
  gap: number,
  objective: number,
): Generator<undefined, SparseBlocks> {
  const tolerance = gap / objective;
  const { operator, data } = program;
  const size = start.which.length * operator.blockSize * data.outputs;
  const isSmall = operator.moves !== undefined && size <= mostMoved * data.sampleCount;
  const iterates = workingSet({ tolerance, system: isSmall ? "blocks" : "auto" }).iterates(
    program,
    start.which.length > 0 ? start : undefined,
  );
  let best: Iterate | undefined;
  for (const iterate of iterates) {
    yield undefined;
    if (!iterate) continue;
    if (!best || iterate.primalObjective <= best.primalObjective) best = iterate;
    if (iterate.dualityGap <= gap || iterate.iteration >= mostIterates) break;
  }
  return best?.point ?? start;
}
