import {
  enumerateArrangement,
  type GatedReluProgram,
  gatedReluProgram,
  ntkWeights,
  type SquaredLoss,
  solve,
} from "halfspace";
import { primalObjective, weightedRidgeProgram } from "halfspace/programs";
import {
  breathe,
  type Claim,
  type NumberTable,
  type Reproduced,
  type Reproduction,
  type ReproductionOptions,
  short,
} from "../reproduction.js";
import {
  type ReweightingCurve,
  reweightingChart,
  reweightingCurve,
  reweightingEnd,
} from "../reweighting/reweighting-curves.js";
import { functionsChart } from "./functions-chart.js";
import {
  countAtPenalty,
  descentEpochs,
  type LearnedFunctions,
  learnedFunctions,
  type PenaltyCounts,
  pointsOnALine,
  sampleCount,
} from "./learned-functions.js";

/** λ as a fraction of λ_max: the paper does not give its λ. */
const lambdaFraction = 0.005;
/** Where the learned functions are compared again. */
const otherFractions = [0.05, 0.02, 0.002, 0.001];
const randomStarts = 5;

export const figureOne: Reproduction = {
  name: "figure-1",
  title: "Figure 1: five points on a line",
  statement:
    "Left: reweighting (IRLS) started from the NTK's weights or from random ones reaches the optimum of the group lasso (8), which the NTK's own weights miss. Right: the learned function matches a network trained by gradient descent; the NTK gives a smooth one.",
  run,
};

async function run(options: ReproductionOptions): Promise<Reproduced> {
  const { seed = 1, furtherSeeds = 20, onProgress } = options;
  onProgress?.(`seed ${seed}`);
  const main = await oneSeed(seed);
  const others: SeedResult[] = [];
  for (let k = 1; k <= furtherSeeds; k++) {
    await breathe(options);
    onProgress?.(`seed ${seed + k} (${k} of ${furtherSeeds} further)`);
    others.push(await oneSeed(seed + k));
  }
  const all = [main, ...others];
  const counts: PenaltyCounts[] = [];
  for (const fraction of otherFractions) {
    await breathe(options);
    onProgress?.(`λ = ${fraction} λmax`);
    const seeds = all.map((result) => result.seed);
    counts.push(await countAtPenalty(fraction, seeds));
  }
  const curves: ReweightingCurve[] = main.curves;
  const subtitle = `n = ${sampleCount} points, all ${main.maskCount} masks, λ = ${short(main.lambda)} (${lambdaFraction} λmax)`;
  return {
    claims: claimsOf(all),
    pictures: [
      {
        name: "figure-1-objective",
        caption: "Objective of the group lasso (8) after each iteration of reweighting.",
        chart: reweightingChart(subtitle, curves, main.optimum, main.tangentLevel),
      },
      {
        name: "figure-1-functions",
        caption: "The learned functions: group lasso after cone decomposition, gradient descent, NTK ridge regression.",
        chart: functionsChart(main),
      },
    ],
    tables: [seedTable(all), penaltyTable([...counts, countOf(all)])],
    numbers: { lambdaFraction, descentEpochs, seeds: all, otherPenalties: counts },
    notes: notesOf(all),
  };
}

/** What one seed gives: data, levels, curves, functions on a grid. */
interface SeedResult extends LearnedFunctions {
  readonly seed: number;
  readonly maskCount: number;
  readonly lambda: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly optimum: number;
  readonly relativeGap: number;
  /** Objective (8) of ridge (16) with the NTK's weights at ridge λ/2: where reweighting begins. */
  readonly tangentLevel: number;
  /** The same at ridge λ, as (16) is printed. */
  readonly tangentLevelAsPrinted: number;
  readonly curves: ReweightingCurve[];
  readonly ends: readonly { readonly start: string; readonly objective: number; readonly iterations: number }[];
}

