import fc from "fast-check";
import {
  arrangementFromGates,
  fista,
  gatedReluProgram,
  lambdaMax,
  matrix,
  randomGenerator,
  sampleArrangement,
  solve,
  verifyCertificate,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { contracts, table } from "./solver-table.js";

/** A small random problem; sizes and penalty from the property's draw. */
function problem(seed: number, n: number, d: number, p: number, lambdaFraction: number, outputs = 1) {
  const random = randomGenerator(seed);
  const inputs = matrix(n, d, random.gaussians(n * d));
  const targets = matrix(n, outputs, random.gaussians(n * outputs));
  const arrangement = sampleArrangement(inputs, { count: p, seed });
  return { inputs, targets, arrangement, program: gatedReluProgram({ inputs, targets, arrangement, lambdaFraction }) };
}

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  n: fc.integer({ min: 1, max: 14 }),
  d: fc.integer({ min: 1, max: 5 }),
  p: fc.integer({ min: 1, max: 30 }),
  lambdaFraction: fc.constantFrom(0.9, 0.3, 0.05, 0.003),
  outputs: fc.constantFrom(1, 1, 3),
});

const maxIterations = 20_000;
/** 16 programs for every solver in every run; HALFSPACE_PROBLEMS=40 takes as many. */
const programs = problemCount(16);

describe("every solver on every small program", () => {
  for (const { name, tolerance, otherTolerance = 0, columns, outputs: most, comparisons, state } of contracts) {
    const small = shapes.map(({ seed, n, d, p, lambdaFraction, outputs }) => {
      const rest = { gates: p, lambdaFraction };
      return table(seed, n, Math.min(d, columns), rest, Math.min(outputs, most));
    });

    it(`${name}: ${tolerance ? "closes the gap, verifies, " : ""}leaves inputs untouched, gives the same bits twice`, async () => {
      await fc.assert(
        fc.asyncProperty(small, async (given) => {
          const [x, y] = [given.inputs.values.slice(), given.targets.values.slice()];
          const limits = tolerance ? { tolerance, maxIterations } : { maxIterations: 30 };
          const first = await state(given).run(limits);
          expect(first.dualityGap).toBeGreaterThanOrEqual(-1e-12 * first.primalObjective);
          expect(first.verified).toBe(true);
          if (tolerance) expect(first.status).toBe("solved");
          expect(given.inputs.values).toEqual(x);
          expect(given.targets.values).toEqual(y);
          expect((await state(given).run(limits)).bits).toEqual(first.bits);
        }),
        { numRuns: programs, seed: 7 },
      );
    });

    if (comparisons === 0) continue;
    it(`${name}: finds the optimum of a way that shares no step with it`, async () => {
      await fc.assert(
        fc.asyncProperty(small, async (given) => {
          const stated = state(given);
          const { primalObjective } = await stated.run({ tolerance, maxIterations });
          const optimum = (await stated.optimum?.()) ?? Number.NaN;
          const allowed = 1.1 * Math.max(tolerance ?? 0, otherTolerance);
          expect(Math.abs(primalObjective - optimum)).toBeLessThanOrEqual(allowed * Math.abs(optimum) + 1e-12);
        }),
        { numRuns: comparisons, seed: 8 },
      );
    });
  }
});

