import {
  breathe,
  type Picture,
  type Reproduced,
  type Reproduction,
  type ReproductionOptions,
} from "../reproduction.js";
import { ballClaims, pathTable, rateClaim, thinned } from "./descent-claims.js";
import { descentPaths, type Paths, rateRatio } from "./linearised-problems.js";
import { ballChart, lossChart } from "./neighbourhood-charts.js";
import { widthChart } from "./width-chart.js";
import { curvesOf, exponentTable, type SizeResult, sizeClaims, sizeResults, sizes, widthTable } from "./widths.js";

const efforts = {
  full: { widths: [100, 316, 1000, 3162, 10_000, 31_623, 100_000], draws: 8 },
  quick: { widths: [100, 316, 1000, 3162, 10_000], draws: 5 },
};
/** The picture: one narrow network and one wide one, on ten rows of the sphere in R¹⁰. */
const pictured = { n: 10, d: 10, narrow: 10, wide: 20_000, steps: 400, share: 0.2 };

export const lectureTwelve: Reproduction = {
  name: "lecture-12",
  title: "Lecture 12: the neural tangent kernel's neighbourhood",
  statement:
    "A two-layer network of width m, linearised at its random start θ⁰: its gradient features are well conditioned, the nearest exact fit is at a distance that does not grow with m while ‖θ⁰‖ grows as √m, and gradient descent goes there at a geometric rate.",
  run,
};

async function run(options: ReproductionOptions): Promise<Reproduced> {
  const { seed = 1 } = options;
  const effort = options.quick ? efforts.quick : efforts.full;
  const bySize = await sizeResults(effort, options);
  const paths = await picturedPaths(options);
  const rates = ratesOf(seed);
  return {
    claims: [
      ...bySize.flatMap(sizeClaims),
      ...rates.map(rateClaim),
      ...paths.map((one) => rateClaim({ n: pictured.n, d: pictured.d, width: one.width, ratio: rateRatio(one) })),
      ...ballClaims(paths),
    ],
    pictures: picturesOf(paths, bySize[1], effort.draws),
    tables: [exponentTable(bySize), widthTable(bySize), pathTable(paths)],
    numbers: { seed, ...effort, bySize, rates, paths: paths.map(thinned) },
    notes: [...notes, ...(options.quick ? ["A quick run: widths up to 10⁴ and fewer draws."] : [])],
  };
}

/** Gradient descent of the two networks of the picture. */
async function picturedPaths(options: ReproductionOptions): Promise<Paths[]> {
  const { seed = 1, onProgress } = options;
  const { narrow, wide, steps, share } = pictured;
  const paths: Paths[] = [];
  for (const width of [narrow, wide]) {
    await breathe(options);
    onProgress?.(`gradient descent at m = ${width}`);
    paths.push(descentPaths({ ...pictured, width, problemSeed: seed + 5, seed }, steps, share));
  }
  return paths;
}

/** Remark 12.4 at two widths of every size. */
function ratesOf(seed: number) {
  return sizes.flatMap((size, s) =>
    [100, 1000].map((width) => {
      const task = { ...size, width, problemSeed: 100 * seed + s, seed: seed + width };
      return { ...size, width, ratio: rateRatio(descentPaths(task, 400)) };
    }),
  );
}

function picturesOf(paths: readonly Paths[], shown: SizeResult, draws: number): Picture[] {
  return [
    {
      name: "lecture-12-ball",
      caption:
        "The two questions of section 12.1. Both descents start at θ⁰ with the same steps; distances from θ⁰ are true to scale.",
      chart: ballChart(paths),
    },
    { name: "lecture-12-loss", caption: "The loss of both descents, step by step.", chart: lossChart(paths) },
    {
      name: "lecture-12-widths",
      caption: "Norms against the width, geometric means over the draws.",
      chart: widthChart(
        curvesOf(shown),
        `n = ${shown.n} rows on the unit sphere of R^${shown.d}, targets ±1, ${draws} draws a width`,
      ),
    },
  ];
}

const notes = [
  "Rows on the unit sphere and targets ±1: x and y of order 1, as the lecture assumes. The signs a_i are fixed and random.",
  "Singular values come from the closed form φφᵀ = (XXᵀ) ∘ (MMᵀ)/m; φ is never formed.",
  "(12.19) prints ‖θ⁰‖₂ = ‖W⁰‖_F²; ‖W⁰‖_F is meant, and measured.",
  "The true network leaves its linearisation by m^(−1/2) on the rows it was fitted on, but by about m^(−3/4) elsewhere: away from the training rows gates that open and gates that close cancel in the mean.",
  "Wide enough depends on the rows: ten rows in R³, badly conditioned, left the ball (1.75 ‖Δθ̂‖) even at m = 20,000. The lecture's poly(n, d) hides this.",
  "In the picture of the ball every point's distance from θ⁰ is exact: across is its part along Δθ̂, up the length of the rest.",
];
