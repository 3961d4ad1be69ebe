import { type Loss, randomGenerator } from "halfspace";
import { describe, expect, it } from "vitest";
import { type LossCase, lossCases } from "../references/loss-cases.js";

/** Predictions and weighted data of one loss, the same for every call. */
function drawn({ outputs, targets }: LossCase, n = 40) {
  const random = randomGenerator(8);
  const weights = random.gaussians(n).map((value) => 0.5 + value * value);
  const data = { sampleCount: n, outputs, targets: targets(random, n), weights };
  return { data, u: random.gaussians(n * outputs), random };
}

type Data = ReturnType<typeof drawn>["data"];

/** ∂z/∂u_k by central differences, n×K: minus column k of ∇²L. */
function column(loss: Loss, u: Float64Array, data: Data, k: number): Float64Array {
  const [up, down] = [u.slice(), u.slice()];
  up[k] += 1e-6;
  down[k] -= 1e-6;
  const [above, below] = [new Float64Array(u.length), new Float64Array(u.length)];
  loss.negativeGradient(up, data, above);
  loss.negativeGradient(down, data, below);
  return above.map((value, i) => (value - below[i]) / 2e-6);
}

/** ∇²L of the loss's own words, entry (i, k); undefined for a loss that has none. */
function hessianOf(loss: Loss, u: Float64Array, data: Data): ((i: number, k: number) => number) | undefined {
  const out = new Float64Array(u.length);
  if (loss.curvature === "none") return undefined;
  if (loss.curvature !== "coupled") {
    loss.secondDerivatives(u, data, out);
    return (i, k) => (i === k ? out[k] : 0);
  }
  loss.probabilities(u, data, out);
  const row = (k: number) => Math.floor(k / data.outputs);
  return (i, k) => (row(i) === row(k) ? data.weights[row(k)] * (i === k ? out[k] - out[k] ** 2 : -out[i] * out[k]) : 0);
}

for (const lossCase of lossCases) {
  const { loss } = lossCase;
  describe(`the curvature of the ${loss.name} loss, ${loss.curvature},`, () => {
    it("is what differences of the gradient say, and zero where there is none", () => {
      const { data, u } = drawn(lossCase);
      const hessian = hessianOf(loss, u, data) ?? (() => 0);
      for (let k = 0; k < u.length; k++) {
        column(loss, u, data, k).forEach((value, i) => {
          expect(Math.abs(value + hessian(i, k)), `entry ${i}, ${k}`).toBeLessThan(1e-7 * (1 + Math.abs(value)));
        });
      }
    });

    it("stays below the bound that first steps are made of", () => {
      const { data, u } = drawn(lossCase);
      const hessian = hessianOf(loss, u, data);
      const bound = loss.lipschitz(data);
      if (!hessian) expect(bound).toBe(Number.POSITIVE_INFINITY);
      else for (let k = 0; k < u.length; k++) expect(hessian(k, k)).toBeLessThanOrEqual(bound);
    });

    const majoriser = loss.curvature === "diagonal" ? loss.majoriser : undefined;
    if (majoriser) {
      it("has a majoriser whose quadratic lies above the loss and touches it", () => {
        const { data, u, random } = drawn(lossCase);
        const [bound, z] = [new Float64Array(u.length), new Float64Array(u.length)];
        majoriser(u, data, bound);
        loss.negativeGradient(u, data, z);
        for (let round = 0; round < 50; round++) {
          const v = u.map((value) => value + 3 * random.gaussian());
          let quadratic = loss.value(u, data);
          for (let k = 0; k < u.length; k++) quadratic += (bound[k] / 2) * (v[k] - u[k]) ** 2 - z[k] * (v[k] - u[k]);
          expect(loss.value(v, data)).toBeLessThanOrEqual(quadratic * (1 + 1e-12));
        }
      });
    } else if (loss.curvature !== "none") {
      it("is positive everywhere, for want of a majoriser", () => {
        const { data, u } = drawn(lossCase);
        const hessian = hessianOf(loss, u, data);
        for (let k = 0; k < u.length; k++) expect(hessian?.(k, k)).toBeGreaterThan(0);
      });
    }
  });
}

describe("targets divided by a scale", () => {
  const scalable = lossCases.filter(({ loss }) => loss.targetScaling !== "none");
  it("are allowed for numbers alone", () => {
    expect(scalable.length).toBeGreaterThan(0);
    for (const { loss } of scalable) expect(loss.targets, loss.name).toBe("numbers");
  });

  for (const lossCase of scalable) {
    it(`multiply the ${lossCase.loss.name} loss by one number, whatever the predictions`, () => {
      const { data, u, random } = drawn(lossCase);
      const scale = 3.7;
      const loss = lossCase.loss.rescaled?.(scale) ?? lossCase.loss;
      const mapped = { ...data, targets: data.targets.map((value) => value / scale) };
      const ratio = (at: Float64Array) =>
        lossCase.loss.value(at, data) /
        loss.value(
          at.map((value) => value / scale),
          mapped,
        );
      const first = ratio(u);
      for (let round = 0; round < 20; round++) {
        const other = ratio(random.gaussians(u.length).map((value) => 2 * value));
        expect(Math.abs(other / first - 1)).toBeLessThan(1e-12);
      }
    });
  }
});
