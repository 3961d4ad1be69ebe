import fc from "fast-check";
import {
  type Activation,
  absoluteValue,
  arrangementFromGates,
  gatedReluProgram,
  leakyRelu,
  matrix,
  predictionsOf,
  randomGenerator,
  sampleArrangement,
  solve,
  threshold,
} from "halfspace";
import { composedArrangement } from "halfspace/geometry";
import { gatedNetwork, plainNetwork } from "halfspace/networks";
import { describe, expect, it } from "vitest";
import { draw, expectClose, run, shapes } from "./small-networks.js";

/** Φ_i written out, row by row, from its definition. */
function slopeAt(activation: Activation, open: boolean): number {
  return open ? activation.positive : activation.negative;
}

describe("other activations are the same program with other slopes", () => {
  for (const activation of [leakyRelu({ negative: 0.2 }), absoluteValue()]) {
    it(`${activation.name}: every product with the operator agrees with Φ_i written out`, () => {
      fc.assert(
        fc.property(shapes, ({ seed, n, d, outputs }) => {
          const { inputs, targets } = draw(seed, n, d, outputs);
          const arrangement = sampleArrangement(inputs, { count: 7, seed });
          const { operator } = gatedReluProgram({ inputs, targets, arrangement, activation, lambda: 1 });
          const p = arrangement.maskCount;
          const dense = Array.from({ length: p }, (_, i) =>
            Array.from({ length: n }, (_, j) => {
              const open = ((arrangement.masks[i * 2 * Math.ceil(n / 64) + (j >> 5)] >>> (j & 31)) & 1) === 1;
              return Array.from({ length: d }, (_, k) => slopeAt(activation, open) * inputs.values[j * d + k]);
            }),
          );
          const random = randomGenerator(seed + 1);
          const which = Int32Array.from({ length: p }, (_, i) => i);
          const blocks = random.gaussians(p * d * outputs);
          const forward = new Float64Array(n * outputs);
          operator.forward(blocks, outputs, which, forward);
          const expected = new Float64Array(n * outputs);
          for (let i = 0; i < p; i++) {
            for (let j = 0; j < n; j++) {
              for (let k = 0; k < d; k++) {
                for (let o = 0; o < outputs; o++) {
                  expected[j * outputs + o] += dense[i][j][k] * blocks[(i * d + k) * outputs + o];
                }
              }
            }
          }
          expectClose(forward, expected, 1e-12);
          const z = random.gaussians(n * outputs);
          const back = new Float64Array(p * d * outputs);
          operator.transpose(z, outputs, which, back);
          const norms = new Float64Array(p);
          operator.norms(z, outputs, norms);
          dense.forEach((phi, i) => {
            let square = 0;
            for (let k = 0; k < d; k++) {
              for (let o = 0; o < outputs; o++) {
                let sum = 0;
                phi.forEach((row, j) => {
                  sum += row[k] * z[j * outputs + o];
                });
                expect(Math.abs(sum - back[(i * d + k) * outputs + o])).toBeLessThan(1e-11);
                square += sum * sum;
              }
            }
            expect(Math.abs(Math.sqrt(square) - norms[i])).toBeLessThan(1e-11);
          });
          const weights = random.gaussians(p).map(Math.abs);
          const gram = new Float64Array(n * n);
          operator.weightedGram(weights, which, gram);
          for (let a = 0; a < n; a++) {
            for (let b = 0; b < n; b++) {
              let sum = 0;
              dense.forEach((phi, i) => {
                for (let k = 0; k < d; k++) sum += weights[i] * phi[a][k] * phi[b][k];
              });
              expect(Math.abs(sum - gram[a * n + b])).toBeLessThan(1e-10);
            }
          }
        }),
        { numRuns: 40, seed: 31 },
      );
    });
  }

  for (const activation of [leakyRelu({ negative: 0.2 }), absoluteValue(), threshold()]) {
    it(`${activation.name}: certified, and the plain network equals the convex model on the data to 1e-10`, async () => {
      await fc.assert(
        fc.asyncProperty(shapes, async ({ seed, n, d, outputs }) => {
          const { inputs, targets } = draw(seed, n, d, outputs);
          const arrangement = sampleArrangement(inputs, { count: 12, seed });
          const stated = { inputs, targets, arrangement, activation };
          const program = gatedReluProgram({ ...stated, lambda: 0.05 * (1 + n) });
          const solution = await solve(program, { tolerance: 1e-8 });
          expect(solution.status).toBe("solved");
          expect(program.kind).toBe(`gated-${activation.name}`);
          const predictions = predictionsOf(program, solution.point);
          expectClose(run(gatedNetwork(program, solution.point), inputs), predictions, 1e-10);
          expectClose(run(plainNetwork(program, solution.point), inputs), predictions, 1e-10);
        }),
        { numRuns: 30, seed: 32 },
      );
    });
  }

  it("leaky slope 0 is the ReLU program to the last bit", async () => {
    const { inputs, targets } = draw(5, 30, 3, 1);
    const arrangement = sampleArrangement(inputs, { count: 40, seed: 5 });
    const one = await solve(gatedReluProgram({ inputs, targets, arrangement, lambda: 1 }));
    const two = await solve(
      gatedReluProgram({ inputs, targets, arrangement, lambda: 1, activation: leakyRelu({ negative: 0 }) }),
    );
    expect(two.blocks.values).toEqual(one.blocks.values);
  });
});

