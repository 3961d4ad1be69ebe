import type { Coverage } from "../arrangements/arrangement.js";
import type { BlockCones } from "../cones/block-cones.js";
import type { BlockOperator } from "../linear-algebra/block-operator.js";
import { completed } from "../linear-algebra/completed.js";
import { maximum, norm, sum } from "../linear-algebra/vectors.js";
import type { Loss, LossData } from "../losses/loss.js";

/**
 * P(W) = L(Σ_i Φ_i w_i) + λ Σ_i ‖w_i‖_F,   w_i ∈ K_i
 *
 * Every convex program here is stated in this form: (8) with Φ_i = D_iX and no cones, (3) with cones, and other
 * networks with other operators. Dual: D(z) = −L*(−z) subject to ‖Φ_iᵀz‖_F ≤ λ, with cones ‖Π_{K_i}(Φ_iᵀz)‖ ≤ λ. Blocks
 * are d×K, z is n×K.
 */
export interface BlockProgram<L extends Loss = Loss> {
  /** What is minimised, for whoever dispatches on it: the sum of norms, without or with cones. */
  readonly form: "group" | "cones";
  /** Which program, in the words of a certificate ("gated-relu", …). */
  readonly kind: string;
  readonly operator: BlockOperator;
  readonly loss: L;
  readonly data: LossData;
  readonly lambda: number;
  readonly coverage: Coverage;
  /** The cones K_i; absent where every w_i is allowed. One output only. */
  readonly cones?: BlockCones | undefined;
}

/** A block program without cones: what the group solvers take, each for the losses that it can. */
export interface GroupProgram<L extends Loss = Loss> extends BlockProgram<L> {
  readonly form: "group";
  readonly cones?: undefined;
}

/** Blocks that are not zero: `blocks[a]` (d·K values) belongs to operator block `which[a]`; `which` ascends. */
export interface SparseBlocks {
  readonly which: Int32Array;
  readonly blocks: Float64Array;
}

/**
 * u = Σ_i Φ_i w_i, n×K.
 * @returns u, n×K row-major
 */
export function predictionsOf(
  { operator, data }: Pick<BlockProgram, "operator" | "data">,
  point: SparseBlocks,
): Float64Array {
  const out = new Float64Array(data.sampleCount * data.outputs);
  if (point.which.length > 0) operator.forward(point.blocks, data.outputs, point.which, out);
  return out;
}

/** ‖w_i‖_F of the blocks that are listed, in their order. */
export function normsOfBlocks({ which, blocks }: SparseBlocks): Float64Array {
  const size = blocks.length / which.length;
  const out = new Float64Array(which.length);
  for (let a = 0; a < out.length; a++) out[a] = norm(blocks, a * size, (a + 1) * size);
  return out;
}

/**
 * Σ_i ‖w_i‖_F.
 * @returns Σ_i ‖w_i‖_F
 */
export function groupNorm(point: SparseBlocks): number {
  return sum(normsOfBlocks(point));
}

/**
 * P(W), computed from the blocks.
 * @returns P(W), in the units of the loss
 */
export function primalObjective(program: BlockProgram, point: SparseBlocks): number {
  return program.loss.value(predictionsOf(program, point), program.data) + program.lambda * groupNorm(point);
}

/**
 * λ_max = max_i ‖Φ_iᵀz‖ at W = 0, z = −∇L(0). At this penalty and above it the zero network is optimal. For the squared
 * loss it is max_i 2‖XᵀD_iy‖₂. For a program with cones it is still the λ_max without them, so that a fraction means
 * the same penalty; this is an upper bound of the program's own.
 * @returns the penalty, in the units of λ
 */
export function lambdaMax(program: Pick<BlockProgram, "operator" | "loss" | "data">): number {
  return completed(lambdaMaxInSteps(program));
}

/** The same; yields every few milliseconds. */
export function* lambdaMaxInSteps({
  operator,
  loss,
  data,
}: Pick<BlockProgram, "operator" | "loss" | "data">): Generator<undefined, number> {
  const z = new Float64Array(data.sampleCount * data.outputs);
  loss.negativeGradient(new Float64Array(z.length), data, z);
  return yield* measureBlockNorms({ operator, data }, z);
}

/** A feasible dual point and its objective: a lower bound of the program's optimum. */
export interface DualBound {
  readonly point: Float64Array;
  readonly objective: number;
}

/**
 * z̃ = s·z with the best s that makes ‖Φ_iᵀz̃‖ ≤ λ for every block, and D(z̃). `largestNorm` is max_i ‖Φ_iᵀz‖ where it is known already.
 */
export function dualFeasiblePoint(program: BlockProgram, given: Float64Array, largestNorm?: number): DualBound {
  const { loss, data, lambda } = program;
  const z = loss.constant?.balanced(given, data.outputs) ?? given;
  const largest = largestNorm ?? largestBlockNorm(program, z);
  const scale = loss.bestDualScale(z, data, largest > 0 ? lambda / largest : Number.MAX_VALUE);
  const point = z.map((value) => scale * value);
  return { point, objective: loss.dualValue(point, data) };
}

/** ‖Φ_iᵀz‖_F of every block, as computed. */
export function gradientNorms(
  { operator, data }: Pick<BlockProgram, "operator" | "data">,
  z: Float64Array,
): Float64Array {
  const norms = new Float64Array(operator.blockCount);
  operator.norms(z, data.outputs, norms);
  return norms;
}

/** What pricing reads of a program. */
type PricedProgram = Pick<BlockProgram, "operator" | "data" | "cones">;

/** max_i ‖Φ_iᵀz‖_F, or with cones an upper bound of max_i ‖Π_{K_i}(Φ_iᵀz)‖: one pricing pass. */
function largestBlockNorm(program: PricedProgram, z: Float64Array): number {
  return completed(measureBlockNorms(program, z));
}

/** Blocks projected on their cones before others get a turn. */
const projectionsOfTurn = 16;

/** The same as `largestBlockNorm`; yields every few milliseconds. */
export function* measureBlockNorms(
  { operator, data, cones }: PricedProgram,
  z: Float64Array,
): Generator<undefined, number> {
  const norms = gradientNorms({ operator, data }, z);
  if (!cones) return Math.max(0, maximum(norms));
  const size = operator.blockSize;
  const gradients = new Float64Array(norms.length * size);
  operator.transpose(
    z,
    1,
    Int32Array.from(norms, (_, block) => block),
    gradients,
  );
  let largest = 0;
  for (let block = 0; block < norms.length; block++) {
    if (norms[block] <= largest) continue;
    if (block % projectionsOfTurn === 0) yield undefined;
    const a = gradients.subarray(block * size, (block + 1) * size);
    largest = Math.max(largest, cones.dualNorm(block, a, largest));
  }
  return largest;
}

/** The largest relative distance by which a block leaves its cone; 0 without cones. */
export function maxConeViolation({ cones }: Pick<BlockProgram, "cones">, { which, blocks }: SparseBlocks): number {
  if (!cones) return 0;
  const size = which.length > 0 ? blocks.length / which.length : 0;
  let worst = 0;
  which.forEach((block, a) => {
    worst = Math.max(worst, cones.violation(block, blocks.subarray(a * size, (a + 1) * size)));
  });
  return worst;
}
