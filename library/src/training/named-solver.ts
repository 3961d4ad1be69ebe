import { InputError } from "../errors.js";
import type { SolverName } from "../reductions/trained-model.js";
import type { TrainedProgram } from "../reductions/trained-program.js";
import { fista } from "../solvers/fista.js";
import { iterativeReweighting } from "../solvers/iterative-reweighting.js";
import { multipleKernelNewton } from "../solvers/multiple-kernel-newton.js";
import { simpleMkl } from "../solvers/simple-mkl.js";
import type { Solver } from "../solvers/solver.js";
import { workingSet } from "../solvers/working-set.js";
import type { TrainOptions } from "./options.js";

/** What decides on the solver. */
type Choice = Pick<TrainOptions, "model" | "q" | "solver" | "initial" | "seed">;

/** The solvers of each kind of program, the default first. */
function solversFor({ model, q = 1 }: Choice): readonly SolverName[] {
  if (model === "ntk" || model === "gaussian") return [];
  if (model === "mkl") return ["working-set", "simple-mkl"];
  return q > 1 ? ["irls"] : ["working-set", "irls", "fista"];
}

/** @throws InputError for a solver that the model does not have */
export function requireSolver(choice: Choice): void {
  const allowed = solversFor(choice);
  const { solver = allowed[0], initial } = choice;
  if (solver !== undefined && !allowed.includes(solver)) {
    const what = (choice.q ?? 1) > 1 ? `q = ${choice.q}` : `model ${choice.model ?? "gated-relu"}`;
    throw new InputError(
      "unknown-value",
      "solver",
      `solver: got "${solver}" for ${what}; expected ${allowed.length > 0 ? `one of ${allowed.join(", ")}` : "none: it is one factorisation"}`,
    );
  }
  if (initial !== undefined && (solver !== "irls" || !["ntk", "uniform"].includes(initial))) {
    throw new InputError(
      "conflicting-options",
      "initial",
      `initial: got "${initial}" with solver ${solver}; expected "ntk" or "uniform", with solver "irls"`,
    );
  }
}

/** The solver by its name. */
export function namedSolver(choice: Choice): Solver<TrainedProgram> {
  const { model, solver = solversFor(choice)[0] ?? "working-set", initial = "ntk", seed = 1 } = choice;
  const solvers: Record<SolverName, () => Solver<never>> = {
    "working-set": () => (model === "mkl" ? multipleKernelNewton() : workingSet()),
    irls: () => iterativeReweighting({ initial, seed }),
    fista: () => fista(),
    "simple-mkl": () => simpleMkl(),
  };
  return solvers[solver]() as Solver<TrainedProgram>;
}
