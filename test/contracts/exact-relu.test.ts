import fc from "fast-check";
import {
  arrangementFromGates,
  exactReluProgram,
  fista,
  gatedReluProgram,
  lambdaMax,
  matrix,
  randomGenerator,
  sampleArrangement,
  solve,
  verifyCertificate,
} from "halfspace";
import { descend } from "halfspace/baselines";
import { exactReluNetwork } from "halfspace/networks";
import { networkObjective, networkTraining } from "halfspace/programs";
import { describe, expect, it } from "vitest";

const kinds = ["plain", "rank-deficient", "duplicates", "zero-row", "one-sample", "one-column", "on-a-gate"] as const;
const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  n: fc.integer({ min: 2, max: 20 }),
  d: fc.integer({ min: 2, max: 6 }),
  kind: fc.constantFrom(...kinds),
  lambdaFraction: fc.constantFrom(0.9, 0.3, 0.05, 0.003),
});

function problem({
  seed,
  n,
  d,
  kind,
  lambdaFraction,
}: Record<"seed" | "n" | "d" | "lambdaFraction", number> & { kind: string }) {
  const random = randomGenerator(seed);
  const rows = kind === "one-sample" ? 1 : n;
  const columns = kind === "one-column" ? 1 : d;
  const inputs = Array.from({ length: rows }, () => [...random.gaussians(columns)]);
  for (let j = 0; j < rows; j++) {
    if (kind === "rank-deficient") inputs[j] = inputs[j].map((_, k) => inputs[j][k % 2] * (k + 1));
    if (kind === "duplicates" && j % 2 === 1)
      inputs[j] = inputs[j - 1].map((value) => (j % 4 === 1 ? value : -3 * value));
    if (kind === "zero-row" && j === 0) inputs[j].fill(0);
    if (kind === "on-a-gate" && j % 3 === 0) inputs[j][0] = 0;
  }
  const gates = Array.from({ length: columns }, () => [...random.gaussians(15)]);
  if (kind === "on-a-gate") for (let k = 0; k < columns; k++) gates[k][0] = k === 0 ? 1 : 0;
  const targets = random.gaussians(rows);
  const arrangement = arrangementFromGates(inputs, gates);
  const stated = { inputs, targets, arrangement };
  // Few rows can leave every gate closed; then λ_max is 0 and every penalty gives the zero network.
  const largest = lambdaMax(gatedReluProgram({ ...stated, lambda: 1 }));
  const lambda = largest > 0 ? lambdaFraction * largest : 1;
  return {
    ...stated,
    gated: gatedReluProgram({ ...stated, lambda }),
    program: exactReluProgram({ ...stated, lambda }),
  };
}

