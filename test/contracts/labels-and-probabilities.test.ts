import {
  type Exportable,
  FormatError,
  fitCalibration,
  fromModelFile,
  type Label,
  lossNames,
  matrix,
  namedLoss,
  poisson,
  predictLabels,
  predictProbabilities,
  randomGenerator,
  score,
  squared,
  type TrainedModel,
  type TrainOptions,
  toJavaScriptModule,
  toModelFile,
  toOnnx,
  train,
} from "halfspace";
import { type InnerNetwork, rawNetwork } from "halfspace/networks";
import { decodeOutputs } from "halfspace/programs";
import * as runtime from "onnxruntime-node";
import { describe, expect, it } from "vitest";

const names = ["amber", "beige", "coral", "dun", "ecru"];

/** Rows of classes of unequal size that overlap, so that a calibration moves the threshold between them. */
function overlapping(seed: number, classes: number) {
  const random = randomGenerator(seed);
  const inputs = matrix(45, 2, random.gaussians(90));
  const targets = Array.from({ length: 45 }, (_, row) => {
    const level = inputs.values[2 * row] + 0.8 * random.gaussian();
    return names[Math.min(classes - 1, Math.max(0, Math.floor((level + 1.2) * (classes / 4))))];
  });
  return { inputs, targets, labels: names.slice(0, classes) };
}

const rowsOf = ({ rows, columns, values }: ReturnType<typeof matrix>) =>
  Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * columns, (row + 1) * columns)));

