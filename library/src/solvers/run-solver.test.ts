import { expect, it } from "vitest";
import { sampleArrangement } from "../arrangements/sample.js";
import { matrix } from "../linear-algebra/matrix.js";
import { gatedReluProgram } from "../programs/gated-relu.js";
import { randomGenerator } from "../random/generator.js";
import { runSolver } from "./run-solver.js";
import { workingSet } from "./working-set.js";

const [n, d] = [60, 3];
const random = randomGenerator(5);
const inputs = matrix(n, d, random.gaussians(n * d));
const targets = Float64Array.from({ length: n }, (_, j) => Math.max(0, inputs.values[j * d]) + 0.1 * random.gaussian());
const arrangement = sampleArrangement(inputs, { count: 20, seed: 2 });
const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction: 0.05 });

it("a fallback is what a spent time limit leaves, with its own certificate, and no start of the solver", async () => {
  const loose = await runSolver(program, workingSet(), { tolerance: 0.5 });
  const none = await runSolver(program, workingSet(), { timeLimit: 1e-9 });
  const left = await runSolver(program, workingSet(), { timeLimit: 1e-9, fallback: loose.point });
  expect(none.activeGates).toBe(0);
  expect(left.status).toBe("time-limit");
  expect(left.point).toEqual(loose.point);
  expect(left.certificate.primalObjective).toBe(loose.certificate.primalObjective);
  const [with_, without] = await Promise.all(
    [loose.point, undefined].map((fallback) => runSolver(program, workingSet(), { timeLimit: 60, fallback })),
  );
  expect(with_.status).toBe("solved");
  expect(with_.point).toEqual(without.point);
});
