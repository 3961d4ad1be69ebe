import type { BlockOperator } from "../../linear-algebra/block-operator.js";
import type { LinearOperator } from "../../linear-algebra/golub-kahan.js";
import { lsmrSteps } from "../../linear-algebra/lsmr.js";
import { lsqrSteps } from "../../linear-algebra/lsqr.js";
import type { SmoothLoss, SquaredLoss } from "../../losses/loss.js";
import type { GroupProgram, SparseBlocks } from "../../programs/group-program.js";
import { innerSolverFor } from "../kernel-weights/inner-solver.js";
import { type Pairing, smooth } from "../pairing.js";

/** How a weighted ridge problem is solved: an n×n Cholesky of K(η), or matrix-free on the p·d system. */
export type InnerMethod = "direct" | "lsqr" | "lsmr";

/**
 * argmin of L(Σ_i Φ_iw_i) + ridge Σ_i ‖w_i‖²/η_i over the blocks with η_i > 0 (the others are zero), ridge = program.lambda / 2.
 * Undefined when a factorisation failed. Gives way between dense steps and between iterations.
 */
export type WeightedRidge<L extends SmoothLoss> = (
  program: GroupProgram<L>,
  weights: Float64Array,
) => Generator<undefined, SparseBlocks | undefined>;

/** Which programs an inner method serves. */
export const takenBy = (inner: InnerMethod, forms: readonly string[] = ["group", "power"]): Pairing => ({
  forms,
  curvatures: inner === "direct" ? smooth : ["constant"],
});

/** Every inner method with the losses that it can. */
export const weightedRidge: {
  /** w_i = η_iΦ_iᵀα, for squared loss α = (K(η) + ridge·I)⁻¹y. */
  readonly direct: WeightedRidge<SmoothLoss>;
  /** min ‖Σ_i √η_i Φ_iv_i − y‖² + ridge‖v‖², w_i = √η_i v_i: no division by η, however small. */
  readonly lsqr: WeightedRidge<SquaredLoss>;
  readonly lsmr: WeightedRidge<SquaredLoss>;
} = {
  direct: onPositiveWeights(direct),
  lsqr: onPositiveWeights((program, which, eta) => matrixFree(program, which, eta, lsqrSteps)),
  lsmr: onPositiveWeights((program, which, eta) => matrixFree(program, which, eta, lsmrSteps)),
};

function onPositiveWeights<L extends SmoothLoss>(
  solve: (
    program: GroupProgram<L>,
    which: Int32Array,
    eta: Float64Array,
  ) => Generator<undefined, SparseBlocks | undefined>,
): WeightedRidge<L> {
  return (program, weights) => {
    const { which, positive } = positiveEntries(weights);
    return which.length === 0 ? nothing() : solve(program, which, positive);
  };
}

// biome-ignore lint/correctness/useYield: there is nothing to wait for
function* nothing(): Generator<undefined, SparseBlocks> {
  return { which: new Int32Array(0), blocks: new Float64Array(0) };
}

/** Plain loops: small programs take hundreds of these a second, and iterators took a third of the time. */
function positiveEntries(weights: Float64Array): { which: Int32Array; positive: Float64Array } {
  const which = new Int32Array(weights.length);
  const positive = new Float64Array(weights.length);
  let count = 0;
  for (let i = 0; i < weights.length; i++) {
    if (!(weights[i] > 0)) continue;
    which[count] = i;
    positive[count++] = weights[i];
  }
  return { which: which.slice(0, count), positive: positive.slice(0, count) };
}

function* direct(
  program: GroupProgram<SmoothLoss>,
  which: Int32Array,
  eta: Float64Array,
): Generator<undefined, SparseBlocks | undefined> {
  const { operator, data } = program;
  const gram = new Float64Array(data.sampleCount ** 2);
  operator.weightedGram(eta, which, gram);
  yield undefined;
  const inner = yield* innerSolverFor(program)(gram, { accuracy: 0 });
  if (!inner) return undefined;
  const size = operator.blockSize * data.outputs;
  const blocks = new Float64Array(which.length * size);
  operator.transpose(inner.alpha, data.outputs, which, blocks);
  for (let a = 0, k = 0; a < which.length; a++) for (const end = k + size; k < end; k++) blocks[k] *= eta[a];
  return { which, blocks };
}

/** Each output on its own: they share nothing but the operator. */
function* matrixFree(
  { operator, data, lambda }: GroupProgram<SquaredLoss>,
  which: Int32Array,
  eta: Float64Array,
  method: typeof lsqrSteps,
): Generator<undefined, SparseBlocks> {
  const { sampleCount: n, outputs, targets } = data;
  const roots = eta.map(Math.sqrt);
  const rowRoots = Float64Array.from({ length: n }, (_, j) => Math.sqrt(data.weights?.[j] ?? 1));
  const scaled = scaledOperator(operator, which, roots, rowRoots);
  const blocks = new Float64Array(scaled.columns * outputs);
  for (let o = 0; o < outputs; o++) {
    const right = rowRoots.map((root, j) => root * targets[j * outputs + o]);
    const { x } = yield* method(scaled, right, {
      damp: Math.sqrt(lambda / 2),
      // Rounding undoes conjugacy, so more steps than unknowns can be needed.
      maxIterations: 20 * Math.min(n, scaled.columns) + 200,
    });
    for (let k = 0; k < x.length; k++) {
      blocks[k * outputs + o] = roots[Math.floor(k / operator.blockSize)] * x[k];
    }
  }
  return { which, blocks };
}

/** diag(rowRoots) [√η_1 Φ_1 … √η_m Φ_m] */
function scaledOperator(
  operator: BlockOperator,
  which: Int32Array,
  roots: Float64Array,
  rowRoots: Float64Array,
): LinearOperator {
  const size = operator.blockSize;
  const columns = which.length * size;
  const scaledBlocks = new Float64Array(columns);
  const scaledRows = new Float64Array(operator.sampleCount);
  return {
    rows: operator.sampleCount,
    columns,
    forward(x, out) {
      for (let k = 0; k < columns; k++) scaledBlocks[k] = roots[Math.floor(k / size)] * x[k];
      operator.forward(scaledBlocks, 1, which, out);
      for (let j = 0; j < out.length; j++) out[j] *= rowRoots[j];
    },
    transpose(y, out) {
      for (let j = 0; j < y.length; j++) scaledRows[j] = rowRoots[j] * y[j];
      operator.transpose(scaledRows, 1, which, out);
      for (let k = 0; k < columns; k++) out[k] *= roots[Math.floor(k / size)];
    },
  };
}
