import {
  type AnyModel,
  checkOf,
  FormatError,
  fieldsOfAverageFile,
  fieldsOfGeneratedFile,
  fieldsOfModelFile,
  fromAverageFile,
  fromModelFile,
  hinge,
  huber,
  InputError,
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
} from "halfspace";
import { describe, expect, it } from "vitest";

/** Every field of files of all kinds, mutated: what `fieldsOfModelFile` and `fieldsOfAverageFile` say of it must be what verification does. */

const random = randomGenerator(3);
const n = 36;
const inputs = Array.from({ length: n }, () => [...random.gaussians(4)]);
const signal = inputs.map(([a, b, c]) => Math.max(0, a + b) - c + 0.2 * random.gaussian());
const sides = signal.map((value) => (value > 0 ? "above" : "below"));
const three = signal.map((value) => (value > 0.7 ? "high" : value > -0.5 ? "middle" : "low"));
const counts = signal.map((value) => Math.round(Math.abs(value)));
const weights = Float64Array.from({ length: n }, (_, j) => 1 + (j % 3));
const patches = { height: 2, width: 2, filterHeight: 1, filterWidth: 2 };
const line = inputs.map(([a]) => [a]);

const small = { gates: 30, lambdaFraction: 0.05 };
const kinds: Record<string, TrainOptions> = {
  "gated, λ chosen, two classes": { inputs, targets: sides, gates: 30, folds: 3 },
  "softmax with weights": { inputs, targets: three, loss: softmax(), sampleWeights: weights, ...small },
  logistic: { inputs, targets: sides, loss: logistic(), ...small },
  hinge: { inputs, targets: sides, loss: hinge(), ...small },
  poisson: { inputs, targets: counts, loss: poisson(), ...small },
  huber: { inputs, targets: signal, loss: huber({ delta: 0.5 }), ...small },
  "plain neurons": { inputs, targets: signal, model: "relu", ...small },
  mkl: { inputs, targets: signal, model: "mkl", gates: 30, lambdaFraction: 0.05 },
  "between the NTK and MKL": { inputs, targets: signal, q: 1.5, ...small },
  "leaky ReLU": { inputs, targets: signal, activation: "leaky-relu", ...small },
  thresholds: { inputs, targets: signal, activation: "threshold", ...small },
  "three layers": { inputs, targets: signal, layers: 3, ...small },
  convolutional: { inputs, targets: signal, patches, ...small },
  generated: { inputs: line, targets: signal, model: "relu", gates: "generate", lambdaFraction: 0.1 },
  ntk: { inputs, targets: signal, model: "ntk" },
  gaussian: { inputs, targets: sides, model: "gaussian", lambdaFraction: 0.1 },
};

type Path = readonly (string | number)[];
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Paths of all leaves; of long lists the first, a middle and the last entry. */
function leaves(value: Json, path: Path = []): Path[] {
  if (Array.isArray(value)) {
    const some = value.length > 3 ? [0, value.length >> 1, value.length - 1] : [...value.keys()];
    return some.flatMap((k) => leaves(value[k], [...path, k]));
  }
  if (value !== null && typeof value === "object") {
    return Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]));
  }
  return [path];
}

const words: Record<string, string> = {
  solved: "stalled",
  stalled: "solved",
  sampled: "complete",
  complete: "sampled",
  generated: "complete",
  regression: "classification",
  classification: "regression",
  "gated-relu": "mkl",
};

/** Other values of the same type. */
function otherValues(value: Json): Json[] {
  if (typeof value === "number")
    return Number.isInteger(value) ? [value + 1, value * 3 + 2] : [value * 1.3, -value, value / 1e12];
  if (typeof value === "boolean") return [!value];
  if (typeof value === "string") return [words[value] ?? `${value}x`];
  return [];
}

function replaced(record: Json, path: Path, value: Json): Json {
  const copy = structuredClone(record);
  let part = copy as Record<string | number, Json>;
  for (const key of path.slice(0, -1)) part = part[key] as Record<string | number, Json>;
  part[path[path.length - 1]] = value;
  return copy;
}

/** "refused" by the reader or by verification, or "verified". */
function verdict(read: () => { readonly verified: boolean }): "refused" | "verified" {
  try {
    return read().verified ? "verified" : "refused";
  } catch (error) {
    if (error instanceof FormatError || error instanceof InputError) return "refused";
    throw error;
  }
}

