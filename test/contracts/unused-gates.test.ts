import fc from "fast-check";
import {
  gatedReluProgram,
  hinge,
  type Loss,
  logistic,
  matrix,
  randomGenerator,
  sampleArrangement,
  solve,
  squared,
} from "halfspace";
import { certify, unusedGates } from "halfspace/programs";
import { describe, expect, it } from "vitest";

function problem(seed: number, loss: Loss = squared(), lambdaFraction = 0.2) {
  const random = randomGenerator(seed);
  const [n, d] = [12 + random.integer(20), 2 + random.integer(4)];
  const inputs = matrix(n, d, random.gaussians(n * d));
  const noise = random.gaussians(n);
  const targets = Float64Array.from(noise, (value, j) =>
    loss.name === "squared" ? Math.abs(inputs.values[j * d]) + 0.2 * value : value + inputs.values[j * d] > 0 ? 1 : -1,
  );
  const arrangement = sampleArrangement(inputs, { count: 40, seed });
  return gatedReluProgram({ inputs, targets, arrangement, loss, lambdaFraction });
}

describe("gates that no solution uses", () => {
  it("a gate proved unused from a rough answer is zero in the exact one, whatever the loss", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10_000 }), fc.boolean(), async (seed, classes) => {
        const program = problem(seed, classes ? logistic() : squared());
        const exact = await solve(program, { tolerance: 1e-10 });
        const used = new Set(exact.point.which);
        for (const tolerance of [1e-1, 1e-3, 1e-6]) {
          const { certificate } = await solve(program, { tolerance });
          expect([...unusedGates(program, certificate)].filter((gate) => used.has(gate))).toEqual([]);
        }
      }),
      { numRuns: 30, seed: 5 },
    );
  });

  it("a sharp certificate proves nearly all of them; zero weights far from the optimum none", async () => {
    const program = problem(3);
    const { certificate, point } = await solve(program, { tolerance: 1e-12 });
    const unused = unusedGates(program, certificate).length;
    expect(unused).toBeGreaterThan(0.8 * (program.operator.blockCount - point.which.length));
    const zero = certify(program, { which: new Int32Array(0), blocks: new Float64Array(0) });
    expect(unusedGates(program, zero)).toHaveLength(0);
  });

  it("a loss with a corner proves nothing", async () => {
    const program = problem(4, hinge());
    const { certificate } = await solve(program);
    expect(unusedGates(program, certificate)).toHaveLength(0);
  });
});
