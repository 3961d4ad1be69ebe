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

/**
 * The cone decomposition of all blocks together: the ReLU network of least Σ ‖v_i‖ + ‖u_i‖ over the cones of the arrangement whose training
 * predictions are those of the gated point,
 *
 *     min Σ_i ‖v_i‖ + ‖u_i‖   subject to   Σ_i D_iX(v_i − u_i) = Σ_i D_iXw_i,   v_i, u_i ∈ K_i
 *
 * where (28) asks for equality block by block. Far shorter, and far slower. By Bregman's iteration on the exact ReLU program (3): solve it for
 * targets y_k at a penalty λ_k, add the misfit to the targets, lower the penalty; what little is still missing is found within the faces or, sooner
 * and a little longer, decomposed block by block.
 * Never above the block-by-block decomposition, which is returned where time ran out. One output only.
 */
export interface JointOptions {
  /** Stop when the norm is proven to be within this of the least one; default 0.05. */
  readonly tolerance?: number;
  /** Seconds of solving; default 300. */
  readonly timeLimit?: number;
  readonly signal?: CancelSignal;
}

export interface JointDecomposition extends ConeDecomposition {
  /** No network of these cones with these predictions has a smaller Σ ‖v‖ + ‖u‖, by a dual point. */
  readonly normLowerBound: number;
}

export async function jointDecomposition(gated: GatedPoint, options: JointOptions = {}): Promise<JointDecomposition> {
  rejectUnknownOptions(options, ["tolerance", "timeLimit", "signal"], "jointDecomposition");
  const { tolerance = 0.05, timeLimit = 300, signal } = options;
  const { program, point } = gated;
  const apart = coneDecomposition(gated);
  if (program.data.outputs > 1 || point.which.length === 0) return { ...apart, normLowerBound: 0 };
  const predictions = predictionsOf(program, point);
  const { inputs, arrangement } = program;
  const at = (targets: Float64Array, lambda: number) => exactReluProgram({ inputs, targets, arrangement, lambda });
  let best: { vectors: readonly ConeVector[]; norm: number } | undefined;
  const apartNorm = apart.inflation * groupNorm(point);
  let bound = 0;
  let targets = predictions;
  let lambda = 0.01 * lambdaMax(at(predictions, 1));
  let start: SparseBlocks | undefined;
  let left = timeLimit;
  let misfit = 1;
  while (lambda > 0 && left > 0) {
    const exact: ExactReluProgram = at(targets, lambda);
    const solution = await solve(exact, { tolerance: Math.min(0.01, 0.1 * misfit), timeLimit: left, signal, start });
    left -= solution.seconds;
    start = solution.point;
    bound = Math.max(bound, dot(predictions, solution.certificate.dualPoint) / lambda);
    const reached = predictionsOf(exact, start);
    const before = misfit;
    misfit = norm(predictions.map((value, j) => value - reached[j])) / norm(predictions);
    const fitted = misfit < settled ? fittedVectors(gated, exact, start, predictions, misfit) : undefined;
    const vectors = fitted && mergeConeVectors(inputs, arrangement, fitted);
    const total = vectors?.reduce((sum, { vector }) => sum + norm(vector), 0) ?? Number.POSITIVE_INFINITY;
    if (vectors && total < (best?.norm ?? apartNorm)) best = { vectors, norm: total };
    if (best && best.norm <= (1 + tolerance) * bound) break;
    if (solution.status !== "solved" || misfit < 1e-9) break;
    // With the penalty the multiplier of the equality, (y_k − u_k)/λ_k, stays what it is.
    const factor = misfit > 0.3 * before ? 0.5 : 1;
    targets = predictions.map((value, j) => value + factor * (targets[j] - reached[j]));
    lambda *= factor;
  }
  if (!best) return { ...apart, normLowerBound: bound };
  const joint = decompositionOf(gated, best.vectors, "joint", false);
  return { ...(joint.objective < apart.objective ? joint : apart), normLowerBound: bound };
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
