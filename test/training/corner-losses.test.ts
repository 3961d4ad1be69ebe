import { quantile, randomGenerator, train } from "halfspace";
import { expect, it } from "vitest";

it("a smoothed problem that its Newton cannot solve is not built on: the median of 128 rows is solved", async () => {
  const random = randomGenerator(4);
  const inputs = Array.from({ length: 128 }, () => [...random.gaussians(3)]);
  const targets = inputs.map(([a, b, c]) => Math.max(0, a) - Math.max(0, b) + 0.5 * c);
  const two = inputs.map(([a, b]) => [a, b]);
  const model = await train({ inputs: two, targets, loss: quantile(), gates: 20, lambdaFraction: 0.2, timeLimit: 60 });
  expect(model.status).toBe("solved");
});
