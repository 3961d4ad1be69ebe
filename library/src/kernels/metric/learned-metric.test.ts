import { describe, expect, it } from "vitest";
import { matrix } from "../../linear-algebra/matrix.js";
import { randomGenerator } from "../../random/generator.js";
import { type KernelDescription, kernelOf } from "../described-kernel.js";
import { ridgeCoefficients } from "../ridge-coefficients.js";
import { type DistanceKernel, gradientMetric, mapOfMetric } from "./learned-metric.js";
import { metricKernel } from "./metric-kernel.js";

const random = randomGenerator(5);
const [n, d, outputs] = [25, 4, 2];
const inputs = matrix(n, d, random.gaussians(n * d));
const map = matrix(d, 3, random.gaussians(d * 3));
const targets = matrix(n, outputs, random.gaussians(n * outputs));

/** M by central differences; a step of zero contributes its own kernel's corner, which has no gradient, so the row's own term is left out. */
function metricByDifferences(kernel: KernelDescription, dual: Float64Array): Float64Array {
  const evaluate = kernelOf(kernel);
  const out = new Float64Array(d * d);
  const step = 1e-5;
  for (let j = 0; j < n; j++) {
    const at = (k: number, sign: number) =>
      evaluate(
        matrix(
          1,
          d,
          inputs.values.slice(j * d, (j + 1) * d).map((v, c) => (c === k ? v + sign * step : v)),
        ),
        inputs,
      ).values;
    for (let o = 0; o < outputs; o++) {
      const gradient = Array.from({ length: d }, (_, k) => {
        const [ahead, behind] = [at(k, 1), at(k, -1)];
        return ahead.reduce(
          (sum, v, i) => sum + (i === j ? 0 : ((v - behind[i]) / (2 * step)) * dual[i * outputs + o]),
          0,
        );
      });
      for (let a = 0; a < d; a++)
        for (let b = 0; b < d; b++) out[a * d + b] += (gradient[a] * gradient[b]) / (n * outputs);
    }
  }
  return out;
}

describe("the learned metric", () => {
  for (const plain of [
    { kind: "laplace", bandwidth: 2 },
    { kind: "gaussian", bandwidth: 1.5 },
  ] as const satisfies readonly DistanceKernel[]) {
    for (const before of [undefined, map]) {
      it(`is the mean outer product of gradients by differences: ${plain.kind}${before ? " in a metric" : ""}`, () => {
        const kernel: KernelDescription = before ? { kind: "metric", map: before, kernel: plain } : plain;
        const gram = kernelOf(kernel)(inputs);
        const dual = ridgeCoefficients(gram, targets, 0.1) as Float64Array;
        const found = gradientMetric({ kernel: plain, gram, dual: matrix(n, outputs, dual) }, before, inputs).values;
        const expected = metricByDifferences(kernel, dual);
        const size = Math.max(...expected.map(Math.abs));
        found.forEach((value, k) => {
          expect(Math.abs(value - expected[k]) / size).toBeLessThan(1e-7);
        });
      });
    }
  }

  it("has a map whose square is the metric, with the trace of the identity; none for the metric 0", () => {
    const half = matrix(d, 6, random.gaussians(d * 6));
    const metric = matrix(d, d);
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) {
        for (let k = 0; k < 6; k++) metric.values[a * d + b] += half.values[a * 6 + k] * half.values[b * 6 + k];
      }
    }
    const trace = metric.values.reduce((sum, value, at) => (at % (d + 1) === 0 ? sum + value : sum), 0);
    const found = mapOfMetric(metric);
    const square = (a: number, b: number) =>
      Array.from({ length: found?.columns ?? 0 }, (_, k) => k).reduce(
        (sum, k) =>
          sum +
          (found as typeof map).values[a * (found as typeof map).columns + k] *
            (found as typeof map).values[b * (found as typeof map).columns + k],
        0,
      );
    for (let a = 0; a < d; a++) {
      for (let b = 0; b < d; b++) expect(square(a, b)).toBeCloseTo((metric.values[a * d + b] * d) / trace, 10);
    }
    expect(mapOfMetric(matrix(d, d))).toBeUndefined();
  });

  it("finds the one direction that the targets change with", () => {
    const rows = matrix(200, 5, random.gaussians(1000));
    const bent = matrix(
      200,
      1,
      Float64Array.from({ length: 200 }, (_, i) => Math.abs(rows.values[5 * i + 2] - rows.values[5 * i + 3])),
    );
    const plain: DistanceKernel = { kind: "laplace", bandwidth: 4 };
    const gram = kernelOf(plain)(rows);
    const dual = matrix(200, 1, ridgeCoefficients(gram, bent, 0.01) as Float64Array);
    const { values } = gradientMetric({ kernel: plain, gram, dual }, undefined, rows);
    const along = (values[12] - values[13] - values[17] + values[18]) / 2;
    const trace = values[0] + values[6] + values[12] + values[18] + values[24];
    expect(along / trace).toBeGreaterThan(0.8);
  });

  it("a kernel in a metric is the kernel of mapped rows, and refuses other columns", () => {
    const kernel = metricKernel(map, kernelOf({ kind: "laplace", bandwidth: 2 }));
    expect(() => kernel([[1, 2]])).toThrow(/got 2 columns; expected 4, as the metric has/);
    const whole = kernel(inputs);
    const parts = kernel(inputs, matrix(n, d, inputs.values.slice()));
    whole.values.forEach((value, k) => {
      expect(Math.abs(value - parts.values[k])).toBeLessThan(1e-13);
    });
  });
});
