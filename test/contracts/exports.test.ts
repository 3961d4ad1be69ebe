import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type Exportable,
  type Matrix,
  matrix,
  predictLabels,
  randomGenerator,
  toJavaScriptModule,
  toOnnx,
  train,
} from "halfspace";
import { onnx } from "onnx-proto";
import * as runtime from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** 40 rows of 4 columns of very different sizes, the third constant (so that training leaves it out). */
function toyInputs(): Matrix {
  const random = randomGenerator(5);
  const inputs = matrix(40, 4);
  for (let j = 0; j < 40; j++) {
    inputs.values.set([random.gaussian(), 5 + 40 * random.gaussian(), 7, 1e-3 * random.gaussian()], 4 * j);
  }
  return inputs;
}

const inputs = toyInputs();
const row = (j: number) => Array.from(inputs.values.subarray(4 * j, 4 * j + 4));
const signal = Array.from(
  { length: 40 },
  (_, j) => Math.max(0, row(j)[0]) + row(j)[1] / 40 - 800 * Math.abs(row(j)[3]),
);
const twoClasses = signal.map((value) => (value > 0 ? "yes" : "no"));
const threeClasses = signal.map((value) => (value > 0.7 ? "high" : value < -0.7 ? "low" : "ütmost middle"));

const cases: { name: string; options: Parameters<typeof train>[0] }[] = [
  { name: "regression, gated", options: { inputs, targets: signal } },
  { name: "regression, ReLU", options: { inputs, targets: signal, model: "relu" } },
  { name: "two classes, gated", options: { inputs, targets: twoClasses } },
  { name: "two classes, ReLU, no bias", options: { inputs, targets: twoClasses, model: "relu", bias: false } },
  { name: "three classes, gated", options: { inputs, targets: threeClasses } },
  { name: "three classes, ReLU", options: { inputs, targets: threeClasses, model: "relu" } },
  {
    name: "one column, no bias",
    options: {
      inputs: matrix(
        40,
        1,
        Array.from({ length: 40 }, (_, j) => row(j)[1]),
      ),
      targets: signal,
      model: "relu",
      bias: false,
    },
  },
  { name: "no neurons", options: { inputs, targets: signal, lambdaFraction: 1 } },
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "halfspace-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function runOnnx(model: Exportable, inputs: Matrix, precision: "single" | "double") {
  const session = await runtime.InferenceSession.create(toOnnx(model, { precision }));
  const tensor =
    precision === "single"
      ? new runtime.Tensor("float32", Float32Array.from(inputs.values), [inputs.rows, inputs.columns])
      : new runtime.Tensor("float64", inputs.values, [inputs.rows, inputs.columns]);
  return session.run({ input: tensor });
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const size = Math.max(...Array.from(expected, Math.abs), 1e-300);
  return Math.max(...Array.from(expected, (value, k) => Math.abs(actual[k] - value))) / size;
}

describe("a network taken away", () => {
  for (const { name, options } of cases) {
    describe(name, () => {
      let model: Awaited<ReturnType<typeof train>>;
      let expected: Float64Array;
      const inputs = options.inputs as Matrix;
      const rows = Array.from({ length: inputs.rows }, (_, j) =>
        Array.from(inputs.values.subarray(j * inputs.columns, (j + 1) * inputs.columns)),
      );
      const names = ["a", "b", "c", "d"].slice(0, inputs.columns);
      beforeAll(async () => {
        model = await train({ gates: 60, lambdaFraction: 0.1, seed: 2, ...options });
        expected = model.network.predict(inputs);
      });

      it("is an ONNX file whose nodes and outputs have names of their own", () => {
        const file = onnx.ModelProto.decode(toOnnx(model, { columnNames: names }));
        expect(Number(file.irVersion)).toBe(8);
        expect(file.opsetImport.map(({ version }) => Number(version))).toEqual([17]);
        const nodes = file.graph?.node ?? [];
        for (const names of [nodes.map((node) => node.name), nodes.flatMap((node) => node.output)]) {
          expect(new Set(names).size).toBe(names.length);
        }
        const metadata = Object.fromEntries(file.metadataProps.map(({ key, value }) => [key, value]));
        expect(metadata.columns).toBe(JSON.stringify(names));
        if (model.labels) expect(JSON.parse(metadata.labels as string)).toEqual(model.labels);
      });

      for (const [precision, tolerance] of [
        ["single", 1e-5],
        ["double", 1e-12],
      ] as const) {
        it(`predicts the same in onnxruntime, ${precision} precision`, async () => {
          const outputs = await runOnnx(model, inputs, precision);
          expect(outputs.output.dims).toEqual([inputs.rows, model.outputCount]);
          expect(largestDifference(outputs.output.data as Float64Array, expected)).toBeLessThan(tolerance);
          const { labels } = model;
          const classes = labels && Array.from(outputs.class.data as BigInt64Array, (index) => labels[Number(index)]);
          expect(classes).toEqual(labels && predictLabels(model, inputs));
          expect("class" in outputs).toBe(labels !== null);
        });
      }

      it("predicts the same as an ES module", async () => {
        const path = join(folder, `${name.replace(/\W+/g, "-")}.mjs`);
        await writeFile(path, toJavaScriptModule(model, names));
        const module = await import(/* @vite-ignore */ pathToFileURL(path).href);
        expect(largestDifference(module.predict(rows).flat(), expected)).toBeLessThan(1e-12);
        if (model.labels) expect(module.classify(rows)).toEqual(predictLabels(model, inputs));
        expect(module.columnNames).toEqual(names);
        expect(() => module.predict([[1, 2]])).toThrow("got 2 numbers in a row");
      });
    });
  }

  it("refuses single precision for a column that it cannot hold, and keeps it in double", async () => {
    const seconds = matrix(
      40,
      1,
      inputs.values.filter((_, k) => k % 4 === 0).map((value) => 1.7e9 + 100 * value),
    );
    const model = await train({ inputs: seconds, targets: signal, gates: 20, lambdaFraction: 0.1 });
    expect(() => toOnnx(model)).toThrow(/precision: got single for column 1, whose mean is .* times its spread/);
    const { output } = await runOnnx(model, seconds, "double");
    expect(largestDifference(output.data as Float64Array, model.network.predict(seconds))).toBeLessThan(1e-9);
  });

  it("rejects options it does not know", async () => {
    const model = await train({ inputs, targets: signal, gates: 5, lambdaFraction: 0.5 });
    expect(() => toOnnx(model, { precision: "half" } as never)).toThrow(/expected one of single, double/);
    expect(() => toOnnx(model, { names: [] } as never)).toThrow(/unknown option "names"/);
  });
});
