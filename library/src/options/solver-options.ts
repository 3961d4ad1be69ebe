import { InputError } from "../errors.js";
import type { SolverSettings } from "../fitting/named-solver.js";
import { conflict } from "./conflict.js";
import type { FilledOptions } from "./filled-options.js";
import { solversFor } from "./requirements.js";

/** @throws InputError for a solver that the model does not have, or a start that the solver does not have */
export function requireSolver(options: FilledOptions): void {
  const allowed = solversFor(options);
  const { model, q, solver = allowed[0], initial } = options;
  if (solver !== undefined && !allowed.includes(solver)) {
    const what = q > 1 ? `q = ${q}` : `model ${model}`;
    const expected = allowed.length > 0 ? `one of ${allowed.join(", ")}` : "none: it is one factorisation";
    throw new InputError({ code: "unknown-value", argument: "solver", got: `"${solver}" for ${what}`, expected });
  }
  if (initial !== undefined && (solver !== "irls" || !["ntk", "uniform"].includes(initial))) {
    throw conflict("initial", `"${initial}" with solver ${solver}`, '"ntk" or "uniform", with solver "irls"');
  }
}

/** The solver asked for, or the default one of the program over gates. */
export function readSolver(options: FilledOptions): SolverSettings {
  const { solver = solversFor(options)[0], initial = "ntk", seed } = options;
  return { name: solver, initial, seed };
}
