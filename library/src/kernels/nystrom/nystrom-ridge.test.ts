import { describe, expect, it } from "vitest";
import { completed } from "../../linear-algebra/completed.js";
import { type Matrix, matrix, selectRows } from "../../linear-algebra/matrix.js";
import { startThreads, stopThreads } from "../../numerics/index.js";
import { randomGenerator } from "../../random/generator.js";
import { type KernelDescription, kernelOf } from "../described-kernel.js";
import { ridgeCoefficients } from "../ridge-coefficients.js";
import { drawnCentres } from "./drawn-centres.js";
import {
  centreGramOf,
  type KernelOverCentres,
  type NystromSpace,
  nystromOutputs,
  nystromRidge,
} from "./nystrom-ridge.js";

const random = randomGenerator(17);
const [n, d, outputs] = [180, 4, 2];
const inputs = matrix(n, d, random.gaussians(n * d));
const targets = matrix(n, outputs, random.gaussians(n * outputs));
const laplace: KernelDescription = { kind: "laplace", bandwidth: 2 };

const spaceOf = (over: KernelOverCentres & { readonly jitter: number }): NystromSpace => ({
  ...over,
  centreGram: completed(centreGramOf(over)),
});

function fitted(space: NystromSpace, rows: Matrix, wanted: Matrix, lambda: number): Matrix {
  const equations = completed(nystromRidge(space, rows, wanted));
  const dual = equations && completed(equations.dualCoefficients(lambda));
  if (!dual) throw new Error("expected equations that can be solved");
  return dual;
}

const largestDifference = (a: Float64Array, b: Float64Array): number =>
  a.reduce((most, value, k) => Math.max(most, Math.abs(value - b[k])), 0);

describe("ridge regression over centres", () => {
  for (const kernel of [laplace, { kind: "relu-tangent" }] as const) {
    it(`is the exact one where every row is a centre: ${kernel.kind}`, () => {
      const space = spaceOf({ kernel, scale: 1, centres: inputs, jitter: 1e-13 });
      const dual = fitted(space, inputs, targets, 0.3);
      const gram = kernelOf(kernel)(inputs);
      const exact = matrix(n, outputs, ridgeCoefficients(gram, targets, 0.3) as Float64Array);
      const unseen = matrix(30, d, random.gaussians(30 * d));
      const of = (coefficients: Matrix) => completed(nystromOutputs(space, unseen, coefficients)).values;
      expect(largestDifference(of(dual), of(exact))).toBeLessThan(1e-9);
    });
  }

  it("has the equations of the restricted program as its solution", () => {
    const centres = selectRows(inputs, drawnCentres(25, n, 3));
    const space = spaceOf({ kernel: laplace, scale: 2, centres, jitter: 1e-4 });
    const lambda = 0.7;
    const dual = fitted(space, inputs, targets, lambda).values;
    const cross = kernelOf(laplace)(inputs, centres).values.map((value) => value / 2);
    const gram = kernelOf(laplace)(centres).values.map((value, k) => value / 2 + (k % 26 === 0 ? 1e-4 : 0));
    // K_nmᵀ(K_nm α − Y) + λ(K_mm + μI)α = 0
    for (let o = 0; o < outputs; o++) {
      const residual = Array.from({ length: n }, (_, j) =>
        Array.from({ length: 25 }, (_c, i) => cross[j * 25 + i] * dual[i * outputs + o]).reduce(
          (sum, value) => sum + value,
          -targets.values[j * outputs + o],
        ),
      );
      for (let i = 0; i < 25; i++) {
        const ofFit = residual.reduce((sum, value, j) => sum + cross[j * 25 + i] * value, 0);
        const ofPenalty = Array.from({ length: 25 }, (_, k) => gram[i * 25 + k] * dual[k * outputs + o]);
        expect(ofFit + lambda * ofPenalty.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 10);
      }
    }
  });

  it("draws centres from the seed, ascending and never twice", () => {
    const drawn = drawnCentres(40, 100, 5);
    expect(drawn).toEqual(drawnCentres(40, 100, 5));
    expect(drawn).not.toEqual(drawnCentres(40, 100, 6));
    expect(drawn.every((row, k) => row < 100 && (k === 0 || row > drawn[k - 1]))).toBe(true);
    expect(drawnCentres(9, 4, 1)).toEqual(Int32Array.of(0, 1, 2, 3));
  });

  it("gives the same bits on one thread and on two", () => {
    const many = matrix(1500, 6, random.gaussians(9000));
    const wanted = matrix(1500, 1, random.gaussians(1500));
    const over = { kernel: laplace, scale: 1, centres: selectRows(many, drawnCentres(400, 1500, 2)) };
    const bits = [1, 2].map((threads) => {
      startThreads(threads);
      return fitted(spaceOf({ ...over, jitter: 1e-6 }), many, wanted, 0.1).values;
    });
    stopThreads();
    expect(bits[1]).toEqual(bits[0]);
  });

  it("takes rows that are all alike, and columns of huge numbers", () => {
    const alike = matrix(60, d, new Float64Array(60 * d).fill(1));
    const wanted = matrix(60, 1, random.gaussians(60));
    const same = fitted(spaceOf({ kernel: laplace, scale: 1, centres: alike, jitter: 1e-6 }), alike, wanted, 1);
    expect(same.values.every(Number.isFinite)).toBe(true);
    const huge = matrix(
      60,
      d,
      random.gaussians(60 * d).map((value) => 1e12 * value),
    );
    const far = fitted(spaceOf({ kernel: laplace, scale: 1, centres: huge, jitter: 1e-6 }), huge, wanted, 1);
    // No row is near another: k is the identity, and α = y/(1 + λ(1 + μ)).
    expect(
      largestDifference(
        far.values,
        wanted.values.map((value) => value / (2 + 1e-6)),
      ),
    ).toBeLessThan(1e-12);
  });
});
