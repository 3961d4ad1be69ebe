import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { reluPredictions } from "../networks/relu.js";
import { randomGenerator } from "../random/generator.js";
import { gradientFeatures } from "./gradient-features.js";
import { infiniteWidthFit } from "./infinite-width.js";
import { displacedNetwork, linearise, linearisedPredictions, minimumNormFit } from "./linearisation.js";
import { descentRate, linearisedDescent } from "./linearised-descent.js";
import { estimateNoise } from "./noise-estimate.js";
import { confidenceOf, deviationsOf, gaussianNormTail, predictionErrorRule } from "./prediction-error.js";

const random = randomGenerator(3);
const inputs = matrix(7, 3, random.gaussians(21));
const targets = random.gaussians(7);

describe("the rule of Theorem 6.1", () => {
  it("is λ = tσ‖X‖_F with 1 − 2p e^(−t²/8) = confidence", () => {
    const rule = predictionErrorRule(inputs, { noise: 0.3, confidence: 0.95, maskCount: 12 });
    expect(rule.lambda).toBeCloseTo(rule.deviations * 0.3 * norm(inputs.values), 12);
    expect(confidenceOf(rule.deviations, 12)).toBeCloseTo(0.95, 12);
    expect(deviationsOf(1 - 2 * Math.exp(-2))).toBeCloseTo(4, 12);
    expect(predictionErrorRule(inputs, { noise: [3, 4], confidence: 0.5 }).noise).toEqual([3, 4]);
  });

  it.each([
    [{ noise: 0, confidence: 0.9 }, "noise"],
    [{ noise: -1, confidence: 0.9 }, "noise"],
    [{ noise: Number.NaN, confidence: 0.9 }, "noise"],
    [{ noise: 1, confidence: 0 }, "confidence"],
    [{ noise: 1, confidence: 1 }, "confidence"],
    [{ noise: 1, confidence: 0.9, maskCount: 0 }, "maskCount"],
  ])("refuses %o", (options, argument) => {
    expect(() => predictionErrorRule(inputs, options)).toThrowError(
      expect.objectContaining({ name: "InputError", argument }),
    );
  });

  it("Lemma A.1 refuses a spectrum without variance", () => {
    expect(() => gaussianNormTail(1, 0)).toThrowError(expect.objectContaining({ argument: "trace" }));
    expect(gaussianNormTail(0, 1)).toBe(2);
  });
});

describe("the noise that is estimated", () => {
  it("is the noise that was put in, within a tenth, whatever the units", () => {
    const x = matrix(300, 2, random.gaussians(600));
    const y = Float64Array.from({ length: 300 }, (_, j) => Math.max(x.values[2 * j], 0) + 0.4 * random.gaussian());
    const [noise] = estimateNoise(x, y);
    expect(Math.abs(noise / 0.4 - 1)).toBeLessThan(0.1);
    expect(
      estimateNoise(
        x,
        y.map((value) => 1000 * value),
      )[0] / noise,
    ).toBeCloseTo(1000, 6);
  });

  it("is a number for degenerate tables", () => {
    expect(estimateNoise(matrix(3, 2), [1, 2, 4])[0]).toBeGreaterThan(0);
    expect(Number.isFinite(estimateNoise([[1]], [2])[0])).toBe(true);
  });
});

