import { describe, expect, it } from "vitest";
import { absoluteValue } from "../activations/activation.js";
import { composedArrangement } from "../arrangements/composed.js";
import { patchShape } from "../arrangements/patches.js";
import { InputError } from "../errors.js";
import { gaussianKernel } from "../kernels/gaussian-kernel.js";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import type { InnerNetwork } from "./inner-network.js";
import type { KernelMachine } from "./kernel-machine.js";
import { kindOf, networkPredictions, parameterCount } from "./network-kinds.js";

const random = randomGenerator(4);
const gaussian = (rows: number, columns: number) => matrix(rows, columns, random.gaussians(rows * columns));
const inputs = gaussian(9, 4);
const rows = gaussian(6, 4);
const { layers, maskCount } = composedArrangement(inputs, { count: 10, gatedLayers: 2, seed: 1 });
const patches = patchShape({ height: 2, width: 2, filterHeight: 1, filterWidth: 2 });
const kernel: KernelMachine = {
  ...{ kind: "kernel", kernel: { kind: "gaussian", bandwidth: 2 }, scale: 0.5 },
  ...{ rows, dual: gaussian(6, 2) },
};
const relu: InnerNetwork = { kind: "relu", hidden: gaussian(3, 4), output: gaussian(3, 2) };
const average: InnerNetwork = { kind: "average", members: [kernel, relu, { ...kernel, dual: gaussian(6, 2) }] };
const networks: readonly InnerNetwork[] = [
  relu,
  kernel,
  average,
  { kind: "deep-relu", weights: [gaussian(4, 5), gaussian(5, 2)] },
  { kind: "convolutional", patches, filters: { kind: "relu", hidden: gaussian(3, 2), output: gaussian(3, 2) } },
  { kind: "gated-relu", gates: gaussian(4, 3), blocks: gaussian(3, 8) },
  { kind: "gated-activation", activation: absoluteValue(), gates: gaussian(4, 3), blocks: gaussian(3, 8) },
  { kind: "deep-gated-relu", layers, blocks: gaussian(maskCount, 8) },
  { kind: "gated-convolutional", patches, gates: gaussian(2, 3), blocks: gaussian(3, 4) },
];

describe("networks of every kind", () => {
  for (const network of networks) {
    it(`${network.kind}: the sizes that it states are those of its predictions, and other rows are refused`, () => {
      const { inputCount, outputCount } = kindOf(network);
      expect([inputCount(network), outputCount(network)]).toEqual([4, 2]);
      const predictions = networkPredictions(network, inputs);
      expect([predictions.rows, predictions.columns, predictions.values.every(Number.isFinite)]).toEqual([9, 2, true]);
      expect(() => networkPredictions(network, gaussian(9, 5))).toThrow(InputError);
    });

    it(`${network.kind}: a row's prediction does not depend on the rows beside it`, () => {
      const all = networkPredictions(network, inputs).values;
      const last = networkPredictions(network, matrix(1, 4, inputs.values.slice(32))).values;
      last.forEach((value, k) => {
        expect(value).toBeCloseTo(all[16 + k], 12);
      });
    });
  }

  it("a kernel machine is k(x, X)α / scale", () => {
    const cross = gaussianKernel(2)(inputs, rows).values;
    networkPredictions(kernel, inputs).values.forEach((value, at) => {
      let sum = 0;
      for (let i = 0; i < 6; i++) sum += cross[Math.floor(at / 2) * 6 + i] * kernel.dual.values[2 * i + (at % 2)];
      expect(value).toBeCloseTo(sum / 0.5, 12);
    });
  });

  it("an average is the mean of its members, and the rows that they share count once", () => {
    const members = average.members.map((member) => networkPredictions(member, inputs).values);
    networkPredictions(average, inputs).values.forEach((value, at) => {
      expect(value).toBeCloseTo((members[0][at] + members[1][at] + members[2][at]) / 3, 12);
    });
    expect(parameterCount(kernel)).toBe(24 + 12);
    expect(parameterCount(relu)).toBe(12 + 6);
    expect(parameterCount(average)).toBe(24 + 12 + 12 + 18);
  });
});
