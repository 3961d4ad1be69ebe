import { spreadEvenly } from "../../linear-algebra/vectors.js";
import type { LossData, SmoothLoss } from "../../losses/loss.js";
import { type GroupProgram, primalObjective, type SparseBlocks } from "../../programs/group-program.js";
import type { Iterate } from "../solver.js";
import type { PassedPoint } from "./inner-problem.js";

/** Fewer rows than this are not worth a sample. */
const FEWEST_ROWS = 20_000;
/** Groups of 64 rows in the first sample; each further one has four times as many, up to two thirds of all. */
const FIRST_GROUPS = 200;
/** The relative gap at which a sample has told what it can. */
const SAMPLE_GAP = 1e-2;
const MOST_PASSES = 15;

/** A point with its objective on all rows. */
interface SampleStart {
  readonly point?: SparseBlocks;
  /** Infinity where there is no point. */
  readonly objective: number;
  /** Passes over the samples, in passes over the whole table. */
  readonly passes: number;
}

/** Solves the program of a sample, from a point if there is one. */
type SampleSolver<L extends SmoothLoss> = (
  program: GroupProgram<L>,
  start: SparseBlocks | undefined,
) => Generator<Iterate | undefined, void>;

/**
 * A start from parts of the rows, each four times as large as the one before. `solver` roughly solves the same program
 * on groups of 64 rows, spread evenly over the table, with λ scaled by their part, for as long as the objective of all
 * rows falls: past that point a sample only learns its own noise. The start saves the first passes over the whole
 * table, and the answer does not depend on it. The points on the way are shown.
 */
export function* sampleStart<L extends SmoothLoss>(
  program: GroupProgram<L>,
  solver: SampleSolver<L>,
): Generator<PassedPoint | undefined, SampleStart> {
  const { operator, data } = program;
  const whole = Math.floor(data.sampleCount / 64);
  let best: SampleStart = { objective: Number.POSITIVE_INFINITY, passes: 0 };
  if (data.sampleCount < FEWEST_ROWS || !operator.onRowGroups) return best;
  for (let count = FIRST_GROUPS; 3 * count <= 2 * whole; count *= 4) {
    const groups = spreadEvenly(count, whole);
    best = yield* improvedOn(sampleOf(program, groups), program, solver, best);
  }
  return best;
}

/** The program of some groups of rows. */
function sampleOf<L extends SmoothLoss>(program: GroupProgram<L>, groups: Int32Array): GroupProgram<L> {
  const { operator, data, lambda } = program;
  const part = (64 * groups.length) / data.sampleCount;
  const rows = operator.onRowGroups?.(groups) ?? operator;
  return {
    ...program,
    operator: { ...rows, onRowGroups: undefined },
    data: dataOf(data, groups),
    lambda: part * lambda,
  };
}

/** The iterates on a sample, for as long as they are better ones of the whole program. */
function* improvedOn<L extends SmoothLoss>(
  sample: GroupProgram<L>,
  program: GroupProgram<L>,
  solver: SampleSolver<L>,
  start: SampleStart,
): Generator<PassedPoint | undefined, SampleStart> {
  const part = sample.data.sampleCount / program.data.sampleCount;
  let best = start;
  let passes = 0;
  for (const iterate of solver(sample, start.point)) {
    yield undefined;
    // On a sample the points on the way to an iterate count for little.
    if (!iterate || iterate.dualityGap === Number.POSITIVE_INFINITY) continue;
    const { point, iteration, pricingPasses } = iterate;
    passes = Math.ceil(part * pricingPasses);
    const objective = primalObjective(program, point);
    if (objective >= best.objective && iteration > 1) break;
    if (objective < best.objective) best = { point, objective, passes: 0 };
    yield { point, primalObjective: objective };
    if (iterate.dualityGap <= SAMPLE_GAP * iterate.primalObjective || iteration >= MOST_PASSES) break;
  }
  sample.operator.dispose();
  return { ...best, passes: start.passes + passes };
}

function dataOf({ outputs, targets, weights }: LossData, groups: Int32Array): LossData {
  const rows = 64 * groups.length;
  const pick = (values: Float64Array, width: number) => {
    const out = new Float64Array(rows * width);
    groups.forEach((g, k) => {
      out.set(values.subarray(64 * g * width, 64 * (g + 1) * width), 64 * k * width);
    });
    return out;
  };
  return { sampleCount: rows, outputs, targets: pick(targets, outputs), weights: weights && pick(weights, 1) };
}
