import { groupNorm, lambdaMax, predictionsOf, type SparseBlocks } from "../../programs/group-program.js";
import { groupLassoOf, type MultipleKernelProgram } from "../../programs/multiple-kernel.js";
import { penalisedDualPoint, penalisedObjective } from "../../programs/penalised.js";
import { paired } from "../pairing.js";
import type { Iterate, Solver } from "../solver.js";
import { workingSet } from "../working-set.js";

const takes = { forms: ["squared-group-norm"] };

/**
 * Multiple kernel learning (12) by the working-set Newton solver of the group lasso. Both problems have the same path
 * of solutions, so the λ with λ = 2λ̂ Σ‖w_i(λ)‖ is sought. λ − 2λ̂Σ‖w_i(λ)‖ rises with λ, and a bracketed secant finds
 * its zero. Every solve starts where the last one ended.
 * @returns the solver
 * @throws InputError, from its iterates, for a program of another form
 */
export function multipleKernelNewton(): Solver<MultipleKernelProgram> {
  return {
    name: "working-set",
    iterates: (program, start) => alongThePath(paired("working-set", program, takes), start),
  };
}

function* alongThePath(program: MultipleKernelProgram, start?: SparseBlocks): Generator<Iterate | undefined, void> {
  const newton = workingSet();
  const largest = lambdaMax(program);
  let point = start;
  let iteration = 0;
  const search = bracketedSecant(0, largest);
  let lambda = largest > 0 ? guess(program, start, largest) : 1;
  for (let round = 0; round < 60; round++) {
    for (const iterate of newton.iterates(groupLassoOf(program, lambda), point)) {
      yield undefined;
      if (!iterate) continue;
      point = iterate.point;
      iteration++;
      yield { iteration, point, ...judge(program, point), pricingPasses: 2 * iteration };
      if (iterate.dualityGap <= 1e-13 * Math.abs(iterate.primalObjective)) break;
    }
    if (!point || largest === 0) return;
    const next = search(lambda, lambda - 2 * program.lambda * groupNorm(point));
    if (next === undefined) return;
    lambda = next;
  }
}

function guess(program: MultipleKernelProgram, start: SparseBlocks | undefined, largest: number): number {
  const fromStart = start ? 2 * program.lambda * groupNorm(start) : 0;
  return fromStart > 0 && fromStart < largest ? fromStart : largest / 2;
}

function judge(program: MultipleKernelProgram, point: SparseBlocks) {
  const z = new Float64Array(program.data.targets.length);
  program.loss.negativeGradient(predictionsOf(program, point), program.data, z);
  const primalObjective = penalisedObjective(program, point);
  return { primalObjective, dualityGap: primalObjective - penalisedDualPoint(program, z).objective };
}

/** The root of a rising function in (low, high): given x and f(x), the next x to try; undefined when the bracket is used up. */
function bracketedSecant(low: number, high: number): (x: number, value: number) => number | undefined {
  let last: { x: number; value: number } | undefined;
  return (x, value) => {
    if (value === 0) return undefined;
    if (value < 0) low = Math.max(low, x);
    else high = Math.min(high, x);
    if (!(high - low > 4 * Number.EPSILON * high)) return undefined;
    const secant = last && value !== last.value ? x - (value * (x - last.x)) / (value - last.value) : Number.NaN;
    last = { x, value };
    return secant > low && secant < high ? secant : (low + high) / 2;
  };
}
