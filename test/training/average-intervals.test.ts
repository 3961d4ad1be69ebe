import {
  type AverageModel,
  fromAverageFile,
  guaranteedCoverage,
  predictIntervals,
  predictSets,
  randomGenerator,
  type SelectedModel,
  type SelectOptions,
  selectModel,
  toAverageFile,
  train,
  verifyAverage,
} from "halfspace";
import { describe, expect, it } from "vitest";

/** Intervals and sets of what `selectModel` chooses: that no fold's average has seen its fold, files, verification, coverage, and what is refused. */

const random = randomGenerator(77);
const table = (n: number) => {
  const inputs = Array.from({ length: n }, () => [...random.gaussians(3)]);
  const signal = inputs.map(([a, b, c]) => Math.sin(2 * a) + b * c + 0.3 * (0.3 + Math.abs(a)) * random.gaussian());
  return { inputs, signal, three: signal.map((y) => (y > 0.7 ? "high" : y > -0.5 ? "middle" : "low")) };
};
const few = table(90);
const many = table(404);
const fresh = table(60);
const kernels = { families: ["gaussian", "learned-metric"], repeats: 1, members: 6 } satisfies Partial<SelectOptions>;

async function selected(options: SelectOptions): Promise<SelectedModel> {
  return (await selectModel({ intervals: 0.9, ...options })).model;
}

function average(model: SelectedModel): AverageModel {
  if (model.kind === "average") return model;
  throw new Error(`expected an average, got ${model.kind}`);
}

function intervalsOf({ intervals }: SelectedModel) {
  if (intervals) return intervals;
  throw new Error("expected intervals");
}

describe("an average without a fold", () => {
  it("has not seen it: other targets there leave it as it is, bit for bit, and its scores are of rows it has not seen", async () => {
    const { inputs, signal: targets } = few;
    const { foldOf, networks, scores } = intervalsOf(await selected({ inputs, targets, ...kernels }));
    expect(networks.map(({ kind }) => kind)).toEqual(Array(5).fill("average"));
    // So little that the same members are chosen, by all rows, and much more than a rounding.
    const moved = targets.map((y, row) => (foldOf[row] === 0 ? y + 1e-4 : y));
    const other = intervalsOf(await selected({ inputs, targets: moved, ...kernels }));
    expect(other.networks[0].predict(fresh.inputs)).toEqual(networks[0].predict(fresh.inputs));
    for (const fold of [1, 2, 3, 4]) {
      expect(other.networks[fold].predict(fresh.inputs)).not.toEqual(networks[fold].predict(fresh.inputs));
    }
    const own = [...foldOf.keys()].filter((row) => foldOf[row] === 0);
    const outputs = networks[0].predict(own.map((row) => inputs[row]));
    expect(own.map((row) => scores[row])).toEqual(own.map((row, k) => Math.abs(targets[row] - outputs[k])));
  });

  it("of classes speaks of log-odds: on the rows put aside no other scale of its outputs is better", async () => {
    const { inputs, three: targets } = many;
    const model = await selected({ inputs, targets, ...kernels });
    const { foldOf, networks } = intervalsOf(model);
    expect(networks).toHaveLength(1);
    const own = [...foldOf.keys()].filter((row) => foldOf[row] === 0);
    expect(own).toHaveLength(101);
    const outputs = networks[0].predict(own.map((row) => inputs[row]));
    const logLoss = (scale: number) => {
      const losses = own.map((row, k) => {
        const powers = [...outputs.subarray(3 * k, 3 * k + 3)].map((u) => Math.exp(scale * u));
        const total = powers.reduce((sum, each) => sum + each, 0);
        return -Math.log(powers[(model.labels ?? []).indexOf(targets[row])] / total);
      });
      return losses.reduce((sum, loss) => sum + loss, 0) / own.length;
    };
    expect(logLoss(1)).toBeLessThan(logLoss(0.5));
    expect(logLoss(1)).toBeLessThan(logLoss(2));
  });

  it("of a weighted sum has weights of its own, from every family", async () => {
    const { inputs, signal: targets } = few;
    const families = ["gaussian", "gated-relu", "learned-metric", "reweighting", "q-family"] as const;
    const model = await selected({ inputs, targets, families, gates: 30, repeats: 1 });
    expect(average(model).members.map(({ kind }) => kind)).toContain("trained");
    const kinds = intervalsOf(model).networks.flatMap(({ inner }) => (inner.kind === "average" ? inner.members : []));
    // A fold whose rows speak against the network has none.
    expect(new Set(kinds.map(({ kind }) => kind))).toEqual(new Set(["kernel", "gated-relu"]));
    const { lower, upper } = predictIntervals(model, fresh.inputs);
    const held = fresh.signal.filter((y, row) => lower[row] <= y && y <= upper[row]).length / 60;
    expect(held).toBeGreaterThan(0.75);
  });
});