async function oneSeed(seed: number): Promise<SeedResult> {
  const { inputs, targets, points } = pointsOnALine(seed);
  const arrangement = enumerateArrangement(inputs);
  const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction });
  const weights = ntkWeights(arrangement, { method: "exact" });
  const solution = await solve(program, { tolerance: 1e-10 });
  const ridgeLevel = async (lambda: number) => {
    const ridge = weightedRidgeProgram({ inputs, targets, arrangement, weights, lambda });
    return primalObjective(program, (await solve(ridge)).point);
  };
  const { curves, ends } = await reweighting(program, weights, seed);
  return {
    seed,
    maskCount: arrangement.maskCount,
    lambda: program.lambda,
    points,
    optimum: solution.certificate.primalObjective,
    relativeGap: solution.certificate.relativeGap,
    tangentLevel: await ridgeLevel(program.lambda / 2),
    tangentLevelAsPrinted: await ridgeLevel(program.lambda),
    curves,
    ends,
    ...(await learnedFunctions(program, solution, seed)),
  };
}

async function reweighting(program: GatedReluProgram<SquaredLoss>, weights: Float64Array, seed: number) {
  const curves: ReweightingCurve[] = [];
  const ends: { start: string; objective: number; iterations: number }[] = [];
  for (let start = 0; start <= randomStarts; start++) {
    const initial = start === 0 ? weights : "random";
    const label = start === 0 ? "NTK" : `random ${start}`;
    const startSeed = 100 * seed + start;
    curves.push({
      label,
      fromTangentKernel: start === 0,
      objective: reweightingCurve(program, initial, startSeed, 300),
    });
    const { objective, iterations } = await reweightingEnd(program, initial, startSeed);
    ends.push({ start: label, objective, iterations });
  }
  return { curves, ends };
}

const excess = (level: number, { optimum }: SeedResult) => level / optimum - 1;
const worstEnd = (result: SeedResult) => Math.max(...result.ends.map(({ objective }) => excess(objective, result)));

function claimsOf(all: readonly SeedResult[]): Claim[] {
  const closer = all.filter(({ groupLassoDistance, tangentDistance }) => groupLassoDistance < tangentDistance);
  const exactCloser = all.filter(({ exactDistance, tangentDistance }) => exactDistance < tangentDistance);
  const lowestRatio = Math.min(...all.map(({ descentObjective, exactObjective }) => descentObjective / exactObjective));
  const masks = [...new Set(all.map(({ maskCount }) => maskCount))];
  const lowest = Math.min(...all.map((result) => excess(result.tangentLevel, result)));
  const farthest = Math.max(...all.map(worstEnd));
  const gap = Math.max(...all.map(({ relativeGap }) => relativeGap));
  return [
    { name: "masks", expected: "2n = 10 in every seed", measured: masks.join(", "), holds: masks.join() === "10" },
    {
      name: "optimum certified",
      expected: "relative duality gap at most 1e-9 in every seed",
      measured: gap,
      holds: gap <= 1e-9,
    },
    {
      name: "the NTK's weights are suboptimal",
      expected: "NTK level above the optimum in every seed (smallest relative excess > 0)",
      measured: lowest,
      holds: lowest > 1e-6,
    },
    {
      name: "reweighting reaches the optimum from every start",
      expected: "largest relative excess over all starts and seeds at most 1e-8",
      measured: farthest,
      holds: farthest <= 1e-8,
    },
    {
      // Whether it holds is a matter of the seed: docs/decisions/reproductions.md.
      name: "the group lasso after cone decomposition is closer to gradient descent than the NTK",
      expected: "in more than half of the seeds, every exception listed (root mean square over [−1.2, 1.2])",
      measured: `${closer.length} of ${all.length}; ${exceptionsOf(all)}`,
      holds: 2 * closer.length > all.length,
    },
    {
      name: "the exact convex optimum (3) is closer to gradient descent than the NTK",
      expected: `in all ${all.length} seeds (root mean square over [−1.2, 1.2])`,
      measured: `${exactCloser.length} of ${all.length}`,
      holds: exactCloser.length === all.length,
    },
    {
      name: "gradient descent does not go below the exact convex optimum",
      expected: "objective of descent / optimum of (3) at least 1 − 1e-8 in every seed (smallest)",
      measured: lowestRatio,
      holds: lowestRatio >= 1 - 1e-8,
    },
  ];
}

