import { conjugateGradient } from "../linear-algebra/conjugate-gradient.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { dot, transposeOf } from "../linear-algebra/vectors.js";
import type { Loss, LossData, SmoothLoss } from "../losses/loss.js";
import { smoothedLoss } from "../losses/smoothed.js";
import { currentBackend } from "../numerics/index.js";
import { weighedClasses } from "../solvers/kernel-weights/class-weights.js";
import { curvatureDiagonal } from "../solvers/kernel-weights/curvature-diagonal.js";

/**
 * A straight line by ridge (logistic, Poisson, …) regression,
 *
 *     min over w (d×K), b (K) of L(Xw + 1bᵀ) + (ρ/2)‖w‖²,
 *
 * by Newton's method with halved steps. Its equations are solved by conjugate gradients, preconditioned by the Hessian of each output alone,
 * which is the whole of it where outputs are not coupled; with many columns by its diagonal. A loss with corners is smoothed, over the target's
 * unit at first and over a hundredth of it at last. Does not do: a certificate; choosing ρ.
 */
export interface LineProblem {
  /** n×d */
  readonly inputs: Matrix;
  readonly loss: Loss;
  readonly data: LossData;
}

/** w (d×K row-major), then b (K). */
export type Line = Float64Array;

const mostSteps = 40;
/** Over what parts of the target's unit corners are smoothed, one after the other: few rows bend where it is small, and a step sees no others. */
const smoothings = [1, 0.3, 0.1, 0.03, 0.01];
/** Columns, the one of ones among them, up to which the Hessian of an output is factorised. */
export const mostFactorised = 512;

/** Where a line begins and ends. */
export interface LineEffort {
  readonly start?: Line | undefined;
  /** The decrease of a step, as a share of the objective, that is not worth it; default 1e-14. */
  readonly tolerance?: number;
  /** Ends early, with what there is, once this says so. */
  readonly isOver?: () => boolean;
}

/** The relative error of a Newton step in energy: as far from the line as the last step's decrease says, a rough one gets as near. */
const mostForcing = 1e-2;

/** Factors serve another Newton step where the one before took no more products than that. */
const worthKeeping = 20;

/** Yields after each step of conjugate gradients. */
export function* penalisedLine(
  problem: LineProblem,
  rho: number,
  { start, ...effort }: LineEffort = {},
): Generator<undefined, Line> {
  const { loss, data } = problem;
  if (loss.curvature !== "none") return yield* lineOf({ ...problem, loss }, rho, { start, ...effort });
  let line = start;
  for (const smoothing of smoothings) {
    const smoothed = smoothedLoss(loss, new Float64Array(data.targets.length), smoothing);
    line = yield* lineOf({ ...problem, loss: smoothed }, rho, { start: line, ...effort });
  }
  return line as Line;
}

/** A problem whose loss has a curvature. */
interface SmoothProblem extends LineProblem {
  readonly loss: SmoothLoss;
}

function* lineOf(
  problem: SmoothProblem,
  rho: number,
  { start, tolerance = 1e-14, isOver = () => false }: LineEffort,
): Generator<undefined, Line> {
  const objective = new Objective(problem, rho);
  const least = Math.max(1e-10, Math.sqrt(tolerance));
  let forcing = mostForcing;
  let at = objective.begin(start);
  for (let step = 0; step < mostSteps && !isOver(); step++) {
    const gradient = objective.gradient(at);
    const direction = yield* objective.newtonStep(at, gradient, Math.max(least, forcing));
    const decrease = dot(gradient, direction);
    forcing = Math.min(mostForcing, decrease / Math.abs(at.value));
    if (!(decrease > tolerance * Math.abs(at.value))) break;
    const moved = objective.lowered(at, direction, decrease);
    if (!moved) break;
    at = moved;
  }
  return at.line;
}

/** A line with its outputs on the rows (n×K) and its objective. */
interface Place {
  readonly line: Line;
  readonly u: Float64Array;
  readonly value: number;
}

