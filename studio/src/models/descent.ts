import { matrix } from "halfspace";
import { type DescentMethod, descentSteps } from "halfspace/baselines";
import { type ReluNetwork, reluNetwork, reluPredictions } from "halfspace/networks";
import { networkTraining } from "halfspace/programs";
import { shownOf } from "../workbench/shown.js";
import type { Control, Progress, Runner, TracePoint } from "./model.js";

const epochs = 6000;
const secondsAtMost = 8;

/** Full-batch descent on the non-convex network of the same λ: what people do without convexity. */
function descent(method: DescentMethod): Runner {
  return {
    async run(bench, { neurons, seed, learningRate }, control) {
      const { design, problem, program, drawn } = bench;
      const training = networkTraining({ inputs: design, targets: problem.targets, lambda: program.lambda });
      const surfaceOf = (weights: Float64Array) => reluPredictions(networkOf(weights, design.columns), drawn).values;
      const steps = descentSteps(training, { method, neurons, seed, learningRate, epochs });
      const { objective, weights, trace, diverged, seconds } = await follow(steps, surfaceOf, control);
      const network = networkOf(weights, design.columns);
      return {
        objective,
        certificate: null,
        words: diverged
          ? "Diverged: the learning rate is too large. What it last reached is shown."
          : "No proof comes with it: it stopped here, and cannot say how much better it could be.",
        ...shownOf(bench, (rows) => reluPredictions(network, rows).values),
        fitted: reluPredictions(network, design).values,
        seconds,
        trace,
        gates: network.hidden.values,
        gateWeights: null,
        network,
      };
    },
  };
}

/** The lowest point of a descent, and how it got there. */
interface Descended {
  readonly objective: number;
  readonly weights: Float64Array;
  readonly trace: readonly TracePoint[];
  readonly diverged: boolean;
  readonly seconds: number;
}

async function follow(
  steps: ReturnType<typeof descentSteps>,
  surfaceOf: (weights: Float64Array) => Float64Array,
  control: Control,
): Promise<Descended> {
  const trace: TracePoint[] = [];
  const begin = performance.now();
  const pause = pauses(control, begin);
  let best = { objective: Number.POSITIVE_INFINITY, weights: new Float64Array(0) };
  let diverged = false;
  for (const { epoch, objective, weights } of steps) {
    const seconds = (performance.now() - begin) / 1000;
    diverged = !Number.isFinite(objective);
    if (diverged) break;
    if (objective < best.objective) best = { objective, weights: weights.slice() };
    if (epoch < 20 || epoch % Math.ceil(epoch / 40) === 0) trace.push({ seconds, objective });
    await pause(() => ({ trace: trace.slice(), surface: surfaceOf(weights) }));
    if (seconds > secondsAtMost) break;
  }
  return { ...best, trace, diverged, seconds: (performance.now() - begin) / 1000 };
}

/** Gives the worker's messages their turn every 16 ms, and shows where the run is every 120 ms. */
function pauses({ signal, onProgress }: Control, begin: number) {
  let [shown, rested] = [begin, begin];
  return async (progress: () => Progress): Promise<void> => {
    const now = performance.now();
    if (now - rested <= 16) return;
    if (now - shown > 120) {
      onProgress?.(progress());
      shown = performance.now();
    }
    await new Promise((resolve) => setTimeout(resolve, 0));
    signal.throwIfAborted();
    rested = performance.now();
  };
}

/** The network of a descent's weights: all directions, then what each neuron counts for. */
export function networkOf(weights: Float64Array, columns: number): ReluNetwork {
  const neurons = weights.length / (columns + 1);
  return reluNetwork(
    matrix(neurons, columns, weights.slice(0, neurons * columns)),
    matrix(neurons, 1, weights.slice(neurons * columns)),
  );
}

export const gradientDescent = descent("gradient-descent");
export const adam = descent("adam");
