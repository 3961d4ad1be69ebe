import type { SolverName } from "../models/trained-model.js";
import type { TrainedProgram } from "../models/trained-program.js";
import { type SolverChoice, solversFor } from "../options/solver-options.js";
import { fista } from "../solvers/first-order/fista.js";
import { simpleMkl } from "../solvers/first-order/simple-mkl.js";
import { multipleKernelNewton } from "../solvers/kernel-weights/multiple-kernel-newton.js";
import { iterativeReweighting } from "../solvers/reweighting/iterative-reweighting.js";
import type { Solver } from "../solvers/solver.js";
import { workingSet } from "../solvers/working-set.js";

/** The solver by its name. */
export function namedSolver(choice: SolverChoice): Solver<TrainedProgram> {
  const { model, solver = solversFor(choice)[0] ?? "working-set", initial = "ntk", seed = 1 } = choice;
  const solvers: Record<SolverName, () => Solver<never>> = {
    "working-set": () => (model === "mkl" ? multipleKernelNewton() : workingSet()),
    irls: () => iterativeReweighting({ initial, seed }),
    fista: () => fista(),
    "simple-mkl": () => simpleMkl(),
  };
  return solvers[solver]() as Solver<TrainedProgram>;
}
