import {
  fromModelFile,
  guaranteedCoverage,
  InputError,
  type Matrix,
  predictIntervals,
  predictSets,
  randomGenerator,
  type TrainOptions,
  toModelFile,
  train,
  verifyModel,
} from "halfspace";
import { describe, expect, it } from "vitest";

/** Intervals and sets against their definitions by sorting, against repeated rows, through files, and their coverage on a generator. */

const random = randomGenerator(21);
const table = (n: number) => {
  const inputs = Array.from({ length: n }, () => [...random.gaussians(3)]);
  const signal = inputs.map(([a, b]) => Math.max(0, a) - b + 0.3 * (0.2 + Math.abs(a)) * random.gaussian());
  return { inputs, signal, three: signal.map((y) => (y > 0.7 ? "high" : y > -0.5 ? "middle" : "low")) };
};
const small = { gates: 20, lambdaFraction: 0.05 } satisfies Partial<TrainOptions>;
const known = table(60);
const fresh = table(40);

describe("prediction intervals by CV+", () => {
  it("are the order statistics of its definition", async () => {
    for (const level of [0.5, 0.8, 0.9, 0.95]) {
      const model = await train({ inputs: known.inputs, targets: known.signal, ...small, intervals: level });
      const { foldOf, scores, networks } = model.intervals ?? fail();
      const outputs = networks.map((network) => network.predict(fresh.inputs));
      const { lower, upper } = predictIntervals(model, fresh.inputs);
      const rank = Math.ceil(Number((level * 61).toFixed(9)));
      for (const row of fresh.inputs.keys()) {
        const from = (sign: number) =>
          [...scores].map((score, i) => outputs[foldOf[i]][row] + sign * score).sort((a, b) => a - b);
        expect(upper[row]).toBe(from(1)[rank - 1]);
        expect(lower[row]).toBe(from(-1)[60 - rank]);
      }
    }
  });

  it("score every row by a network that was trained without it, and no other row moves that network", async () => {
    const model = await train({ inputs: known.inputs, targets: known.signal, ...small, intervals: 0.9 });
    const { foldOf, networks, scores } = model.intervals ?? fail();
    const first = [...foldOf.keys()].filter((row) => foldOf[row] === 0);
    expect(first).toHaveLength(12);
    // Other targets in the fold leave its network as it is, bit for bit.
    const moved = known.signal.map((y, row) => (foldOf[row] === 0 ? y + 5 : y));
    const other = await train({ inputs: known.inputs, targets: moved, ...small, intervals: 0.9 });
    expect(other.intervals?.networks[0].predict(fresh.inputs)).toEqual(networks[0].predict(fresh.inputs));
    expect(other.intervals?.networks[1].predict(fresh.inputs)).not.toEqual(networks[1].predict(fresh.inputs));
    const outputs = networks[0].predict(first.map((row) => known.inputs[row]));
    expect(first.map((row) => scores[row])).toEqual(first.map((row, k) => Math.abs(known.signal[row] - outputs[k])));
  });

  it("count a row of weight k as k rows", async () => {
    const weights = known.signal.map((_, row) => 1 + (row % 3));
    const model = await train({
      ...{ inputs: known.inputs, targets: known.signal, ...small },
      ...{ intervals: 0.9, sampleWeights: weights },
    });
    const { foldOf, scores, networks } = model.intervals ?? fail();
    const rows = weights.flatMap((weight, row) => Array.from({ length: weight }, () => row));
    const rank = Math.ceil(Number((0.9 * (rows.length + 1)).toFixed(9)));
    const outputs = networks.map((network) => network.predict(fresh.inputs));
    const { upper } = predictIntervals(model, fresh.inputs);
    for (const row of fresh.inputs.keys()) {
      const ends = rows.map((i) => outputs[foldOf[i]][row] + scores[i]).sort((a, b) => a - b);
      expect(upper[row]).toBe(ends[rank - 1]);
    }
  });

  it("come back from a file bit for bit, which verifies; a file without them stays as it was", async () => {
    for (const targets of [known.signal, known.three]) {
      const options: TrainOptions = { inputs: known.inputs, targets, ...small };
      const model = await train({ ...options, intervals: 0.9 });
      const read = fromModelFile(toModelFile(model));
      expect(read.intervals?.scores).toEqual(model.intervals?.scores);
      const ends = (of: typeof read) =>
        of.labels ? predictSets(of, fresh.inputs) : predictIntervals(of, fresh.inputs);
      expect(ends(read)).toEqual(ends(model as typeof read));
      const { problems, notChecked } = verifyModel(read, known.inputs, targets);
      expect(problems).toEqual([]);
      expect(notChecked.join()).toContain("no network of the prediction intervals has seen its own fold");
      const without = await train(options);
      expect(toModelFile(without)).not.toContain("intervals");
      expect(without.network.predict(fresh.inputs)).toEqual(model.network.predict(fresh.inputs));
    }
  });

  it("are there for other activations, patches, plain neurons, MKL, and a network without weights", async () => {
    const { inputs, signal: targets } = known;
    const kinds: Partial<TrainOptions>[] = [
      { activation: "threshold" },
      { model: "relu" },
      { model: "mkl" },
      { q: 1.5 },
      { patches: { height: 1, width: 3, filterHeight: 1, filterWidth: 2 } },
      { lambdaFraction: 1 },
    ];
    for (const kind of kinds) {
      const model = await train({ inputs, targets, ...small, intervals: 0.8, ...kind });
      const read = fromModelFile(toModelFile(model));
      expect(verifyModel(read, inputs, targets).problems).toEqual([]);
      const { lower, upper } = predictIntervals(read, fresh.inputs);
      expect(upper.every((end, row) => lower[row] < end)).toBe(true);
      expect(lower).toEqual(predictIntervals(model, fresh.inputs).lower);
    }
  });
});

