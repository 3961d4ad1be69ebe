import type { LossData, SquaredLoss } from "../../losses/loss.js";
import type { GroupProgram, SparseBlocks } from "../../programs/group-program.js";
import type { Iterate } from "../solver.js";

/** Fewer rows than this are not worth a sample. */
const FEWEST_ROWS = 20_000;
/** Groups of 64 rows in a sample. */
const SAMPLE_GROUPS = 200;
/** The relative gap at which the sample has told what it can. */
const SAMPLE_GAP = 1e-2;
const MOST_PASSES = 15;

interface SampleStart {
  readonly point?: SparseBlocks;
  /** Passes over the sample, in passes over the whole table. */
  readonly passes: number;
}

/**
 * A start from a part of the rows. `solver` roughly solves the same program on groups of 64 rows, spread evenly over
 * the table, with λ scaled by their part. The start saves the first passes over the whole table, and the answer does
 * not depend on it.
 */
export function* sampleStart(
  program: GroupProgram<SquaredLoss>,
  solver: (program: GroupProgram<SquaredLoss>) => Generator<Iterate | undefined, void>,
): Generator<undefined, SampleStart> {
  const { operator, data, lambda } = program;
  const whole = Math.floor(data.sampleCount / 64);
  if (data.sampleCount < FEWEST_ROWS || !operator.onRowGroups) return { passes: 0 };
  const groups = Int32Array.from({ length: SAMPLE_GROUPS }, (_, k) => Math.floor((k * whole) / SAMPLE_GROUPS));
  const part = (64 * groups.length) / data.sampleCount;
  const sample = {
    ...program,
    operator: operator.onRowGroups(groups),
    data: dataOf(data, groups),
    lambda: part * lambda,
  };
  let last: Iterate | undefined;
  for (const iterate of solver(sample)) {
    yield undefined;
    if (!iterate) continue;
    last = iterate;
    if (iterate.dualityGap <= SAMPLE_GAP * iterate.primalObjective || iterate.iteration >= MOST_PASSES) break;
  }
  sample.operator.dispose();
  return { point: last?.point, passes: Math.ceil(part * (last?.pricingPasses ?? 0)) };
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
