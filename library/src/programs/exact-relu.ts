import type { Arrangement } from "../arrangements/arrangement.js";
import { maskedOperator } from "../arrangements/masked-operator.js";
import { type BlockCones, maskBlockCones } from "../cones/block-cones.js";
import { type ColumnSigns, readColumnSigns } from "../cones/column-signs.js";
import { InputError, rejectUnknownOptions } from "../errors.js";
import {
  type Matrix,
  type MatrixLike,
  matrix,
  type TargetsLike,
  toMatrix,
  toTargets,
} from "../linear-algebra/matrix.js";
import { signedOperator } from "../linear-algebra/signed-operator.js";
import { norm } from "../linear-algebra/vectors.js";
import type { SquaredLoss } from "../losses/loss.js";
import { squared } from "../losses/squared.js";
import { type ReluNetwork, reluNetwork } from "../networks/relu.js";
import type { BlockProgram, SparseBlocks } from "./group-program.js";
import { requireArrangementOf, resolveLambda } from "./masked-program.js";

/**
 * Equation (3): min over v_i, u_i ∈ K_i of ‖Σ_i D_iX(v_i − u_i) − y‖² + λ Σ_i (‖v_i‖ + ‖u_i‖), K_i = {w : (2D_i − I)Xw ≥ 0}.
 *
 * Blocks 0 … p−1 are the v_i, blocks p … 2p−1 the u_i. Its point is a ReLU network with the same training objective. With coverage
 * "complete" its optimum is the optimum of the non-convex training problem; with sampled gates it is the best over those patterns only.
 * With `monotone` signs s_k of columns the v_i have s_kv_k ≥ 0 and the u_i s_ku_k ≤ 0 as well, and all that is said is said of such networks.
 * Does not do: losses other than the squared one, several outputs.
 */
export interface ExactReluProgram extends BlockProgram<SquaredLoss> {
  readonly form: "cones";
  readonly kind: "exact-relu" | "monotone-exact-relu";
  readonly cones: BlockCones;
  readonly inputs: Matrix;
  readonly arrangement: Arrangement;
  /** One sign a column, for networks that are monotone by the signs of their neurons (`cones/column-signs.ts`); absent: any network. */
  readonly monotone?: ColumnSigns;
}

/** What `exactReluProgram` takes. */
export interface ExactReluOptions {
  /** n×d */
  readonly inputs: MatrixLike;
  /** n numbers */
  readonly targets: TargetsLike;
  readonly arrangement: Arrangement;
  /** The group penalty; or give `lambdaFraction`, a fraction of the λ_max of the gated program (8) on the same gates. */
  readonly lambda?: number;
  readonly lambdaFraction?: number;
  /** One of 1 (the network never falls along the column), −1 (never rises) and 0 (free) a column; default: all free. */
  readonly monotone?: ArrayLike<number> | undefined;
}

/**
 * States program (3) for inputs X (n×d), n targets and the p masks of an arrangement; λ as in (8), so that a block of norm ‖v‖ is a neuron of
 * weight decay (λ/2)(‖w⁽¹⁾‖² + (w⁽²⁾)²) = λ‖v‖.
 * @returns the program, with 2p blocks: v_i and u_i
 * @throws InputError for shapes that do not fit, several outputs, a penalty that is not positive or signs other than −1, 0 and 1
 */
export function exactReluProgram(options: ExactReluOptions): ExactReluProgram {
  rejectUnknownOptions(
    options,
    { inputs: true, targets: true, arrangement: true, lambda: "number", lambdaFraction: "number", monotone: true },
    "exactReluProgram",
  );
  const inputs = toMatrix(options.inputs, "inputs");
  const { arrangement } = options;
  requireArrangementOf(inputs, arrangement);
  const targets = toTargets(options.targets, inputs.rows);
  if (targets.columns !== 1) {
    throw new InputError({
      code: "several-targets",
      argument: "targets",
      got: `${targets.columns} columns`,
      expected: "one, the exact program has one output",
    });
  }
  const loss = squared();
  const data = { sampleCount: inputs.rows, outputs: 1, targets: targets.values };
  const operator = signedOperator(maskedOperator(inputs, arrangement));
  const lambda = resolveLambda({ operator, loss, data }, options);
  const monotone = readColumnSigns(options.monotone, inputs.columns);
  return {
    form: "cones",
    kind: monotone ? "monotone-exact-relu" : "exact-relu",
    operator,
    loss,
    data,
    lambda,
    coverage: arrangement.coverage,
    cones: maskBlockCones(inputs, arrangement, monotone),
    inputs,
    arrangement,
    ...(monotone ? { monotone } : {}),
  };
}

/**
 * The ReLU network of a point of (3): neuron w⁽¹⁾ = v/√‖v‖ with output weight √‖v‖ for v_i, −√‖u‖ for u_i. Its weight-decay objective (2) is the
 * program's objective at the point.
 * @returns one neuron a block that is not zero
 */
export function exactReluNetwork({ arrangement }: ExactReluProgram, { which, blocks }: SparseBlocks): ReluNetwork {
  return networkOfDirections(
    arrangement.featureCount,
    blocks,
    which.map((block) => (block < arrangement.maskCount ? 1 : -1)),
  );
}

/** Neurons (Xv)₊ with signs: `directions` m×d, `signs` ±1. Each is balanced, ‖w⁽¹⁾‖ = |w⁽²⁾| = √‖v‖, so that it costs λ‖v‖; zero rows go. */
function networkOfDirections(featureCount: number, directions: Float64Array, signs: ArrayLike<number>): ReluNetwork {
  const d = featureCount;
  const lengths = Array.from(signs, (_, a) => norm(directions, a * d, (a + 1) * d));
  const kept = lengths.map((_, a) => a).filter((a) => lengths[a] > 0);
  const hidden = new Float64Array(kept.length * d);
  const output = new Float64Array(kept.length);
  kept.forEach((a, i) => {
    const root = Math.sqrt(lengths[a]);
    for (let k = 0; k < d; k++) hidden[i * d + k] = directions[a * d + k] / root;
    output[i] = signs[a] * root;
  });
  return reluNetwork(matrix(kept.length, d, hidden), matrix(kept.length, 1, output));
}
