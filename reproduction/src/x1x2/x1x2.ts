import {
  breathe,
  type NumberTable,
  type Reproduced,
  type Reproduction,
  type ReproductionOptions,
  short,
} from "../reproduction.js";
import { average } from "../statistics/means.js";
import { claimsOf } from "./claims.js";
import { type Found, gatedFractions, penalty, sampledGates, testCount, testError } from "./methods.js";
import { neededSamples } from "./needed-samples.js";
import { dimensions, type Point, plan } from "./plan.js";
import { type Curve, errorChart, samplesChart } from "./sample-charts.js";

export const productOfTwoSigns: Reproduction = {
  name: "x1x2",
  title: "Example 12.5 and Theorem 12.6: learning x₁x₂",
  statement:
    "On {±1}^d the function x₁x₂ is four ReLU neurons (12.22). The NTK needs of the order of d² samples to learn it, the network with weight decay of the order of d.",
  run,
};

async function run(options: ReproductionOptions): Promise<Reproduced> {
  const seeds = Math.max(1, Math.min(10, options.furtherSeeds ?? 10));
  const { points, recognised } = await errorsOf(seeds, options);
  const needed = (["generated", "sampled", "ntk"] as const).map((method) => neededSamples(points, method));
  return {
    claims: claimsOf(points, recognised, needed),
    pictures: [
      {
        name: "x1x2-error",
        caption: "Test error against the number of samples, each in units of d.",
        chart: errorChart(curvesOf(points)),
      },
      {
        name: "x1x2-samples",
        caption: "Samples needed for 1 % test error against d, with the fitted powers.",
        chart: samplesChart(needed),
      },
    ],
    tables: [errorTable(points), neuronTable(recognised)],
    numbers: { dimensions, testCount, penalty, sampledGates, gatedFractions, seeds, points, needed, recognised },
    notes: [
      `Error: the share of ${testCount} fresh samples whose sign is missed. λ = ${penalty} n/√2 for the generated network; the better of λ = ${gatedFractions.join(" and ")} λ_max on the test samples for ${sampledGates} sampled gates; the NTK with ridge 1e-6.`,
      "Samples needed are interpolated in log n between the last size above 1 % and the first below.",
      "The exponents are fitted on few dimensions; they are what was measured, not a proof of the theorem.",
    ],
  };
}

/** Every size of the plan, seed by seed, and what was recognised in the networks that were generated for n = 4d. */
async function errorsOf(
  seeds: number,
  options: ReproductionOptions,
): Promise<{ points: Point[]; recognised: Found[] }> {
  const points: Point[] = [];
  const recognised: Found[] = [];
  for (const { method, d, n, repeats } of plan(seeds)) {
    options.onProgress?.(`${method}, d = ${d}, n = ${n}`);
    const errors: number[] = [];
    for (let seed = 1; seed <= repeats; seed++) {
      await breathe(options);
      const { error, found } = await testError(method, { d, n, seed }, options.signal);
      errors.push(error);
      if (found && n === 4 * d) recognised.push(found);
    }
    points.push({ method, d, n, errors, mean: average(errors) });
  }
  return { points, recognised };
}

function curvesOf(points: readonly Point[]): Curve[] {
  return points.map(({ method, d, n, mean }) => ({ method, d, samplesPerDimension: n / d, error: mean }));
}

function errorTable(points: readonly Point[]): NumberTable {
  return {
    title: "Test error",
    columns: ["method", "d", "n", "n/d", "mean error", "seeds"],
    rows: points.map(({ method, d, n, mean, errors }) => [method, d, n, short(n / d), short(mean), errors.length]),
  };
}

function neuronTable(recognised: readonly Found[]): NumberTable {
  return {
    title: "The four neurons of (12.22) at n = 4d",
    columns: ["d", "seed", "all four", "share of the norm", "neurons"],
    rows: recognised.map(({ d, seed, all, share, neurons }) => [d, seed, all ? "yes" : "no", short(share), neurons]),
  };
}
