import {
  gatedReluProgram,
  hinge,
  huber,
  type Loss,
  logistic,
  poisson,
  quantile,
  sampleArrangement,
  softmax,
  solve,
  squared,
  squaredHinge,
} from "halfspace";
import { withConstant } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { randomGenerator } from "../../library/src/random/generator.js";
import { problemCount } from "../problem-count.js";

const losses: Record<string, () => Loss> = {
  squared,
  logistic,
  softmax,
  hinge,
  squaredHinge,
  huber,
  quantile,
  poisson,
};

/** 15 for every loss in every run, which take seconds; HALFSPACE_PROBLEMS=40 takes as many. */
const problems = problemCount(15);

describe("programs with an unpenalised constant", () => {
  for (const [name, make] of Object.entries(losses)) {
    it(`${name}: the working set closes the gap`, async () => {
      for (let seed = 1; seed <= problems; seed++) {
        const random = randomGenerator(seed);
        const n = 10 + Math.floor(random.uniform() * 30);
        const d = 2 + Math.floor(random.uniform() * 3);
        const inputs = { rows: n, columns: d, values: random.gaussians(n * d) };
        const loss = make();
        const K = loss.targets === "one-hot" ? 3 : 1;
        const targets = new Float64Array(n * K);
        for (let j = 0; j < n; j++) {
          const f = Math.max(0, inputs.values[j * d]) + 2 + 0.3 * random.gaussian();
          if (K > 1) targets[j * K + (f > 2.5 ? 0 : random.uniform() < 0.3 ? 1 : 2)] = 1;
          else
            targets[j] =
              loss.targets === "signs" ? (f > 2.3 ? 1 : -1) : loss.targets === "counts" ? Math.floor(f * f) : f;
        }
        const arrangement = sampleArrangement(inputs, { count: 60, seed });
        const lambdaFraction = [0.5, 0.1, 0.01][seed % 3];
        const program = gatedReluProgram({
          inputs,
          targets: { rows: n, columns: K, values: targets },
          arrangement,
          loss: withConstant(loss),
          lambdaFraction,
        });
        const solution = await solve(program, { maxIterations: 400 });
        expect([seed, solution.status, solution.certificate.relativeGap]).toEqual([seed, "solved", expect.any(Number)]);
        expect(solution.certificate.dualityGap).toBeGreaterThanOrEqual(-1e-12 * solution.certificate.primalObjective);
      }
    }, 60000);
  }
});
