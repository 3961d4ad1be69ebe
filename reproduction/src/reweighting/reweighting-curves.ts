import { type Chart, palette } from "@halfspace/pictures";
import * as Plot from "@observablehq/plot";
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
  return { objective: certificate.primalObjective, relativeGap: certificate.relativeGap, iterations };
}

/** Objective against iteration, coloured by meaning: the optimum, the NTK's level, reweighting from the NTK, reweighting from elsewhere. */
export function reweightingChart(
  subtitle: string,
  curves: readonly ReweightingCurve[],
  optimum: number,
  tangentLevel: number,
): Chart {
  const points = curves.flatMap(({ label, fromTangentKernel, objective }) =>
    objective.map((value, k) => ({ label, fromTangentKernel, iteration: k + 1, objective: value })),
  );
  const iterations = Math.max(...curves.map(({ objective }) => objective.length));
  const ordered = [...points.filter((p) => !p.fromTangentKernel), ...points.filter((p) => p.fromTangentKernel)];
  return {
    title: "Reweighting mends the NTK",
    subtitle,
    legend: [
      { label: "optimum of (8)", colour: palette.blue },
      { label: "NTK level", colour: palette.green },
      { label: "IRLS from NTK weights", colour: palette.orange },
      { label: "IRLS from random weights", colour: palette.ink },
    ],
    plot: {
      width: 640,
      height: 400,
      x: { type: "log", domain: [1, iterations], label: "iteration", ticks: 5, tickFormat: "~s", grid: true },
      y: { label: "group lasso objective", grid: true, nice: true },
      marks: [
        Plot.ruleY([optimum], { stroke: palette.blue, strokeWidth: 3 }),
        Plot.ruleY([tangentLevel], { stroke: palette.green, strokeWidth: 2.5 }),
        Plot.line(ordered, {
          x: "iteration",
          y: "objective",
          z: "label",
          stroke: (point: { fromTangentKernel: boolean }) => (point.fromTangentKernel ? palette.orange : palette.ink),
          strokeOpacity: (point: { fromTangentKernel: boolean }) => (point.fromTangentKernel ? 1 : 0.55),
          strokeWidth: 2,
        }),
      ],
    },
  };
}
