import { requireSmooth } from "../losses/named.js";
import type { SolverName } from "../models/model-facts.js";
import type { SparseBlocks } from "../programs/group-program.js";
import type { TrainedProgram } from "../programs/trained-program.js";
import { offersMoves } from "../solvers/coordinate-descent/block-coordinate-descent.js";
import { fista } from "../solvers/first-order/fista.js";
import { simpleMkl } from "../solvers/first-order/simple-mkl.js";
import { multipleKernelNewton } from "../solvers/kernel-weights/multiple-kernel-newton.js";
import { iterativeReweighting } from "../solvers/reweighting/iterative-reweighting.js";
import type { Iterates, Solver } from "../solvers/solver.js";
import { workingSet } from "../solvers/working-set.js";

/** Which solver runs, and what it needs to know. */
export interface SolverSettings {
  readonly name: SolverName;
  /** Where "irls" begins. */
  readonly initial: "ntk" | "uniform";
  readonly seed: number;
}

function canMoveBlocks({ loss, operator }: TrainedProgram): boolean {
  return loss.curvature !== "none" && offersMoves({ operator });
}

/** A gap that orders values of λ; a Newton step on n×n systems overshoots it by far, which costs more than it saves beyond so many rows. */
const looseTolerance = 1e-3;
const smallestLoose = 600;

/**
 * The solver by its name. A name says nothing of the loss, so the pairing of solver and loss is checked here, at run
 * time.
 * @param tolerance the relative gap that will be asked for; a loose one is met soonest by moving blocks
 * @throws InputError once it is given a program whose loss has no gradient, for a solver that needs one
 */
export function namedSolver({ name, initial, seed }: SolverSettings, tolerance = 0): Solver<TrainedProgram> {
  const reweighting = iterativeReweighting({ initial, seed });
  const iterates = (program: TrainedProgram, start?: SparseBlocks): Iterates => {
    if (program.form === "squared-group-norm") {
      return (name === "simple-mkl" ? simpleMkl() : multipleKernelNewton()).iterates(program, start);
    }
    if (program.form === "power") return reweighting.iterates(program, start);
    if (name === "working-set") {
      const loose = tolerance >= looseTolerance && program.data.sampleCount > smallestLoose && canMoveBlocks(program);
      return workingSet({ system: loose ? "blocks" : "auto", tolerance }).iterates(program, start);
    }
    const smooth = { ...program, loss: requireSmooth(program.loss, `solver ${name}`) };
    return (name === "fista" ? fista() : reweighting).iterates(smooth, start);
  };
  return { name, iterates };
}
