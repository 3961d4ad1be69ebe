import {
  baselineScore,
  huber,
  matrix,
  quantile,
  type RegressionScore,
  randomGenerator,
  score,
  straightLine,
  type TrainOptions,
  train,
} from "halfspace";
import { describe, expect, it } from "vitest";

const random = randomGenerator(11);
const n = 240;
const inputs = matrix(n, 3, random.gaussians(3 * n));
const row = (j: number) => inputs.values.subarray(3 * j, 3 * j + 3);
const rows = Array.from({ length: n }, (_, j) => j);
const onLine = rows.map((j) => 40 + 3 * row(j)[0] - 2 * row(j)[2] + 0.1 * random.gaussian());
const folded = rows.map((j) => Math.abs(row(j)[0]));
const kinds = rows.map((j) => ["low", "middle", "high"][row(j)[1] < -0.5 ? 0 : row(j)[1] < 0.5 ? 1 : 2]);

const lineOf = async (options: TrainOptions) => {
  const line = await straightLine(options);
  if (!line) throw new Error("no line without a time limit");
  return line;
};
const errorOf = async (targets: number[], options: Partial<TrainOptions> = {}) => {
  const line = await lineOf({ inputs, targets, ...options });
  return (score(line, inputs, targets) as RegressionScore).rmse;
};

describe("the straight line beside a network", () => {
  it("finds a line where there is one, whatever the loss of numbers, the units, and the model that is asked for", async () => {
    for (const options of [{}, { loss: huber() }, { loss: quantile() }, { folds: 3 }, { foldOrder: "rows" as const }]) {
      expect(await errorOf(onLine, options)).toBeLessThan(0.12);
    }
    expect(await errorOf(onLine, { standardise: false })).toBeLessThan(0.12);
    expect(await errorOf(onLine.map((y) => 1e6 * y))).toBeLessThan(0.12e6);
    for (const model of ["relu", "ntk", "mkl"] as const) expect(await errorOf(onLine, { model })).toBeLessThan(0.12);
  });

  it("is no better than the mean where only a fold helps, which a network finds", async () => {
    const baseline = (baselineScore({ labels: null }, folded, folded) as RegressionScore).rmse;
    expect(await errorOf(folded)).toBeGreaterThan(0.95 * baseline);
    const network = await train({ inputs, targets: folded, gates: 100, folds: 3 });
    expect((score(network, inputs, folded) as RegressionScore).rmse).toBeLessThan(0.5 * baseline);
  });

  it("of classes has probabilities, and is the same line again", async () => {
    const [first, again] = [await lineOf({ inputs, targets: kinds }), await lineOf({ inputs, targets: kinds })];
    expect(again.network.predict(inputs)).toEqual(first.network.predict(inputs));
    expect(score(first, inputs, kinds)).toMatchObject({ logLoss: expect.any(Number), accuracy: expect.any(Number) });
    expect(first.loss).toBe("softmax");
  });

  it("is split off where rows are many, and left out where the time is short", async () => {
    const many = matrix(3000, 2, random.gaussians(6000));
    const targets = Array.from({ length: 3000 }, (_, j) => many.values[2 * j] + 1);
    const line = await lineOf({ inputs: many, targets });
    expect(line.crossValidation.way).toBe("split");
    expect((score(line, many, targets) as RegressionScore).rmse).toBeLessThan(1e-3);
    expect(await straightLine({ inputs: many, targets, timeLimit: 1e-6 })).toBeUndefined();
  });

  it("has no more folds than rows, where a given λ needs none of those that were asked for", async () => {
    const few = {
      inputs: matrix(6, 3, inputs.values.slice(0, 18)),
      targets: onLine.slice(0, 6),
      lambda: 1,
      folds: 1e9,
    };
    expect((await lineOf(few)).crossValidation.folds).toBe(6);
  });

  it("of several targets is several lines", async () => {
    const both = matrix(
      n,
      2,
      rows.flatMap((j) => [onLine[j], -2 * onLine[j]]),
    );
    const line = await lineOf({ inputs, targets: both });
    expect((score(line, inputs, both) as RegressionScore).r2).toBeGreaterThan(0.99);
  });
});