function seedTable(all: readonly SeedResult[]): NumberTable {
  return {
    title: "Every seed",
    columns: [
      "seed",
      "optimum",
      "NTK level above it",
      "worst reweighting end",
      "distance from descent: group lasso",
      "the same, shortest decomposition",
      "distance from descent: NTK",
      "distance from descent: exact (3)",
      "objective after decomposition",
      "objective of descent",
      "objective of exact (3)",
    ],
    rows: all.map((result) => [
      result.seed,
      short(result.optimum),
      `${short(100 * excess(result.tangentLevel, result))} %`,
      short(Math.max(0, worstEnd(result))),
      short(result.groupLassoDistance),
      short(result.shortestDistance),
      short(result.tangentDistance),
      short(result.exactDistance),
      short(result.networkObjective),
      short(result.descentObjective),
      short(result.exactObjective),
    ]),
  };
}

/** The main λ in the words of the others. */
function countOf(all: readonly SeedResult[]): PenaltyCounts {
  const closer = (distance: (result: SeedResult) => number) =>
    all.filter((result) => distance(result) < result.tangentDistance).length;
  return {
    lambdaFraction,
    seeds: all.length,
    groupLasso: closer((result) => result.groupLassoDistance),
    shortest: closer((result) => result.shortestDistance),
    exact: closer((result) => result.exactDistance),
  };
}

function penaltyTable(counts: readonly PenaltyCounts[]): NumberTable {
  return {
    title: "Closer to gradient descent than the NTK's function, by λ",
    columns: ["λ / λmax", "group lasso, decomposed block by block", "group lasso, shortest decomposition", "exact (3)"],
    rows: [...counts]
      .sort((a, b) => b.lambdaFraction - a.lambdaFraction)
      .map((count) => [
        count.lambdaFraction,
        ...[count.groupLasso, count.shortest, count.exact].map((times) => `${times} of ${count.seeds}`),
      ]),
  };
}

function exceptionsOf(all: readonly SeedResult[]): string {
  const exceptions = all.filter((result) => result.groupLassoDistance >= result.tangentDistance);
  if (exceptions.length === 0) return "no exception";
  const listed = exceptions.map(
    (result) => `${result.seed} (${short(result.groupLassoDistance)} against ${short(result.tangentDistance)})`,
  );
  return `exceptions: seeds ${listed.join(", ")}`;
}

function notesOf(all: readonly SeedResult[]): string[] {
  const above = (level: keyof SeedResult) => {
    const ratios = all.map((result) => 100 * ((result[level] as number) / result.exactObjective - 1));
    return `${short(Math.min(...ratios))} to ${short(Math.max(...ratios))} %`;
  };
  return [
    `The paper gives neither its points nor its λ: here x lies in five strips of [−1, 1], y ~ N(0, 1), λ = ${lambdaFraction} λ_max.`,
    "The ridge penalty of the NTK is λ/2, which belongs to (8) at λ; numbers.json also has the level at λ, as (16) is printed.",
    "Reweighting is Algorithm 1 with its corrections (docs/conventions-and-errata.md). Curves are the plain alternation; ends use its momentum and stop at a certified relative gap of 1e-9.",
    `Gradient descent: 100 neurons, ${descentEpochs.toLocaleString("en")} epochs, rate 0.01 on the objective divided by n (on the sum of squares itself this rate is too large: neurons die), weight decay (λ/2)(‖w‖² + a²), He initial weights; it carries no certificate.`,
    "The cone decomposition keeps the values at the five points; between them the ReLU network may differ from the gated one, and its objective is above that of the exact program (3), the true optimum of the network that descent trains. Where the decomposed function strays from descent, (3) does not.",
    `Why there are exceptions: descent ends ${above("descentObjective")} above the optimum of (3), the decomposed network ${above("networkObjective")}, with the shortest decomposition over all blocks together ${above("shortestObjective")}. (8) and (3) are two problems at one λ: their fits differ, and the functions between the points with them. At small λ both fit the points, and the shortest decomposition is then nearly the optimum of (3).`,
  ];
}
