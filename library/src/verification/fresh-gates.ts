import { sampledGates } from "../arrangements/sample.js";
import { certify } from "../certificates/certificate.js";
import { gapOf } from "../certificates/duality.js";
import { normsAbove, scaledInto } from "../certificates/rigorous-bounds.js";
import { type OptionNames, rejectUnknownOptions, requireWholeNumber } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { namedLoss } from "../losses/named.js";
import { programOfModel } from "../models/program-of-model.js";
import type { TrainedModel } from "../models/trained-model.js";
import { type MaskedProgram, shapedProgram } from "../programs/shaped-program.js";
import { shareAbove } from "../random/binomial-bound.js";
import { type RawTargets, targetsForModel } from "../reductions/raw-targets.js";

/**
 * What a certificate over sampled gates says of other gates. Gates that were drawn after training, in the same way and from another stream of the
 * seed, are priced at the dual point z̃. Where ‖Φ_gᵀz̃‖ ≤ λ a gate cannot lower the objective by more than the certified gap. Scaled into the
 * constraints of the fresh gates too, z̃ bounds the optimum over trained and fresh gates together.
 */
export interface FreshGates {
  /** How many were drawn. */
  readonly count: number;
  /** Trained gates, which the gap speaks of too. */
  readonly trained: number;
  /** Fresh gates that might lower the objective: not proved to satisfy ‖Φ_gᵀz̃‖ ≤ λ. */
  readonly violating: number;
  /** Never below the share of such gates among all gates drawn in this way, with this confidence (Clopper–Pearson). */
  readonly shareAbove: number;
  readonly confidence: number;
  /** Never below the distance to the optimum over trained and fresh gates, relative to the objective. */
  readonly relativeGap: number;
}

/** What `priceFreshGates` takes. */
export interface FreshGatesOptions {
  /** Default: as many of 10,000 as take about half a second (`usualFreshGates`). */
  readonly count?: number;
}

const known: OptionNames<FreshGatesOptions> = { count: true };
const [fewestUsual, mostUsual] = [100, 10_000];
/** Multiplications of masks and pricing, for all usual gates: about half a second. */
const usualProducts = 3e9;
const confidence = 0.95;
/** Apart from every stream that training draws from. */
const freshStream = 0x2f6b1d35;
/** Gates priced at once: their masks are held, and no more. */
const gatesAtOnce = 1000;

/**
 * How many fresh gates are drawn where nobody says: 10,000, or as many as n·d·(1 + K) numbers a gate leave room for, and 100 at least. It follows
 * from the sizes alone, so that the same table gives the same answer on any machine.
 * @param rows n
 * @param columns d, raw
 * @param outputs K
 * @returns a whole number of gates
 */
export function usualFreshGates(rows: number, columns: number, outputs: number): number {
  const affordable = Math.floor(usualProducts / (rows * columns * (1 + outputs)));
  return Math.min(mostUsual, Math.max(fewestUsual, affordable));
}

/**
 * Draws gates as the model's were drawn, and prices them at its dual point: one pricing pass over the training table.
 * @param inputs the rows of training, in their order
 * @param targets as `train` took them
 * @returns what they say; undefined for models whose gates were not drawn over columns or patches (given, generated and complete gates, deeper
 * networks, kernels, and programs that are no sum of norms)
 * @throws InputError when the table does not fit the model
 */
export function priceFreshGates(
  model: TrainedModel,
  inputs: MatrixLike,
  targets: RawTargets,
  options: FreshGatesOptions = {},
): FreshGates | undefined {
  rejectUnknownOptions(options, known, "priceFreshGates");
  if (options.count !== undefined) requireWholeNumber("count", options.count, 1, "of gates");
  const loss = namedLoss(model.loss, model.lossParameters);
  const drawn = typeof model.options.gates === "number" && model.shape?.kind !== "deep";
  if (!loss || !drawn || model.kind === "generated" || model.kind === "kernel") return undefined;
  const x = toMatrix(inputs, "inputs");
  const table = { inputs: x, targets: targetsForModel(model, targets, x.rows, loss.targets === "one-hot") };
  const program = programOfModel(model, table, loss);
  if (program.form !== "group") return undefined;
  const { count = usualFreshGates(x.rows, x.columns, table.targets.columns) } = options;
  const certificate = certify(program, model.point);
  const z = model.dualPoint ?? certificate.dualPoint;
  const { largest, violating } = pricedAt(program, freshGatesOf(model, program, count), z, model);
  const dual = scaledInto(program, z, Math.max(largest, program.lambda));
  const { relativeGap } = gapOf(certificate.primalObjective, dual.objective);
  const share = shareAbove(violating, count, confidence);
  return { count, trained: program.operator.blockCount, violating, shareAbove: share, confidence, relativeGap };
}

/** d×count gates from a stream of their own. */
function freshGatesOf({ options }: TrainedModel, program: MaskedProgram, count: number): Matrix {
  const { gateStrategy: strategy, seed } = options;
  const rows = program.kind === "gated-convolutional" ? program.patchInputs : program.inputs;
  return sampledGates(rows, { count, seed: seed + freshStream, strategy });
}

/** Never below the largest ‖Φ_gᵀz‖ of the gates, and how many are not proved to be at most λ. */
function pricedAt(program: MaskedProgram, gates: Matrix, z: Float64Array, { shape }: TrainedModel) {
  let [largest, violating] = [0, 0];
  for (let first = 0; first < gates.columns; first += gatesAtOnce) {
    const part = columnsOf(gates, first, Math.min(gates.columns, first + gatesAtOnce));
    const { inputs, loss, data, lambda } = program;
    const targets = matrix(data.sampleCount, data.outputs, data.targets);
    const stated = { inputs, targets, loss, sampleWeights: data.weights, lambda, keepEqualMasks: true };
    const fresh = shapedProgram({ ...stated, gates: part, shape });
    for (const norm of normsAbove(fresh, z)) {
      largest = Math.max(largest, norm);
      if (!(norm <= lambda)) violating += 1;
    }
    fresh.operator.dispose();
  }
  return { largest, violating };
}

function columnsOf({ rows, columns, values }: Matrix, first: number, last: number): Matrix {
  const out = matrix(rows, last - first);
  for (let k = 0; k < rows; k++)
    out.values.set(values.subarray(k * columns + first, k * columns + last), k * out.columns);
  return out;
}

/**
 * What fresh gates say, in words for every surface that shows it.
 * @returns one line without a full stop
 */
export function describeFreshGates({ count, trained, relativeGap, ...found }: FreshGates): string {
  const share = percentAbove(found.shareAbove);
  const gap = relativeGap < 1 ? `within ${percentAbove(relativeGap)} of` : "not bounded against";
  return `with ${count} fresh gates ${gap} the best over ${count + trained} gates; fewer than ${share} of further gates could lower the objective by more than the certified gap, with ${100 * found.confidence} % confidence`;
}

/** Two digits, never below the value. */
function percentAbove(value: number): string {
  const percent = 100 * value;
  const digits = 10 ** (1 - Math.floor(Math.log10(Math.max(percent, 1e-12))));
  return `${Number((Math.ceil(percent * digits) / digits).toPrecision(2))} %`;
}
