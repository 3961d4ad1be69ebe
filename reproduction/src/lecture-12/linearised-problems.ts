import { type Matrix, matrix, randomGenerator } from "halfspace";
import { reluPredictions } from "halfspace/networks";
import { logarithm } from "halfspace/numerics";
import {
  descentRate,
  displacedNetwork,
  infiniteWidthFit,
  type Linearisation,
  type LinearisedDescentOptions,
  linearise,
  linearisedDescent,
  linearisedPredictions,
  minimumNormFit,
} from "halfspace/theory";
import { norm, rootMeanSquareDistance } from "../statistics/distances.js";

/** n rows on the unit sphere of R^d with targets ±1, and 100 other rows. */
export interface SphereProblem {
  readonly inputs: Matrix;
  readonly targets: Float64Array;
  readonly others: Matrix;
}

function sphereProblem(n: number, d: number, seed: number): SphereProblem {
  const random = randomGenerator(seed);
  const rows = (count: number) => {
    const values = random.gaussians(count * d);
    for (let j = 0; j < count; j++) {
      const row = values.subarray(j * d, (j + 1) * d);
      const size = norm(row);
      for (let k = 0; k < d; k++) row[k] /= size;
    }
    return matrix(count, d, values);
  };
  const inputs = rows(n);
  const targets = Float64Array.from({ length: n }, () => (random.uniform() < 0.5 ? -1 : 1));
  return { inputs, targets, others: rows(100) };
}

/** One network of width m on one problem: what Lemmas 12.1 and 12.3 and (12.16) to (12.21) speak of. */
export interface WidthTask {
  readonly n: number;
  readonly d: number;
  readonly width: number;
  readonly problemSeed: number;
  readonly seed: number;
}

export interface WidthResult {
  /** σ_min√n/‖φ‖_F and σ_max√n/‖φ‖_F */
  readonly smallest: number;
  readonly largest: number;
  readonly frobenius: number;
  /** ‖Δθ̂‖ and ‖θ⁰‖ */
  readonly displacement: number;
  readonly start: number;
  /** ‖Δθ̂‖ over its limit √(y'ᵀH⁻¹y'). */
  readonly limitRatio: number;
  /** Root mean square of f − g at θ⁰ + Δθ̂, on the training rows and on others. */
  readonly distance: number;
  readonly distanceElsewhere: number;
}

export function widthResult({ n, d, width, problemSeed, seed }: WidthTask): WidthResult {
  const { inputs, targets, others } = sphereProblem(n, d, problemSeed);
  const linearisation = linearise({ inputs, width, seed });
  const { singularValues, startNorm, startPredictions } = linearisation;
  const { displacement, displacementNorm } = minimumNormFit(linearisation, targets);
  const rest = targets.map((value, j) => value - startPredictions[j]);
  const network = displacedNetwork(linearisation, displacement);
  const distanceOn = (rows: Matrix) =>
    rootMeanSquareDistance(
      reluPredictions(network, rows).values,
      linearisedPredictions(linearisation, displacement, rows),
    );
  const frobenius = norm(singularValues);
  return {
    smallest: (singularValues[n - 1] * Math.sqrt(n)) / frobenius,
    largest: (singularValues[0] * Math.sqrt(n)) / frobenius,
    frobenius,
    displacement: displacementNorm,
    start: startNorm,
    limitRatio: displacementNorm / infiniteWidthFit(inputs, rest).displacementNorm,
    distance: distanceOn(inputs),
    distanceElsewhere: distanceOn(others),
  };
}

/** Where a path is, seen from θ⁰: along Δθ̂, and how far off that line; both in units of ‖Δθ̂‖. */
export interface PathPoint {
  readonly step: number;
  readonly along: number;
  readonly off: number;
  /** ‖θ − θ⁰‖/‖Δθ̂‖ */
  readonly distance: number;
  /** ‖y − f(X)‖² over its value at θ⁰ */
  readonly loss: number;
}

export interface Paths {
  readonly width: number;
  readonly displacementNorm: number;
  readonly startNorm: number;
  /** The factor on the loss in each step that the spectrum predicts: (κ − 1)²/(κ + 1)² at the best step. */
  readonly factor: number;
  readonly linearised: readonly PathPoint[];
  readonly true: readonly PathPoint[];
}

/** Gradient descent on g_θ and on the true network from the same θ⁰ with the same step, a share of the best one for g_θ. */
export function descentPaths({ n, d, width, problemSeed, seed }: WidthTask, steps: number, share = 1): Paths {
  const { inputs, targets } = sphereProblem(n, d, problemSeed);
  const linearisation = linearise({ inputs, width, seed });
  const fit = minimumNormFit(linearisation, targets);
  const best = descentRate(linearisation);
  const step = share * best.step;
  const path = (network: "linearised" | "true") => pathOf(linearisation, targets, fit, { network, steps, step });
  return {
    width,
    displacementNorm: fit.displacementNorm,
    startNorm: linearisation.startNorm,
    // At the best step |1 − 2τσ²| is `best.factor` at either end of the spectrum; a smaller step leaves σ_min the slowest.
    factor: (1 - share * (1 - best.factor)) ** 2,
    linearised: path("linearised"),
    true: path("true"),
  };
}

function pathOf(
  linearisation: Linearisation,
  targets: Float64Array,
  fit: { readonly displacement: Float64Array; readonly displacementNorm: number },
  descent: LinearisedDescentOptions,
): PathPoint[] {
  const unit = fit.displacementNorm;
  const points: PathPoint[] = [];
  let first = 1;
  for (const { step, displacement, loss } of linearisedDescent(linearisation, targets, descent)) {
    if (step === 0) first = loss;
    const distance = norm(displacement) / unit;
    const along = displacement.reduce((sum, value, k) => sum + value * fit.displacement[k], 0) / unit ** 2;
    const off = Math.sqrt(Math.max(distance ** 2 - along ** 2, 0));
    points.push({ step, along, off, distance, loss: loss / first });
  }
  return points;
}

/** How fast the loss of g_θ falls late in its descent, over what the spectrum predicts (both as logarithms): 1 if Remark 12.4 is exact. */
export function rateRatio({ linearised, factor }: Paths): number {
  const last = linearised.findIndex(({ loss }) => loss < 1e-20);
  const end = last < 0 ? linearised.length - 1 : last;
  const begin = Math.floor(end / 2);
  return logarithm(linearised[end].loss / linearised[begin].loss) / (end - begin) / logarithm(factor);
}
