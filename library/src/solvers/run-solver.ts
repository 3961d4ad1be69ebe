import { certifyBlocks } from "../certificates/blocks.js";
import type { Certificate } from "../certificates/certificate.js";
import { matrix } from "../linear-algebra/matrix.js";
import type { ExactReluProgram } from "../programs/exact-relu.js";
import type { GroupProgram, SparseBlocks } from "../programs/group-program.js";
import type { MultipleKernelProgram } from "../programs/multiple-kernel.js";
import type { PowerProgram } from "../programs/weighted-ridge.js";
import { drive, type Judged } from "./drive.js";
import { defaultTolerance, type Iterate, type Solution, type SolveOptions, type Solver } from "./solver.js";
import { allBlocks } from "./working-blocks.js";

/** Every program that can be stated. */
export type SolvableProgram = GroupProgram | ExactReluProgram | PowerProgram | MultipleKernelProgram;

/** Limits of one run, and what is given back where they are met before there is a better point. */
export interface RunOptions extends SolveOptions {
  readonly fallback?: SparseBlocks | undefined;
}

/**
 * Runs a solver on a program until the certified relative gap meets the tolerance or a limit is met. Knows no solver.
 * @returns the best point with its certificate
 * @throws `signal.reason` when aborted; InputError for limits out of range
 */
export async function runSolver<Program extends SolvableProgram>(
  program: Program,
  solver: Solver<Program>,
  { fallback, ...options }: RunOptions,
): Promise<Solution<Program>> {
  const { start } = options;
  const certificateAt = await certifierOf(program);
  const { iterate, certificate, status, seconds } = await drive(
    solver.iterates(program, start),
    {
      judge: ({ point, dualPoint }: Iterate) => certificateAt(point, dualPoint),
      activeGatesOf: ({ which }) => which.length,
      // A start need not lie in the cones.
      startPoint: (program.form === "cones" ? undefined : (fallback ?? start)) ?? noBlocks,
    },
    { tolerance: defaultTolerance(program.loss), ...options },
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

/** What `certify` (`certificates/certificate.ts`) does for a program; what few programs need is loaded for them. */
async function certifierOf(
  program: SolvableProgram,
): Promise<(point: SparseBlocks, dualPoint?: Float64Array) => Generator<undefined, Certificate>> {
  if (program.form === "group" || program.form === "cones") {
    return (point, dualPoint) => certifyBlocks(program, point, dualPoint);
  }
  const { certifyPenalised } = await import("../certificates/penalised.js");
  return (point, dualPoint) => certifyPenalised(program, point, dualPoint);
}

/**
 * The same for a point on the way to another one: the gap that counts is the solver's own estimate, which saves the certificate. Nothing may be
 * claimed of such a point.
 * @throws `signal.reason` when aborted; InputError for limits out of range
 */
export async function approach<Program extends SolvableProgram>(
  program: Program,
  solver: Solver<Program>,
  options: SolveOptions,
): Promise<SparseBlocks> {
  const { start } = options;
  const { iterate } = await drive(
    solver.iterates(program, start),
    {
      judge: believed,
      activeGatesOf: ({ which }: SparseBlocks) => which.length,
      startPoint: start ?? noBlocks,
      waits: true,
    },
    { tolerance: defaultTolerance(program.loss), ...options },
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