describe("sets of classes by CV+", () => {
  it("are those of the definition, and never empty", async () => {
    const model = await train({ inputs: known.inputs, targets: known.three, ...small, intervals: 0.9 });
    const { foldOf, scores, networks } = model.intervals ?? fail();
    const labels = model.labels ?? [];
    const likelier = networks.map((network) => {
      const u = network.predict(fresh.inputs);
      return fresh.inputs.map((_, row) => {
        const own = [...u.subarray(3 * row, 3 * row + 3)].map(Math.exp);
        const total = own.reduce((sum, value) => sum + value, 0);
        return own.map((p) => own.filter((q) => q > p).reduce((sum, q) => sum + q / total, 0));
      });
    });
    const sets = predictSets(model, fresh.inputs);
    sets.forEach((set, row) => {
      expect(set.length).toBeGreaterThan(0);
      const expected = labels.filter((_, k) => {
        const below = scores.filter((score, i) => score < likelier[foldOf[i]][row][k] - 1e-12).length;
        return below < 0.9 * 61;
      });
      expect(set).toEqual(expected);
    });
  });
});

describe("intervals and sets of many rows, from one part that a network has not seen", () => {
  const many = table(420);

  it("are the order statistics of the part, come back from a file, and forged folds are refused", async () => {
    const options = { inputs: many.inputs, targets: many.signal, ...small };
    const model = await train({ ...options, intervals: 0.9 });
    const { foldOf, scores, networks } = model.intervals ?? fail();
    const part = [...foldOf.keys()].filter((row) => foldOf[row] === 0);
    expect([networks.length, part.length]).toEqual([1, 105]);
    expect(scores.every((score, row) => foldOf[row] === 0 || score === 0)).toBe(true);
    const seen = networks[0].predict(many.inputs);
    const errors = part.map((row) => Math.abs(many.signal[row] - seen[row])).sort((a, b) => a - b);
    const half = errors[Math.ceil(0.9 * 106) - 1];
    const centres = networks[0].predict(fresh.inputs);
    const { lower, upper } = predictIntervals(model, fresh.inputs);
    expect([...upper]).toEqual([...centres].map((centre) => centre + half));
    expect([...lower]).toEqual([...centres].map((centre) => centre - half));
    const file = toModelFile(model);
    const read = fromModelFile(file);
    expect(predictIntervals(read, fresh.inputs)).toEqual({ lower, upper });
    expect(verifyModel(read, many.inputs, many.signal).problems).toEqual([]);
    const forged = JSON.parse(file);
    forged.intervals.foldOf[0] = 2;
    expect(() => fromModelFile(JSON.stringify(forged))).toThrow(/foldOf/);
    // Other targets in the part leave its network as it is.
    const moved = many.signal.map((y, row) => (foldOf[row] === 0 ? y + 5 : y));
    const other = await train({ ...options, targets: moved, intervals: 0.9 });
    expect(other.intervals?.networks[0].predict(fresh.inputs)).toEqual(centres);
  });

  it("sets are those of the definition, and a level that needs more rows takes folds", async () => {
    const options = { inputs: many.inputs, targets: many.three, ...small };
    const model = await train({ ...options, intervals: 0.9 });
    const { foldOf, scores, networks } = model.intervals ?? fail();
    const part = scores.filter((_, row) => foldOf[row] === 0);
    const u = networks[0].predict(fresh.inputs);
    predictSets(model, fresh.inputs).forEach((set, row) => {
      const own = [...u.subarray(3 * row, 3 * row + 3)].map(Math.exp);
      const total = own.reduce((sum, value) => sum + value, 0);
      const likelier = own.map((p) => own.filter((q) => q > p).reduce((sum, q) => sum + q / total, 0));
      const below = (k: number) => part.filter((score) => score < likelier[k] - 1e-12).length;
      expect(set).toEqual((model.labels ?? []).filter((_, k) => below(k) < 0.9 * 106));
    });
    expect((await train({ ...options, intervals: 0.99 })).intervals?.networks).toHaveLength(5);
  });
});