const verdictOf = (text: string, table: Pick<TrainOptions, "inputs" | "targets">) =>
  verdict(() =>
    text.includes('"halfspace-average"')
      ? verifyAverage(fromAverageFile(text), table.inputs, table.targets)
      : verifyModel(fromModelFile(text), table.inputs, table.targets),
  );

function checkEveryField(text: string, table: Pick<TrainOptions, "inputs" | "targets">): string[] {
  const record = JSON.parse(text) as Json;
  const models = text.includes('"relu-network"') ? fieldsOfGeneratedFile : fieldsOfModelFile;
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
      const result = await train(options);
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
    const text = toAverageFile(average);
    expect(verifyAverage(fromAverageFile(text), inputs, signal).problems).toEqual([]);
    expect(checkEveryField(text, table)).toEqual([]);
  });
});

describe("deliberate forgeries", () => {
  it("what a file states must be proved anew: weights, λ, loss, row weights, labels, gates", async () => {
    const options = { inputs, targets: three, loss: softmax(), sampleWeights: weights, ...small };
    const record = JSON.parse(toModelFile((await train(options)) as never));
    const forgeries: [string, (copy: typeof record) => void][] = [
      [
        "weights × 1.3",
        (r) =>
          r.point.blocks.forEach((w: number, k: number) => {
            r.point.blocks[k] = 1.3 * w;
          }),
      ],
      [
        "weights negated",
        (r) =>
          r.point.blocks.forEach((w: number, k: number) => {
            r.point.blocks[k] = -w;
          }),
      ],
      [
        "λ × 10",
        (r) => {
          r.lambda *= 10;
        },
      ],
      [
        "λ and its fraction × 10",
        (r) => {
          r.lambda *= 10;
          r.lambdaFraction *= 10;
        },
      ],
      ["row weights 1e-300", (r) => r.sampleWeights.fill(1e-300)],
      [
        "row weights left out",
        (r) => {
          delete r.sampleWeights;
        },
      ],
      [
        "a row weight negative",
        (r) => {
          r.sampleWeights[0] = -1;
        },
      ],
      ["labels in another order", (r) => r.labels.reverse()],
      [
        "a constant that was moved",
        (r) => {
          r.constant[0] += 1;
        },
      ],
      ["columns left out", (r) => r.reduction.columns.factor.fill(0)],
      [
        "a gap of 0",
        (r) => {
          r.certificate.relativeGap = 0;
          r.certificate.dualityGap = 0;
        },
      ],
      [
        "a negative gap",
        (r) => {
          r.certificate.relativeGap = -1;
        },
      ],
      [
        "both objectives halved",
        (r) => {
          r.certificate.primalObjective /= 2;
          r.certificate.dualObjective /= 2;
        },
      ],
      [
        "a bound that is too good",
        (r) => {
          r.certificate.dualObjective = r.certificate.primalObjective;
        },
      ],
      [
        "complete",
        (r) => {
          r.certificate.coverage = "complete";
        },
      ],
      [
        "generated",
        (r) => {
          r.certificate.coverage = "generated";
        },
      ],
      [
        "another program",
        (r) => {
          r.certificate.program = "gated-leaky-relu";
        },
      ],
      [
        "another loss",
        (r) => {
          r.loss = "squared";
        },
      ],
      [
        "an unknown loss",
        (r) => {
          r.loss = "perfect";
        },
      ],
      [
        "solved to 1e-15",
        (r) => {
          r.options.tolerance = 1e-15;
        },
      ],
      [
        "a fraction mislabelled",
        (r) => {
          r.lambdaFraction = 0.0001;
        },
      ],
      [
        "not standardised",
        (r) => {
          r.options.standardise = false;
        },
      ],
      [
        "no block at all",
        (r) => {
          r.point = { which: [], blocks: [] };
          r.activeGates = 0;
        },
      ],
      [
        "gates of one direction",
        (r) => {
          r.gates.values = r.gates.values.map((_: number, k: number) => r.gates.values[k - (k % r.gates.columns)]);
        },
      ],
    ];
    for (const [name, forge] of forgeries) {
      const copy = structuredClone(record);
      forge(copy);
      expect([name, verdictOf(JSON.stringify(copy), options)]).toEqual([name, "refused"]);
    }
  });
});
