import fc from "fast-check";
import {
  arrangementFromGates,
  coneDecomposition,
  gatedReluProgram,
  matrix,
  predictionsOf,
  randomGenerator,
  solve,
} from "halfspace";
import { gateVector } from "halfspace/geometry";
import { reluPredictions } from "halfspace/networks";
import { describe, expect, it } from "vitest";
import { conicPair } from "../references/conic-solver.js";

const strategies = ["least-norm", "least-squares", "along-gate"] as const;
const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  n: fc.integer({ min: 1, max: 20 }),
  d: fc.integer({ min: 1, max: 6 }),
  kind: fc.constantFrom("plain", "rank-deficient", "duplicates", "zero-row", "two-outputs"),
});

function problem({ seed, n, d, kind }: { seed: number; n: number; d: number; kind: string }) {
  const random = randomGenerator(seed);
  const inputs = Array.from({ length: n }, () => [...random.gaussians(d)]);
  for (let j = 0; j < n; j++) {
    if (kind === "rank-deficient") inputs[j] = inputs[j].map((_, k) => inputs[j][k % 2] * (k + 1));
    if (kind === "duplicates" && j % 2 === 1) inputs[j] = inputs[j - 1].map((value) => 2 * value);
    if (kind === "zero-row" && j === 0) inputs[j].fill(0);
  }
  const outputs = kind === "two-outputs" ? 2 : 1;
  const targets = matrix(n, outputs, random.gaussians(n * outputs));
  const arrangement = arrangementFromGates(inputs, matrix(d, 12, random.gaussians(12 * d)));
  return { inputs, targets, arrangement, program: gatedReluProgram({ inputs, targets, arrangement, lambda: 0.1 }) };
}

describe("the cone decomposition (28)", () => {
  it("keeps every training prediction, in its cones; a dearer strategy is never worse; merging never raises the objective", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async (shape) => {
        const { inputs, program } = problem(shape);
        const solution = await solve(program);
        const expected = predictionsOf(program, solution.point);
        const objectives = strategies.map((strategy) => {
          const result = coneDecomposition(solution, { strategy });
          const found = reluPredictions(result.network, inputs).values;
          const size = Math.max(...expected.map(Math.abs));
          expected.forEach((value, j) => {
            expect(Math.abs(found[j] - value)).toBeLessThanOrEqual(1e-10 * size);
          });
          expect(result.maxConeViolation).toBeLessThanOrEqual(1e-10);
          expect(result.objective).toBeGreaterThanOrEqual(solution.certificate.dualObjective * (1 - 1e-12));
          const apart = coneDecomposition(solution, { strategy, merge: false });
          expect(result.objective).toBeLessThanOrEqual(apart.objective * (1 + 1e-12));
          expect(result.network.hidden.rows).toBe(apart.network.hidden.rows - result.mergedNeurons);
          return apart.objective;
        });
        expect(objectives[0]).toBeLessThanOrEqual(objectives[1] * (1 + 1e-12));
        expect(objectives[1]).toBeLessThanOrEqual(objectives[2] * (1 + 1e-12));
      }),
      { numRuns: 80, seed: 31 },
    );
  });

  it("has the optimum that an independent conic solver finds, also where few rows are open", async () => {
    for (const [seed, n, d] of [
      [1, 12, 3],
      [2, 6, 4],
      [3, 20, 5],
      [4, 4, 5],
      [5, 9, 6],
    ]) {
      const { inputs, arrangement, program } = problem({ seed, n, d, kind: "plain" });
      const w = randomGenerator(seed + 100).gaussians(d);
      const point = { which: Int32Array.of(0), blocks: w };
      const { inflation } = coneDecomposition({ program, point }, { merge: false });
      const reference = await conicPair(inputs, arrangement, 0, w);
      expect(Math.abs((inflation * Math.hypot(...w)) / reference - 1)).toBeLessThan(1e-6);
    }
  });

  it("leaves a block of its own cone as it is, and adds up neurons of one cone", () => {
    const inputs = [
      [1, 0],
      [0, 1],
    ];
    const arrangement = arrangementFromGates(inputs, [
      [1, 1],
      [1, -1],
    ]);
    const program = gatedReluProgram({ inputs, targets: [1, 1], arrangement, lambda: 0.1 });
    const own = coneDecomposition({ program, point: { which: Int32Array.of(0), blocks: gateVector(arrangement, 0) } });
    expect([...own.network.output.values].length).toBe(1);
    expect(own.inflation).toBeCloseTo(1, 9);
    // (1, 0) lies in both cones, so its neuron goes into that of (2, −1).
    const both = { which: Int32Array.of(0, 1), blocks: Float64Array.of(1, 0, 2, -1) };
    const merged = coneDecomposition({ program, point: both });
    expect([merged.mergedNeurons, merged.network.hidden.rows]).toEqual([1, 1]);
    expect([...reluPredictions(merged.network, inputs).values]).toEqual([3, 0].map((v) => expect.closeTo(v, 12)));
  });

  it("rejects what it cannot do: flat cones, other programs, unknown strategies", () => {
    const inputs = [
      [1, 0],
      [-1, 0],
      [0, 1],
    ];
    const arrangement = arrangementFromGates(inputs, [[0], [1]]);
    const program = gatedReluProgram({ inputs, targets: [1, 1, 1], arrangement, lambda: 0.1 });
    const point = { which: Int32Array.of(0), blocks: Float64Array.of(1, 1) };
    expect(() => coneDecomposition({ program, point })).toThrow(/no interior/);
    expect(() => coneDecomposition({ program, point }, { strategy: "best" as never })).toThrow(/strategy: got "best"/);
    expect(() => coneDecomposition({ program: { ...program, kind: "exact-relu" } as never, point })).toThrow(
      /expected the gated-relu/,
    );
  });

  it("the zero network stays the zero network", async () => {
    const { program } = problem({ seed: 1, n: 5, d: 2, kind: "plain" });
    const result = coneDecomposition({ program, point: { which: new Int32Array(0), blocks: new Float64Array(0) } });
    expect([result.network.hidden.rows, result.inflation, result.objective]).toEqual([0, 1, result.gatedObjective]);
  });
});
