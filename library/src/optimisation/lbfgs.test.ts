import { describe, expect, it } from "vitest";
import { type Differentiable, lbfgs } from "./lbfgs.js";

const rosenbrock: Differentiable = (x, gradient) => {
  gradient.fill(0);
  let value = 0;
  for (let i = 0; i + 1 < x.length; i++) {
    const [a, b] = [x[i + 1] - x[i] * x[i], 1 - x[i]];
    value += 100 * a * a + b * b;
    gradient[i] += -400 * a * x[i] - 2 * b;
    gradient[i + 1] += 200 * a;
  }
  return value;
};

const corner: Differentiable = (x, gradient) => {
  let value = 0;
  for (let i = 0; i < x.length; i++) {
    value += (i + 1) * Math.abs(x[i] - 1);
    gradient[i] = (i + 1) * (x[i] > 1 ? 1 : -1);
  }
  return value;
};

describe("limited-memory BFGS", () => {
  it("finds the minimum of a curved valley in few evaluations, f never rising", () => {
    const states = [...lbfgs(rosenbrock, Float64Array.of(-1.2, 1, -0.5, 0.3), { gradientTolerance: 1e-9 })];
    const values = states.map(({ value }) => value);
    values.slice(1).forEach((value, k) => {
      expect(value).toBeLessThan(values[k]);
    });
    const { point, evaluations } = states[states.length - 1];
    for (const coordinate of point) expect(coordinate).toBeCloseTo(1, 8);
    expect(evaluations).toBeLessThan(200);
  });

  it("ends at a corner, and leaves its start alone", () => {
    const start = Float64Array.of(-1, 2, 0.3);
    const states = [...lbfgs(corner, start)];
    expect(states[states.length - 1].value).toBeLessThan(1e-3);
    expect([...start]).toEqual([-1, 2, 0.3]);
  });

  it("takes no step where the gradient is zero or the steps are used up", () => {
    expect([...lbfgs(rosenbrock, Float64Array.of(1, 1))].length).toBe(1);
    expect([...lbfgs(rosenbrock, Float64Array.of(-1.2, 1), { maxIterations: 3 })].length).toBe(4);
  });
});
