import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import {
  networkFromWeights,
  networkObjective,
  networkTraining,
  weightObjective,
} from "../programs/network-training.js";
import { randomGenerator } from "../random/generator.js";
import { type DescentMethod, descend } from "./descent.js";
import { initialWeights } from "./initial-weights.js";
import { descendFromManyStarts } from "./many-starts.js";

function toyProblem(lambda: number) {
  const random = randomGenerator(3);
  const inputs = matrix(12, 3, random.gaussians(36));
  return networkTraining({ inputs, targets: random.gaussians(12), lambda });
}

describe("descent on the non-convex network", () => {
  it("has the gradient of the objective that a network's own weights give", () => {
    const problem = toyProblem(0.3);
    const theta = initialWeights(5, 3, 7);
    const objective = weightObjective(problem, 5);
    const gradient = new Float64Array(theta.length);
    const value = objective.evaluate(theta, gradient);
    expect(value).toBeCloseTo(networkObjective(problem, networkFromWeights(theta, 3)), 10);
    const scratch = new Float64Array(theta.length);
    for (let k = 0; k < theta.length; k++) {
      const ahead = theta.slice();
      const behind = theta.slice();
      ahead[k] += 1e-6;
      behind[k] -= 1e-6;
      const slope = (objective.evaluate(ahead, scratch) - objective.evaluate(behind, scratch)) / 2e-6;
      expect(gradient[k]).toBeCloseTo(slope, 4);
    }
  });

  it("lowers the objective by every method, the same bits for the same seed", () => {
    const problem = toyProblem(0.3);
    const start = networkObjective(problem, networkFromWeights(initialWeights(20, 3, 1), 3));
    for (const method of ["gradient-descent", "momentum", "adam", "l-bfgs"] as DescentMethod[]) {
      const options = { method, neurons: 20, learningRate: 0.002, epochs: 2000 };
      const result = descend(problem, options);
      expect(result.objective).toBeLessThan(0.7 * start);
      expect(result.objective).toBeCloseTo(networkObjective(problem, result.network), 9);
      expect(descend(problem, options).network.hidden.values).toEqual(result.network.hidden.values);
    }
  });

  it("sweeps the learning rate and keeps the best of many starts", () => {
    const problem = toyProblem(0.3);
    const options = { method: "adam", neurons: 10, epochs: 300, starts: 4, learningRates: [50, 0.01] } as const;
    const { best, objectives, learningRate } = descendFromManyStarts(problem, options);
    expect(learningRate).toBe(0.01);
    expect(objectives.length).toBe(4);
    expect(best.objective).toBe(Math.min(...objectives));
  });

  it("says that it diverged, and rejects options it does not know", () => {
    expect(descend(toyProblem(0.1), { learningRate: 50, epochs: 200 }).diverged).toBe(true);
    expect(() => descend(toyProblem(0.1), { rate: 1 } as never)).toThrow(/unknown option "rate"/);
  });
});
