import { matrix, type PredictionRange, predictionRange, randomGenerator, type TrainResult, train } from "halfspace";
import type { Benchmark } from "./benchmark.js";
import type { Row } from "./report.js";

/**
 * The prediction range of new rows, both ends to a gap of 1e-4 of the way to them, on all cores and on one thread: 500 rows of 20 columns, 1,000
 * gates, and 100 new rows. Beside the seconds stand those of the processor and the widest gap.
 */
const tolerance = 1e-4;

const cases = [
  { task: "regression", lambdaFraction: 0.1 },
  { task: "regression", lambdaFraction: undefined },
  { task: "classification", lambdaFraction: 0.1 },
] as const;

type Case = (typeof cases)[number];

export const range: Benchmark = async ({ tiny }) => {
  const [n, d, gates, count] = tiny ? [60, 4, 30, 6] : [500, 20, 1000, 100];
  const rows: Row[] = [];
  for (const asked of cases.slice(0, tiny ? 1 : undefined)) rows.push(await measured(asked, { n, d, gates, count }));
  return rows;
};

interface Size {
  readonly n: number;
  readonly d: number;
  readonly gates: number;
  readonly count: number;
}

async function measured({ task, lambdaFraction }: Case, { n, d, gates, count }: Size): Promise<Row> {
  const random = randomGenerator(1);
  const inputs = matrix(n, d, random.gaussians(n * d));
  const relu = (value: number) => Math.max(0, value);
  const targets = Array.from({ length: n }, (_, j) => {
    const [a, b, c] = inputs.values.subarray(j * d, j * d + 3);
    const value = relu(a) + relu(b - c) + 0.5 * random.gaussian();
    return task === "regression" ? value : value > 0.8 ? "high" : "low";
  });
  const share = lambdaFraction === undefined ? {} : { lambdaFraction };
  const model = (await train({ inputs, targets, gates, seed: 1, ...share } as never)) as TrainResult;
  const asked = matrix(count, d, random.gaussians(count * d));
  const bounded = (threads?: number) =>
    timed(() =>
      predictionRange(model, inputs, targets, asked, { tolerance, ...(threads === undefined ? {} : { threads }) }),
    );
  const [all, one] = [await bounded(), await bounded(1)];
  const chosen = lambdaFraction === undefined ? "chosen, " : "";
  return {
    case: `${count} rows, ${task}, n=${n} d=${d} p=${gates}, λ ${chosen}${model.lambdaFraction} of λ_max`,
    ...{ seconds: all.seconds, leastSeconds: all.seconds },
    ...{ reference: "one thread", referenceSeconds: one.seconds, ratio: all.seconds / one.seconds },
    note: `${model.activeGates} gates in use, processor ${all.processor.toFixed(1)} and ${one.processor.toFixed(1)} s, widest gap ${widestGap(all.found).toExponential(1)}`,
  };
}

async function timed(work: () => Promise<PredictionRange>) {
  const [begin, used] = [performance.now(), process.cpuUsage()];
  const found = await work();
  const { user, system } = process.cpuUsage(used);
  return { found, seconds: (performance.now() - begin) / 1000, processor: (user + system) / 1e6 };
}

/** Between proof and found model, of the way from the prediction to the proved end. */
function widestGap({ rows }: PredictionRange): number {
  const gaps = rows.flatMap(({ outputs }) =>
    outputs.flatMap(({ prediction, least, greatest }) =>
      [least, greatest].map(({ bound, attained }) => (attained - bound) / (prediction - bound)),
    ),
  );
  return Math.max(...gaps);
}
