import type { Arrangement } from "../arrangements/arrangement.js";
import { sampledGates } from "../arrangements/sample.js";
import { predictionsWithin } from "../certificates/bounds/rounding-bounds.js";
import { whileTimeLasts } from "../linear-algebra/completed.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { withConstant } from "../losses/constant/with-constant.js";
import type { Loss, SmoothLoss } from "../losses/loss.js";
import type { GatedNetwork } from "../models/inner-network.js";
import type { Network } from "../models/raw-network.js";
import type { TrainedOutputs } from "../networks/affine-map.js";
import { type GroupProgram, lambdaMaxInSteps, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import { absoluteProducts } from "../programs/masked-program.js";
import type { NetworkShape, ShapedGates } from "../programs/shaped-gates.js";
import type { MaskedProgram } from "../programs/shaped-program.js";
import { groupLasso, type ProgramFamily, type TrainedProgram } from "../programs/trained-program.js";
import { type Reduction, reducedLoss } from "../reductions/reduction.js";
import { approach, type RunOptions, runSolver } from "../solvers/run-solver.js";
import type { Solution, SolveOptions } from "../solvers/solver.js";
import type { Budget } from "./budget.js";
import { namedSolver } from "./named-solver.js";
import { type NetworkForm, plainForm } from "./plain-form.js";
import { reduceRowsInSteps } from "./reduced-rows.js";
import type { ProblemSettings } from "./settings.js";

/** One set of rows, rewritten and stated as program (8); masks and products are made once and serve every λ. */
export interface ReducedProblem {
  readonly reduction: Reduction;
  readonly arrangement: Arrangement;
  /** The gates of the program, equal masks merged. */
  readonly shaped: ShapedGates;
  /** What a time limit left out of it, one sentence each. */
  readonly notes: readonly string[];
  /** What fractions of λ are of: λ_max, or a positive floor where no gate sees the target but through rounding. */
  readonly lambdaMax: number;
  /** The program that is solved, at one λ. */
  at(lambda: number): TrainedProgram;
  /** The same where it is a sum of norms under a loss with a curvature; undefined elsewhere. */
  smoothAt(lambda: number): GroupProgram<SmoothLoss> | undefined;
  /** The gated program (8) on the same masks, at one λ. */
  gatedAt(lambda: number): MaskedProgram;
  /** Solves the program at one λ with the solver of the settings. */
  solve(lambda: number, options: RunOptions): Promise<Solution<TrainedProgram>>;
  /** The best unpenalised constant for a point (K numbers); undefined where the program has none. */
  constantAt(point: SparseBlocks): Float64Array | undefined;
  /** The same without a certificate, for a point on the way. */
  approach(lambda: number, options: SolveOptions): Promise<SparseBlocks>;
  /** The network of a point over raw columns, with its constant. */
  networkAt(point: SparseBlocks, calibration?: TrainedOutputs["calibration"]): Network<GatedNetwork>;
  /** Raw outputs of a point on other rows (m×d raw columns), m×K. */
  outputsOn(inputs: Matrix, point: SparseBlocks): Float64Array;
  /** Frees what the products keep outside of the garbage collector's reach; the problem is of no use afterwards. */
  dispose(): void;
}

/**
 * States the rows of the settings as a program; gates that look at the table see these rows alone.
 * @throws `signal.reason` when aborted
 */
export async function reduceProblem(settings: ProblemSettings, budget: Budget): Promise<ReducedProblem> {
  return budget.run(await stepsOf(settings));
}

/** The same, given up once more than a share of the time limit is spent: then the result is undefined. */
export async function reduceProblemInTime(
  settings: ProblemSettings,
  budget: Budget,
  share: number,
): Promise<ReducedProblem | undefined> {
  return budget.run(whileTimeLasts(await stepsOf(settings), () => budget.spent(share)));
}

async function stepsOf(settings: ProblemSettings) {
  return reduceProblemInSteps(settings, await formOf(settings), await familyOf(settings));
}

/** What depends on the shape; all but two layers of ReLU are loaded when they are asked for. */
async function formOf({ shape }: ProblemSettings): Promise<NetworkForm> {
  return shape ? (await import("./shaped-form.js")).shapedForm : plainForm;
}

/** Which program over the gates is meant; all but the group lasso are loaded when they are asked for. */
async function familyOf({ model, q, seed }: ProblemSettings): Promise<ProgramFamily> {
  if (model !== "mkl" && q === 1) return groupLasso;
  const { familyByOptions } = await import("../programs/program-families.js");
  return familyByOptions({ multipleKernel: model === "mkl", q, seed });
}

/** Yields every few milliseconds. */
function* reduceProblemInSteps(
  settings: ProblemSettings,
  { state, gatesOf, networkOf }: NetworkForm,
  family: ProgramFamily,
): Generator<undefined, ReducedProblem> {
  const { sampleWeights, shape } = settings;
  const { reduction, inputs, targets } = yield* reduceRowsInSteps(settings, columnsOfOneUnit(shape));
  yield undefined;
  const loss = lossFor(settings, reduction);
  const program = yield* state({ inputs, targets, ...gatesFor(inputs, settings), loss, sampleWeights, lambda: 1 });
  const shaped = gatesOf(program);
  // At the predictions of the certificate, bit for bit: it judges the best constant there.
  const constantAt = rememberedFor((point: SparseBlocks) =>
    program.loss.constant?.at(predictionsWithin(program, point).u, program.data),
  );
  const at = yield* family(program);
  const solving = async (stated: TrainedProgram, { tolerance, start }: SolveOptions) =>
    [stated, await namedSolver(settings.solver, stated, { tolerance, startBlocks: start?.which.length })] as const;
  yield undefined;
  const largest = yield* largestPenalty(program);
  return {
    reduction,
    arrangement: program.arrangement,
    shaped,
    notes: [],
    lambdaMax: largest,
    at,
    smoothAt: (lambda) => smoothProgram(at(lambda)),
    gatedAt: (lambda) => ({ ...program, lambda }),
    solve: async (lambda, options) => runSolver(...(await solving(at(lambda), options)), options),
    approach: async (lambda, options) => approach(...(await solving(at(lambda), options)), options),
    constantAt,
    networkAt: (point, calibration) =>
      networkOf(reduction, shaped, point, { constant: constantAt(point), calibration }),
    outputsOn: (rows, point) => networkOf(reduction, shaped, point, usualConstant(program, point)).predict(rows),
    dispose: () => program.operator.dispose(),
  };
}

/** The loss in the units of the reduced targets, with a constant where the program has one. */
function lossFor({ loss, constant }: ProblemSettings, reduction: Reduction): Loss {
  const reduced = reducedLoss(loss, reduction);
  return constant ? withConstant(reduced) : reduced;
}

/** The best constant at predictions whose rounding does not matter. */
function usualConstant(program: MaskedProgram, point: SparseBlocks) {
  return { constant: program.loss.constant?.at(predictionsOf(program, point), program.data) };
}

/** The same function, which is not computed again for the argument that it had last. */
function rememberedFor<Argument extends object, Result>(compute: (argument: Argument) => Result) {
  let last: { readonly argument: Argument; readonly result: Result } | undefined;
  return (argument: Argument): Result => {
    if (last?.argument !== argument) last = { argument, result: compute(argument) };
    return last.result;
  };
}

/** What fractions of λ are of. The products are freed where an abort ends it. */
function* largestPenalty(program: MaskedProgram): Generator<undefined, number> {
  let largest: number | undefined;
  try {
    largest = yield* lambdaMaxInSteps(program);
  } finally {
    if (largest === undefined) program.operator.dispose();
  }
  return Math.max(largest, 1e-13 * absoluteProducts(program)) || 1;
}

function smoothProgram(program: TrainedProgram): GroupProgram<SmoothLoss> | undefined {
  if (program.form !== "group") return undefined;
  const { loss } = program;
  return loss.curvature === "none" ? undefined : { ...program, loss };
}

/** The pixels of a channel share their units. */
function columnsOfOneUnit(shape: NetworkShape | undefined): number {
  return shape?.kind === "convolutional" ? shape.patches.height * shape.patches.width : 1;
}

/** Gates that look at the table are drawn from these rows alone; of a deeper network those of the first layer. */
function gatesFor(
  inputs: Matrix,
  { gates, shape, gateStrategy, seed, sampleWeights: weights }: ProblemSettings,
): ShapedGates {
  if (gateStrategy === "gaussian") return { gates, shape };
  const drawn = sampledGates(inputs, { count: gates.columns, seed, strategy: gateStrategy, weights });
  if (shape?.kind !== "deep") return { gates: drawn, shape };
  const { layers } = shape;
  return { gates: drawn, shape: { kind: "deep", layers: { ...layers, gates: [drawn, ...layers.gates.slice(1)] } } };
}