describe("three layers and more, (26)–(27)", () => {
  it("equals the two-layer program when the second layer is open on every row", async () => {
    const { inputs, targets } = draw(11, 40, 4, 1);
    const first = composedArrangement(inputs, { count: 30, gatesPerLayer: 30, seed: 3 });
    const two = arrangementFromGates(inputs, first.gates);
    const deep = await solve(gatedReluProgram({ inputs, targets, arrangement: first, lambda: 0.5 }), {
      tolerance: 1e-9,
    });
    const flat = await solve(gatedReluProgram({ inputs, targets, arrangement: two, lambda: 0.5 }), { tolerance: 1e-9 });
    expect(first.maskCount).toBe(two.maskCount);
    expect(Math.abs(deep.certificate.primalObjective / flat.certificate.primalObjective - 1)).toBeLessThan(1e-8);
  });

  it("is never above the two-layer program whose masks it includes", async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { inputs, targets } = draw(seed, 30, 3, 1);
      const deep = composedArrangement(inputs, { count: 200, gatesPerLayer: 12, seed });
      const gates = matrix(
        3,
        12,
        Float64Array.from({ length: 36 }, (_, k) => deep.layers.gates[0].values[k]),
      );
      const flat = arrangementFromGates(inputs, gates);
      const a = await solve(gatedReluProgram({ inputs, targets, arrangement: deep, lambda: 0.3 }), { tolerance: 1e-8 });
      const b = await solve(gatedReluProgram({ inputs, targets, arrangement: flat, lambda: 0.3 }), { tolerance: 1e-8 });
      expect(a.certificate.primalObjective).toBeLessThanOrEqual(b.certificate.primalObjective * (1 + 1e-7));
    }
  });

  it("the returned network runs forward by itself", async () => {
    const { inputs, targets } = draw(7, 25, 3, 2);
    const arrangement = composedArrangement(inputs, { count: 60, gatedLayers: 3, width: 10, seed: 2 });
    const program = gatedReluProgram({ inputs, targets, arrangement, lambda: 0.5 });
    const solution = await solve(program);
    const network = gatedNetwork(program, solution.point);
    expect(network.kind).toBe("deep-gated-relu");
    expectClose(run(network, inputs), predictionsOf(program, solution.point), 1e-10);
    const elsewhere = matrix(5, 3, randomGenerator(9).gaussians(15));
    expect(run(network, elsewhere).every(Number.isFinite)).toBe(true);
  });
});

describe("composed masks as plain layers of ReLU", () => {
  for (const gatedLayers of [2, 3]) {
    it(`${gatedLayers + 1} layers: equal to the convex model on the data to 1e-10`, async () => {
      for (let seed = 1; seed <= 8; seed++) {
        const { inputs, targets } = draw(seed, 25, 4, 1 + (seed % 2));
        const arrangement = composedArrangement(inputs, { count: 60, gatesPerLayer: 30, gatedLayers, seed });
        const program = gatedReluProgram({ inputs, targets, arrangement, lambda: 0.5 });
        const { point } = await solve(program, { tolerance: 1e-8 });
        const plain = plainNetwork(program, point);
        expect(plain.kind === "deep-relu" && plain.weights).toHaveLength(gatedLayers + 1);
        expectClose(run(plain, inputs), predictionsOf(program, point), 1e-10);
      }
    });
  }

  it("without blocks it is the zero network", () => {
    const { inputs, targets } = draw(1, 10, 3, 1);
    const arrangement = composedArrangement(inputs, { count: 20, seed: 1 });
    const program = gatedReluProgram({ inputs, targets, arrangement, lambdaFraction: 1 });
    const none = { which: new Int32Array(0), blocks: new Float64Array(0) };
    expect(run(plainNetwork(program, none), inputs)).toEqual(new Float64Array(10));
  });
});
