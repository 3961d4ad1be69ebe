import {
  breathe,
  type Claim,
  type NumberTable,
  type Reproduced,
  type Reproduction,
  type ReproductionOptions,
  short,
} from "../reproduction.js";
import { onWorkers } from "../workers/on-workers.js";
import { descentPaths, type Paths, rateRatio, type WidthResult, type WidthTask } from "./linearised-problems.js";
import { ballChart, lossChart, type WidthCurve, widthChart } from "./neighbourhood-charts.js";

const sizes = [
  { n: 10, d: 5 },
  { n: 20, d: 10 },
  { n: 40, d: 20 },
] as const;
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

/** All widths of one size of problem. */
interface SizeResult {
  readonly n: number;
  readonly d: number;
  /** Geometric means over the draws, width by width. */
  readonly byWidth: readonly { readonly width: number; readonly mean: WidthResult }[];
  readonly exponents: WidthResult;
}

async function run(options: ReproductionOptions): Promise<Reproduced> {
  const { seed = 1, onProgress, signal } = options;
  const { widths, draws } = options.quick ? efforts.quick : efforts.full;
  const tasks: WidthTask[] = sizes.flatMap((size, s) =>
    widths.flatMap((width) =>
      Array.from({ length: draws }, (_, k) => ({
        ...size,
        width,
        problemSeed: 100 * seed + s,
        seed: 1_000_000 * seed + 10 * width + k,
      })),
    ),
  );
  // The widest first, so that no thread is left with a long task at the end.
  const order = tasks.map((_, k) => k).sort((a, b) => tasks[b].width - tasks[a].width || a - b);
  const script = new URL("./linearised-worker.js", import.meta.url);
  const answers = await onWorkers<WidthTask, WidthResult>(
    script,
    order.map((k) => tasks[k]),
    { signal, onDone: (count) => count % 10 === 0 && onProgress?.(`network ${count} of ${tasks.length}`) },
  );
  const results = new Array<WidthResult>(tasks.length);
  order.forEach((k, position) => {
    results[k] = answers[position];
  });
  const bySize = sizes.map((size, s) => sizeResult(size, widths, draws, results.slice(s * widths.length * draws)));
  const paths: Paths[] = [];
  for (const width of [pictured.narrow, pictured.wide]) {
    await breathe(options);
    onProgress?.(`gradient descent at m = ${width}`);
    paths.push(descentPaths({ ...pictured, width, problemSeed: seed + 5, seed }, pictured.steps, pictured.share));
  }
  const rates = sizes.flatMap((size, s) =>
    [100, 1000].map((width) => {
      const task = { ...size, width, problemSeed: 100 * seed + s, seed: seed + width };
      return { ...size, width, ratio: rateRatio(descentPaths(task, 400)) };
    }),
  );
  const shown = bySize[1];
  return {
    claims: [
      ...bySize.flatMap(sizeClaims),
      ...rates.map(rateClaim),
      ...paths.map((one) => rateClaim({ n: pictured.n, d: pictured.d, width: one.width, ratio: rateRatio(one) })),
      ...ballClaims(paths),
    ],
    pictures: [
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
    ],
    tables: [exponentTable(bySize), widthTable(bySize), pathTable(paths)],
    numbers: { seed, widths, draws, bySize, rates, paths: paths.map(thinned) },
    notes: [
      "Rows on the unit sphere and targets ±1: x and y of order 1, as the lecture assumes. The signs a_i are fixed and random.",
      "Singular values come from the closed form φφᵀ = (XXᵀ) ∘ (MMᵀ)/m; φ is never formed.",
      "(12.19) prints ‖θ⁰‖₂ = ‖W⁰‖_F²; ‖W⁰‖_F is meant, and measured.",
      "The true network leaves its linearisation by m^(−1/2) on the rows it was fitted on, but by about m^(−3/4) elsewhere: away from the training rows gates that open and gates that close cancel in the mean.",
      "Wide enough depends on the rows: ten rows in R³, badly conditioned, left the ball (1.75 ‖Δθ̂‖) even at m = 20,000. The lecture's poly(n, d) hides this.",
      "In the picture of the ball every point's distance from θ⁰ is exact: across is its part along Δθ̂, up the length of the rest.",
      ...(options.quick ? ["A quick run: widths up to 10⁴ and fewer draws."] : []),
    ],
  };
}

function sizeResult(
  { n, d }: { readonly n: number; readonly d: number },
  widths: readonly number[],
  draws: number,
  results: readonly WidthResult[],
): SizeResult {
  const keys = Object.keys(results[0]) as (keyof WidthResult)[];
  const each = (value: (key: keyof WidthResult) => number) =>
    Object.fromEntries(keys.map((key) => [key, value(key)])) as unknown as WidthResult;
  const byWidth = widths.map((width, w) => {
    const own = results.slice(w * draws, (w + 1) * draws);
    return {
      width,
      mean: each((key) => Math.exp(own.reduce((sum, result) => sum + Math.log(result[key]) / draws, 0))),
    };
  });
  const exponents = each((key) => slope(byWidth.map(({ width, mean }) => [Math.log(width), Math.log(mean[key])])));
  return { n, d, byWidth, exponents };
}

