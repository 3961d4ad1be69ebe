import {
  gatedReluProgram,
  huber,
  type Loss,
  logistic,
  matrix,
  poisson,
  predictionsOf,
  randomGenerator,
  softmax,
  solve,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { completeProblem } from "./problems.js";

/** K outputs of a program and its targets from a row's draw. */
interface Case {
  readonly loss: Loss;
  readonly outputs: number;
  readonly target: (draw: number) => number[];
}

const cases: Case[] = [
  { loss: logistic(), outputs: 1, target: (draw) => [draw < 0.2 ? -1 : 1] },
  { loss: huber({ delta: 0.5 }), outputs: 1, target: (draw) => [draw] },
  { loss: poisson(), outputs: 1, target: (draw) => [Math.floor(2 * Math.abs(draw))] },
  {
    loss: softmax(),
    outputs: 3,
    target: (draw) => [-0.4, 0.4, 9].map((end, k, ends) => Number(draw < end && !(draw < (ends[k - 1] ?? -9)))),
  },
];

/** Σ over outputs of zᵀD_iXXᵀD_iz for every mask i, from masks and rows alone. */
function kernelForms(problem: ReturnType<typeof completeProblem>, z: Float64Array, outputs: number): number[] {
  const { columns: d } = problem.inputs;
  return masksOf(problem).map((mask) => {
    const sums = new Float64Array(d * outputs);
    mask.forEach((open, j) => {
      if (!open) return;
      for (let k = 0; k < d * outputs; k++) {
        sums[k] += problem.inputs.values[j * d + Math.floor(k / outputs)] * z[j * outputs + (k % outputs)];
      }
    });
    return sums.reduce((total, value) => total + value * value, 0);
  });
}

/** 1{x_jᵀg_i ≥ 0} for every gate. */
function masksOf({ inputs, arrangement }: ReturnType<typeof completeProblem>): boolean[][] {
  const { values, columns: d, rows: n } = inputs;
  const p = arrangement.maskCount;
  return Array.from({ length: p }, (_, i) =>
    Array.from({ length: n }, (_row, j) => {
      let product = 0;
      for (let k = 0; k < d; k++) product += values[j * d + k] * arrangement.gates.values[k * p + i];
      return product >= 0;
    }),
  );
}

describe("equations (24) and (25): the kernel characterisation for any convex loss, with λ² − zᵀK_iz (errata)", () => {
  for (const { loss, outputs, target } of cases) {
    it(`${loss.name}: the optimum is a saddle point of D(z) + Σ a_i(λ² − zᵀK_iz) at a_i = ‖w_i*‖/2λ`, async () => {
      for (let seed = 1; seed <= 4; seed++) {
        const problem = completeProblem(seed, 7, 2);
        const targets = matrix(7, outputs, Float64Array.from(Array.from(problem.targets, target).flat()));
        const program = gatedReluProgram({ ...problem, targets, loss, lambdaFraction: [0.5, 0.2, 0.05][seed % 3] });
        const { lambda, data } = program;
        const { certificate, point } = await solve(program, { tolerance: 1e-10 });
        const { primalObjective: optimum, dualPoint: z } = certificate;
        // (24): z is feasible, and its objective is the optimum.
        const forms = kernelForms(problem, z, outputs);
        for (const form of forms) expect(form).toBeLessThanOrEqual(lambda ** 2 * (1 + 1e-9));
        expect(Math.abs(loss.dualValue(z, data) - optimum)).toBeLessThan(1e-8 * optimum);
        // Only kernels whose constraint is tight have weight.
        const size = 2 * outputs;
        const multipliers = new Float64Array(forms.length);
        point.which.forEach((mask, a) => {
          multipliers[mask] = Math.hypot(...point.blocks.subarray(a * size, (a + 1) * size)) / (2 * lambda);
        });
        const lagrangian = (at: Float64Array, weights: Float64Array) =>
          kernelForms(problem, at, outputs).reduce(
            (sum, form, i) => sum + weights[i] * (lambda ** 2 - form),
            loss.dualValue(at, data),
          );
        expect(Math.abs(lagrangian(z, multipliers) - optimum)).toBeLessThan(1e-6 * optimum);
        // (25): no z does better against these kernel weights, no kernel weights do better against this z.
        const random = randomGenerator(seed + 100);
        for (let round = 0; round < 200; round++) {
          const scale = [1, 0.1, 0.01][round % 3];
          const near = new Float64Array(z.length);
          const u = predictionsOf(program, point).map((value) => value + scale * random.gaussian());
          loss.negativeGradient(u, data, near);
          expect(lagrangian(near, multipliers)).toBeLessThanOrEqual(optimum * (1 + 1e-6));
          const other = multipliers.map((value) => value * random.uniform() + scale * random.uniform());
          expect(lagrangian(z, other)).toBeGreaterThanOrEqual(optimum * (1 - 1e-6));
        }
      }
    });
  }

  it("the network is a kernel machine: its predictions are Σ (‖w_i*‖/λ) K_iz", async () => {
    for (const { loss, outputs, target } of cases) {
      const problem = completeProblem(9, 8, 2);
      const targets = matrix(8, outputs, Float64Array.from(Array.from(problem.targets, target).flat()));
      const program = gatedReluProgram({ ...problem, targets, loss, lambdaFraction: 0.1 });
      const { certificate, point } = await solve(program, { tolerance: 1e-11 });
      const masks = masksOf(problem);
      const { values, columns: d } = problem.inputs;
      const expected = new Float64Array(8 * outputs);
      point.which.forEach((mask, a) => {
        const weight = Math.hypot(...point.blocks.subarray(a * d * outputs, (a + 1) * d * outputs)) / program.lambda;
        for (let j = 0; j < 8; j++) {
          for (let l = 0; l < 8; l++) {
            if (!masks[mask][j] || !masks[mask][l]) continue;
            let product = 0;
            for (let k = 0; k < d; k++) product += values[j * d + k] * values[l * d + k];
            for (let k = 0; k < outputs; k++) {
              expected[j * outputs + k] += weight * product * certificate.dualPoint[l * outputs + k];
            }
          }
        }
      });
      predictionsOf(program, point).forEach((value, k) => {
        expect(Math.abs(value - expected[k]), loss.name).toBeLessThan(1e-4 * (1 + Math.abs(value)));
      });
    }
  });

  it("as printed, λ − zᵀK_iz, the optimal z of (24) is no saddle point", async () => {
    const problem = completeProblem(3, 8, 2);
    const targets = Array.from(problem.targets, (draw) => (draw < 0.2 ? -1 : 1));
    const program = gatedReluProgram({ ...problem, targets, loss: logistic(), lambdaFraction: 0.2 });
    const { certificate, point } = await solve(program, { tolerance: 1e-10 });
    const forms = kernelForms(problem, certificate.dualPoint, 1);
    for (const mask of point.which) {
      expect(Math.abs(forms[mask] / program.lambda ** 2 - 1)).toBeLessThan(1e-6);
      expect(Math.abs(forms[mask] / program.lambda - 1)).toBeGreaterThan(0.05);
    }
  });
});