describe("the linearised network", () => {
  const width = 200;
  const linearisation = linearise({ inputs, width, seed: 5 });
  const fit = minimumNormFit(linearisation, targets);

  it("has the gradient of f as its features (finite differences)", () => {
    const direction = random.gaussians(width * 3);
    const at = (h: number) => {
      const network = displacedNetwork(
        linearisation,
        direction.map((v) => h * v),
      );
      return reluPredictions(network, inputs).values;
    };
    const slope = linearisation.features.forward(direction);
    const [up, down] = [at(1e-6), at(-1e-6)];
    up.forEach((value, j) => {
      expect((value - down[j]) / 2e-6).toBeCloseTo(slope[j], 5);
    });
  });

  it("has the closed form (XXᵀ) ∘ (MMᵀ)/m as its Gram matrix: φ, formed, has the same", () => {
    const features = gradientFeatures(inputs, linearisation.start.hidden.values, linearisation.signs);
    const rows = Array.from({ length: 7 }, (_, j) =>
      features.transpose(Float64Array.from({ length: 7 }, (_, i) => (i === j ? 1 : 0))),
    );
    rows.forEach((row, i) => {
      rows.forEach((other, j) => {
        const product = row.reduce((sum, value, k) => sum + value * other[k], 0);
        expect(linearisation.gram.values[i * 7 + j]).toBeCloseTo(product, 12);
      });
    });
  });

  it("is fitted exactly by the least norm, and the fit lies in the span of the gradients", () => {
    expect(fit.residualNorm).toBeLessThan(1e-10);
    const fitted = linearisedPredictions(linearisation, fit.displacement, inputs);
    fitted.forEach((value, j) => {
      expect(value).toBeCloseTo(targets[j], 10);
    });
    const again = linearisation.features.transpose(fit.dualCoefficients);
    expect(norm(again.map((value, k) => value - fit.displacement[k]))).toBe(0);
  });

  it("leaves out directions that the gradients do not span: duplicate rows with unequal targets", () => {
    const twice = linearise({
      inputs: [
        [1, 2],
        [1, 2],
        [0, 1],
      ],
      width: 50,
    });
    const { displacementNorm, residualNorm } = minimumNormFit(twice, [1, 3, 0]);
    expect(residualNorm).toBeCloseTo(Math.SQRT2, 8);
    expect(displacementNorm).toBeLessThan(20);
  });

  it("descends to the least-norm fit, at the rate of the spectrum", () => {
    const { factor } = descentRate(linearisation);
    const losses: number[] = [];
    let gap = 1;
    for (const { displacement, loss } of linearisedDescent(linearisation, targets, { steps: 3000 })) {
      losses.push(loss);
      gap = norm(displacement.map((value, k) => value - fit.displacement[k]));
    }
    const late = losses.findIndex((loss) => loss < 1e-14 * losses[0]);
    const [a, b] = [Math.floor(late / 2), late];
    expect(Math.log(losses[b] / losses[a]) / (b - a) / (2 * Math.log(factor))).toBeCloseTo(1, 1);
    expect(gap).toBeLessThan(1e-8 * fit.displacementNorm);
  });

  it("descends with the gradient of the true network when asked to", () => {
    const [start, next] = [...linearisedDescent(linearisation, targets, { network: "true", steps: 1, step: 1e-4 })].map(
      ({ loss }) => loss,
    );
    const [, linearised] = [...linearisedDescent(linearisation, targets, { steps: 1, step: 1e-4 })].map(
      ({ loss }) => loss,
    );
    expect(next).toBeLessThan(start);
    expect(next / linearised).toBeCloseTo(1, 4);
  });

  it("tends to the neural tangent kernel", () => {
    const wide = linearise({ inputs, width: 40_000, seed: 2 });
    const rest = targets.map((value, j) => value - wide.startPredictions[j]);
    const limit = infiniteWidthFit(inputs, rest);
    const finite = minimumNormFit(wide, targets);
    expect(finite.displacementNorm / limit.displacementNorm).toBeCloseTo(1, 1);
    limit.predict(inputs).forEach((value, j) => {
      expect(value).toBeCloseTo(rest[j], 8);
    });
  });

  it.each([0, -3, 2.5, Number.NaN])("refuses a width of %s", (width) => {
    expect(() => linearise({ inputs, width })).toThrowError(
      expect.objectContaining({ name: "InputError", argument: "width" }),
    );
  });

  it("refuses steps and networks that are not there", () => {
    expect(() => [...linearisedDescent(linearisation, targets, { step: 0 })]).toThrowError(/step: got 0/);
    expect(() => [...linearisedDescent(linearisation, targets, { network: "other" as "true" })]).toThrowError(
      /network: got "other"/,
    );
    expect(() => descentRate({ singularValues: new Float64Array(2) })).toThrowError(/all zero/);
  });
});