/** The table with a column of ones behind it, as it is and turned round: a line is one (d + 1)×K matrix. */
interface Design {
  /** n×m, m = d + 1 */
  readonly values: Float64Array;
  /** m×n */
  readonly transposed: Float64Array;
  readonly rows: number;
  /** m */
  readonly width: number;
}

function designOf({ rows, columns, values }: Matrix): Design {
  const width = columns + 1;
  const extended = new Float64Array(rows * width).fill(1);
  for (let j = 0; j < rows; j++) extended.set(values.subarray(j * columns, (j + 1) * columns), j * width);
  return { values: extended, transposed: transposeOf(extended, rows, width), rows, width };
}

class Objective {
  private readonly loss: SmoothLoss;
  private readonly design: Design;
  /** Of an earlier step, while it is good enough. */
  private kept: ReturnType<typeof preconditionerOf> | undefined;

  constructor(
    private readonly problem: SmoothProblem,
    private readonly rho: number,
  ) {
    this.loss = problem.loss;
    this.design = designOf(problem.inputs);
  }

  /** @param start the line of no weights and no constant where there is none */
  begin(start: Line = new Float64Array(this.design.width * this.problem.data.outputs)): Place {
    return this.at(start, this.outputs(start));
  }

  at(line: Line, u: Float64Array): Place {
    const weights = line.subarray(0, this.weightCount);
    return { line, u, value: this.loss.value(u, this.problem.data) + (this.rho / 2) * dot(weights, weights) };
  }

  gradient({ line, u }: Place): Float64Array {
    const z = new Float64Array(u.length);
    this.loss.negativeGradient(u, this.problem.data, z);
    const out = this.transposed(z).map((value) => -value);
    for (let k = 0; k < this.weightCount; k++) out[k] += this.rho * line[k];
    return out;
  }

  /** The first of the halved steps against a direction that lowers the objective far enough; undefined where none does. */
  lowered({ line, u, value }: Place, direction: Float64Array, decrease: number): Place | undefined {
    const change = this.outputs(direction);
    for (let t = 1; t > 1e-6; t /= 2) {
      const next = this.at(
        line.map((entry, k) => entry - t * direction[k]),
        u.map((entry, k) => entry - t * change[k]),
      );
      if (next.value <= value - 1e-4 * t * decrease && next.value < value) return next;
    }
    return undefined;
  }

  /** H⁻¹g. @param forcing its relative error in energy */
  *newtonStep({ u }: Place, gradient: Float64Array, forcing: number): Generator<undefined, Float64Array> {
    const curvature = this.curvature(u);
    yield undefined;
    const isCoupled = this.loss.curvature === "coupled";
    const { isExact, precondition } = isCoupled && this.kept ? this.kept : this.preconditioner(curvature.bounds);
    const scaled = new Float64Array(gradient.length);
    precondition(gradient, scaled);
    if (isExact && !isCoupled) return scaled;
    const direction = new Float64Array(gradient.length);
    let products = 0;
    const apply = (v: Float64Array, out: Float64Array) => {
      products++;
      out.set(this.transposed(curvature.weigh(this.outputs(v))));
      for (let k = 0; k < this.weightCount; k++) out[k] += this.rho * v[k];
    };
    const energy = forcing * dot(gradient, scaled);
    yield* conjugateGradient({ apply, precondition, rightHandSide: gradient, energy, maxIterations: 100 }, direction);
    // The factors of coupled outputs leave their coupling out in any case: a little older ones serve as well, and cost nothing.
    this.kept = products <= worthKeeping ? { isExact, precondition } : undefined;
    return dot(gradient, direction) > 0 ? direction : scaled;
  }

  private preconditioner(bounds: Float64Array) {
    return preconditionerOf(this.design, this.problem.data.outputs, this.rho, bounds);
  }

