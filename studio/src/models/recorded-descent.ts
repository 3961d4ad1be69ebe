import { descentSteps } from "halfspace/baselines";
import { reluPredictions } from "halfspace/networks";
import { networkTraining } from "halfspace/programs";
import { type Shown, shownOf } from "../workbench/shown.js";
import type { Workbench } from "../workbench/workbench.js";
import { networkOf } from "./descent.js";
import type { Settings } from "./model.js";

/** Where a descent was after a number of steps. */
export interface DescentFrame extends Shown {
  readonly step: number;
  readonly objective: number;
}

const steps = 4000;
const frames = 80;

/** Adam from one start, at some of its steps: each a little further than the one before, so that the quick beginning is seen too. */
export function recordedDescent(bench: Workbench, { neurons, seed, learningRate }: Settings): DescentFrame[] {
  const { design, problem, program } = bench;
  const training = networkTraining({ inputs: design, targets: problem.targets, lambda: program.lambda });
  const wanted = new Set(Array.from({ length: frames }, (_, k) => Math.round(steps ** (k / (frames - 1)))));
  const recorded: DescentFrame[] = [];
  let step = 0;
  for (const { objective, weights } of descentSteps(training, {
    method: "adam",
    neurons,
    seed,
    learningRate,
    epochs: steps,
  })) {
    step++;
    if (!wanted.has(step)) continue;
    const network = networkOf(weights, design.columns);
    recorded.push({ step, objective, ...shownOf(bench, (rows) => reluPredictions(network, rows).values) });
  }
  return recorded;
}
