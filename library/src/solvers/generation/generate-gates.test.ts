import { describe, expect, it } from "vitest";
import { largestDualValue } from "../../certificates/network-bounds.js";
import { verifyNetworkCertificate } from "../../certificates/network-certificate.js";
import { completed } from "../../linear-algebra/completed.js";
import { matrix } from "../../linear-algebra/matrix.js";
import { networkObjective, networkTraining } from "../../programs/network-training.js";
import { randomGenerator } from "../../random/generator.js";
import { generateGates } from "./generate-gates.js";

async function solved(inputs: number[][], targets: number[], lambda: number) {
  const result = await generateGates({ inputs, targets, lambda, tolerance: 1e-8 });
  const problem = networkTraining({ inputs, targets, lambda });
  expect(result.status).toBe("solved");
  expect(result.certificate.coverage).toBe("complete");
  expect(verifyNetworkCertificate(problem, result.certificate).verified).toBe(true);
  // A bound, with room for rounding.
  const objective = networkObjective(problem, result.network);
  expect(result.certificate.primalObjective).toBeGreaterThanOrEqual(objective);
  expect(result.certificate.primalObjective - objective).toBeLessThanOrEqual(1e-12 * objective + 1e-300);
  return result;
}

describe("generated gates, degenerate tables", () => {
  it("one sample: soft thresholding of the target, one neuron", async () => {
    const { network, certificate } = await solved([[3, 4]], [2], 4);
    // F = (5c − 2)² + 4c, c = 0.32
    expect(certificate.primalObjective).toBeCloseTo((5 * 0.32 - 2) ** 2 + 4 * 0.32, 12);
    expect(network.hidden.rows).toBe(1);
  });

  it("targets of zero, and a lambda past the largest, give no neurons", async () => {
    const inputs = [
      [1, 2],
      [0, -1],
      [3, 1],
    ];
    expect((await solved(inputs, [0, 0, 0], 1)).network.hidden.rows).toBe(0);
    const problem = networkTraining({ inputs, targets: [1, -2, 3], lambda: 1 });
    const largest = completed(largestDualValue(problem, Float64Array.from([2, -4, 6]))) as number;
    expect((await solved(inputs, [1, -2, 3], 1.001 * largest)).network.hidden.rows).toBe(0);
    expect((await solved(inputs, [1, -2, 3], 0.999 * largest)).network.hidden.rows).toBeGreaterThan(0);
  });

  it("a table of zeros fits nothing", async () => {
    const { certificate } = await solved(
      [
        [0, 0],
        [0, 0],
      ],
      [1, 2],
      0.1,
    );
    expect(certificate.primalObjective).toBeCloseTo(5, 12);
  });

  it("duplicate rows, a zero row and dependent columns change nothing but what they should", async () => {
    const random = randomGenerator(4);
    const rows = Array.from({ length: 9 }, () => [random.gaussian(), 1]);
    const targets = Array.from({ length: 9 }, () => random.gaussian());
    const plain = await solved(rows, targets, 0.3);
    // A third column that is the sum of the others: rank 2 still; the same row twice with half the weight is the row once.
    const wide = await solved(
      rows.map(([a, b]) => [a, b, a + b]),
      targets,
      0.3,
    );
    expect(wide.certificate.primalObjective).toBeLessThanOrEqual(plain.certificate.primalObjective * (1 + 1e-7));
    const withZeroRow = await solved([...rows, [0, 0]], [...targets, 2], 0.3);
    expect(withZeroRow.certificate.primalObjective).toBeCloseTo(plain.certificate.primalObjective + 4, 6);
    const twice = await solved([...rows, ...rows], [...targets, ...targets], 0.6);
    expect(twice.certificate.primalObjective).toBeCloseTo(2 * plain.certificate.primalObjective, 6);
  });

  it("rejects what it cannot do", async () => {
    await expect(generateGates({ inputs: [[1]], targets: [1], lambda: 0 })).rejects.toThrow(/lambda: got 0/);
    await expect(generateGates({ inputs: [[1]], targets: [[1, 2]], lambda: 1 })).rejects.toThrow(
      /one network a column/,
    );
    await expect(generateGates({ inputs: [[1]], targets: [1], lambda: 1, gates: 3 } as never)).rejects.toThrow(/gates/);
  });
});

describe("generated gates above rank 3", () => {
  const random = randomGenerator(8);
  const inputs = matrix(60, 6, random.gaussians(360));
  const targets = random.gaussians(60);

  it("claims no more than its search, and gives the same bits for the same seed", async () => {
    const options = { inputs, targets, lambda: 4, maxStarts: 100, seed: 3 };
    const first = await generateGates(options);
    const second = await generateGates(options);
    expect(first.certificate.coverage).toBe("generated");
    expect(first.certificate.starts).toBeGreaterThanOrEqual(200);
    expect(first.network.hidden.values).toEqual(second.network.hidden.values);
    expect(first.certificate.relativeGap).toBeLessThan(1e-3);
    const { verified } = verifyNetworkCertificate(networkTraining({ inputs, targets, lambda: 4 }), first.certificate);
    expect(verified).toBe(true);
  });

  it("returns its best so far at a limit, and rejects with the reason of an abort", async () => {
    const limited = await generateGates({ inputs, targets, lambda: 1, timeLimit: 1e-9 });
    expect(limited.status).toBe("time-limit");
    expect(limited.certificate.dualityGap).toBeGreaterThan(0);
    const signal = { aborted: true, reason: new Error("enough") };
    await expect(generateGates({ inputs, targets, lambda: 1, signal })).rejects.toThrow("enough");
  });
});

describe("generated gates, many rows in rank 3", () => {
  it("climb first and prove at the end: complete and verified as with exact pricing throughout", async () => {
    const random = randomGenerator(3);
    const inputs = Array.from({ length: 160 }, () => [2 * random.uniform() - 1, 2 * random.uniform() - 1, 1]);
    const targets = inputs.map(([a, b]) => (a * b > 0.1 * Math.sin(6 * a) ? 1 : -1));
    const { network } = await solved(inputs, targets, 1);
    expect(network.hidden.rows).toBeGreaterThan(5);
  }, 60_000);
});
