import { smallCholesky, solveSmall } from "../../linear-algebra/small-system.js";
import { productsOf } from "../../linear-algebra/vectors.js";
import { shifted } from "../../losses/constant/shifted.js";
import type { LossData, SmoothLoss } from "../../losses/loss.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { weighedClasses } from "../kernel-weights/class-weights.js";
import { curvatureDiagonal } from "../kernel-weights/curvature-diagonal.js";

/**
 * The curvature W of the loss, row by row: W_j = diag(p_j), and for softmax with p_j = c_jπ_j
 *
 *     W_j = diag(p_j) − p_jp_jᵀ/Σp_j
 *
 * With an unpenalised constant, whose answer b takes curvature away, W becomes W − W1(1ᵀW1)⁻¹1ᵀW with a column of ones an output.
 * Does not do: losses without a curvature.
 */
export interface RowCurvature {
  /** p, n×K. */
  readonly diagonal: Float64Array;
  readonly outputs: number;
  readonly coupled: boolean;
  /** L with LLᵀ = 1ᵀW1 (K×K) where the loss has a constant. */
  readonly constant: Float64Array | undefined;
}

/** What the loss says at predictions that do not change any more. */
export interface LocalLoss {
  /** L, with the best constant where the loss has one. */
  readonly value: number;
  /** −∇L, n×K. */
  readonly z: Float64Array;
  /** W (`curvatureDiagonal`). */
  readonly curvature: RowCurvature;
}

const seen = new WeakMap<Float64Array, LocalLoss>();

/**
 * The loss at predictions (n×K), which must not be written to afterwards: the constant, which takes several passes over the rows, is found once
 * for all that is asked there.
 */
export function lossAt(program: GroupProgram<SmoothLoss>, predictions: Float64Array): LocalLoss {
  const known = seen.get(predictions);
  if (known) return known;
  const { loss, data } = program;
  const constant = loss.constant;
  const local = localLoss({
    loss: constant ? (constant.base as SmoothLoss) : loss,
    at: constant ? shifted(predictions, constant.at(predictions, data)) : predictions,
    data,
    hasConstant: constant !== undefined,
  });
  seen.set(predictions, local);
  return local;
}

/** A loss without its constant, and the predictions with it. */
interface LossWithConstant {
  readonly loss: SmoothLoss;
  readonly at: Float64Array;
  readonly data: LossData;
  readonly hasConstant: boolean;
}

function localLoss(place: LossWithConstant): LocalLoss {
  const { loss, at, data } = place;
  const z = new Float64Array(at.length);
  loss.negativeGradient(at, data, z);
  let curvature: RowCurvature | undefined;
  return {
    value: loss.value(at, data),
    z,
    get curvature() {
      curvature ??= curvatureAt(place);
      return curvature;
    },
  };
}

function curvatureAt({ loss, at, data, hasConstant }: LossWithConstant): RowCurvature {
  const { outputs } = data;
  const coupled = loss.curvature === "coupled";
  const diagonal = curvatureDiagonal(loss, at, data);
  return { diagonal, outputs, coupled, constant: hasConstant ? constantFactor(diagonal, outputs, coupled) : undefined };
}

/** Wu with the constant's answer, n×K. */
export function weighed(curvature: RowCurvature, u: Float64Array): Float64Array {
  const out = weighedRows(curvature, u);
  const { outputs, constant } = curvature;
  if (!constant) return out;
  const sums = new Float64Array(outputs);
  for (let from = 0; from < out.length; from += outputs) for (let k = 0; k < outputs; k++) sums[k] += out[from + k];
  const answer = solveSmall(constant, sums);
  const answers = new Float64Array(out.length);
  for (let from = 0; from < out.length; from += outputs) answers.set(answer, from);
  const taken = weighedRows(curvature, answers);
  for (let k = 0; k < out.length; k++) out[k] -= taken[k];
  return out;
}

function weighedRows({ diagonal, outputs, coupled }: RowCurvature, u: Float64Array): Float64Array {
  return coupled ? weighedClasses(diagonal, u, outputs) : productsOf(diagonal, u);
}

/** L of 1ᵀW1 = Σ_j W_j. A coupled curvature does not see a common shift of all outputs; no sum has a part in it, so it gets some. */
function constantFactor(diagonal: Float64Array, outputs: number, coupled: boolean): Float64Array {
  const matrix = new Float64Array(outputs * outputs);
  for (let from = 0; from < diagonal.length; from += outputs) {
    let mass = 0;
    for (let k = 0; k < outputs; k++) {
      mass += diagonal[from + k];
      matrix[k * outputs + k] += diagonal[from + k];
    }
    if (!coupled || !(mass > 0)) continue;
    for (let k = 0; k < outputs; k++) {
      for (let l = 0; l < outputs; l++) matrix[k * outputs + l] -= (diagonal[from + k] * diagonal[from + l]) / mass;
    }
  }
  let trace = 0;
  for (let k = 0; k < outputs; k++) trace += matrix[k * outputs + k];
  if (coupled) for (let k = 0; k < matrix.length; k++) matrix[k] += trace / outputs;
  for (let k = 0; k < outputs; k++) matrix[k * outputs + k] += 1e-14 * trace + 1e-300;
  return smallCholesky(matrix, outputs);
}
