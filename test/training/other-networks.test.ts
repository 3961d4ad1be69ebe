import {
  FormatError,
  fromModelFile,
  hinge,
  huber,
  InputError,
  leakyRelu,
  type Matrix,
  matrix,
  poisson,
  predictLabels,
  predictProbabilities,
  quantile,
  randomGenerator,
  score,
  squaredHinge,
  summariseModel,
  type TrainOptions,
  toJavaScriptModule,
  toModelFile,
  toOnnx,
  train,
  verifyModel,
} from "halfspace";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";

const random = randomGenerator(11);
const [n, columns] = [48, 2 * 3 * 4];
/** Rows of 24 columns in units of their own: two channels of 3 × 4 images, or just numbers. */
const inputs = matrix(
  n,
  columns,
  random.gaussians(n * columns).map((value, k) => (k % columns < 12 ? 5 + 2 * value : 0.01 * value)),
);
const at = (j: number, k: number) => inputs.values[j * columns + k];
const signal = Float64Array.from(
  { length: n },
  (_, j) => Math.abs(at(j, 0) - 5) + 100 * at(j, 13) * (at(j, 3) > 5 ? 1 : -1),
);
const sides = Array.from(signal, (value) => (value > 1.5 ? "far" : "near"));
const three = Array.from(signal, (value) => (value > 2.2 ? "far" : value > 1 ? "near" : "here"));
const pairs = Array.from(signal, (value, j) => [value, at(j, 2)]);
const patches = { height: 3, width: 4, channels: 2, filterHeight: 2, filterWidth: 3, padding: 1 };

const shapes: Record<string, Partial<TrainOptions>> = {
  "leaky ReLU": { activation: leakyRelu({ negative: 0.2 }) },
  "absolute value": { activation: "absolute-value" },
  threshold: { activation: "threshold" },
  "three layers": { layers: 3, hiddenWidth: 20 },
  "four layers": { layers: 4 },
  convolutional: { patches },
  "leaky ReLU, plain": { activation: "leaky-relu", model: "relu" },
  "threshold, plain": { activation: "threshold", model: "relu" },
  "convolutional, plain": { patches, model: "relu" },
};
const tasks: Record<string, TrainOptions["targets"]> = {
  regression: signal,
  "two classes": sides,
  "three classes": three,
  "two outputs": pairs,
};

async function runOnnx(
  model: Parameters<typeof toOnnx>[0],
  precision: "single" | "double",
): Promise<ArrayLike<number>> {
  const session = await runtime.InferenceSession.create(toOnnx(model, { precision }));
  const shape = [inputs.rows, inputs.columns];
  const tensor =
    precision === "single"
      ? new runtime.Tensor("float32", Float32Array.from(inputs.values), shape)
      : new runtime.Tensor("float64", inputs.values, shape);
  return (await session.run({ input: tensor })).output.data as Float64Array;
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const size = Math.max(...Array.from(expected, Math.abs), 1e-300);
  return Math.max(...Array.from(expected, (value, k) => Math.abs(actual[k] - value))) / size;
}

const rowsOf = ({ rows, columns: d, values }: Matrix) =>
  Array.from({ length: rows }, (_, j) => Array.from(values.subarray(j * d, (j + 1) * d)));

