import fc from "fast-check";
import {
  type Activation,
  absoluteValue,
  arrangementFromGates,
  gatedReluProgram,
  leakyRelu,
  type Matrix,
  matrix,
  predictionsOf,
  randomGenerator,
  sampleArrangement,
  solve,
  threshold,
  workingSet,
} from "halfspace";
import { composedArrangement } from "halfspace/geometry";
import { gatedNetwork, type InnerNetwork, networkPredictions, plainNetwork } from "halfspace/networks";
import { convolutionalProgram } from "halfspace/programs";
import { describe, expect, it } from "vitest";

const shapes = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  n: fc.integer({ min: 1, max: 13 }),
  d: fc.integer({ min: 1, max: 4 }),
  outputs: fc.constantFrom(1, 2),
});

function draw(seed: number, n: number, d: number, outputs: number) {
  const random = randomGenerator(seed);
  return {
    inputs: matrix(n, d, random.gaussians(n * d)),
    targets: matrix(n, outputs, random.gaussians(n * outputs)),
  };
}

function run(network: InnerNetwork, inputs: Matrix): Float64Array {
  return networkPredictions(network, inputs).values;
}

function expectClose(a: Float64Array, b: Float64Array, tolerance: number): void {
  const scale = 1 + Math.max(...b.map(Math.abs));
  a.forEach((value, k) => {
    expect(Math.abs(value - b[k])).toBeLessThanOrEqual(tolerance * scale);
  });
}

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

describe("convolutional networks (E.1)", () => {
  it("equals the fully connected program when the patch is the whole input", async () => {
    const { inputs, targets } = draw(13, 30, 6, 1);
    const random = randomGenerator(4);
    const gates = matrix(6, 25, random.gaussians(150));
    const shape = { height: 2, width: 3, filterHeight: 2, filterWidth: 3 };
    const convolutional = convolutionalProgram({ inputs, targets, patches: shape, gates, lambda: 0.7 });
    const full = gatedReluProgram({ inputs, targets, arrangement: arrangementFromGates(inputs, gates), lambda: 0.7 });
    const a = await solve(convolutional, { tolerance: 1e-9 });
    const b = await solve(full, { tolerance: 1e-9 });
    expect(Math.abs(a.certificate.primalObjective / b.certificate.primalObjective - 1)).toBeLessThan(1e-9);
  });

  it("forward, gated and plain networks agree on the table; dense and matrix-free solvers agree", async () => {
    const random = randomGenerator(17);
    const [n, side] = [20, 5];
    const inputs = matrix(n, 2 * side * side, random.gaussians(n * 2 * side * side));
    const targets = random.gaussians(n);
    const patches = { height: side, width: side, channels: 2, filterHeight: 3, stride: 2, padding: 1 };
    const program = convolutionalProgram({ inputs, targets, patches, gates: 40, lambdaFraction: 0.1 });
    const solution = await solve(program, { tolerance: 1e-9 });
    const predictions = predictionsOf(program, solution.point);
    expectClose(run(gatedNetwork(program, solution.point), inputs), predictions, 1e-10);
    expectClose(run(plainNetwork(program, solution.point), inputs), predictions, 1e-10);
    const free = await solve(program, { solver: workingSet({ system: "matrix-free" }), tolerance: 1e-7 });
    expect(Math.abs(free.certificate.primalObjective / solution.certificate.primalObjective - 1)).toBeLessThan(1e-6);
  });

  it("the number of masks is bounded by the patch rank, whatever the size of the image", () => {
    // Cover's count for nB patches in rank r_c = 2, of images with 100 columns.
    const random = randomGenerator(19);
    const [n, side] = [6, 10];
    const inputs = matrix(n, side * side, random.gaussians(n * side * side));
    const patches = { height: side, width: side, filterHeight: 1, filterWidth: 2, stride: 2 };
    const program = convolutionalProgram({
      inputs,
      targets: new Float64Array(n).fill(1),
      patches,
      gates: 50_000,
      lambda: 1,
    });
    const rows = program.patchInputs.rows;
    expect(program.arrangement.maskCount).toBeLessThanOrEqual(2 * rows);
    expect(program.arrangement.maskCount).toBeGreaterThan(rows);
  });

  it("recovers a planted 3×3 filter from 200 images of 12×12, where the fully connected network does worse", async () => {
    const random = randomGenerator(23);
    const side = 12;
    const filter = random.gaussians(9);
    const label = (image: Float64Array) => {
      let sum = 0;
      for (let r = 0; r + 3 <= side; r++) {
        for (let c = 0; c + 3 <= side; c++) {
          let t = 0;
          for (let a = 0; a < 3; a++)
            for (let b = 0; b < 3; b++) t += filter[3 * a + b] * image[(r + a) * side + c + b];
          sum += Math.max(0, t);
        }
      }
      return sum;
    };
    const make = (n: number) => {
      const inputs = matrix(n, side * side, random.gaussians(n * side * side));
      const sums = Float64Array.from({ length: n }, (_, j) =>
        label(inputs.values.subarray(j * side * side, (j + 1) * side * side)),
      );
      return { inputs, sums };
    };
    const [training, test] = [make(200), make(500)];
    const middle = [...training.sums].sort((a, b) => a - b)[100];
    // Both networks learn the sum of the planted ReLUs; an image is called bright when it is above the training median.
    const accuracy = (values: Float64Array, sums: Float64Array) =>
      values.reduce((hits, value, j) => hits + (value >= middle === sums[j] >= middle ? 1 : 0), 0) / sums.length;
    const patches = { height: side, width: side, filterHeight: 3 };
    const convolutional = convolutionalProgram({
      inputs: training.inputs,
      targets: training.sums,
      patches,
      gates: 150,
      lambdaFraction: 0.001,
    });
    const shared = await solve(convolutional, { tolerance: 1e-4, timeLimit: 30 });
    const full = gatedReluProgram({
      inputs: training.inputs,
      targets: training.sums,
      arrangement: sampleArrangement(training.inputs, { count: 150, seed: 1 }),
      lambdaFraction: 0.01,
    });
    const dense = await solve(full, { tolerance: 1e-4 });
    const ours = accuracy(run(gatedNetwork(convolutional, shared.point), test.inputs), test.sums);
    const theirs = accuracy(run(gatedNetwork(full, dense.point), test.inputs), test.sums);
    expect(ours).toBeGreaterThanOrEqual(0.95);
    expect(theirs).toBeLessThan(ours);
  });
});
