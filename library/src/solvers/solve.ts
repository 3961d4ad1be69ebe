import { type OptionNames, rejectUnknownOptions } from "../errors.js";
import type { SparseBlocks } from "../programs/group-program.js";
import { augmentedLagrangian } from "./exact-relu/augmented-lagrangian.js";
import { multipleKernelNewton } from "./kernel-weights/multiple-kernel-newton.js";
import { iterativeReweighting } from "./reweighting/iterative-reweighting.js";
import { runSolver, type SolvableProgram } from "./run-solver.js";
import { defaultTolerance, type Iterates, type Solution, type SolveOptions, type Solver } from "./solver.js";
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
  const { solver, ...options } = settings;
  const own = { name: "default", iterates: (_: Program, start?: SparseBlocks) => ownIterates(program, options, start) };
  return runSolver(program, solver ?? own, options);
}

/** What the program's own solver yields. */
function ownIterates(program: SolvableProgram, { tolerance }: SolveOptions, start?: SparseBlocks): Iterates {
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
