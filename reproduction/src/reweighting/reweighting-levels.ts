import { type GatedReluProgram, type Solution, type SquaredLoss, solve } from "halfspace";
import { primalObjective, weightedRidgeProgram } from "halfspace/programs";
import type { Claim } from "../reproduction.js";
import { type ReweightingCurve, reweightingCurve, reweightingEnd } from "./reweighting-curves.js";

/** Where reweighting begins and where it ends, beside the certified optimum of the same program (8). */
export interface ReweightingLevels {
  readonly optimum: number;
  readonly relativeGap: number;
  /** Objective (8) of ridge (16) with the NTK's weights at ridge λ/2: where reweighting begins. */
  readonly tangentLevel: number;
  /** The same at ridge λ, as (16) is printed. */
  readonly tangentLevelAsPrinted: number;
  readonly curves: readonly ReweightingCurve[];
  readonly ends: readonly { readonly start: string; readonly objective: number; readonly iterations: number }[];
}

/**
 * Reweights the program of a solution from the NTK's weights and from `randomStarts` random ones.
 * @param weights the NTK's, one a mask
 */
export async function reweightingLevels(
  { program, certificate }: Solution<GatedReluProgram<SquaredLoss>>,
  weights: Float64Array,
  { seed, randomStarts }: { readonly seed: number; readonly randomStarts: number },
): Promise<ReweightingLevels> {
  const curves: ReweightingCurve[] = [];
  const ends: { start: string; objective: number; iterations: number }[] = [];
  for (let start = 0; start <= randomStarts; start++) {
    const initial = start === 0 ? weights : "random";
    const label = start === 0 ? "NTK" : `random ${start}`;
    const startSeed = 100 * seed + start;
    const objective = reweightingCurve(program, initial, startSeed, 300);
    curves.push({ label, fromTangentKernel: start === 0, objective });
    ends.push({ start: label, ...(await reweightingEnd(program, initial, startSeed)) });
  }
  return {
    optimum: certificate.primalObjective,
    relativeGap: certificate.relativeGap,
    tangentLevel: await ridgeLevel(program, weights, program.lambda / 2),
    tangentLevelAsPrinted: await ridgeLevel(program, weights, program.lambda),
    curves,
    ends,
  };
}

/** Objective (8) of ridge (16) with fixed weights at a ridge penalty. */
async function ridgeLevel(
  program: GatedReluProgram<SquaredLoss>,
  weights: Float64Array,
  lambda: number,
): Promise<number> {
  const { inputs, arrangement, data } = program;
  const ridge = weightedRidgeProgram({ inputs, targets: data.targets, arrangement, weights, lambda });
  return primalObjective(program, (await solve(ridge)).point);
}

/** What counts as having reached the optimum. */
const reached = 1e-8;

/** How far a level lies above the optimum, relative to it. */
export const excessOf = (level: number, { optimum }: ReweightingLevels): number => level / optimum - 1;

/** The excess of the worst of all starts. */
export const worstEnd = (levels: ReweightingLevels): number =>
  Math.max(...levels.ends.map(({ objective }) => excessOf(objective, levels)));

/** Whether reweighting arrives from every start. */
export const arrives = (levels: ReweightingLevels): boolean => worstEnd(levels) <= reached;

/** What both figures claim of reweighting, over all seeds. */
export function reweightingClaims(all: readonly ReweightingLevels[]): Claim[] {
  const gap = Math.max(...all.map(({ relativeGap }) => relativeGap));
  const lowest = Math.min(...all.map((levels) => excessOf(levels.tangentLevel, levels)));
  const farthest = Math.max(...all.map(worstEnd));
  return [
    {
      name: "optimum certified",
      expected: "relative duality gap at most 1e-9 in every seed",
      measured: gap,
      holds: gap <= 1e-9,
    },
    {
      name: "the NTK's weights are suboptimal",
      expected: "NTK level above the optimum in every seed (smallest relative excess > 0)",
      measured: lowest,
      holds: lowest > 1e-6,
    },
    {
      name: "reweighting reaches the optimum from every start",
      expected: `largest relative excess over all starts and seeds at most ${reached}`,
      measured: farthest,
      holds: farthest <= reached,
    },
  ];
}