describe("intervals of an average", () => {
  it("come back from a file bit for bit, which verifies; another score is refused, as are folds that are not there", async () => {
    for (const targets of [few.signal, few.three]) {
      const model = average(await selected({ inputs: few.inputs, targets, ...kernels }));
      const text = toAverageFile(model);
      const read = fromAverageFile(text);
      expect(toAverageFile(read)).toBe(text);
      if (model.labels) expect(predictSets(read, fresh.inputs)).toEqual(predictSets(model, fresh.inputs));
      else expect(predictIntervals(read, fresh.inputs)).toEqual(predictIntervals(model, fresh.inputs));
      const { problems, notChecked } = verifyAverage(read, few.inputs, targets);
      expect(problems).toEqual([]);
      expect(notChecked.join()).toContain("no network of the prediction intervals has seen its own fold");
      const forged = JSON.parse(text);
      forged.intervals.scores[3] += 1e-9;
      const found = verifyAverage(fromAverageFile(JSON.stringify(forged)), few.inputs, targets);
      expect(found.problems.join()).toContain("intervals.scores");
      forged.intervals.foldOf[0] = 5;
      expect(() => fromAverageFile(JSON.stringify(forged))).toThrow(/foldOf/);
    }
  });

  it("leave predictions as they are, and a file without them too", async () => {
    const options = { inputs: few.inputs, targets: few.signal, ...kernels };
    const without = average((await selectModel(options)).model);
    expect(toAverageFile(without)).not.toContain("intervals");
    const { intervals, ...rest } = average(await selected(options));
    expect(intervals?.level).toBe(0.9);
    expect(toAverageFile(rest)).toBe(toAverageFile(without));
  });

  it("of one network that is chosen are those that train gives at its λ", async () => {
    const { inputs, signal: targets } = few;
    const asked = { inputs, targets, gates: 30, seed: 4 };
    const model = await selected({ ...asked, families: ["gated-relu"] });
    if (model.kind === "average") throw new Error("expected a network");
    const { intervals } = await train({ ...asked, lambdaFraction: model.lambdaFraction, intervals: 0.9 });
    expect(intervalsOf(model).scores).toEqual(intervals?.scores);
  });

  it("hold the truth about as often as they say", { timeout: 240_000 }, async () => {
    const shares: number[] = [];
    for (let seed = 1; seed <= 12; seed++) {
      const learned = table(120);
      const asked = table(400);
      const model = await selected({ inputs: learned.inputs, targets: learned.signal, ...kernels, seed });
      const { lower, upper } = predictIntervals(model, asked.inputs);
      shares.push(asked.signal.filter((y, row) => lower[row] <= y && y <= upper[row]).length / 400);
    }
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean).toBeGreaterThan(guaranteedCoverage(0.9, 120, 5));
    // Of 12 tables of 120 rows the mean coverage spreads by about 0.01.
    expect(mean).toBeGreaterThan(0.87);
    expect(mean).toBeLessThan(0.96);
  });
});

describe("what cannot be", () => {
  it("is said in one line", async () => {
    const { inputs, signal: targets } = few;
    const fails = (options: Partial<SelectOptions>, text: RegExp) =>
      expect(selectModel({ inputs, targets, ...kernels, ...options } as SelectOptions)).rejects.toThrow(text);
    await fails({ intervals: 1 }, /intervals: got 1; expected a level above 0 and below 1/);
    await fails({ intervals: 0.99 }, /intervals: got 90 rows; expected at least 99/);
    await fails(
      { intervals: 0.9, targets: targets.map((y) => [y, y]) },
      /intervals: got 2 targets; expected one target/,
    );
  });
});
