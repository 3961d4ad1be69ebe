import { type GatedReluProgram, iterativeReweighting, type SquaredLoss, solve } from "halfspace";
import { primalObjective } from "halfspace/programs";
import type { InitialWeights } from "halfspace/solvers";

/** Objective (8) after each iteration of plain reweighting (Algorithm 1, corrected), from one start. */
export interface ReweightingCurve {
  readonly label: string;
  readonly fromTangentKernel: boolean;
  readonly objective: readonly number[];
}

/** The plain alternation, without momentum: what the paper's figures show. */
export function reweightingCurve(
  program: GatedReluProgram<SquaredLoss>,
  initial: InitialWeights,
  seed: number,
  iterations: number,
): number[] {
  const values: number[] = [];
  const solver = iterativeReweighting({ initial, seed, extrapolate: false });
  for (const iterate of solver.iterates(program)) {
    if (iterate && values.push(primalObjective(program, iterate.point)) >= iterations) break;
  }
  return values;
}

/** The certified end of reweighting (with momentum) from one start. */
export async function reweightingEnd(program: GatedReluProgram<SquaredLoss>, initial: InitialWeights, seed: number) {
  const solver = iterativeReweighting({ initial, seed });
  const { certificate, iterations } = await solve(program, { solver, tolerance: 1e-9, maxIterations: 20_000 });
  return { objective: certificate.primalObjective, iterations };
}
