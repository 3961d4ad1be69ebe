import { requireSmooth } from "../losses/loss.js";
import type { SolverName } from "../models/model-facts.js";
import type { GroupProgram } from "../programs/group-program.js";
import type { TrainedProgram } from "../programs/trained-program.js";
import type { Solver } from "../solvers/solver.js";
import { type Asked, systemFor, usualGrowth } from "../solvers/working-set-systems.js";

/** Which solver runs, and what it needs to know. */
export interface SolverSettings {
  readonly name: SolverName;
  /** Where "irls" begins. */
  readonly initial: "ntk" | "uniform";
  readonly seed: number;
}

/**
 * Loads the solver of a program by its name. A name says nothing of the loss, so the pairing of solver and loss is checked here, at run
 * time. Solvers are loaded one by one, because a page that trains needs one of them as a rule.
 * @param asked the relative gap that will be asked for, and how many blocks of the start are not zero: a loose gap is met soonest by moving blocks
 * @returns the solver, for this program alone
 * @throws InputError for a program whose loss has no gradient, with a solver that needs one
 */
export async function namedSolver(
  settings: SolverSettings,
  program: TrainedProgram,
  asked: Asked = {},
): Promise<Solver<TrainedProgram>> {
  const { name } = settings;
  if (program.form === "squared-group-norm") {
    const { iterates } = name === "simple-mkl" ? await simpleMkl() : await multipleKernelNewton();
    return { name, iterates: (_, start) => iterates(program, start) };
  }
  if (program.form === "power") {
    const { iterates } = await reweighting(settings);
    return { name, iterates: (_, start) => iterates(program, start) };
  }
  if (name === "working-set") return loadedSystem(program, asked);
  const smooth = { ...program, loss: requireSmooth(program.loss, `solver ${name}`) };
  const { iterates } = name === "fista" ? await fista() : await reweighting(settings);
  return { name, iterates: (_, start) => iterates(smooth, start) };
}

async function simpleMkl() {
  return (await import("../solvers/first-order/simple-mkl.js")).simpleMkl();
}

async function multipleKernelNewton() {
  return (await import("../solvers/kernel-weights/multiple-kernel-newton.js")).multipleKernelNewton();
}

async function fista() {
  return (await import("../solvers/first-order/fista.js")).fista();
}

async function reweighting({ initial, seed }: SolverSettings) {
  const { iterativeReweighting } = await import("../solvers/reweighting/iterative-reweighting.js");
  return iterativeReweighting({ initial, seed });
}

/** `workingSet` (`solvers/working-set.ts`) for one program, without the systems that it does not take. */
async function loadedSystem(given: GroupProgram, asked: Asked): Promise<Solver<unknown>> {
  const { system, program } = systemFor(given, "auto", asked);
  const solver = (iterates: Solver<unknown>["iterates"]) => ({ name: "working-set", iterates });
  switch (system) {
    case "corners": {
      const { smoothedNewton } = await import("../solvers/kernel-weights/smoothed-newton.js");
      return solver((_, start) => smoothedNewton(program, usualGrowth, start));
    }
    case "dense": {
      const { kernelWeightNewton } = await import("../solvers/kernel-weights/kernel-weight-newton.js");
      return solver((_, start) => kernelWeightNewton(program, { growth: usualGrowth, start }));
    }
    case "blocks": {
      const { blocksFromSample } = await import("../solvers/coordinate-descent/blocks-from-sample.js");
      return solver((_, start) => blocksFromSample(program, start, asked.tolerance));
    }
    case "matrix-free": {
      const { matrixFreeNewton } = await import("../solvers/matrix-free/matrix-free-newton.js");
      return solver((_, start) => matrixFreeNewton(program, undefined, start));
    }
    case "quadratic": {
      const { quadraticApproximation } = await import("../solvers/matrix-free/quadratic-approximation.js");
      return solver((_, start) => quadraticApproximation(program, start));
    }
  }
}
