import { matrix } from "halfspace";
import { type DescentMethod, descentSteps } from "halfspace/baselines";
import { type ReluNetwork, reluNetwork, reluPredictions } from "halfspace/networks";
import { networkTraining } from "halfspace/programs";
import type { Outcome, Runner, TracePoint } from "./model.js";

const epochs = 6000;
const secondsAtMost = 8;

/** Full-batch descent on the non-convex network of the same λ: what people do without convexity. */
function descent(method: DescentMethod): Runner {
  return {
    async run({ design, problem, program, drawn }, { neurons, seed, learningRate }, { signal, onProgress }) {
      const training = networkTraining({ inputs: design, targets: problem.targets, lambda: program.lambda });
      const trace: TracePoint[] = [];
      const surfaceOf = (weights: Float64Array) => reluPredictions(networkOf(weights, design.columns), drawn).values;
      let best = { objective: Number.POSITIVE_INFINITY, weights: new Float64Array(0) };
      let diverged = false;
      const begin = performance.now();
      let [shown, rested] = [begin, begin];
      for (const { epoch, objective, weights } of descentSteps(training, {
        method,
        neurons,
        seed,
        learningRate,
        epochs,
      })) {
        const now = performance.now();
        const seconds = (now - begin) / 1000;
        if (!Number.isFinite(objective)) {
          diverged = true;
          break;
        }
        if (objective < best.objective) best = { objective, weights: weights.slice() };
        if (epoch < 20 || epoch % Math.ceil(epoch / 40) === 0) trace.push({ seconds, objective });
        if (now - rested > 16) {
          if (now - shown > 120) {
            onProgress?.({ trace: trace.slice(), surface: surfaceOf(weights) });
            shown = performance.now();
          }
          await new Promise((resolve) => setTimeout(resolve, 0));
          signal.throwIfAborted();
          rested = performance.now();
        }
        if (seconds > secondsAtMost) break;
      }
      const network = networkOf(best.weights, design.columns);
      return {
        objective: best.objective,
        certificate: null,
        words: diverged
          ? "Diverged: the learning rate is too large. What it last reached is shown."
          : "No proof comes with it: it stopped here, and cannot say how much better it could be.",
        surface: reluPredictions(network, drawn).values,
        fitted: reluPredictions(network, design).values,
        seconds: (performance.now() - begin) / 1000,
        trace,
        gates: network.hidden.values,
        gateWeights: null,
        network,
      } satisfies Outcome;
    },
  };
}

function networkOf(weights: Float64Array, columns: number): ReluNetwork {
  const neurons = weights.length / (columns + 1);
  return reluNetwork(
    matrix(neurons, columns, weights.slice(0, neurons * columns)),
    matrix(neurons, 1, weights.slice(neurons * columns)),
  );
}

export const gradientDescent = descent("gradient-descent");
export const adam = descent("adam");
