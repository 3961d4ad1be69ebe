import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
import { randomGenerator } from "../random/generator.js";
import { kernelRidge } from "./leave-one-out-ridge.js";
import { neuralTangentKernel } from "./neural-tangent-kernel.js";

describe("kernel ridge past the size where the spectrum is decomposed", () => {
  const [n, d] = [230, 3];
  const random = randomGenerator(7);
  const gram = neuralTangentKernel(matrix(n, d, random.gaussians(n * d))).values;
  const targets = random.gaussians(n * 2);
  const ridge = kernelRidge(gram, n, targets);
  const { values, vectors } = symmetricEigen(gram, n);

  /** VᵀΛ⁻¹V of K + λI, entry by entry. */
  const inverse = (i: number, j: number, lambda: number) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += (vectors[k * n + i] * vectors[k * n + j]) / (Math.max(values[k], 0) + lambda);
    return sum;
  };

  it.each([1e3, 1, 1e-3, 1e-12])("agrees with the spectrum at λ = %d", (lambda) => {
    const alpha = ridge.dualCoefficients(lambda);
    const residuals = ridge.leaveOneOutResiduals(lambda);
    const scale = alpha.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (const j of [0, 57, n - 1]) {
      for (let o = 0; o < 2; o++) {
        let expected = 0;
        for (let k = 0; k < n; k++) expected += inverse(j, k, lambda) * targets[k * 2 + o];
        expect(Math.abs(alpha[j * 2 + o] - expected)).toBeLessThan(1e-9 * scale);
        const left = expected / inverse(j, j, lambda);
        expect(Math.abs(residuals[j * 2 + o] - left)).toBeLessThan(1e-7 * Math.max(1, Math.abs(left)));
      }
    }
  });
});
