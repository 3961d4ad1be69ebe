import { train } from "halfspace";
import type { Benchmark } from "./benchmark.js";
import { pathCases } from "./path-cases.js";
import { randomProblem } from "./problems.js";
import type { Row } from "./report.js";

/** The name of the first path, for `--only`. */
const withFolds = "5 folds";

/** A path with folds, and those of `path-cases.ts`; `--only` names some of them. */
export const path: Benchmark = async ({ tiny, only }) => {
  const first = only && !only.includes(withFolds) ? [] : [await pathWithFolds(tiny)];
  return [...first, ...(await pathCases(tiny, only))];
};

/** A path of λ from λ_max to 0.001 λ_max with 5-fold cross-validation, each point to 1e-4. */
async function pathWithFolds(tiny: boolean): Promise<Row> {
  const [n, d, p, points] = tiny ? [60, 4, 30, 4] : [500, 20, 1000, 50];
  const { inputs, targets } = randomProblem(n, d, p);
  const fractions = Array.from({ length: points }, (_, k) => 10 ** ((-3 * k) / (points - 1)));
  const start = performance.now();
  const result = await train({
    inputs,
    targets,
    gates: p,
    gateStrategy: "gaussian",
    fractions,
    folds: 5,
    pathTolerance: 1e-4,
    tolerance: 1e-4,
  });
  const seconds = (performance.now() - start) / 1000;
  const worst = Math.max(...result.path.map((point) => point.relativeGap));
  return {
    case: `${points} points, 5 folds, n=${n} d=${d} p=${p}`,
    seconds,
    leastSeconds: seconds,
    reference: "none",
    referenceSeconds: null,
    ratio: null,
    note: `${result.path.length} points, worst gap ${worst.toExponential(1)}`,
  };
}
