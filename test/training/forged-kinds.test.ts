import { fromAverageFile, randomGenerator, type TrainOptions, toAverageFile, toModelFile, train } from "halfspace";
import { describe, expect, it } from "vitest";
import { mixedAverage } from "../mixed-average.js";
import { verdictOf } from "./forged-records.js";

/** Claims that models of one kind make, in files of another, and forgeries of what averages, intervals and monotone networks are made of. */

const random = randomGenerator(3);
const n = 20;
const inputs = Array.from({ length: n }, () => [...random.gaussians(3)]);
const signal = inputs.map(([a, b, c]) => Math.max(0, a + b) - c + 0.2 * random.gaussian());
const sides = signal.map((value) => (value > 0 ? "above" : "below"));
const small = { gates: 10, fresh: 24, lambdaFraction: 0.05 };
const weights = Float64Array.from({ length: n }, (_, j) => 1 + (j % 2));

// biome-ignore lint/suspicious/noExplicitAny: a file as somebody may have changed it
type File = any;
type Forgeries = Record<string, (file: File) => unknown>;

function expectRefused(text: string, table: Pick<TrainOptions, "inputs" | "targets">, forgeries: Forgeries) {
  expect(verdictOf(text, table)).toBe("verified");
  for (const [name, forge] of Object.entries(forgeries)) {
    const copy = JSON.parse(text);
    forge(copy);
    expect(JSON.stringify(copy)).not.toBe(text.trim());
    expect([name, verdictOf(JSON.stringify(copy), table)]).toEqual([name, "refused"]);
  }
}

const freshGates = {
  ...{ count: 100, draw: 0, trained: 10, violating: 0 },
  ...{ shareAbove: 0.03, confidence: 0.95, relativeGap: 1e-9 },
};
const calibration = { slope: 1, intercept: 0, logLossBefore: 1, logLoss: 1, calibrationError: 0 };
const allNetworks = ({ certificate: { dualObjective, relativeGap } }: File) => ({ dualObjective, relativeGap });
const none = (rows: number) => ({ rows, columns: 0, values: [] });

describe("claims of another kind of model are refused", () => {
  it("in a monotone network", async () => {
    const two = inputs.map(([a, , c]) => [a, c]);
    const options = { inputs: two, targets: sides, model: "relu", monotone: [1, -1], lambdaFraction: 0.1 } as const;
    const network = { gates: none(3), blocks: { rows: 0, columns: 3, values: [] } };
    expectRefused(toModelFile((await train({ ...options })) as never), options, {
      "a constant that no certificate knows": (f) => Object.assign(f, { constant: [5] }),
      "signs of other columns": (f) => f.options.monotone.reverse(),
      "no signs": (f) => delete f.options.monotone,
      "signs that say nothing": (f) => f.options.monotone.fill(0),
      "a bound over all networks": (f) => Object.assign(f, { allNetworks: allNetworks(f) }),
      "fresh gates": (f) => Object.assign(f, { freshGates }),
      growth: (f) => Object.assign(f, { growth: { rounds: 3, added: 10, tolerance: 1e-3 } }),
      "labels in another order": (f) => f.labels.reverse(),
      "a slope that turns the classes around": (f) => Object.assign(f, { calibration: { ...calibration, slope: -1 } }),
      "units of outputs that turn the signs": (f) => f.reduction.outputs.scale.fill(-1),
      "units of columns that turn a sign": (f) => f.reduction.columns.factor.fill(-1),
      "intervals of an empty network": (f) => {
        const { reduction } = f;
        const [foldOf, scores] = [0, 0].map((zero) => Array(n).fill(zero));
        f.intervals = { level: 0.9, foldOf, scores, networks: [{ reduction, ...network }] };
      },
    });
  });

  it("in a kernel machine", async () => {
    const options = { inputs, targets: signal, model: "ntk", lambdaFraction: 0.1 } as const;
    expectRefused(toModelFile((await train(options)) as never), options, {
      "a constant beside it": (f) => Object.assign(f, { constant: [5] }),
      "a dual point that nobody reads": (f) => Object.assign(f, { dualPoint: Array(n).fill(0) }),
      "fresh gates": (f) => Object.assign(f, { freshGates }),
      "a bound over all networks": (f) => Object.assign(f, { allNetworks: allNetworks(f) }),
      "a search": (f) => Object.assign(f.certificate, { largestViolation: 0, starts: 100 }),
      "a calibration without classes": (f) => Object.assign(f, { calibration }),
      signs: (f) => Object.assign(f.options, { monotone: [1, 1, 1] }),
      "row weights of 1": (f) => Object.assign(f, { sampleWeights: Array(n).fill(1) }),
      "an exponent": (f) => Object.assign(f.options, { q: 1.5 }),
    });
  });

  it("in a gated network", async () => {
    const options = { inputs, targets: signal, ...small };
    expectRefused(toModelFile((await train(options)) as never), options, {
      signs: (f) => Object.assign(f.options, { monotone: [1, 1, 1] }),
      "a bound over all networks": (f) => Object.assign(f, { allNetworks: allNetworks(f) }),
      "a search": (f) => Object.assign(f.certificate, { largestViolation: 0, starts: 100 }),
      "gates drawn in another way than said": (f) => Object.assign(f.options, { gateStrategy: "sparse" }),
      "gates of another seed": (f) => Object.assign(f.options, { seed: 77 }),
      "fewer gates drawn than there are": (f) => Object.assign(f.options, { gates: 1 }),
      "more gates than can be drawn": (f) => Object.assign(f.options, { gates: 1e12 }),
      "the stream of training as the fresh one": (f) => Object.assign(f.freshGates, { draw: 2 ** 32 - 0x2f6b1d35 }),
      "a link": (f) => Object.assign(f.reduction.outputs, { link: "exp" }),
      "a calibration without classes": (f) => Object.assign(f, { calibration }),
    });
  });
});