/** What the exports say of the rows: labels and probabilities of the ES module, and of ONNX in double precision. */
async function exported(model: Exportable, inputs: ReturnType<typeof matrix>) {
  const text = toJavaScriptModule(model);
  const module = await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(text)}`);
  const session = await runtime.InferenceSession.create(toOnnx(model, { precision: "double" }));
  const tensor = new runtime.Tensor("float64", inputs.values, [inputs.rows, inputs.columns]);
  const outputs = await session.run({ input: tensor });
  const { labels } = model;
  const indices = outputs.class && Array.from(outputs.class.data as BigInt64Array, Number);
  return [
    {
      predictions: module.predict(rowsOf(inputs)).flat(),
      labels: labels && module.classify(rowsOf(inputs)),
      probabilities: module.probabilities?.(rowsOf(inputs)).flat(),
    },
    {
      predictions: outputs.output.data as Float64Array,
      labels: labels && indices?.map((index) => labels[index]),
      probabilities: outputs.probabilities?.data as Float64Array | undefined,
    },
  ];
}

/** Each label is that of the first of the highest probabilities of its row. */
function expectLabelsOfHighest(labels: readonly Label[], { columns, values }: ReturnType<typeof matrix>, of: Label[]) {
  of.forEach((label, row) => {
    const own = values.subarray(row * columns, (row + 1) * columns);
    expect(own[labels.indexOf(label)]).toBe(Math.max(...own));
  });
}

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>) => {
  expect(actual).toHaveLength(expected.length);
  const size = Math.max(...Array.from(expected, Math.abs));
  Array.from(expected, (value, k) => expect(Math.abs(actual[k] - value) / size).toBeLessThan(1e-12));
};

const classLosses = lossNames.filter((name) => namedLoss(name)?.classes !== "none");

describe("a label is the class of the highest probability, in the library and in what is exported", () => {
  for (const loss of classLosses) {
    for (const classes of namedLoss(loss)?.classes === "two" ? [2] : [2, 3, 4, 5]) {
      it(`${loss}, ${classes} classes`, async () => {
        let calibrated = 0;
        for (const seed of [1, 2, 3]) {
          const table = overlapping(10 * classes + seed, classes);
          const common = { ...table, loss: namedLoss(loss), gates: 15, tolerance: 1e-4 } as const;
          for (const lambda of [{}, { lambdaFraction: 0.1 }, { lambdaFraction: 1 }] as Partial<TrainOptions>[]) {
            const model = await train({ ...common, ...lambda });
            const again = fromModelFile(toModelFile(model)) as TrainedModel;
            const labels = predictLabels(model, table.inputs);
            expect(predictLabels(again, table.inputs)).toEqual(labels);
            expect(again.network.predict(table.inputs)).toEqual(model.network.predict(table.inputs));
            const share = labels.filter((label, row) => label === table.targets[row]).length / labels.length;
            expect(score(model, table.inputs, table.targets)).toMatchObject({ accuracy: share });
            const hasThem = model.calibration !== undefined || loss === "logistic" || loss === "softmax";
            const probabilities = hasThem ? predictProbabilities(model, table.inputs) : undefined;
            if (probabilities) expectLabelsOfHighest(table.labels, probabilities, labels);
            else expect(() => predictProbabilities(model, table.inputs)).toThrow(/no probabilities/);
            for (const found of await exported(again, table.inputs)) {
              expect(found.labels).toEqual(labels);
              close(found.predictions, model.network.predict(table.inputs));
              if (probabilities) close(found.probabilities ?? [], probabilities.values);
              else expect(found.probabilities).toBeUndefined();
            }
            calibrated += Number(model.calibration !== undefined);
          }
        }
        expect(calibrated).toBe(3);
      });
    }
  }

  it("of equal scores the first class counts", () => {
    expect(decodeOutputs(new Float64Array([0, -0, 1e-300, -1]), ["a", "b"])).toEqual(["a", "a", "b", "a"]);
    expect(decodeOutputs(new Float64Array([1, 2, 2, 0, 0, 0]), ["a", "b", "c"])).toEqual(["b", "a"]);
  });

  it("a network of zeros without constant gives every row the first class, in exports too", async () => {
    const { inputs, targets } = overlapping(4, 2);
    const model = await train({ inputs, targets, gates: 5, lambdaFraction: 1, constant: false });
    expect(new Set(predictLabels(model, inputs))).toEqual(new Set(["amber"]));
    for (const { labels } of await exported(model, inputs)) expect(new Set(labels)).toEqual(new Set(["amber"]));
  });
});

describe("calibration", () => {
  it("moves the threshold between two classes, and labels follow", async () => {
    const { inputs, targets, labels } = overlapping(21, 2);
    const model = await train({ inputs, targets, loss: squared(), gates: 15, tolerance: 1e-4 });
    const { slope, intercept } = model.calibration ?? { slope: 1, intercept: 0 };
    const scores = model.network.predict(inputs);
    const raw = scores.map((score) => (score - intercept) / slope);
    const { inner } = model.network;
    const uncalibrated = rawNetwork<InnerNetwork>(inner, model.reduction, { constant: model.constant });
    close(uncalibrated.predict(inputs), raw);
    expect(decodeOutputs(raw, labels)).not.toEqual(predictLabels(model, inputs));
    expect(decodeOutputs(scores, labels)).toEqual(predictLabels(model, inputs));
  });

  it("of outputs that say nothing gives the shares of the classes", () => {
    const classes = Int32Array.from({ length: 18 }, (_, row) => Number(row > 3));
    const outputs = Float64Array.from(classes, (each) => (each === 1 ? Math.log(13 / 4) : Math.log(14 / 3)));
    const { slope, logLoss } = fitCalibration(outputs, 1, classes, 2);
    expect(slope).toBe(1e-3);
    expect(logLoss).toBeCloseTo(-(14 * Math.log(14 / 18) + 4 * Math.log(4 / 18)) / 18, 3);
  });

  it("takes nothing from a model without weights: its probabilities are the shares of the classes in training", async () => {
    for (const counts of [
      [13, 3, 2],
      [9, 9, 3],
      [2, 4, 6, 8],
      [14, 4],
      [30, 2],
    ]) {
      const labels = names.slice(0, counts.length);
      const targets = counts.flatMap((count, k) => Array.from({ length: count }, () => labels[k]));
      // Columns that say nothing of the class, row by row alike.
      const inputs = matrix(targets.length, 2, randomGenerator(counts.length).gaussians(2 * targets.length));
      const shares = counts.map((count) => count / targets.length);
      for (const loss of counts.length === 2 ? ["logistic", "squared", "hinge", "squared-hinge"] : ["softmax"]) {
        for (const constant of loss === "softmax" ? [true] : [true, false]) {
          const table = { inputs, targets, labels, loss: namedLoss(loss), constant };
          const model = await train({ ...table, gates: 10, tolerance: 1e-9, fractions: [1] });
          expect(model.activeGates).toBe(0);
          const { values } = predictProbabilities(model, inputs);
          for (const [k, share] of shares.entries()) expect(values[k]).toBeCloseTo(share, 6);
          const entropy = -shares.reduce((sum, share) => sum + share * Math.log(share), 0);
          expect(score(model, inputs, targets)).toMatchObject({
            accuracy: Math.max(...shares),
            logLoss: expect.closeTo(entropy, 6),
          });
        }
      }
    }
  });

  it("turned around makes a model file damaged", async () => {
    const { inputs, targets } = overlapping(5, 2);
    const record = JSON.parse(toModelFile(await train({ inputs, targets, gates: 10, tolerance: 1e-3 })));
    record.calibration.slope *= -1;
    expect(() => fromModelFile(JSON.stringify(record))).toThrow(FormatError);
  });
});

it("a Poisson model predicts means wherever it goes", async () => {
  const { inputs } = overlapping(6, 2);
  const targets = Array.from({ length: 45 }, (_, row) => Math.round(2 + 2 * Math.abs(inputs.values[2 * row])));
  for (const model of ["gated-relu", "relu"] as const) {
    const fitted = await train({ inputs, targets, loss: poisson(), gates: 20, lambdaFraction: 0.05, model });
    const means = fitted.network.predict(inputs);
    expect(means.every((mean) => mean > 0)).toBe(true);
    for (const { predictions } of await exported(fitted, inputs)) close(predictions, means);
  }
});
