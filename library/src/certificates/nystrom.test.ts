import { describe, expect, it } from "vitest";
import { kernelOf } from "../kernels/described-kernel.js";
import { blocksOfRows } from "../kernels/nystrom/nystrom-ridge.js";
import { completed } from "../linear-algebra/completed.js";
import { matrix, selectRows } from "../linear-algebra/matrix.js";
import { smallCholesky, solveSmall } from "../linear-algebra/small-system.js";
import { spreadEvenly } from "../linear-algebra/vectors.js";
import type { NystromRidgeProgram } from "../programs/kernel-ridge.js";
import { randomGenerator } from "../random/generator.js";
import { gapOf } from "./duality.js";
import { nystromBounds } from "./nystrom.js";

const random = randomGenerator(23);
const [n, m, outputs] = [70, 12, 2];
const inputs = matrix(n, 3, random.gaussians(n * 3));
const centres = selectRows(inputs, spreadEvenly(m, n));
const kernel = kernelOf({ kind: "laplace", bandwidth: 2 });
const cross = kernel(inputs, centres);
const targets = random.gaussians(n * outputs);

const program = (change: Partial<NystromRidgeProgram> = {}): NystromRidgeProgram => ({
  kind: "nystrom-ridge",
  centreGram: kernel(centres),
  gramError: 1e-12,
  jitter: 1e-6,
  lambda: 0.4,
  blocks: () => ({ roundings: 32 + 3 + 3, list: [...blocksOfRows(cross, 32)].map(({ rows }) => rows) }),
  data: { sampleCount: n, outputs, targets },
  ...change,
});

/** The optimum by a way of its own: the equations as they stand. */
function optimum({ centreGram, jitter, lambda }: NystromRidgeProgram): Float64Array {
  const equations = centreGram.values.map((value, k) => lambda * (value + (k % (m + 1) === 0 ? jitter : 0)));
  const right = new Float64Array(m * outputs);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < m; i++) {
      const entry = cross.values[j * m + i];
      for (let k = 0; k < m; k++) equations[i * m + k] += entry * cross.values[j * m + k];
      for (let o = 0; o < outputs; o++) right[i * outputs + o] += entry * targets[j * outputs + o];
    }
  }
  const factor = smallCholesky(equations, m);
  const alpha = new Float64Array(m * outputs);
  for (let o = 0; o < outputs; o++) {
    const column = Float64Array.from({ length: m }, (_, i) => right[i * outputs + o]);
    solveSmall(factor, column).forEach((value, i) => {
      alpha[i * outputs + o] = value;
    });
  }
  return alpha;
}

function objective({ centreGram, jitter, lambda }: NystromRidgeProgram, alpha: Float64Array): number {
  let value = 0;
  for (let o = 0; o < outputs; o++) {
    for (let j = 0; j < n; j++) {
      let residual = -targets[j * outputs + o];
      for (let i = 0; i < m; i++) residual += cross.values[j * m + i] * alpha[i * outputs + o];
      value += residual * residual;
    }
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < m; k++) {
        const entry = centreGram.values[i * m + k] + (i === k ? jitter : 0);
        value += lambda * entry * alpha[i * outputs + o] * alpha[k * outputs + o];
      }
    }
  }
  return value;
}

const gapAt = (alpha: Float64Array, change: Partial<NystromRidgeProgram> = {}): number => {
  const { primal, dual } = completed(nystromBounds(program(change), alpha));
  return gapOf(primal, dual).relativeGap;
};

describe("the certificate of ridge regression over centres", () => {
  const best = optimum(program());
  const least = objective(program(), best);

  it("holds the optimum between its bounds at any coefficients, and is tight at the best ones", () => {
    expect(gapAt(best)).toBeLessThan(1e-12);
    for (const size of [0, 1e-9, 1e-6, 1e-3, 1, 1e6]) {
      const alpha = best.map((value) => value + size * random.gaussian());
      const { primal, dual } = completed(nystromBounds(program(), alpha));
      const value = objective(program(), alpha);
      expect(primal).toBeGreaterThanOrEqual(value * (1 - 1e-13));
      expect(primal).toBeLessThanOrEqual(value * (1 + 1e-10));
      expect(dual).toBeLessThanOrEqual(least * (1 + 1e-13));
      expect(gapOf(primal, dual).dualityGap).toBeGreaterThanOrEqual((value - least) * (1 - 1e-9) - 1e-13 * value);
    }
  });

  it("does not depend on how rows are dealt into blocks beyond rounding", () => {
    const whole = { roundings: n + 4, list: [cross] };
    expect(gapAt(best, { blocks: () => whole })).toBeLessThan(1e-12);
  });

  it("proves nothing of coefficients that are no numbers, nor of a kernel that is off by more than the jitter", () => {
    expect(gapAt(best.map((value, k) => (k === 3 ? Number.NaN : value)))).toBe(Number.POSITIVE_INFINITY);
    expect(gapAt(best.map((value, k) => (k === 3 ? 1e300 : value)))).toBeGreaterThan(0.9);
    expect(gapAt(best, { gramError: 2e-6 })).toBe(Number.POSITIVE_INFINITY);
  });

  it("tells a forged point by its gap: that of another ridge, and that of other targets", () => {
    expect(gapAt(optimum(program({ lambda: 0.5 })))).toBeGreaterThan(1e-5);
    const others = {
      data: { sampleCount: n, outputs, targets: targets.map((value, k) => (k === 0 ? value + 1 : value)) },
    };
    expect(gapAt(best, others)).toBeGreaterThan(1e-5);
  });
});
