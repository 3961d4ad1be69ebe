/**
 * The cone decomposition of all blocks together: the ReLU network of least Σ ‖v_i‖ + ‖u_i‖ over the cones of the arrangement whose training
 * predictions are those of the gated point,
 *
 *     min Σ_i ‖v_i‖ + ‖u_i‖   subject to   Σ_i D_iX(v_i − u_i) = Σ_i D_iXw_i,   v_i, u_i ∈ K_i
 *
 * where (28) asks for equality block by block. The networks are far shorter than those of (28), and they take far
 * longer to find.
 *
 * The method is Bregman's iteration on the exact ReLU program (3). It solves the program for targets y_k at a penalty
 * λ_k, adds the misfit to the targets, and lowers the penalty. The small misfit that remains is found within the faces
 * of the cones. Or it is decomposed block by block, which is faster and gives slightly longer vectors. The result is
 * never longer than the block-by-block decomposition, which is returned where time ran out.
 * Does not do: several outputs.
 */

import { rejectUnknownOptions } from "../errors.js";
import { dot, norm } from "../linear-algebra/vectors.js";
import { type ExactReluProgram, exactReluProgram } from "../programs/exact-relu.js";
import { groupNorm, lambdaMax, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import { blockNorms } from "../programs/penalised.js";
import { ConeProximal } from "../solvers/exact-relu/cone-proximal.js";
import { solve } from "../solvers/solve.js";
import type { CancelSignal } from "../solvers/solver.js";
import { closeMisfit } from "./close-misfit.js";
import {
  type ConeDecomposition,
  type ConeVector,
  coneDecomposition,
  decompositionOf,
  type GatedPoint,
} from "./cone-decomposition.js";
import { interpolateOnFaces } from "./interpolate-on-faces.js";
import { mergeConeVectors } from "./merge-cone-vectors.js";

/** What `jointDecomposition` may spend, and how near to the least norm it must come. */
export interface JointOptions {
  /** Stop when the norm is proven to be within this of the least one; default 0.05. */
  readonly tolerance?: number;
  /** Seconds of solving; default 300. */
  readonly timeLimit?: number;
  readonly signal?: CancelSignal;
}

/** A decomposition of all blocks together, with a proof of how short it is. */
export interface JointDecomposition extends ConeDecomposition {
  /** No network of these cones with these predictions has a smaller Σ ‖v‖ + ‖u‖, by a dual point. */
  readonly normLowerBound: number;
}

/**
 * The decomposition of a solution's blocks together.
 * @returns the shortest network found, and a lower bound on Σ ‖v‖ + ‖u‖ of all such networks (0 for several outputs, where nothing is searched)
 * @throws InputError as `coneDecomposition`; `signal.reason` when aborted
 */
export async function jointDecomposition(gated: GatedPoint, options: JointOptions = {}): Promise<JointDecomposition> {
  rejectUnknownOptions(options, { tolerance: "number", timeLimit: "number", signal: "signal" }, "jointDecomposition");
  const { tolerance = 0.05, timeLimit = 300, signal } = options;
  const apart = coneDecomposition(gated);
  if (gated.program.data.outputs > 1 || gated.point.which.length === 0) return { ...apart, normLowerBound: 0 };
  const predictions = predictionsOf(gated.program, gated.point);
  let search = firstRound(gated, predictions, apart.inflation * groupNorm(gated.point));
  let left = timeLimit;
  while (!search.ended && search.lambda > 0 && left > 0) {
    const next = await nextRound(gated, predictions, search, { tolerance, timeLimit: left, signal });
    left -= next.seconds;
    search = next;
  }
  const { bound, best } = search;
  if (!best.vectors) return { ...apart, normLowerBound: bound };
  const joint = decompositionOf(gated, best.vectors, "joint", false);
  return { ...(joint.objective < apart.objective ? joint : apart), normLowerBound: bound };
}

/** Where Bregman's iteration stands. */
interface Search {
  /** y_k */
  readonly targets: Float64Array;
  /** λ_k */
  readonly lambda: number;
  readonly start?: SparseBlocks;
  /** What is missing of the predictions, relative to them. */
  readonly misfit: number;
  /** On Σ ‖v‖ + ‖u‖, from below. */
  readonly bound: number;
  /** The least norm with these predictions so far; without vectors that of the blocks decomposed apart. */
  readonly best: { readonly norm: number; readonly vectors?: readonly ConeVector[] };
  readonly ended: boolean;
  /** That the last solve took. */
  readonly seconds: number;
}

const exactAt = ({ program: { inputs, arrangement } }: GatedPoint, targets: Float64Array, lambda: number) =>
  exactReluProgram({ inputs, targets, arrangement, lambda });

function firstRound(gated: GatedPoint, predictions: Float64Array, apartNorm: number): Search {
  const lambda = 0.01 * lambdaMax(exactAt(gated, predictions, 1));
  return { targets: predictions, lambda, misfit: 1, bound: 0, best: { norm: apartNorm }, ended: false, seconds: 0 };
}

/** Solves program (3) once, then adds the misfit to the targets, or lowers the penalty where the misfit hardly fell. */
async function nextRound(
  gated: GatedPoint,
  predictions: Float64Array,
  { targets, lambda, start, misfit: before, ...search }: Search,
  {
    tolerance,
    ...settings
  }: { readonly tolerance: number; readonly timeLimit: number; readonly signal?: CancelSignal },
): Promise<Search> {
  const exact = exactAt(gated, targets, lambda);
  const solution = await solve(exact, { tolerance: Math.min(0.01, 0.1 * before), start, ...settings });
  const { point, seconds, status } = solution;
  const bound = Math.max(search.bound, dot(predictions, solution.certificate.dualPoint) / lambda);
  const reached = predictionsOf(exact, point);
  const misfit = norm(predictions.map((value, j) => value - reached[j])) / norm(predictions);
  const best = shorter(
    search.best,
    gated,
    misfit < settled ? fittedVectors(gated, exact, point, predictions, misfit) : undefined,
  );
  const proven = best.vectors !== undefined && best.norm <= (1 + tolerance) * bound;
  // With the penalty the multiplier of the equality, (y_k − u_k)/λ_k, stays what it is.
  const factor = misfit > 0.3 * before ? 0.5 : 1;
  return {
    targets: predictions.map((value, j) => value + factor * (targets[j] - reached[j])),
    lambda: factor * lambda,
    start: point,
    misfit,
    bound,
    best,
    ended: proven || status !== "solved" || misfit < 1e-9,
    seconds,
  };
}

/** The shorter of the best and of vectors that fit, once those of one cone are added up. */
function shorter(
  best: Search["best"],
  { program }: GatedPoint,
  fitted: readonly ConeVector[] | undefined,
): Search["best"] {
  if (!fitted) return best;
  const vectors = mergeConeVectors(program.inputs, program.arrangement, fitted);
  const total = vectors.reduce((sum, { vector }) => sum + norm(vector), 0);
  return total < best.norm ? { vectors, norm: total } : best;
}

/** Where the faces of the cones may be near enough their last ones to move within them. */
const settled = 0.05;

/** Where what is missing is little enough that putting it on top costs less than another solve. */
const closable = 0.01;

/** A point of the exact program as vectors in their cones, with predictions made exact. */
function fittedVectors(
  gated: GatedPoint,
  exact: ExactReluProgram,
  point: SparseBlocks,
  predictions: Float64Array,
  misfit: number,
): ConeVector[] | undefined {
  const onFaces = interpolateOnFaces(exact, point, predictions);
  if (onFaces) return vectorsOf(gated, onFaces);
  return misfit < closable ? closedVectors(gated, exact, point, predictions) : undefined;
}

/** What is missing is put on top. */
function closedVectors(
  gated: GatedPoint,
  exact: ExactReluProgram,
  point: SparseBlocks,
  predictions: Float64Array,
): ConeVector[] | undefined {
  const { program } = gated;
  const inside = new ConeProximal(exact).projectAll(point);
  const reached = predictionsOf(exact, inside);
  const missing = predictions.map((value, j) => value - reached[j]);
  const p = program.arrangement.maskCount;
  const weights = blockNorms(gated.point, p);
  blockNorms(inside, 2 * p).forEach((size, block) => {
    weights[block % p] += size;
  });
  const mean = weights.reduce((sum, weight) => sum + weight / p, 0);
  const everywhere = weights.map((weight) => weight + 0.01 * mean);
  // The gates in use first: the fewer, the less there is to decompose.
  const closing = closeMisfit(program, weights, missing) ?? closeMisfit(program, everywhere, missing);
  return closing && [...vectorsOf(gated, inside), ...closing];
}

/** Blocks of the exact program, first all v, then all u. */
function vectorsOf({ program }: GatedPoint, { which, blocks }: SparseBlocks): ConeVector[] {
  const [p, d] = [program.arrangement.maskCount, program.inputs.columns];
  return Array.from(
    which,
    (block, a): ConeVector => ({
      gate: block % p,
      output: 0,
      sign: block < p ? 1 : -1,
      vector: blocks.slice(a * d, (a + 1) * d),
    }),
  );
}