describe("other networks, from train to the file and out of it", () => {
  for (const [name, shape] of Object.entries(shapes)) {
    const plain = shape.model === "relu";
    for (const [task, targets] of Object.entries(tasks)) {
      if (plain && task === "two classes") continue;
      it(`${name}, ${task}`, async () => {
        const options = { inputs, targets, gates: 30, folds: 3, fractions: [0.3, 0.1, 0.03], ...shape };
        const result = await train(options);
        expect(result.status).toBe("solved");
        expect(result.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
        expect(result.crossValidation?.path).toHaveLength(3);
        const text = toModelFile(result);
        const model = fromModelFile(text);
        expect(toModelFile(model)).toBe(text);
        expect(JSON.parse(text).version).toBe(2);
        expect(summariseModel(model)).toEqual(summariseModel(result));
        const verification = verifyModel(model, inputs, targets);
        expect(verification.problems).toEqual([]);
        // Two bounds of one number, one with more room for rounding.
        expect(verification.maxDifference).toBeLessThan(1e-11);

        const expected = result.network.predict(inputs);
        expect(model.network.predict(inputs)).toEqual(expected);
        expect(score(model, inputs, targets)).toEqual(score(result, inputs, targets));
        if (result.labels) expect(predictProbabilities(model, inputs).rows).toBe(n);

        expect(largestDifference(await runOnnx(model, "double"), expected)).toBeLessThan(1e-12);
        const single = largestDifference(await runOnnx(model, "single"), expected);
        expect(single).toBeLessThan(1e-5);
        const module = await import(
          /* @vite-ignore */ `data:text/javascript,${encodeURIComponent(toJavaScriptModule(model))}`
        );
        expect(largestDifference(module.predict(rowsOf(inputs)).flat(), expected)).toBeLessThan(1e-12);
        if (model.labels) expect(module.classify(rowsOf(inputs))).toEqual(predictLabels(model, inputs));
      });
    }
  }
});

describe("every loss", () => {
  const counts = Array.from(signal, (value) => Math.round(Math.abs(value)));
  const weights = Float64Array.from({ length: n }, (_, j) => 1 + (j % 3));
  const losses: Record<string, Partial<TrainOptions>> = {
    huber: { loss: huber(), targets: signal, sampleWeights: weights },
    quantile: { loss: quantile({ quantile: 0.3 }), targets: signal },
    poisson: { loss: poisson(), targets: counts },
    hinge: { loss: hinge(), targets: sides },
    "squared hinge": { loss: squaredHinge(), targets: sides, classWeights: "balanced" },
  };
  for (const [name, loss] of Object.entries(losses)) {
    it(`${name}: three layers, thresholds and images are solved, verified and read again`, async () => {
      for (const shape of [{ layers: 3 }, { activation: "threshold" as const }, { patches }]) {
        const options = { inputs, targets: signal, ...loss, gates: 40, lambdaFraction: 0.1, ...shape };
        const result = await train(options);
        expect(result.status).toBe("solved");
        const model = fromModelFile(toModelFile(result));
        expect(verifyModel(model, inputs, options.targets).problems).toEqual([]);
        expect(model.network.predict(inputs)).toEqual(result.network.predict(inputs));
      }
    });
  }
});

describe("a planted 3 × 3 pattern", () => {
  it("is found from 200 images of 12 × 12, where the fully connected network guesses", async () => {
    const draws = randomGenerator(5);
    const [side, amplitude] = [12, 9];
    const pattern = draws.gaussians(9);
    const size = Math.hypot(...pattern);
    const make = (count: number) => {
      const pixels = matrix(count, side * side, draws.gaussians(count * side * side));
      const labels = Array.from({ length: count }, (_, j) => (j % 2 === 1 ? "there" : "absent"));
      for (let j = 1; j < count; j += 2) {
        const corner = j * side * side + draws.integer(10) * side + draws.integer(10);
        for (let k = 0; k < 9; k++) {
          pixels.values[corner + Math.floor(k / 3) * side + (k % 3)] += (amplitude * pattern[k]) / size;
        }
      }
      return { inputs: pixels, targets: labels };
    };
    const [training, test] = [make(200), make(500)];
    const common = { ...training, gates: 200, tolerance: 1e-3, fractions: [0.1, 0.01, 0.001, 0.0001], folds: 3 };
    const accuracyOf = async (options: Partial<TrainOptions>) => {
      const found = score(await train({ ...common, ...options }), test.inputs, test.targets);
      return "accuracy" in found ? found.accuracy : Number.NaN;
    };
    const convolutional = await accuracyOf({ patches: { height: side, width: side, filterHeight: 3 } });
    const full = await accuracyOf({});
    expect(convolutional).toBeGreaterThanOrEqual(0.95);
    expect(full).toBeLessThan(0.65);
  });
});

describe("what does not go together is one clear line", () => {
  const wrong: [Partial<TrainOptions>, RegExp][] = [
    [{ activation: "tanh" as never }, /activation: got "tanh"; expected one of relu, leaky-relu/],
    [{ activation: "threshold", layers: 3 }, /layers: got activation threshold with layers 3; expected one of them/],
    [{ layers: 3, patches }, /patches: got layers 3 with patches; expected one of them/],
    [{ layers: 1 }, /layers: got 1; expected a whole number, at least 2/],
    [{ hiddenWidth: 10 }, /hiddenWidth: got it with two layers/],
    [{ layers: 3, hiddenWidth: 0 }, /hiddenWidth: got 0/],
    [{ layers: 3, model: "relu" }, /model: got relu with layers 3; expected gated-relu/],
    [{ patches, model: "mkl" }, /model: got mkl with patches/],
    [{ activation: "threshold", model: "relu", gates: "generate" }, /gates: got "generate" with activation threshold/],
    [{ layers: 3, gates: matrix(25, 4) }, /gates: got a matrix with layers 3/],
    [{ layers: 3, gates: 0 }, /gates: got 0/],
    [{ activation: "leaky-relu", q: 1.5 }, /q: got q = 1.5 with activation leaky-relu/],
    [{ activation: "leaky-relu", solver: "irls" }, /solver: got irls with activation leaky-relu/],
    [{ layers: 3, lambda: { rule: "theorem-6-1", confidence: 0.9 } }, /the rule of Theorem 6.1 with layers 3/],
    [{ patches: { height: 5, width: 5, filterHeight: 3 } }, /1 × 5 × 5 = 25 numbers for a table of 24 columns/],
    [{ patches: { height: 2, width: 12, filterHeight: 3 } }, /3 × 3 filter for a 2 × 12 image/],
  ];
  for (const [options, message] of wrong) {
    it(String(message), async () => {
      await expect(train({ inputs, targets: signal, ...options })).rejects.toThrow(InputError);
      await expect(train({ inputs, targets: signal, ...options })).rejects.toThrow(message);
    });
  }
});

describe("files of other networks", () => {
  const options = { inputs, targets: signal, gates: 40, lambdaFraction: 0.05 };

  it("verification finds a feature, a gate, a choice or a slope that was changed", async () => {
    const cases: [Partial<TrainOptions>, (record: FileRecord) => void][] = [
      [{ layers: 3 }, ({ shape }) => scale(shape.hidden[0].values, -1)],
      [{ layers: 3 }, ({ shape }) => scale(shape.gates[0].values, -1)],
      [{ layers: 3 }, ({ shape, point }) => (shape.choices[0][point.which[0]] ^= 1)],
      [{ activation: "leaky-relu" }, ({ shape }) => (shape.slope = 0.3)],
      [{ activation: "absolute-value" }, ({ shape }) => (shape.activation = "threshold")],
      [{ patches, model: "relu" }, ({ neurons }) => scale(neurons.output.values, 1.001)],
      [{ patches }, (record) => (record.certificate.program = "gated-relu")],
    ];
    for (const [shape, change] of cases) {
      const record = JSON.parse(toModelFile(await train({ ...options, ...shape })));
      change(record);
      const found = (() => {
        try {
          return verifyModel(fromModelFile(JSON.stringify(record)), inputs, signal).verified;
        } catch (error) {
          return error instanceof FormatError ? "damaged" : error;
        }
      })();
      expect([String(change), found === false || found === "damaged"]).toEqual([String(change), true]);
    }
  });

  it("a damaged shape is a FormatError", async () => {
    const deep = JSON.parse(toModelFile(await train({ ...options, layers: 3 })));
    const image = JSON.parse(toModelFile(await train({ ...options, patches })));
    const leaky = JSON.parse(toModelFile(await train({ ...options, activation: "leaky-relu" })));
    const cases: [unknown, RegExp][] = [
      [{ ...deep, version: 1 }, /version/],
      [{ ...deep, shape: undefined }, /version|gates/],
      [{ ...deep, model: "mkl" }, /shape/],
      [{ ...deep, shape: { ...deep.shape, hidden: [] } }, /shape.hidden/],
      [{ ...deep, shape: { ...deep.shape, choices: [deep.shape.choices[0], [9999]] } }, /shape.choices/],
      [{ ...deep, shape: { ...deep.shape, gates: [{ ...deep.shape.gates[0], rows: 3 }] } }, /shape.gates/],
      [{ ...image, shape: { ...image.shape, height: 4 } }, /shape.height/],
      [{ ...image, shape: { ...image.shape, filterHeight: 40 } }, /gates|shape.filterHeight/],
      [{ ...image, shape: { ...image.shape, stride: 0 } }, /shape.stride/],
      [{ ...leaky, shape: { ...leaky.shape, slope: 2 } }, /shape.slope/],
      [{ ...leaky, shape: { kind: "activation", activation: "leaky-relu" } }, /shape.slope/],
      [{ ...leaky, shape: { kind: "tower" } }, /shape/],
    ];
    for (const [record, message] of cases) {
      expect(() => fromModelFile(JSON.stringify(record))).toThrow(FormatError);
      expect(() => fromModelFile(JSON.stringify(record))).toThrow(message);
    }
  });

  it("the certificate's words name the network", async () => {
    const words = async (shape: Partial<TrainOptions>) => summariseModel(await train({ ...options, ...shape })).covers;
    expect(await words({ layers: 3 })).toMatch(/for these \d+ sampled gates of a three-layer network; says nothing/);
    expect(await words({ layers: 4 })).toMatch(/of a four-layer network/);
    expect(await words({ patches })).toMatch(/of a convolutional network/);
    expect(await words({ activation: "absolute-value" })).toMatch(/of an absolute-value network/);
  });

  it("same seed, same bytes; the channels of images keep their units apart", async () => {
    const one = await train({ ...options, layers: 3, seed: 4 });
    const two = await train({ ...options, layers: 3, seed: 4 });
    expect(toModelFile(two)).toBe(toModelFile(one));
    const { columns: map } = (await train({ ...options, patches })).reduction;
    expect(new Set(map.factor).size).toBe(2);
    expect(map.factor[23] / map.factor[0]).toBeGreaterThan(50);
  });
});

/** A parsed model file. */
type FileRecord = ReturnType<typeof JSON.parse>;

function scale(values: number[], factor: number): void {
  for (let k = 0; k < values.length; k++) values[k] *= factor;
}
