import { kernelRidgeRegression, type TrainOptions, train } from "halfspace";
import { describe, expect, it } from "vitest";

const large = [0, 0, 0, 1, 1, 2, 3, 1].map((_, j) => [Number(j < 5), Number(j > 3), j % 3 === 0 ? 0 : 1e8]);

describe("inputs at the edge of the numbers", () => {
  const odd: Record<string, TrainOptions> = {
    "equal rows at a tiny penalty of q = 2": { inputs: [[1], [1]], targets: [0.1, 0], lambdaFraction: 1e-12, q: 2 },
    "the same between q = 1 and 2": { inputs: [[1], [1]], targets: [0.1, 0], lambdaFraction: 1e-12, q: 1.5 },
    "a column of 1e8 as it is, with learned kernels": {
      inputs: large,
      targets: [0, 0, 2, 0, -1, 0, 1, 0],
      gates: 2,
      model: "mkl",
      standardise: false,
      bias: false,
    },
  };
  for (const [what, options] of Object.entries(odd)) {
    it(`${what}: a status and a gap, no fault`, async () => {
      const { status, certificate } = await train(options);
      expect(["solved", "stalled"]).toContain(status);
      expect(certificate.relativeGap).toBeGreaterThanOrEqual(0);
    });
  }

  it("kernels of rows that are nearly nothing have a spectrum", () => {
    const inputs = [0, 0, 1e-151, 0, 1e-151, 1e-151, 1e-151, 1e-151, 1e-151].map((x, j) => [
      x,
      j % 3 === 1 ? 1e-17 : 0,
    ]);
    const { dualCoefficients } = kernelRidgeRegression({ inputs, targets: [0, 1, 1, 0, 0, 1, 0, 1, 0] });
    expect(dualCoefficients.values.every(Number.isFinite)).toBe(true);
  });
});
