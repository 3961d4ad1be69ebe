import { InputError } from "../errors.js";
import type { SolverName } from "../models/trained-model.js";
import type { TrainOptions } from "./options.js";

/** What decides on the solver. */
export type SolverChoice = Pick<TrainOptions, "model" | "q" | "solver" | "initial" | "seed">;

/** The solvers of each kind of program, the default first. */
export function solversFor({ model, q = 1 }: SolverChoice): readonly SolverName[] {
  if (model === "ntk" || model === "gaussian") return [];
  if (model === "mkl") return ["working-set", "simple-mkl"];
  return q > 1 ? ["irls"] : ["working-set", "irls", "fista"];
}

/** @throws InputError for a solver that the model does not have */
export function requireSolver(choice: SolverChoice): void {
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
