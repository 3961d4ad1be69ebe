import { certifyInSteps } from "../certificates/certificate.js";
import { type OptionNames, rejectUnknownOptions } from "../errors.js";
import { matrix } from "../linear-algebra/matrix.js";
import type { ExactReluProgram } from "../programs/exact-relu.js";
import type { GroupProgram, SparseBlocks } from "../programs/group-program.js";
import type { MultipleKernelProgram } from "../programs/multiple-kernel.js";
import type { PowerProgram } from "../programs/weighted-ridge.js";
import { drive, type Judged } from "./drive.js";
import { augmentedLagrangian } from "./exact-relu/augmented-lagrangian.js";
import { multipleKernelNewton } from "./kernel-weights/multiple-kernel-newton.js";
import { iterativeReweighting } from "./reweighting/iterative-reweighting.js";
import {
  defaultTolerance,
  type Iterate,
  type Iterates,
  type Solution,
  type SolveOptions,
  type Solver,
} from "./solver.js";
import { allBlocks } from "./working-blocks.js";
import { workingSet } from "./working-set.js";

/** The limits of `solve`, and the solver; without one, the default of the program's form. */
export interface SolveSettings<Program> extends SolveOptions {
  readonly solver?: Solver<Program>;
}

const known: OptionNames<SolveSettings<never>> = {
  solver: true,
  tolerance: "number",
  maxIterations: "number",
  timeLimit: "number",
  signal: "signal",
  onProgress: "function",
  start: true,
};

/**
 * Runs a solver on a program until the certified relative gap meets the tolerance or a limit is met. The gap that counts is
 * recomputed from the blocks by `certificates/`, never the solver's own. Defaults: the program's own solver, tolerance 1e-6 (1e-4 for losses
 * with corners), no time limit.
 * @returns the best point with its certificate; `status` "solved" only where the certificate meets the tolerance, else which limit was met
 * @throws `signal.reason` when aborted; InputError for options out of range
 */
export async function solve<Program extends SolvableProgram>(
  program: Program,
  settings: SolveSettings<Program> = {},
): Promise<Solution<Program>> {
  rejectUnknownOptions(settings, known, "solve");
  const { solver, start } = settings;
  const iterates = solver ? solver.iterates(program, start) : defaultIterates(program, settings);
  const { iterate, certificate, status, seconds } = await drive(
    iterates,
    {
      judge: ({ point, dualPoint }: Iterate) => certifyInSteps(program, point, dualPoint),
      activeGatesOf: ({ which }) => which.length,
      // A start need not lie in the cones.
      startPoint: (program.form === "cones" ? undefined : start) ?? noBlocks,
    },
    { tolerance: defaultTolerance(program.loss), ...settings },
  );
  const point = certificate.primalPoint;
  const { blockCount, blockSize } = program.operator;
  const size = blockSize * program.data.outputs;
  const solution = {
    status,
    point,
    blocks: matrix(blockCount, size, allBlocks(point, blockCount, size)),
    activeGates: point.which.length,
    iterations: iterate.iteration,
    pricingPasses: iterate.pricingPasses,
    seconds,
    certificate,
  };
  return Object.defineProperty(solution, "program", { value: program, enumerable: false }) as Solution<Program>;
}

/**
 * The same for a point on the way to another one: the gap that counts is the solver's own estimate, which saves the certificate. Nothing may be
 * claimed of such a point.
 * @throws `signal.reason` when aborted; InputError for options out of range
 */
export async function approach<Program extends SolvableProgram>(
  program: Program,
  settings: SolveSettings<Program> = {},
): Promise<SparseBlocks> {
  const { solver, start } = settings;
  const iterates = solver ? solver.iterates(program, start) : defaultIterates(program, settings);
  const { iterate } = await drive(
    iterates,
    {
      judge: believed,
      activeGatesOf: ({ which }: SparseBlocks) => which.length,
      startPoint: start ?? noBlocks,
      waits: true,
    },
    { tolerance: defaultTolerance(program.loss), ...settings },
  );
  return iterate.point;
}

/** What a solver says of its own iterate. */
// biome-ignore lint/correctness/useYield: a judge that has nothing to compute needs no turn.
function* believed({ primalObjective, dualityGap }: Iterate): Generator<undefined, Judged> {
  return { primalObjective, dualityGap, relativeGap: dualityGap / Math.abs(primalObjective), maxConeViolation: 0 };
}

/** The network that says nothing, or only its loss's constant. */
const noBlocks: SparseBlocks = { which: new Int32Array(0), blocks: new Float64Array(0) };

/** Every program that can be stated, each with a default solver. */
export type SolvableProgram = GroupProgram | ExactReluProgram | PowerProgram | MultipleKernelProgram;

/** What the program's own solver yields. */
function defaultIterates(program: SolvableProgram, { start, tolerance }: SolveOptions): Iterates {
  switch (program.form) {
    case "group":
      return workingSet({ tolerance: tolerance ?? defaultTolerance(program.loss) }).iterates(program, start);
    case "cones":
      return augmentedLagrangian().iterates(program, start);
    case "power":
      return iterativeReweighting().iterates(program, start);
    case "squared-group-norm":
      return multipleKernelNewton().iterates(program, start);
  }
}
