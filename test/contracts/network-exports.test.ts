import { absoluteValue, leakyRelu, matrix, randomGenerator, threshold, toJavaScriptModule, toOnnx } from "halfspace";
import { composedArrangement, patchShape } from "halfspace/geometry";
import { type NeuronNetwork, networkPredictions, rawNetwork } from "halfspace/networks";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";

const random = randomGenerator(8);
const gaussian = (rows: number, columns: number) => matrix(rows, columns, random.gaussians(rows * columns));
const inputs = gaussian(30, 12);
const { layers, maskCount } = composedArrangement(inputs, { count: 40, gatedLayers: 3, seed: 2 });
const patches = patchShape({ height: 3, width: 4, filterHeight: 2, filterWidth: 3, padding: 1, stride: 2 });

const networks: Record<string, NeuronNetwork> = {
  "deep, two outputs": { kind: "deep-gated-relu", layers, blocks: gaussian(maskCount, 24) },
  "leaky ReLU": { kind: "gated-activation", activation: leakyRelu(), gates: gaussian(12, 9), blocks: gaussian(9, 12) },
  "absolute value": {
    kind: "gated-activation",
    activation: absoluteValue(),
    gates: gaussian(12, 9),
    blocks: gaussian(9, 24),
  },
  threshold: { kind: "gated-activation", activation: threshold(), gates: gaussian(12, 9), blocks: gaussian(9, 2) },
  "plain deep": { kind: "deep-relu", weights: [gaussian(12, 9), gaussian(9, 7), gaussian(7, 2)] },
  "gated convolutional": { kind: "gated-convolutional", patches, gates: gaussian(6, 7), blocks: gaussian(7, 12) },
  convolutional: {
    kind: "convolutional",
    patches,
    filters: { kind: "relu", hidden: gaussian(5, 6), output: gaussian(5, 2) },
  },
};

describe("deep, convolutional and other networks in onnxruntime", () => {
  for (const [name, network] of Object.entries(networks)) {
    for (const [precision, tolerance] of [
      ["single", 1e-5],
      ["double", 1e-12],
    ] as const) {
      it(`${name}, ${precision} precision`, async () => {
        const session = await runtime.InferenceSession.create(toOnnx(network, { precision }));
        const data = precision === "single" ? Float32Array.from(inputs.values) : inputs.values;
        const tensor = new runtime.Tensor(
          precision === "single" ? "float32" : "float64",
          data as Float32Array,
          [30, 12],
        );
        const { output } = await session.run({ input: tensor });
        const expected = networkPredictions(network, inputs);
        expect(output.dims).toEqual([30, expected.columns]);
        const size = Math.max(...expected.values.map(Math.abs));
        expected.values.forEach((value, k) => {
          expect(Math.abs((output.data[k] as number) - value) / size).toBeLessThan(tolerance);
        });
      });
    }

    it(`${name}, as an ES module with its scaling, and as ONNX with it`, async () => {
      const outputs = networkPredictions(network, inputs).columns;
      const factor = Float64Array.from({ length: 12 }, (_, k) => (k < 6 ? 0.5 : 20));
      const scale = Float64Array.from({ length: outputs }, (_, k) => 3 + k);
      const map = { shift: random.gaussians(12), factor, bias: false };
      const model = {
        network: rawNetwork(network, { columns: map, outputs: { shift: random.gaussians(outputs), scale } }),
        labels: null,
      };
      const expected = model.network.predict(inputs);
      const module = await import(
        /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(toJavaScriptModule(model))}`
      );
      const rows = Array.from({ length: 30 }, (_, j) => Array.from(inputs.values.subarray(12 * j, 12 * j + 12)));
      const session = await runtime.InferenceSession.create(toOnnx(model, { precision: "double" }));
      const { output } = await session.run({ input: new runtime.Tensor("float64", inputs.values, [30, 12]) });
      const size = Math.max(...expected.map(Math.abs));
      for (const actual of [module.predict(rows).flat(), output.data as Float64Array]) {
        expected.forEach((value, k) => {
          expect(Math.abs(actual[k] - value) / size).toBeLessThan(1e-12);
        });
      }
    });
  }
});
