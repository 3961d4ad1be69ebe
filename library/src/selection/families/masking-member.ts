import type { Budget } from "../../fitting/budget.js";
import { type ReducedProblem, reduceProblem } from "../../fitting/reduced-problem.js";
import { reduceRowsInSteps } from "../../fitting/reduced-rows.js";
import type { KernelDescription } from "../../kernels/described-kernel.js";
import type { GateSettings } from "../../options/settings.js";
import type { Weighed } from "./family.js";
import { kernelMember, neuronSize } from "./members.js";

/** Weights η of the gates of a problem, and the ridge of the kernel that they weigh together. */
export interface WeighedGates {
  readonly weights: Float64Array;
  readonly ridge: number;
}

/** Reweighting and the q-family end in a kernel: ridge regression with the masking kernels weighted by η. */
export async function maskingMember(
  settings: GateSettings,
  budget: Budget,
  weigh: (problem: ReducedProblem) => WeighedGates | Promise<WeighedGates>,
): Promise<Weighed[]> {
  const problem = await reduceProblem(settings, budget);
  try {
    const { weights, ridge } = await weigh(problem);
    const kernel: KernelDescription = { kind: "masking", gates: problem.arrangement.gates, weights };
    const rows = await budget.run(reduceRowsInSteps(settings));
    return [{ member: kernelMember(kernel, rows, (scale) => ({ scale, ridge: ridge / scale })), share: 1 }];
  } finally {
    problem.dispose();
  }
}

/** Numbers that a masking kernel has: the rows with their α, the gates and their weights. */
export function maskingSize(settings: GateSettings): number {
  const { inputs, gates } = settings;
  return inputs.rows * neuronSize(settings) + gates.values.length + gates.columns;
}
