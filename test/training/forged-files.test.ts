import {
  type AnyModel,
  checkOf,
  fieldsOfAverageFile,
  fieldsOfGeneratedFile,
  fieldsOfModelFile,
  fromAverageFile,
  fromModelFile,
  hinge,
  huber,
  logistic,
  poisson,
  randomGenerator,
  selectModel,
  softmax,
  type TrainOptions,
  toAverageFile,
  toModelFile,
  train,
  verifyAverage,
  verifyModel,
  withBackground,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { mixedAverage } from "../mixed-average.js";
import { type Json, leaves, otherValues, replaced, verdictOf } from "./forged-records.js";

/** Every field of files of all kinds, mutated: what `fieldsOfModelFile` and `fieldsOfAverageFile` say of it must be what verification does. */

const random = randomGenerator(3);
const n = 24;
const inputs = Array.from({ length: n }, () => [...random.gaussians(4)]);
const signal = inputs.map(([a, b, c]) => Math.max(0, a + b) - c + 0.2 * random.gaussian());
const sides = signal.map((value) => (value > 0 ? "above" : "below"));
const three = signal.map((value) => (value > 0.7 ? "high" : value > -0.5 ? "middle" : "low"));
const counts = signal.map((value) => Math.round(Math.abs(value)));
const weights = Float64Array.from({ length: n }, (_, j) => 1 + (j % 3));
const patches = { height: 2, width: 2, filterHeight: 1, filterWidth: 2 };
const line = inputs.map(([a]) => [a]);

// Few fresh gates: every mutation prices them again.
const small = { gates: 16, fresh: 24, lambdaFraction: 0.05 };
const kinds: Record<string, TrainOptions> = {
  "gated, λ chosen, two classes": { inputs, targets: sides, gates: 16, fresh: 24, folds: 3 },
  "softmax with weights": { inputs, targets: three, loss: softmax(), sampleWeights: weights, ...small },
  "grown by fresh gates": { inputs, targets: signal, ...small, grow: true, freshTolerance: 0.1 },
  logistic: { inputs, targets: sides, loss: logistic(), ...small },
  hinge: { inputs, targets: sides, loss: hinge(), ...small },
  poisson: { inputs, targets: counts, loss: poisson(), ...small },
  huber: { inputs, targets: signal, loss: huber({ delta: 0.5 }), ...small },
  "plain neurons": { inputs, targets: signal, model: "relu", ...small },
  mkl: { inputs, targets: signal, model: "mkl", ...small },
  "between the NTK and MKL": { inputs, targets: signal, q: 1.5, ...small },
  "leaky ReLU": { inputs, targets: signal, activation: "leaky-relu", ...small },
  thresholds: { inputs, targets: signal, activation: "threshold", ...small },
  "intervals, two classes": { inputs, targets: sides, loss: hinge(), ...small, intervals: 0.8 },
  "intervals with weights": { inputs, targets: signal, ...small, sampleWeights: weights, intervals: 0.9 },
  "three layers": { inputs, targets: signal, layers: 3, ...small },
  convolutional: { inputs, targets: signal, patches, ...small },
  generated: { inputs: line, targets: signal, model: "relu", gates: "generate", lambdaFraction: 0.1 },
  monotone: { inputs: line, targets: signal, model: "relu", monotone: [1], lambdaFraction: 0.1 },
  ntk: { inputs, targets: signal, model: "ntk" },
  gaussian: { inputs, targets: sides, model: "gaussian", lambdaFraction: 0.1 },
};

/** Those that keep some rows. */
const backgroundKinds = ["huber", "plain neurons", "gaussian"];

function checkEveryField(text: string, table: Pick<TrainOptions, "inputs" | "targets">): string[] {
  const record = JSON.parse(text) as Json;
  const models = /"(monotone-)?relu-network"/.test(text) ? fieldsOfGeneratedFile : fieldsOfModelFile;
  const fields = text.includes('"halfspace-average"') ? fieldsOfAverageFile : models;
  const wrong: string[] = [];
  for (const path of leaves(record)) {
    const check = checkOf(fields, path);
    let value: Json = record;
    for (const key of path) value = (value as Record<string | number, Json>)[key];
    for (const other of otherValues(value)) {
      if (other === value || Object.is(other, -0)) continue;
      const found = verdictOf(JSON.stringify(replaced(record, path, other)), table);
      const fits =
        check === "stated" ||
        // A looser bound is proved too.
        (check === "bounded" && (found === "refused" || Number(other) > Number(value))) ||
        (check === "not checked" && (found === "verified" || typeof value === "string" || Number(other) <= 0)) ||
        ((check === "recomputed" || check === "shape") && found === "refused");
      if (!fits) wrong.push(`${path.join(".")}: ${value} → ${other} is ${found}, listed as ${check}`);
    }
  }
  return wrong;
}

describe("every field of every kind of file, mutated", () => {
  for (const [name, options] of Object.entries(kinds)) {
    it(name, async () => {
      const trained = await train(options);
      const result = backgroundKinds.includes(name) ? withBackground(trained, options.inputs, { count: 3 }) : trained;
      const text = toModelFile(result as never);
      expect(verifyModel(fromModelFile(text), options.inputs, options.targets).problems).toEqual([]);
      expect(checkEveryField(text, options)).toEqual([]);
    });
  }

  it("an average of kernels and a generated network", async () => {
    const table = { inputs, targets: signal };
    const { model } = await selectModel({ ...table, families: ["neural-tangent", "gaussian"], members: 2 });
    const average = model as AnyModel;
    if (average.kind !== "average") throw new Error("expected an average");
    const text = toAverageFile(withBackground(average, inputs, { count: 3 }));
    expect(verifyAverage(fromAverageFile(text), inputs, signal).problems).toEqual([]);
    expect(checkEveryField(text, table)).toEqual([]);
  });

  it("an average with intervals, and one of two classes with sets", async () => {
    for (const targets of [signal, sides]) {
      const families = ["gaussian", "learned-metric"] as const;
      const asked = { inputs, targets, families, members: 2, folds: 2, repeats: 1, intervals: 0.8 };
      const average = (await selectModel(asked)).model as AnyModel;
      if (average.kind !== "average") throw new Error("expected an average");
      const text = toAverageFile(average);
      expect(verifyAverage(fromAverageFile(text), inputs, targets).problems).toEqual([]);
      expect(checkEveryField(text, { inputs, targets })).toEqual([]);
    }
  });

  it("a weighted sum of kernels, one in a learned metric, and a gated network", async () => {
    for (const table of [
      { inputs, targets: signal },
      { inputs, targets: signal.map((value) => (value > 0 ? "yes" : "no")) },
    ]) {
      const model = await mixedAverage(table);
      const text = toAverageFile(model);
      expect(verifyAverage(fromAverageFile(text), inputs, table.targets).problems).toEqual([]);
      expect(checkEveryField(text, table)).toEqual([]);
    }
  });
});
