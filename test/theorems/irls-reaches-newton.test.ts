import {
  type GatedReluProgram,
  gatedReluProgram,
  iterativeReweighting,
  ntkWeights,
  type SquaredLoss,
  solve,
  verifyCertificate,
} from "halfspace";
import { powerFamilyProgram } from "halfspace/programs";
import { type InitialWeights, type InnerMethod, iterativeReweightingAsPrinted } from "halfspace/solvers";
import { describe, expect, it } from "vitest";
import { completeProblem } from "./problems.js";

describe("Algorithm 1, corrected", () => {
  it("reaches the Newton solver's optimum to 1e-8 from the NTK's weights, equal weights and random weights", async () => {
    for (let seed = 1; seed <= 6; seed++) {
      const problem = completeProblem(seed, 6 + seed, 2 + (seed % 2), seed % 3 === 0);
      const program = gatedReluProgram({ ...problem, lambdaFraction: [0.3, 0.1, 0.03][seed % 3] });
      const optimum = (await solve(program, { tolerance: 1e-11 })).certificate.primalObjective;
      const starts: InitialWeights[] = [ntkWeights(problem.arrangement), "uniform", "random"];
      for (const initial of starts) {
        const solver = iterativeReweighting({ initial, seed });
        const solution = await solve(program, { solver, tolerance: 1e-9, maxIterations: 20_000 });
        expect(solution.certificate.primalObjective / optimum - 1).toBeLessThan(1e-8);
        expect(solution.certificate.primalObjective / optimum - 1).toBeGreaterThan(-1e-10);
      }
    }
  });

  it("plain, without momentum, it gets there too", async () => {
    const problem = completeProblem(2, 5, 2, true);
    const program = gatedReluProgram({ ...problem, lambdaFraction: 0.1 });
    const optimum = (await solve(program, { tolerance: 1e-11 })).certificate.primalObjective;
    const solver = iterativeReweighting({ extrapolate: false });
    const solution = await solve(program, { solver, tolerance: 1e-9, maxIterations: 20_000 });
    expect(Math.abs(solution.certificate.primalObjective / optimum - 1)).toBeLessThan(1e-8);
  });

  it("LSQR, LSMR and Cholesky inner solves agree to 1e-8, iterate by iterate", () => {
    const problem = completeProblem(5, 10, 3);
    const program = gatedReluProgram({ ...problem, lambdaFraction: 0.1 });
    const trace = (inner: InnerMethod) => {
      const values: number[] = [];
      for (const iterate of iterativeReweighting({ inner, extrapolate: false }).iterates(program)) {
        if (iterate && values.push(iterate.primalObjective) >= 100) break;
      }
      return values;
    };
    const direct = trace("direct");
    for (const inner of ["lsqr", "lsmr"] as const) {
      trace(inner).forEach((value, k) => {
        expect(Math.abs(value / direct[k] - 1)).toBeLessThan(1e-8);
      });
    }
  });
});

describe("Algorithm 1, as printed", () => {
  it("goes to the minimiser of (4/3)λΣ‖w‖^(3/2), the family's q = 3/2, and not to that of (8)", async () => {
    for (const seed of [1, 2, 3]) {
      const problem = completeProblem(seed, 8, 2);
      const program = gatedReluProgram({ ...problem, lambdaFraction: 0.1 });
      const printed = await solve(program, {
        solver: iterativeReweightingAsPrinted({ epsilon: 0 }),
        tolerance: 1e-9,
        maxIterations: 400,
      });
      const own = powerFamilyProgram({
        ...problem,
        lambda: (4 / 3) * program.lambda,
        q: 1.5,
        weights: new Float64Array(problem.arrangement.maskCount).fill(1),
      });
      const solution = await solve(own, { tolerance: 1e-12 });
      expect(solution.status).toBe("solved");
      expect(verifyCertificate(own, solution.certificate).verified).toBe(true);
      const last = lastPoint(program);
      const difference = solution.blocks.values.reduce(
        (worst, value, k) => Math.max(worst, Math.abs(value - last[k])),
        0,
      );
      // A gap of 1e-12 leaves 1e-6 in the blocks.
      expect(difference).toBeLessThan(1e-5);
      expect(printed.status).toBe("iteration-limit");
      expect(printed.certificate.relativeGap).toBeGreaterThan(1e-3);
    }
  });
});

function lastPoint(program: GatedReluProgram<SquaredLoss>): Float64Array {
  const size = program.operator.blockSize;
  const blocks = new Float64Array(program.operator.blockCount * size);
  for (const iterate of iterativeReweightingAsPrinted({ epsilon: 0 }).iterates(program)) {
    if (!iterate) continue;
    iterate.point.which.forEach((block, a) => {
      blocks.set(iterate.point.blocks.subarray(a * size, (a + 1) * size), block * size);
    });
    if (iterate.iteration >= 400) break;
  }
  return blocks;
}