  /** W at outputs u: what it does to n×K numbers, and a bound of its diagonal. */
  private curvature(u: Float64Array): { weigh(v: Float64Array): Float64Array; readonly bounds: Float64Array } {
    const { outputs } = this.problem.data;
    const bounds = curvatureDiagonal(this.loss, u, this.problem.data);
    const isCoupled = this.loss.curvature === "coupled";
    return {
      weigh: (v) => (isCoupled ? weighedClasses(bounds, v, outputs) : v.map((value, k) => bounds[k] * value)),
      bounds,
    };
  }

  private get weightCount(): number {
    return this.problem.inputs.columns * this.problem.data.outputs;
  }

  /** Xw + 1bᵀ, n×K. */
  private outputs(line: Line): Float64Array {
    const { values, rows, width } = this.design;
    const { outputs } = this.problem.data;
    const out = new Float64Array(rows * outputs);
    currentBackend().multiply(values, rows, width, line, outputs, out);
    return out;
  }

  private transposed(z: Float64Array): Float64Array {
    return transposedProduct(this.design, this.design.transposed, z, this.problem.data.outputs);
  }
}

/** Of the largest entry of the diagonal, what every one has at least: rows without curvature give none. */
const floor = 1e-12;

/** out = M⁻¹r, with the Hessian of each output alone as M, or its diagonal. @param bounds the diagonal of W, n×K */
function preconditionerOf(design: Design, outputs: number, rho: number, bounds: Float64Array) {
  const isExact = design.width <= mostFactorised;
  return { isExact, precondition: (isExact ? factorised : byDiagonal)(design, outputs, rho, bounds) };
}

type Preconditioner = (r: Float64Array, out: Float64Array) => void;

function factorised(
  { values, rows: n, width: m }: Design,
  outputs: number,
  rho: number,
  bounds: Float64Array,
): Preconditioner {
  const weighted = new Float64Array(n * m);
  const factors = Array.from({ length: outputs }, (_, k) => {
    for (let j = 0; j < n; j++) {
      const root = Math.sqrt(bounds[j * outputs + k]);
      for (let at = j * m; at < (j + 1) * m; at++) weighted[at] = root * values[at];
    }
    const lower = new Float64Array(m * m);
    currentBackend().gramOfColumns(weighted, n, m, lower);
    let largest = 0;
    for (let c = 0; c < m; c++) largest = Math.max(largest, lower[c * m + c] + rho);
    for (let c = 0; c < m; c++) lower[c * m + c] += floor * largest + (c < m - 1 ? rho : 0);
    return currentBackend().cholesky(lower, m) ? lower : undefined;
  });
  const part = new Float64Array(m);
  return (r, out) => {
    for (const [k, lower] of factors.entries()) {
      for (let c = 0; c < m; c++) part[c] = r[c * outputs + k];
      if (lower) {
        currentBackend().solveLower(lower, m, part, 1);
        currentBackend().solveLowerTransposed(lower, m, part, 1);
      }
      for (let c = 0; c < m; c++) out[c * outputs + k] = part[c];
    }
  };
}

function byDiagonal(design: Design, outputs: number, rho: number, bounds: Float64Array): Preconditioner {
  const squares = design.transposed.map((x) => x * x);
  const diagonal = transposedProduct(design, squares, bounds, outputs);
  for (let k = 0; k < (design.width - 1) * outputs; k++) diagonal[k] += rho;
  const least = floor * diagonal.reduce((largest, value) => Math.max(largest, value), 0) + Number.MIN_VALUE;
  return (r, out) => {
    for (let k = 0; k < r.length; k++) out[k] = r[k] / (diagonal[k] + least);
  };
}

/** A product of m×n and n×K numbers. */
function transposedProduct(
  { rows, width }: Design,
  values: Float64Array,
  z: Float64Array,
  outputs: number,
): Float64Array {
  const out = new Float64Array(width * outputs);
  currentBackend().multiply(values, width, rows, z, outputs, out);
  return out;
}
