import { gatedReluProgram, predictionsOf, randomGenerator, solve } from "halfspace";
import { gateVector, maskBit } from "halfspace/geometry";
import { kernelPenaltyOf, multipleKernelProgram } from "halfspace/kernels";
import { primalObjective } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { type CompleteProblem, completeProblem } from "./problems.js";

/**
 * (7) with weight decay (λ/2)(‖w⁽¹⁾‖² + |w⁽²⁾|²), one neuron a gate of a complete set, from one random start: gradient descent with
 * Barzilai–Borwein steps, kept from climbing.
 */
function descend({ inputs, targets, arrangement }: CompleteProblem, lambda: number, seed: number): number {
  const [n, d, p] = [inputs.rows, inputs.columns, arrangement.maskCount];
  expect(gateVector(arrangement, 0).length).toBe(d);
  const masks = Array.from({ length: p }, (_, i) => Array.from({ length: n }, (_, j) => maskBit(arrangement, j, i)));
  const evaluate = (theta: Float64Array) => {
    const gradient = theta.map((value) => lambda * value);
    const residual = targets.map((value) => -value);
    const hidden = new Float64Array(p * n);
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < n; j++) {
        if (!masks[i][j]) continue;
        for (let k = 0; k < d; k++) hidden[i * n + j] += inputs.values[j * d + k] * theta[i * (d + 1) + k];
        residual[j] += hidden[i * n + j] * theta[i * (d + 1) + d];
      }
    }
    for (let i = 0; i < p; i++) {
      for (let j = 0; j < n; j++) {
        if (!masks[i][j]) continue;
        gradient[i * (d + 1) + d] += 2 * residual[j] * hidden[i * n + j];
        for (let k = 0; k < d; k++) {
          gradient[i * (d + 1) + k] += 2 * residual[j] * theta[i * (d + 1) + d] * inputs.values[j * d + k];
        }
      }
    }
    const loss = residual.reduce((sum, value) => sum + value * value, 0);
    return { value: loss + (lambda / 2) * theta.reduce((sum, value) => sum + value * value, 0), gradient };
  };
  let theta = randomGenerator(seed).gaussians(p * (d + 1));
  let { value, gradient } = evaluate(theta);
  let step = 1e-3;
  const recent = [value];
  for (let k = 0; k < 6000; k++) {
    let next = theta.map((one, at) => one - step * gradient[at]);
    let there = evaluate(next);
    while (there.value > Math.max(...recent) && step > 1e-14) {
      step /= 4;
      next = theta.map((one, at) => one - step * gradient[at]);
      there = evaluate(next);
    }
    let [ss, sy] = [0, 0];
    next.forEach((one, at) => {
      ss += (one - theta[at]) ** 2;
      sy += (one - theta[at]) * (there.gradient[at] - gradient[at]);
    });
    step = sy > 0 ? Math.min(10, ss / sy) : 2 * step;
    theta = next;
    ({ value, gradient } = there);
    recent.push(value);
    if (recent.length > 8) recent.shift();
  }
  return value;
}

describe("Theorem 4.3", () => {
  it("the non-convex problem (7) by descent from many starts, the group lasso (8) and multiple kernel learning (12) have one value", async () => {
    for (const seed of [1, 2, 3, 4]) {
      const problem = completeProblem(seed, 5, 2, seed % 2 === 0);
      const group = gatedReluProgram({ ...problem, lambdaFraction: 0.15 });
      const convex = await solve(group, { tolerance: 1e-11 });
      const optimum = convex.certificate.primalObjective;
      const ends = Array.from({ length: 8 }, (_, start) => descend(problem, group.lambda, 100 * seed + start));
      const best = Math.min(...ends);
      expect(best).toBeGreaterThan(optimum * (1 - 1e-10));
      expect(best / optimum - 1).toBeLessThan(1e-6);
      const kernel = multipleKernelProgram({ ...problem, lambda: kernelPenaltyOf(group.lambda, convex.point) });
      const learned = await solve(kernel, { tolerance: 1e-11 });
      expect(Math.abs(primalObjective(group, learned.point) / optimum - 1)).toBeLessThan(1e-8);
      expect(predictionsOf(kernel, learned.point).length).toBe(5);
    }
  });
});
