import { InputError } from "../errors.js";
import { elapsedSince, now } from "./clock.js";
import type { SolvableProgram } from "./run-solver.js";
import { type SolveSettings, solve } from "./solve.js";
import type { Solution } from "./solver.js";
import { type SolvedAt, startOnPath } from "./start-on-path.js";

/**
 * The regularisation path of a program: its solutions at falling λ, each begun from the two before it and certified as `solve` does. To compare values
 * of λ a tolerance of 1e-2 is enough, and costs a fraction of 1e-6.
 * @param program any λ; that of each point takes its place
 * @param lambdas λ > 0, falling
 * @param settings as for `solve`; a time limit is for the whole path, which then ends early
 * @returns a solution for each λ, in their order; fewer where the time ended. The λ of each is in its `program`
 * @throws `signal.reason` when aborted; InputError for λ that do not fall, and for options out of range
 */
export async function solvePath<Program extends SolvableProgram>(
  program: Program,
  lambdas: readonly number[],
  settings: SolveSettings<Program> = {},
): Promise<Solution<Program>[]> {
  requireFalling(lambdas);
  const { start, timeLimit = Number.POSITIVE_INFINITY, ...rest } = settings;
  const begin = now();
  const solutions: Solution<Program>[] = [];
  let near: SolvedAt | undefined;
  let far: SolvedAt | undefined;
  for (const lambda of lambdas) {
    const left = near ? timeLimit - elapsedSince(begin) : timeLimit;
    if (near && !(left > 0)) break;
    const stated = { ...program, lambda };
    const from = near ? startOnPath(stated, near, far) : start;
    const limits = timeLimit === Number.POSITIVE_INFINITY ? rest : { ...rest, timeLimit: left };
    const solution = await solve(stated, { ...limits, ...(from ? { start: from } : {}) });
    solutions.push(solution);
    [near, far] = [{ lambda, point: solution.point }, near];
  }
  return solutions;
}

function requireFalling(lambdas: readonly number[]): void {
  const wrong = lambdas.findIndex(
    (lambda, at) => !(lambda > 0 && lambda < (lambdas[at - 1] ?? Number.POSITIVE_INFINITY)),
  );
  if (wrong < 0) return;
  throw new InputError({
    code: "out-of-range",
    argument: "lambdas",
    got: `${lambdas[wrong]}${wrong > 0 ? ` after ${lambdas[wrong - 1]}` : ""}`,
    expected: "positive numbers, each smaller than the one before",
  });
}
