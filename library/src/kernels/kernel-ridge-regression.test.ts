import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matrix, selectRows } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { gaussianKernel } from "./gaussian-kernel.js";
import { kernelRidgeClassification, kernelRidgeRegression } from "./kernel-ridge-regression.js";
import { neuralTangentKernel } from "./neural-tangent-kernel.js";

describe("kernelRidgeRegression", () => {
  it("the leave-one-out error in closed form is that of n fits, each without one sample", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom(1e-3, 0.1, 10),
        fc.nat(),
        (n, outputs, lambda, seed) => {
          const random = randomGenerator(seed);
          const inputs = matrix(n, 3, random.gaussians(3 * n));
          const targets = matrix(n, outputs, random.gaussians(n * outputs));
          const model = kernelRidgeRegression({ inputs, targets, lambda });
          let total = 0;
          for (let j = 0; j < n; j++) {
            const others = Array.from({ length: n }, (_, k) => k).filter((k) => k !== j);
            const without = kernelRidgeRegression({
              inputs: selectRows(inputs, others),
              targets: selectRows(targets, others),
              lambda,
            });
            const predicted = without.predict(selectRows(inputs, [j])).values;
            predicted.forEach((value, o) => {
              total += (value - targets.values[j * outputs + o]) ** 2;
            });
          }
          expect(Math.abs(model.leaveOneOut[0].squaredError / (total / n) - 1)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 40, seed: 4 },
    );
  });

  it("solves (K + λI)α = y, predicts on the training rows what it fitted, and picks λ by its own error", () => {
    const random = randomGenerator(3);
    const inputs = matrix(30, 2, random.gaussians(60));
    const targets = Float64Array.from(
      { length: 30 },
      (_, j) => Math.abs(inputs.values[2 * j]) + 0.1 * random.gaussian(),
    );
    const lambda = [100, 1, 0.1, 1e-4];
    const model = kernelRidgeRegression({ inputs, targets, kernel: gaussianKernel(1), lambda });
    const smallest = Math.min(...model.leaveOneOut.map((one) => one.squaredError));
    expect(model.leaveOneOut.find((one) => one.lambda === model.lambda)?.squaredError).toBe(smallest);
    const k = gaussianKernel(1)(inputs);
    for (let i = 0; i < 30; i++) {
      let sum = model.lambda * model.dualCoefficients.values[i];
      for (let j = 0; j < 30; j++) sum += k.values[i * 30 + j] * model.dualCoefficients.values[j];
      expect(sum).toBeCloseTo(targets[i], 12);
    }
    model.predict(inputs).values.forEach((value, j) => {
      expect(value).toBeCloseTo(model.fitted.values[j], 12);
    });
  });

  it("classifies two and three classes, and scores both alike whatever they are called", () => {
    const random = randomGenerator(8);
    const inputs = matrix(
      60,
      3,
      random.gaussians(180).map((value, k) => (k % 3 === 2 ? 1 : value)),
    );
    const two = Array.from({ length: 60 }, (_, j) => (inputs.values[3 * j] > 0 ? 7 : -2));
    const model = kernelRidgeClassification({ inputs, targets: two });
    expect(model.classes).toEqual([-2, 7]);
    expect(model.dualCoefficients.columns).toBe(1);
    expect(model.classify(inputs).filter((label, j) => label === two[j]).length).toBeGreaterThan(57);
    const three = two.map((label, j) => (inputs.values[3 * j + 1] > 0.5 ? 1 : label));
    const more = kernelRidgeClassification({ inputs, targets: three });
    expect(more.classes).toEqual([-2, 1, 7]);
    expect(more.dualCoefficients.columns).toBe(3);
    expect(more.classify(inputs).filter((label, j) => label === three[j]).length).toBeGreaterThan(55);
    expect(more.leaveOneOut.every((one) => (one.misclassified ?? 2) <= 1)).toBe(true);
  });

  it("one row, duplicate rows and a zero row", () => {
    const one = kernelRidgeRegression({ inputs: [[2]], targets: [3], lambda: 1 });
    expect(one.fitted.values[0]).toBeCloseTo(2, 14);
    const inputs = [
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    const model = kernelRidgeRegression({ inputs, targets: [1, 3, 5], lambda: 1e-6 });
    expect(model.fitted.values[0]).toBeCloseTo(2, 5);
    expect(model.fitted.values[2]).toBe(0);
    expect(neuralTangentKernel(inputs).values[8]).toBe(0);
  });

  it("refuses bad penalties and labels", () => {
    expect(() => kernelRidgeRegression({ inputs: [[1]], targets: [1], lambda: 0 })).toThrow(/lambda: got 0/);
    expect(() => kernelRidgeClassification({ inputs: [[1], [2]], targets: [1, 1] })).toThrow(/at least two classes/);
    expect(() => kernelRidgeClassification({ inputs: [[1], [2]], targets: [1, 0.5] })).toThrow(/whole number/);
    // @ts-expect-error a misspelt option
    expect(() => kernelRidgeRegression({ inputs: [[1]], targets: [1], lamda: 1 })).toThrow(/unknown option "lamda"/);
  });
});
