import {
  baselineScore,
  fromModelFile,
  InputError,
  matrix,
  predictLabels,
  type RegressionScore,
  score,
  type TrainOptions,
  type TrainProgress,
  toModelFile,
  train,
  verifyModel,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { randomTable } from "./random-table.js";

const { inputs, targets } = randomTable(1, 60, 3);
const quick = { inputs, targets, gates: 40, fractions: [1, 0.3, 0.1, 0.03, 0.01] };

describe("train", () => {
  it("chooses λ, certifies, verifies and beats the mean", async () => {
    const result = await train(quick);
    expect(result.status).toBe("solved");
    expect(result.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
    expect(result.certificate.coverage).toBe("sampled");
    expect(result.crossValidation?.metric).toBe("rmse");
    expect(result.crossValidation?.lambdaFraction).toBe(result.lambdaFraction);
    const least = Math.min(...(result.crossValidation?.path ?? []).map((point) => point.mean));
    expect(result.crossValidation?.mean).toBe(least);
    expect(result.path.at(-1)?.lambda).toBe(result.lambda);
    expect(verifyModel(result, inputs, targets)).toMatchObject({ verified: true, problems: [] });
    const ours = score(result, inputs, targets) as RegressionScore;
    expect(ours.rmse).toBeLessThan(0.5 * (baselineScore(result, targets, targets) as RegressionScore).rmse);
  });

  it("takes λ itself, or its fraction of λ_max", async () => {
    const byFraction = await train({ inputs, targets, gates: 40, lambdaFraction: 0.1 });
    const byValue = await train({ inputs, targets, gates: 40, lambda: byFraction.lambda });
    expect(byValue.point).toEqual(byFraction.point);
    expect(byFraction.crossValidation).toBeNull();
  });

  it("same seed, same bytes; another seed, another network", async () => {
    const [first, second] = [toModelFile(await train(quick)), toModelFile(await train(quick))];
    expect(second).toBe(first);
    expect(toModelFile(await train({ ...quick, seed: 2 }))).not.toBe(first);
  });

  it("two classes of any kind: labels come back as they came", async () => {
    const median = [...targets].sort((a, b) => a - b)[30];
    for (const labels of [
      ["low", "high"],
      [false, true],
      [1, 2],
    ]) {
      const classes = Array.from(targets, (value) => labels[value < median ? 0 : 1]);
      // Sixty rows of noise: by log loss the empty network would be chosen, which says nothing of labels.
      const fractions = [0.1, 0.03];
      const result = await train({ ...quick, targets: classes, task: "classification", fractions });
      expect(result.crossValidation?.metric).toBe("accuracy");
      expect([...(result.labels ?? [])].sort()).toEqual([...labels].sort());
      const predicted = predictLabels(result, inputs);
      expect(predicted.every((label) => labels.includes(label as never))).toBe(true);
      expect(score(result, inputs, classes)).toMatchObject({ accuracy: expect.any(Number) });
      expect((score(result, inputs, classes) as { accuracy: number }).accuracy).toBeGreaterThan(0.8);
    }
  });

  it("more classes and several outputs are more outputs of one program", async () => {
    const order = [...targets].sort((a, b) => a - b);
    const classes = Array.from(targets, (value) => (value < order[20] ? "s" : value < order[40] ? "m" : "l"));
    const three = await train({ inputs, targets: classes, gates: 40, lambdaFraction: 0.05 });
    expect(three.outputCount).toBe(3);
    expect(verifyModel(three, inputs, classes).verified).toBe(true);
    const both = matrix(
      60,
      2,
      Float64Array.from({ length: 120 }, (_, k) => targets[k >> 1] * (k % 2 === 0 ? 1 : -3)),
    );
    const pair = await train({ inputs, targets: both, gates: 40, lambdaFraction: 0.01 });
    expect(pair.network.predict(inputs)).toHaveLength(120);
    expect((score(pair, inputs, both) as RegressionScore).r2).toBeGreaterThan(0.9);
  });

  it("says where it is: stages in order, plain records", async () => {
    const seen: TrainProgress[] = [];
    await train({ ...quick, onProgress: (progress) => seen.push(progress) });
    expect([...new Set(seen.map(({ stage }) => stage))].at(-1)).toBe("refit");
    expect(seen[0]).toMatchObject({ stage: "cross-validation", pathPoint: 1, pathPoints: 5, fold: 0, folds: 0 });
    expect(structuredClone(seen)).toEqual(seen);
    expect(seen.some(({ pathPoint, secondsLeft }) => pathPoint === 1 && secondsLeft !== undefined)).toBe(true);
    expect(seen.every(({ secondsLeft = 0 }) => secondsLeft >= 0 && secondsLeft < 1000)).toBe(true);
    for (let k = 1; k < seen.length; k++) {
      expect(seen[k].elapsedSeconds).toBeGreaterThanOrEqual(seen[k - 1].elapsedSeconds);
    }
  });
});

describe("limits", () => {
  it("a short time limit returns a network with its true gap and says what was left out", async () => {
    const result = await train({ ...quick, timeLimit: 1e-6 });
    expect(result.status).toBe("time-limit");
    expect(result.crossValidation).toBeNull();
    expect(result.notes.join(" ")).toMatch(/no room for comparing values of λ.*which was not compared/);
    expect(verifyModel(result, inputs, targets).verified).toBe(true);
  });

  it("a comparison that was cut leaves the status to the last fit", async () => {
    // More λ than the time allows, at each of which the empty network is the best.
    const fractions = Array.from({ length: 100_000 }, (_, k) => 1 - 1e-8 * k);
    const result = await train({ ...quick, fractions, folds: 2, tolerance: 1e-2, timeLimit: 0.5 });
    expect(result.notes.join(" ")).toMatch(/The time limit ended the comparison/);
    expect(result.status).toBe("solved");
    expect(result.seconds).toBeLessThan(1.5);
  });

  it("never end below the constant: what there is before the first iterate says it", async () => {
    const labels = Array.from({ length: targets.length }, (_, row) => (row % 10 === 0 ? "a" : "b"));
    const result = await train({ ...quick, targets: labels, timeLimit: 1e-6 });
    expect(predictLabels(result, inputs).every((label) => label === "b")).toBe(true);
  });

  it("an abort rejects with the signal's reason, before or during the work", async () => {
    const before = AbortSignal.abort(new Error("never mind"));
    await expect(train({ ...quick, signal: before })).rejects.toThrow("never mind");
    const controller = new AbortController();
    const onProgress = ({ pathPoint }: TrainProgress) => {
      if (pathPoint === 2) controller.abort(new Error("enough"));
    };
    const running = train({ ...quick, signal: controller.signal, onProgress });
    await expect(running).rejects.toThrow("enough");
  });
});

describe("small and odd tables", () => {
  it("two rows, one column", async () => {
    const tiny = { inputs: [[0], [1]], targets: [1, 3], gates: 5 };
    const result = await train(tiny);
    expect(result.status).toBe("solved");
    expect(verifyModel(result, tiny.inputs, tiny.targets).verified).toBe(true);
  });

  it("only constant columns: the mean is what is left", async () => {
    const flat = { inputs: [[7], [7], [7], [7]], targets: [1, 2, 3, 6], gates: 5, lambdaFraction: 0.5 };
    const result = await train(flat);
    expect(result.network.predict([[7]])[0]).toBeCloseTo(3, 8);
    expect(result.network.predict([[1e300]])[0]).toBeCloseTo(3, 8);
  });

  it("a fold whose training rows hold one target only", async () => {
    const result = await train({ inputs: [[1], [2], [3], [4]], targets: [0, 0, 0, 1], gates: 10, folds: 4 });
    expect(Number.isFinite(result.crossValidation?.mean)).toBe(true);
  });

  it("λ above λ_max: no gate is active, the mean is predicted, the model file still works", async () => {
    for (const model of ["gated-relu", "relu"] as const) {
      const result = await train({ inputs, targets, gates: 20, lambda: 1e6, model });
      expect([result.status, result.activeGates, result.network.neuronCount]).toEqual(["solved", 0, 0]);
      expect(result.lambdaFraction).toBeGreaterThan(1);
      const read = fromModelFile(toModelFile(result));
      const mean = targets.reduce((sum, value) => sum + value, 0) / targets.length;
      expect(read.network.predict(inputs)[0]).toBeCloseTo(mean, 10);
      expect(verifyModel(read, inputs, targets).verified).toBe(true);
    }
  });

  it("a table of given gates: equal masks are merged, the program is theirs", async () => {
    const gates = [
      [1, 2, -1],
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ];
    const result = await train({ inputs, targets, gates, lambdaFraction: 0.1 });
    expect([result.maskCount, result.options.gates]).toEqual([2, "given"]);
    expect(verifyModel(fromModelFile(toModelFile(result)), inputs, targets).verified).toBe(true);
  });

  it("duplicate rows with different targets", async () => {
    const rows = Array.from({ length: 12 }, (_, i) => [i % 3]);
    const result = await train({ inputs: rows, targets: rows.map((_, i) => i), gates: 10, lambdaFraction: 0.01 });
    expect(result.status).toBe("solved");
  });
});

describe("bad input gets one clear line", () => {
  const bad: [string, Partial<TrainOptions> & Record<string, unknown>, string, RegExp][] = [
    ["one row", { inputs: [[1, 2]], targets: [1] }, "too-few-rows", /got 1 row; expected at least 2 rows/],
    ["an empty table", { inputs: [], targets: [] }, "empty", /got 0 rows/],
    ["a constant target", { targets: targets.map(() => 4) }, "constant-target", /only the value 4/],
    ["one class", { targets: Array.from(targets, () => "a") }, "constant-target", /only the class "a"/],
    ["NaN", { targets: targets.map((value, k) => (k === 3 ? Number.NaN : value)) }, "not-finite", /got NaN at row 3/],
    ["ragged rows", { inputs: [[1, 2], [3]], targets: [1, 2] }, "ragged-rows", /got 1 values in row 1; expected 2/],
    [
      "null in the table",
      {
        inputs: [
          [1, null],
          [2, 3],
        ] as never,
        targets: [1, 2],
      },
      "wrong-type",
      /null at row 0, column 1/,
    ],
    ["text in the table", { inputs: [["1"], ["2"]] as never, targets: [1, 2] }, "wrong-type", /the text "1" at row 0/],
    ["null in the targets", { inputs: [[1], [2]], targets: [1, null] as never }, "wrong-type", /null at row 1/],
    ["a label that is missing", { inputs: [[1], [2]], targets: ["a", null] as never }, "not-finite", /null at row 1/],
    ["no table", { inputs: undefined }, "wrong-type", /inputs: got nothing/],
    ["no targets", { targets: undefined }, "wrong-type", /targets: got nothing/],
    [
      "one row without its brackets",
      { inputs: [1, 2] as never, targets: [1, 2] },
      "wrong-type",
      /\[\[1, 2\], \[3, 4\]\]/,
    ],
    ["a loss by its name", { loss: "huber" as never }, "wrong-type", /text "huber"; expected a loss/],
    ["too few targets", { targets: [1, 2] }, "shape-mismatch", /got 2 rows; expected 60/],
    ["text in a regression", { task: "regression", targets: ["a", "b"] }, "wrong-targets", /expected numbers/],
    ["an unknown label", { targets: Array.from(targets, () => "c"), labels: ["a", "b"] }, "unknown-label", /got "c"/],
    ["λ of zero", { lambda: 0 }, "out-of-range", /lambda: got 0/],
    ["a fraction of zero", { lambdaFraction: 0 }, "out-of-range", /lambdaFraction: got 0/],
    ["a fraction above one", { lambdaFraction: 1.5 }, "out-of-range", /lambdaFraction: got 1.5/],
    ["a path fraction above one", { fractions: [2] }, "out-of-range", /fractions: got 2/],
    ["both penalties", { lambda: 1, lambdaFraction: 0.1 }, "conflicting-options", /one of them/],
    ["no gates", { gates: 0 }, "out-of-range", /gates: got 0/],
    ["half a gate", { gates: 1.5 }, "out-of-range", /gates: got 1.5/],
    ["gates without the bias row", { gates: [[1], [1], [1]] }, "shape-mismatch", /got 3 rows; expected 4/],
    [
      "more folds than rows",
      { folds: 61 },
      "out-of-range",
      /folds: got 61; expected "auto", or a whole number from 2 to 60/,
    ],
    ["one fold", { folds: 1 }, "out-of-range", /folds: got 1/],
    ["a tolerance of zero", { tolerance: 0 }, "out-of-range", /tolerance: got 0/],
    ["no time", { timeLimit: 0 }, "out-of-range", /timeLimit: got 0/],
    ["an unknown model", { model: "deep" as never }, "unknown-value", /got "deep"/],
    ["an unknown option", { lamda: 1 }, "unknown-option", /unknown option "lamda"/],
    ["a seed that is no whole number", { seed: 0.5 }, "out-of-range", /seed: got 0.5/],
  ];
  it("no options", async () => {
    await expect(train(undefined as never)).rejects.toThrow(/got nothing; expected an object of options for train/);
  });
  it("any array of numbers is a target", async () => {
    const result = await train({ inputs, targets: Float32Array.from(targets) as never, gates: 5, lambdaFraction: 0.1 });
    expect(result.status).toBe("solved");
  });
  for (const [name, options, code, message] of bad) {
    it(name, async () => {
      const error = await train({ inputs, targets, ...options } as TrainOptions).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).code).toBe(code);
      expect((error as InputError).message).toMatch(message);
      expect((error as InputError).message).not.toContain("\n");
    });
  }
});
