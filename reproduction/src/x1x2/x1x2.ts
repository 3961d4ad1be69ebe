import { gatedReluProgram, generateGates, kernelRidgeRegression, sampleArrangement, solve } from "halfspace";
import { gatedReluNetwork, gatedReluPredictions, reluPredictions } from "halfspace/networks";
import { productOfSigns, recogniseFourNeurons, type SignTable } from "halfspace/theory";
import {
  breathe,
  type Claim,
  type NumberTable,
  type Reproduced,
  type Reproduction,
  type ReproductionOptions,
  short,
} from "../reproduction.js";
import { type Curve, errorChart, type Method, type Needed, samplesChart } from "./sample-charts.js";

const dimensions = [10, 20, 40, 80];
const testCount = 2000;
/** λ as a part of n/√2, which is λ_max for all of {±1}^d. */
const penalty = 0.1;
const sampledGates = 1000;
const gatedFractions = [0.1, 0.01];

export const productOfTwoSigns: Reproduction = {
  name: "x1x2",
  title: "Example 12.5 and Theorem 12.6: learning x₁x₂",
  statement:
    "On {±1}^d the function x₁x₂ is four ReLU neurons (12.22). The NTK needs of the order of d² samples to learn it, the network with weight decay of the order of d.",
  run,
};

/** Test error of one method at one size, seed by seed. */
export interface Point {
  readonly method: Method;
  readonly d: number;
  readonly n: number;
  readonly errors: readonly number[];
  readonly mean: number;
}