describe("the exact ReLU program", () => {
  it("closes its gap on every shape, in its cones, above the gated program; the network has the same objective", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const { inputs, targets, gated, program } = problem(shape);
        const solution = await solve(program, { tolerance: 1e-9 });
        const { certificate } = solution;
        expect(solution.status).toBe("solved");
        expect(certificate.dualityGap).toBeGreaterThanOrEqual(-1e-12 * certificate.primalObjective);
        expect(certificate.maxConeViolation).toBeLessThanOrEqual(1e-9);
        expect(verifyCertificate(program, certificate).verified).toBe(true);
        const below = await solve(gated, { tolerance: 1e-9 });
        expect(certificate.primalObjective).toBeGreaterThanOrEqual(below.certificate.dualObjective * (1 - 1e-12));
        const training = networkTraining({ inputs, targets, lambda: program.lambda });
        const network = networkObjective(training, exactReluNetwork(program, solution.point));
        expect(Math.abs(network - certificate.primalObjective)).toBeLessThan(1e-9 * certificate.primalObjective);
        const again = await solve(program, { tolerance: 1e-9 });
        expect(again.blocks.values).toEqual(solution.blocks.values);
      }),
      { numRuns: 120, seed: 21 },
    );
  });

  it("y = 0: the zero network, with a gap of zero; a fraction of λ_max = 0 is an error", async () => {
    const inputs = matrix(5, 2, randomGenerator(1).gaussians(10));
    const arrangement = sampleArrangement(inputs, { count: 20 });
    const targets = new Float64Array(5);
    const { certificate, activeGates } = await solve(exactReluProgram({ inputs, targets, arrangement, lambda: 1 }));
    expect(activeGates).toBe(0);
    expect(certificate.primalObjective).toBe(0);
    expect(certificate.dualityGap).toBe(0);
    expect(() => exactReluProgram({ inputs, targets, arrangement, lambdaFraction: 0.1 })).toThrow(/positive finite/);
  });

  it("over all masks of the plane no trained network is below its certified bound", async () => {
    const random = randomGenerator(5);
    const inputs = matrix(10, 2, random.gaussians(20));
    const targets = random.gaussians(10);
    // 4000 gates meet every one of the 20 masks of 10 points in the plane.
    const arrangement = sampleArrangement(inputs, { count: 4000 });
    expect(arrangement.maskCount).toBe(20);
    const program = exactReluProgram({ inputs, targets, arrangement, lambdaFraction: 0.05 });
    const { certificate, point } = await solve(program, { tolerance: 1e-10 });
    const training = networkTraining({ inputs, targets, lambda: program.lambda });
    let best = Number.POSITIVE_INFINITY;
    for (let seed = 1; seed <= 10; seed++) {
      best = Math.min(
        best,
        descend(training, { method: "adam", neurons: 30, epochs: 3000, learningRate: 0.02, seed }).objective,
      );
    }
    expect(best).toBeGreaterThanOrEqual(certificate.dualObjective * (1 - 1e-9));
    expect(networkObjective(training, exactReluNetwork(program, point))).toBeLessThanOrEqual(best);
  });

  it("a certificate that was tampered with, or a point outside of its cones, does not verify", async () => {
    const { program, gated } = problem({ seed: 3, n: 20, d: 4, kind: "plain", lambdaFraction: 0.05 });
    const { certificate } = await solve(program);
    expect(
      verifyCertificate(program, { ...certificate, dualPoint: certificate.dualPoint.map((z) => 1.01 * z) }).verified,
    ).toBe(false);
    const outside = (await solve(gated)).point;
    expect(verifyCertificate(program, { ...certificate, primalPoint: outside }).maxConeViolation).toBeGreaterThan(1e-3);
    expect(verifyCertificate(program, { ...certificate, primalPoint: outside }).verified).toBe(false);
  });

  it("starts again from an earlier point, obeys limits, and takes no solver that knows no cones", async () => {
    const { program } = problem({ seed: 4, n: 20, d: 5, kind: "plain", lambdaFraction: 0.01 });
    const first = await solve(program, { tolerance: 1e-8 });
    const again = await solve(program, { tolerance: 1e-8, start: first.point });
    expect(again.iterations).toBeLessThan(first.iterations);
    const short = await solve(program, { tolerance: 1e-12, maxIterations: 2 });
    expect(short.status).toBe("iteration-limit");
    expect(verifyCertificate(program, short.certificate).verified).toBe(true);
    // @ts-expect-error fista is a solver of programs without cones
    const wrong = () => solve(program, { solver: fista() });
    expect(wrong).toBeTypeOf("function");
  });

  it("rejects several outputs and unknown options", () => {
    const inputs = matrix(3, 2, randomGenerator(1).gaussians(6));
    const arrangement = sampleArrangement(inputs, { count: 5 });
    const options = { inputs, arrangement, lambda: 1 };
    expect(() =>
      exactReluProgram({
        ...options,
        targets: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      }),
    ).toThrow(/got 2 columns/);
    expect(() => exactReluProgram({ ...options, targets: [1, 2, 3], loss: 1 } as never)).toThrow(
      /unknown option "loss"/,
    );
  });
});
