import type { Arrangement } from "../arrangements/arrangement.js";
import type { PatchShape } from "../arrangements/patches.js";
import { sampledGates } from "../arrangements/sample.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { gatedNetworkOf, type ShapedGates } from "../models/network-shape.js";
import { type MaskedProgram, shapedGatesOf, shapedProgram } from "../models/shaped-program.js";
import { statedProgram, type TrainedProgram } from "../models/trained-program.js";
import type { Settings } from "../options/settings.js";
import { lambdaMax, type SparseBlocks } from "../programs/group-program.js";
import { learnReduction, type Reduction, reducedLoss, reducedTable } from "../reductions/reduction.js";

/** One set of rows, rewritten and stated as program (8); masks and products are made once and serve every λ. */
export interface ReducedProblem {
  readonly reduction: Reduction;
  readonly arrangement: Arrangement;
  /** The gates of the program, equal masks merged. */
  readonly shaped: ShapedGates;
  /** What fractions of λ are of: λ_max, or a positive floor where no gate sees the target but through rounding. */
  readonly lambdaMax: number;
  /** The program that is solved, at one λ. */
  at(lambda: number): TrainedProgram;
  /** The gated program (8) on the same masks, at one λ. */
  gatedAt(lambda: number): MaskedProgram;
}

/** Learns the reduction from these rows alone, so that held-out rows stay unseen. */
export function reduceProblem(
  inputs: Matrix,
  targets: Matrix,
  settings: Settings,
  sampleWeights = settings.sampleWeights,
): ReducedProblem {
  const { options, shape, loss, model } = settings;
  const pixels = shape?.kind === "convolutional" ? pixelsOf(shape.patches) : 1;
  const learned = learnReduction(inputs, targets, options, pixels);
  const reduction: Reduction =
    loss.link === "exp" ? { ...learned, outputs: { ...learned.outputs, link: loss.link } } : learned;
  const table = reducedTable(reduction, inputs, targets);
  const program = shapedProgram({
    ...table,
    ...gatesFor(table.inputs, settings),
    loss: reducedLoss(loss, reduction),
    sampleWeights,
    lambda: 1,
  });
  const largest = Math.max(lambdaMax(program), 1e-13 * absoluteProducts(program));
  const at = statedProgram(program, { model, options });
  const gatedAt = (lambda: number) => ({ ...program, lambda });
  const { arrangement } = program;
  return { reduction, arrangement, shaped: shapedGatesOf(program), lambdaMax: largest || 1, at, gatedAt };
}

/** The pixels of a channel share their units. */
const pixelsOf = ({ height, width }: PatchShape): number => height * width;

/** Gates that look at the table are drawn from these rows alone; of a deeper network those of the first layer. */
function gatesFor(mapped: Matrix, { gates, shape, options }: Settings): ShapedGates {
  const { gateStrategy: strategy, seed } = options;
  if (!strategy) return { gates, shape };
  const drawn = sampledGates(mapped, { count: gates.columns, seed, strategy });
  if (shape?.kind !== "deep") return { gates: drawn, shape };
  const { layers } = shape;
  return { gates: drawn, shape: { kind: "deep", layers: { ...layers, gates: [drawn, ...layers.gates.slice(1)] } } };
}

/** Σ_j ‖x_j‖‖z_j‖ with z = −∇L(0): what λ_max would be if nothing cancelled; its rounding is a small multiple of this. */
function absoluteProducts({ inputs, loss, data }: MaskedProgram): number {
  const z = new Float64Array(data.sampleCount * data.outputs);
  loss.negativeGradient(new Float64Array(z.length), data, z);
  let sum = 0;
  for (let j = 0; j < inputs.rows; j++) {
    const row = norm(inputs.values, j * inputs.columns, (j + 1) * inputs.columns);
    sum += row * norm(z, j * data.outputs, (j + 1) * data.outputs);
  }
  return sum;
}

/** Raw outputs of a point on other rows, n×K. */
export function predictionsOnRows({ reduction, shaped }: ReducedProblem, point: SparseBlocks, inputs: Matrix) {
  return gatedNetworkOf(reduction, shaped, point).predict(inputs);
}