async function run(options: ReproductionOptions): Promise<Reproduced> {
  const seeds = Math.max(1, Math.min(10, options.furtherSeeds ?? 10));
  const points: Point[] = [];
  const recognised: { d: number; seed: number; share: number; all: boolean; neurons: number }[] = [];
  for (const { method, d, n, repeats } of plan(seeds)) {
    options.onProgress?.(`${method}, d = ${d}, n = ${n}`);
    const errors: number[] = [];
    for (let seed = 1; seed <= repeats; seed++) {
      await breathe(options);
      const train = productOfSigns(n, d, seedOf(d, n, seed, 0));
      const test = productOfSigns(testCount, d, seedOf(d, n, seed, 1));
      if (method === "generated") {
        const { error, ...found } = await generatedError(train, test, seed, options.signal);
        errors.push(error);
        if (n === 4 * d) recognised.push({ d, seed, ...found });
      } else errors.push(method === "ntk" ? tangentError(train, test) : await sampledError(train, test, seed));
    }
    points.push({ method, d, n, errors, mean: errors.reduce((sum, value) => sum + value, 0) / errors.length });
  }
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

/** What to run: sizes in units of d for the network, of d² for the others, and 4d for all. */
function plan(seeds: number) {
  const out: { method: Method; d: number; n: number; repeats: number }[] = [];
  for (const d of dimensions) {
    for (const factor of [1, 1.5, 2, 2.5, 3, 4]) {
      out.push({ method: "generated", d, n: factor * d, repeats: factor === 4 ? seeds : Math.min(seeds, 5) });
    }
    const few = Math.min(seeds, 3);
    for (const n of quadraticSizes(d, d <= 40 ? [0.2, 0.3, 0.45, 0.7, 1, 1.4] : [])) {
      out.push({ method: "ntk", d, n, repeats: n === 4 * d ? seeds : few });
    }
    for (const n of quadraticSizes(d, d <= 20 ? [0.2, 0.3, 0.45, 0.7, 1, 1.4] : [])) {
      out.push({ method: "sampled", d, n, repeats: few });
    }
  }
  return out;
}

function quadraticSizes(d: number, factors: readonly number[]): number[] {
  const sizes = new Set([4 * d, ...factors.map((factor) => Math.round(factor * d * d))]);
  return [...sizes].sort((a, b) => a - b);
}

function seedOf(d: number, n: number, seed: number, part: number): number {
  return ((d * 10_007 + n) * 101 + seed) * 2 + part;
}

async function generatedError(train: SignTable, test: SignTable, seed: number, signal?: AbortSignal) {
  const lambda = (penalty * train.targets.length) / Math.SQRT2;
  const limits = { maxStarts: 100, maxIterations: 40, tolerance: 1e-3 };
  const { network } = await generateGates({ ...train, lambda, seed, ...limits, signal });
  const { share, all } = recogniseFourNeurons(network);
  const error = missed(reluPredictions(network, test.inputs).values, test);
  return { error, share, all, neurons: network.hidden.rows };
}

async function sampledError(train: SignTable, test: SignTable, seed: number): Promise<number> {
  const arrangement = sampleArrangement(train.inputs, { count: sampledGates, seed });
  let best = 1;
  for (const lambdaFraction of gatedFractions) {
    const program = gatedReluProgram({ ...train, arrangement, lambdaFraction });
    const { blocks } = await solve(program, { tolerance: 1e-3 });
    const network = gatedReluNetwork(arrangement.gates, blocks);
    best = Math.min(best, missed(gatedReluPredictions(network, test.inputs).values, test));
    program.operator.dispose();
  }
  return best;
}

function tangentError(train: SignTable, test: SignTable): number {
  return missed(kernelRidgeRegression({ ...train, lambda: 1e-6 }).predict(test.inputs).values, test);
}

function missed(predictions: Float64Array, { targets }: SignTable): number {
  let count = 0;
  for (let j = 0; j < targets.length; j++) if (!(predictions[j] * targets[j] > 0)) count++;
  return count / targets.length;
}

function neededSamples(points: readonly Point[], method: Method): Needed {
  const samples = dimensions.flatMap((d) => {
    const line = points.filter((point) => point.method === method && point.d === d).sort((a, b) => a.n - b.n);
    const below = line.findIndex(({ mean }, k) => mean <= 0.01 && line.slice(k).every((later) => later.mean <= 0.01));
    if (below < 0) return [];
    if (below === 0) return [{ d, n: line[0].n }];
    const [before, after] = [line[below - 1], line[below]];
    const part = (before.mean - 0.01) / (before.mean - after.mean);
    return [{ d, n: Math.exp(Math.log(before.n) + part * Math.log(after.n / before.n)) }];
  });
  const [x, y] = [samples.map(({ d }) => Math.log(d)), samples.map(({ n }) => Math.log(n))];
  const [meanX, meanY] = [x, y].map((values) => values.reduce((sum, value) => sum + value, 0) / values.length);
  const spread = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const exponent = x.reduce((sum, value, k) => sum + (value - meanX) * (y[k] - meanY), 0) / spread;
  return { method, samples, exponent, factor: Math.exp(meanY - exponent * meanX) };
}

function claimsOf(
  points: readonly Point[],
  recognised: readonly { d: number; all: boolean }[],
  needed: readonly Needed[],
): Claim[] {
  const claims: Claim[] = [];
  for (const d of dimensions) {
    const at = (method: Method) =>
      points.find((point) => point.method === method && point.d === d && point.n === 4 * d);
    const { errors } = at("generated")!;
    const perfect = errors.filter((error) => error === 0).length;
    const tangent = at("ntk")!.mean;
    const four = recognised.filter((one) => one.d === d && one.all).length;
    claims.push(
      {
        name: `d = ${d}: generated gates, n = ${4 * d}`,
        expected: "no test error in at least 9 of 10 seeds",
        measured: `${perfect} of ${errors.length}`,
        holds: perfect >= 0.9 * errors.length,
      },
      {
        name: `d = ${d}: NTK, n = ${4 * d}`,
        expected: "test error above 15 %",
        measured: tangent,
        holds: tangent > 0.15,
      },
      {
        name: `d = ${d}: the four neurons of (12.22)`,
        expected: "recognised in at least 9 of 10 seeds",
        measured: `${four} of ${errors.length}`,
        holds: four >= 0.9 * errors.length,
      },
    );
  }
  const [network, , tangent] = needed;
  claims.push(
    {
      name: "Theorem 12.6: the network's power of d",
      expected: "about 1 (checked: below 1.3)",
      measured: network.exponent,
      holds: network.exponent < 1.3,
    },
    {
      name: "Theorem 12.6: the NTK's power of d",
      expected: "about 2 (checked: above 1.7)",
      measured: tangent.exponent,
      holds: tangent.exponent > 1.7,
    },
  );
  return claims;
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

function neuronTable(
  recognised: readonly { d: number; seed: number; share: number; all: boolean; neurons: number }[],
): NumberTable {
  return {
    title: "The four neurons of (12.22) at n = 4d",
    columns: ["d", "seed", "all four", "share of the norm", "neurons"],
    rows: recognised.map(({ d, seed, all, share, neurons }) => [d, seed, all ? "yes" : "no", short(share), neurons]),
  };
}