describe("coverage", () => {
  it("is near the level on a generator whose noise differs from row to row", async () => {
    let covered = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const [learned, asked] = [table(120), table(200)];
      const options = { inputs: learned.inputs, targets: learned.signal, ...small, seed };
      const { lower, upper } = predictIntervals(await train({ ...options, intervals: 0.9 }), asked.inputs);
      covered += asked.signal.filter((y, row) => lower[row] <= y && y <= upper[row]).length / 200 / 12;
    }
    // Of 12 tables of 120 rows the mean coverage spreads by about 0.01.
    expect(covered).toBeGreaterThan(0.87);
    expect(covered).toBeLessThan(0.95);
  });

  it("has the bound of Theorem 4, and with one part that of split conformal prediction", () => {
    expect(guaranteedCoverage(0.9, 420, 1)).toBe(0.9);
    expect(guaranteedCoverage(0.9, 100, 10)).toBeCloseTo(0.8 - Math.min(1.8 / 11, 0.9 / 11), 12);
    expect(guaranteedCoverage(0.9, 100_000, 5)).toBeCloseTo(0.8 - 1.6 / 20_001, 12);
  });
});

describe("what cannot be", () => {
  it("is said in one line", async () => {
    const { inputs, signal: targets } = known;
    const fails = (options: Partial<TrainOptions>, text: RegExp) =>
      expect(train({ inputs, targets, ...options } as TrainOptions)).rejects.toThrow(text);
    await fails({ intervals: 1 }, /intervals: got 1; expected a level above 0 and below 1/);
    await fails({ intervals: 0.99 }, /intervals: got 60 rows; expected at least 99/);
    await fails({ intervals: 0.9, model: "ntk" }, /intervals: got them with model ntk/);
    await fails({ intervals: 0.9, layers: 3 }, /intervals: got them with 3 layers/);
    await fails({ intervals: 0.9, targets: targets.map((y) => [y, y]) }, /intervals: got 2 targets; expected one/);
    const model = await train({ inputs, targets, ...small });
    expect(() => predictIntervals(model, inputs as unknown as Matrix)).toThrow(InputError);
  });
});

function fail(): never {
  throw new Error("expected intervals");
}