describe("forgeries of newer parts are refused", () => {
  it("of several targets with row weights", async () => {
    const options = { inputs, targets: signal.map((y) => [y, -y * y]), sampleWeights: weights, ...small };
    expectRefused(toModelFile((await train(options)) as never), options, {
      "outputs exchanged": ({ reduction: { outputs } }) => [outputs.scale.reverse(), outputs.shift.reverse()],
      "the units of one": (f) => f.reduction.outputs.scale.splice(1, 1, 2 * f.reduction.outputs.scale[1]),
      "the constant of one": (f) => f.constant.splice(1, 1, f.constant[1] + 0.1),
      "no weights": (f) => f.sampleWeights.fill(0),
      "the weight of one row": (f) => f.sampleWeights.fill(0, 1),
      "weights doubled": (f) => Object.assign(f, { sampleWeights: f.sampleWeights.map((w: number) => 2 * w) }),
    });
  });

  it("of intervals", async () => {
    const options = { inputs, targets: signal, sampleWeights: weights, intervals: 0.8, ...small };
    expectRefused(toModelFile((await train(options)) as never), options, {
      "scores halved": (f) => Object.assign(f.intervals, { scores: f.intervals.scores.map((s: number) => s / 2) }),
      "all rows unseen by one network": (f) => f.intervals.foldOf.fill(0),
      "a fold without a network": (f) => f.intervals.networks.pop(),
      "a row without a fold": (f) => f.intervals.foldOf.pop(),
      "a row without a weight": (f) => f.intervals.weights.pop(),
      "a network in other units": (f) => f.intervals.networks[0].reduction.outputs.shift.splice(0, 1, 9),
    });
  });

  it("of a weighted sum of kernels, one in a learned metric, and a gated network", async () => {
    for (const targets of [signal, sides]) {
      const model = await mixedAverage({ inputs, targets });
      const text = toAverageFile(model);
      expect(fromAverageFile(text).members).toHaveLength(model.members.length);
      const ofKind = (kind: string) => (f: File) => f.members.find((member: File) => member.kind === kind);
      const [kernel, trained] = [ofKind("kernel"), (f: File) => ofKind("trained")(f).model];
      const metric = (f: File) => f.members.find((member: File) => member.kernel?.kind === "metric")?.kernel;
      const negative = { kind: "masking", gates: { rows: 4, columns: 1, values: [1, 0, 0, 0] }, weights: [-1] };
      const neuron = {
        ...{ kind: "relu", weight: 1, lambda: 1, objective: 1e12, relativeGap: 1, coverage: "generated" },
        ...{ hidden: { rows: 1, columns: 4, values: [9, 0, 0, 0] }, output: { rows: 1, columns: 1, values: [9] } },
      };
      const ofMetric: Forgeries = {
        "a metric doubled": (f) =>
          metric(f).map.values.forEach((v: number, k: number, all: number[]) => {
            all[k] = 2 * v;
          }),
        "a metric of nothing": (f) => metric(f).map.values.fill(0),
        "a metric of other columns": (f) => metric(f).map.values.reverse(),
        "another kernel in the metric": (f) => Object.assign(metric(f), { kernel: { kind: "laplace", bandwidth: 1 } }),
      };
      expectRefused(
        text,
        { inputs, targets },
        {
          ...(metric(JSON.parse(text)) ? ofMetric : {}),
          "a kernel that is none": (f) => Object.assign(kernel(f), { kernel: negative, relativeGap: 1e300 }),
          "a kernel of another scale": (f) => Object.assign(kernel(f), { scale: 2 * kernel(f).scale }),
          "coefficients of nothing": (f) => kernel(f).dualCoefficients.values.fill(0),
          "a member twice": (f) => f.members.push(structuredClone(f.members[0])),
          "a neuron that claims nothing": (f) => f.members.push(neuron),
          "the gated network's λ": (f) => Object.assign(trained(f), { lambda: 2 * trained(f).lambda }),
          "its blocks": (f) => trained(f).point.blocks.fill(1),
          "its constant": (f) => trained(f).constant.fill(1),
          "its row weights": (f) => Object.assign(trained(f), { sampleWeights: Array(n).fill(2) }),
          "its units": (f) => trained(f).reduction.outputs.shift.fill(1),
          "its fresh gates": (f) => Object.assign(trained(f), { freshGates: { ...freshGates, relativeGap: 0 } }),
          "its bound over all networks": (f) => Object.assign(trained(f), { allNetworks: allNetworks(trained(f)) }),
          ...(targets === sides
            ? { "its labels": (f: File) => trained(f).labels.reverse() }
            : { "a calibration without classes": (f: File) => Object.assign(f, { calibration }) }),
        },
      );
    }
  });
});
