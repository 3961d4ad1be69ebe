import { describe, expect, it } from "vitest";
import { sampleArrangement } from "../../arrangements/sample.js";
import { withConstant } from "../../losses/constant/with-constant.js";
import { huber } from "../../losses/huber.js";
import { logistic } from "../../losses/logistic.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { poisson } from "../../losses/poisson.js";
import { softmax } from "../../losses/softmax.js";
import { squared } from "../../losses/squared.js";
import { gatedReluProgram } from "../../programs/gated-relu.js";
import { randomGenerator } from "../../random/generator.js";
import { solve } from "../solve.js";
import { workingSet } from "../working-set.js";
import { blockCoordinateDescent } from "./block-coordinate-descent.js";

const losses: Record<string, () => SmoothLoss> = { squared, logistic, softmax, huber: () => huber(), poisson };
/** Every fraction with and without a constant, and row weights: what more seeds add is more of the same. */
const problems = 8;
const fractions = [0.5, 0.1, 0.01, 0.001];

function problem(make: () => SmoothLoss, seed: number) {
  const random = randomGenerator(seed);
  const [n, d] = [5 + random.integer(60), 1 + random.integer(5)];
  const inputs = { rows: n, columns: d, values: random.gaussians(n * d) };
  const loss = make();
  const outputs = loss.targets === "one-hot" ? 2 + (seed % 4) : 1 + (loss.curvature === "constant" ? seed % 3 : 0);
  const targets = new Float64Array(n * outputs);
  for (let j = 0; j < n; j++) {
    const f = Math.max(0, inputs.values[j * d]) + 2 + 0.3 * random.gaussian();
    if (loss.targets === "one-hot") targets[j * outputs + (f > 2.5 ? 0 : random.integer(outputs))] = 1;
    else for (let k = 0; k < outputs; k++) targets[j * outputs + k] = targetOf(loss, f + k * random.gaussian());
  }
  return gatedReluProgram({
    inputs,
    targets: { rows: n, columns: outputs, values: targets },
    arrangement: sampleArrangement(inputs, { count: 60, seed }),
    loss: seed % 2 === 0 ? loss : withConstant(loss),
    lambdaFraction: fractions[seed % 4],
    sampleWeights:
      seed % 5 === 0 ? Float64Array.from({ length: n }, (_, j) => (j % 7 === 0 ? 0 : 1 + (j % 3))) : undefined,
  });
}

function targetOf(loss: SmoothLoss, f: number): number {
  if (loss.targets === "signs") return f > 2.3 ? 1 : -1;
  return loss.targets === "counts" ? Math.floor(f * f) : f;
}

describe("block coordinate descent with Newton steps on the support", () => {
  for (const [name, make] of Object.entries(losses)) {
    it(`${name}: finds the optimum of the dense Newton, more blocks than rows included`, async () => {
      for (let seed = 1; seed <= problems; seed++) {
        const program = problem(make, seed);
        const limits = { tolerance: 1e-6, maxIterations: 200 };
        const found = await solve(program, { ...limits, solver: blockCoordinateDescent() });
        const other = await solve(program, { ...limits, tolerance: 1e-8, solver: workingSet({ system: "dense" }) });
        expect([seed, found.status]).toEqual([seed, "solved"]);
        const [value, least] = [found.certificate.primalObjective, other.certificate.primalObjective];
        expect(Math.abs(value - least)).toBeLessThanOrEqual(2e-6 * Math.abs(least));
      }
    });
  }

  it("ends where it began at an optimum", async () => {
    const program = problem(squared, 2);
    const { point } = await solve(program, { tolerance: 1e-9, solver: blockCoordinateDescent() });
    const again = await solve(program, { tolerance: 1e-8, start: point, solver: blockCoordinateDescent() });
    expect([again.status, again.iterations]).toEqual(["solved", 1]);
  });
});