/** Least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * y, 0);
  return covariance / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}

const expectations: readonly [keyof WidthResult, string, number, number][] = [
  ["smallest", "Lemma 12.1: σ_min ÷ (‖φ‖_F/√n)", 0, 0.05],
  ["largest", "Lemma 12.1: σ_max ÷ (‖φ‖_F/√n)", 0, 0.05],
  ["frobenius", "Lemma 12.3: ‖φ‖_F", 0, 0.05],
  ["displacement", "(12.18): ‖Δθ̂‖", 0, 0.05],
  ["start", "(12.21): ‖θ⁰‖", 0.5, 0.05],
  ["distance", "true network − linearisation at the fit, training rows", -0.5, 0.1],
];

function sizeClaims({ n, d, exponents, byWidth }: SizeResult): Claim[] {
  const { width, mean } = byWidth[byWidth.length - 1];
  return [
    ...expectations.map(([key, name, exponent, tolerance]) => ({
      name: `${name}, n = ${n}, d = ${d}`,
      expected: `exponent in m: ${exponent} ± ${tolerance}`,
      measured: `${exponents[key].toFixed(3)} (${short(mean[key])} at m = ${width.toLocaleString("en")})`,
      holds: Math.abs(exponents[key] - exponent) <= tolerance,
    })),
    {
      name: `infinite width: ‖Δθ̂‖ ÷ √(y'ᵀH⁻¹y'), n = ${n}, d = ${d}`,
      expected: `1 ± 0.05 at m = ${width.toLocaleString("en")}`,
      measured: short(mean.limitRatio),
      holds: Math.abs(mean.limitRatio - 1) <= 0.05,
    },
  ];
}

function rateClaim({ n, d, width, ratio }: { n: number; d: number; width: number; ratio: number }): Claim {
  return {
    name: `Remark 12.4: rate of gradient descent on g, n = ${n}, d = ${d}, m = ${width.toLocaleString("en")}`,
    expected: "geometric; measured ÷ predicted by the spectrum 1 ± 0.05",
    measured: short(ratio),
    holds: Math.abs(ratio - 1) <= 0.05,
  };
}

function ballClaims([narrow, wide]: readonly Paths[]): Claim[] {
  const farthest = (one: Paths) => Math.max(...one.true.map(({ distance }) => distance));
  const last = wide.true[wide.true.length - 1];
  const apart = Math.hypot(last.along - 1, last.off);
  return [
    {
      name: "question 1: a global minimum in the neighbourhood",
      expected: `at m = ${wide.width.toLocaleString("en")} the true network's loss ends below 1e-6 of its start, within 0.1 ‖Δθ̂‖ of θ⁰ + Δθ̂`,
      measured: `loss ${short(last.loss)}, ${short(apart)} ‖Δθ̂‖ away`,
      holds: last.loss <= 1e-6 && apart <= 0.1,
    },
    {
      name: "question 2: gradient descent stays in it",
      expected: `at m = ${wide.width.toLocaleString("en")} no step of the true network is farther from θ⁰ than 1.05 ‖Δθ̂‖`,
      measured: `${short(farthest(wide))} (at m = ${narrow.width}: ${short(farthest(narrow))})`,
      holds: farthest(wide) <= 1.05,
    },
  ];
}

function curvesOf({ byWidth, exponents }: SizeResult): WidthCurve[] {
  const curve = (label: string, key: keyof WidthResult): WidthCurve => ({
    label,
    exponent: exponents[key],
    points: byWidth.map(({ width, mean }) => ({ width, value: mean[key] })),
  });
  return [
    curve("‖θ⁰‖", "start"),
    curve("‖Δθ‖", "displacement"),
    curve("f − g, training rows", "distance"),
    curve("f − g, other rows", "distanceElsewhere"),
  ];
}

function exponentTable(all: readonly SizeResult[]): NumberTable {
  return {
    title: "Fitted exponents in m",
    columns: [
      ...["n", "d", "σ_min√n/‖φ‖_F", "σ_max√n/‖φ‖_F", "‖φ‖_F", "‖Δθ̂‖", "‖θ⁰‖"],
      ...["f − g, training rows", "f − g, other rows"],
    ],
    rows: all.map(({ n, d, exponents: e }) => [
      n,
      d,
      ...[e.smallest, e.largest, e.frobenius, e.displacement, e.start, e.distance, e.distanceElsewhere].map((value) =>
        value.toFixed(3),
      ),
    ]),
  };
}

function widthTable(all: readonly SizeResult[]): NumberTable {
  return {
    title: "Every width (geometric means)",
    columns: ["n", "d", "m", "σ_min√n/‖φ‖_F", "σ_max√n/‖φ‖_F", "‖φ‖_F", "‖Δθ̂‖", "÷ its limit", "‖θ⁰‖", "f − g"],
    rows: all.flatMap(({ n, d, byWidth }) =>
      byWidth.map(({ width, mean: r }) => [
        n,
        d,
        width,
        ...[r.smallest, r.largest, r.frobenius, r.displacement, r.limitRatio, r.start, r.distance].map(short),
      ]),
    ),
  };
}

function pathTable(paths: readonly Paths[]): NumberTable {
  return {
    title: "The two networks of the picture",
    columns: ["m", "‖Δθ̂‖", "‖θ⁰‖", "farthest from θ⁰, in ‖Δθ̂‖", "ends at loss ÷ first", "steps"],
    rows: paths.map((one) => [
      one.width,
      short(one.displacementNorm),
      short(one.startNorm),
      short(Math.max(...one.true.map(({ distance }) => distance))),
      short(one.true[one.true.length - 1].loss),
      one.true.length - 1,
    ]),
  };
}

/** Every tenth point of the paths: enough for any picture. */
function thinned(one: Paths): Paths {
  const keep = (points: Paths["true"]) => points.filter(({ step }) => step <= 50 || step % 10 === 0);
  return { ...one, linearised: keep(one.linearised), true: keep(one.true) };
}
