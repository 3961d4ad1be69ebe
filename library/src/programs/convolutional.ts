import { type Arrangement, arrangementFromGates, maskBit } from "../arrangements/arrangement.js";
import { maskedOperator, maskedRows } from "../arrangements/masked-operator.js";
import {
  type PatchOptions,
  type PatchShape,
  patchCount,
  patchMatrix,
  patchShape,
  patchSize,
} from "../arrangements/patches.js";
import { gaussianGates } from "../arrangements/sample.js";
import { type OptionNames, rejectUnknownOptions } from "../errors.js";
import type { BlockOperator } from "../linear-algebra/block-operator.js";
import { writtenBlocks } from "../linear-algebra/dense-blocks.js";
import { type Matrix, type MatrixLike, type TargetsLike, toMatrix, toTargets } from "../linear-algebra/matrix.js";
import { pooledOperator } from "../linear-algebra/pooled-operator.js";
import type { Loss, LossData, SquaredLoss } from "../losses/loss.js";
import { lossOrSquared } from "../losses/squared.js";
import { requireTargets } from "../losses/targets.js";
import { currentBackend } from "../numerics/index.js";
import type { GroupProgram } from "./group-program.js";
import { resolveLambda } from "./masked-program.js";

/**
 * E.1: a convolutional gated network with sum pooling, f(x) = Σ_i Σ_b 1{x_bᵀg_i ≥ 0} x_bᵀw_i over the patches x_b of an image; program
 * (8) with Φ_i = Σ_b diag(1{X_bg_i ≥ 0})X_b. Masks are over all n·B patches, so that their number is bounded by the patch rank.
 * Does not do: more than one convolutional layer.
 */
export interface ConvolutionalProgram<L extends Loss = Loss> extends GroupProgram<L> {
  readonly kind: "gated-convolutional";
  readonly patches: PatchShape;
  /** n × (height·width·channels [+ 1 with bias]) */
  readonly inputs: Matrix;
  /** (n·B)×h */
  readonly patchInputs: Matrix;
  readonly arrangement: Arrangement;
}

/** What `convolutionalProgram` takes. */
export interface ConvolutionalOptions<L extends Loss = Loss> {
  /** n × (height·width·channels) */
  readonly inputs: MatrixLike;
  readonly targets: TargetsLike;
  readonly patches: PatchOptions;
  /** How many filter gates to draw, or the gates themselves (h×p, one a column). */
  readonly gates: number | MatrixLike;
  readonly seed?: number;
  /** Default squared(). */
  readonly loss?: L;
  readonly lambda?: number;
  readonly lambdaFraction?: number;
  readonly sampleWeights?: Float64Array;
  /** Keep every gate, so that gate i stays gate i on any table; default false: equal masks are merged. */
  readonly keepEqualMasks?: boolean;
}

const known: OptionNames<ConvolutionalOptions> = {
  inputs: true,
  targets: true,
  patches: true,
  gates: true,
  seed: "number",
  loss: true,
  lambda: "number",
  lambdaFraction: "number",
  sampleWeights: true,
  keepEqualMasks: "boolean",
};

/**
 * States the convolutional program.
 * @returns the program
 * @throws InputError for shapes that do not fit or a penalty that is not positive
 */
export function convolutionalProgram<L extends Loss = SquaredLoss>(
  options: ConvolutionalOptions<L>,
): ConvolutionalProgram<L> {
  rejectUnknownOptions<ConvolutionalOptions<Loss>>(options, known, "convolutionalProgram");
  const inputs = toMatrix(options.inputs, "inputs");
  const patches = patchShape(options.patches);
  const patchInputs = patchMatrix(inputs, patches);
  const { gates, seed = 1 } = options;
  const loss = lossOrSquared(options.loss);
  const drawn = typeof gates === "number" ? gaussianGates(patchSize(patches), gates, seed) : gates;
  const arrangement = arrangementFromGates(patchInputs, drawn, "sampled", options.keepEqualMasks);
  const targets = toTargets(options.targets, inputs.rows);
  const data: LossData = {
    sampleCount: inputs.rows,
    outputs: targets.columns,
    targets: targets.values,
    weights: options.sampleWeights,
  };
  requireTargets(loss, data);
  const operator = pooledMasks(patchInputs, arrangement, patchCount(patches));
  const lambda = resolveLambda({ operator, loss, data }, options);
  const { coverage } = arrangement;
  return {
    form: "group",
    kind: "gated-convolutional",
    operator,
    loss,
    data,
    lambda,
    coverage,
    patches,
    inputs,
    patchInputs,
    arrangement,
  };
}

/** Up to so many numbers (256 MB) the blocks Φ_i are written out: B times fewer products a pass than over all patches. */
const mostNumbers = 2 ** 25;

function pooledMasks(patchInputs: Matrix, arrangement: Arrangement, patches: number): BlockOperator {
  const n = patchInputs.rows / patches;
  if (n * arrangement.maskCount * patchInputs.columns > mostNumbers) {
    return pooledOperator(maskedOperator(patchInputs, arrangement), patches);
  }
  // A block's entry is a rounded sum over the patches of an image.
  const masked = { ...maskedRows(patchInputs, arrangement), groupSize: patches };
  const magnitude = { values: patchInputs.values, groupSize: patches, factor: 1, extra: patches + 2, masked };
  return writtenBlocks(pooledBlocks(patchInputs, arrangement, patches), n, patchInputs.columns, magnitude);
}

/** Φ_i = Σ_b diag(1{X_bg_i ≥ 0})X_b of every gate, transposed: p·h × n. Image by image, one product of its masks (p×B) and patches (B×h). */
function pooledBlocks({ rows, columns: h, values }: Matrix, arrangement: Arrangement, patches: number): Float64Array {
  const n = rows / patches;
  const p = arrangement.maskCount;
  const out = new Float64Array(p * h * n);
  const open = new Float64Array(p * patches);
  const sums = new Float64Array(p * h);
  for (let image = 0; image < n; image++) {
    const first = image * patches;
    for (let gate = 0; gate < p; gate++) {
      for (let b = 0; b < patches; b++) open[gate * patches + b] = Number(maskBit(arrangement, first + b, gate));
    }
    currentBackend().multiply(open, p, patches, values.subarray(first * h, (first + patches) * h), h, sums);
    for (let k = 0; k < sums.length; k++) out[k * n + image] = sums[k];
  }
  return out;
}
