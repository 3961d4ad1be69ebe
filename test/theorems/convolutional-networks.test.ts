import {
  arrangementFromGates,
  gatedReluProgram,
  matrix,
  predictionsOf,
  randomGenerator,
  sampleArrangement,
  solve,
  workingSet,
} from "halfspace";
import { gatedNetwork, plainNetwork } from "halfspace/networks";
import { convolutionalProgram } from "halfspace/programs";
import { describe, expect, it } from "vitest";
import { draw, expectClose, run } from "./small-networks.js";

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