describe("what must hold whatever the numbers", () => {
  it("weak duality: every feasible dual point is below every primal point", () => {
    fc.assert(
      fc.property(shapes, ({ seed, n, d, p, lambdaFraction }) => {
        const { program } = problem(seed, n, d, p, lambdaFraction);
        const random = randomGenerator(seed + 1);
        const z = random.gaussians(n);
        const norms = new Float64Array(program.operator.blockCount);
        program.operator.norms(z, 1, norms);
        const scale = program.lambda / Math.max(...norms, 1e-12);
        const dual = program.loss.dualValue(
          z.map((value) => value * Math.min(scale, 1e6)),
          program.data,
        );
        const primal = program.loss.value(new Float64Array(n), program.data);
        expect(dual).toBeLessThanOrEqual(primal * (1 + 1e-12));
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it("scaling y by c scales the objective by c² with λ scaled by c", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, fc.double({ min: 0.01, max: 100, noNaN: true }), async (shape, c) => {
        const { seed, n, d, p, lambdaFraction } = shape;
        const { inputs, targets, arrangement, program } = problem(seed, n, d, p, lambdaFraction);
        const scaled = gatedReluProgram({
          inputs,
          targets: targets.values.map((value) => c * value),
          arrangement,
          lambda: c * program.lambda,
        });
        const before = await solve(program, { tolerance: 1e-9 });
        const after = await solve(scaled, { tolerance: 1e-9 });
        const ratio = after.certificate.primalObjective / before.certificate.primalObjective / (c * c);
        expect(Math.abs(ratio - 1)).toBeLessThan(4e-9);
      }),
      { numRuns: 25, seed: 10 },
    );
  });

  it("permuting rows or gates permutes the answer", async () => {
    await fc.assert(
      fc.asyncProperty(shapes, async ({ seed, n, d, p, lambdaFraction }) => {
        const { inputs, targets, arrangement, program } = problem(seed, n, d, p, lambdaFraction);
        const random = randomGenerator(seed + 2);
        const rows = random.permutation(n);
        const columns = random.permutation(arrangement.maskCount);
        const shuffledInputs = Array.from(rows, (j) => [...inputs.values.subarray(j * d, (j + 1) * d)]);
        const gates = Array.from({ length: d }, (_, k) =>
          Array.from(columns, (i) => arrangement.gates.values[k * arrangement.maskCount + i]),
        );
        const shuffled = gatedReluProgram({
          inputs: shuffledInputs,
          targets: Float64Array.from(rows, (j) => targets.values[j]),
          arrangement: arrangementFromGates(shuffledInputs, gates),
          lambda: program.lambda,
        });
        const before = await solve(program, { tolerance: 1e-11 });
        const after = await solve(shuffled, { tolerance: 1e-11 });
        const [a, b] = [before.certificate.primalObjective, after.certificate.primalObjective];
        expect(Math.abs(a - b)).toBeLessThan(1e-10 * a + 1e-12);
        // Predictions are unique under squared loss, whatever the blocks.
        const u = new Float64Array(n);
        const v = new Float64Array(n);
        if (before.activeGates > 0) program.operator.forward(before.point.blocks, 1, before.point.which, u);
        if (after.activeGates > 0) shuffled.operator.forward(after.point.blocks, 1, after.point.which, v);
        const scale = Math.sqrt(a) + 1e-9;
        rows.forEach((j, k) => {
          expect(Math.abs(u[j] - v[k])).toBeLessThan(1e-4 * scale);
        });
      }),
      { numRuns: 25, seed: 11 },
    );
  });

  it("at λ_max and above the zero network is optimal, just below it is not", async () => {
    const { inputs, targets, arrangement, program } = problem(3, 12, 3, 20, 0.5);
    const largest = lambdaMax(program);
    const at = await solve(gatedReluProgram({ inputs, targets, arrangement, lambda: largest }));
    const below = await solve(gatedReluProgram({ inputs, targets, arrangement, lambda: 0.99 * largest }));
    expect(at.activeGates).toBe(0);
    expect(below.activeGates).toBeGreaterThan(0);
  });
});

describe("limits and cancelling", () => {
  it("a time limit returns the best so far with its true gap", async () => {
    const { program } = problem(5, 60, 5, 100, 0.001);
    const solution = await solve(program, { solver: fista(), tolerance: 1e-14, timeLimit: 0.05 });
    expect(solution.status).toBe("time-limit");
    expect(verifyCertificate(program, solution.certificate).verified).toBe(true);
    expect(solution.certificate.relativeGap).toBeGreaterThan(1e-14);
  });

  it("an abort rejects with the signal's reason", async () => {
    const { program } = problem(5, 60, 5, 100, 0.001);
    const controller = new AbortController();
    const running = solve(program, { solver: fista(), tolerance: 1e-15, signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 30);
    await expect(running).rejects.toThrow("enough");
  });

  it("unknown options and limits out of range are errors", async () => {
    const { program } = problem(5, 6, 2, 4, 0.1);
    // @ts-expect-error a misspelt option
    await expect(solve(program, { tolerence: 1e-3 })).rejects.toThrow(/unknown option "tolerence"/);
    await expect(solve(program, { tolerance: 0 })).rejects.toThrow(/tolerance: got 0/);
  });
});
