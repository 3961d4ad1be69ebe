import {
  accuracy,
  brierScore,
  calibrationError,
  columnImportance,
  enumerateArrangement,
  fista,
  fromModelFile,
  gatedReluProgram,
  hinge,
  InputError,
  iterativeReweighting,
  logistic,
  matrix,
  poisson,
  randomGenerator,
  rmse,
  sampleArrangement,
  selectModel,
  shapleyValues,
  simpleMkl,
  solve,
  straightLine,
  type TrainOptions,
  toModelFile,
  train,
  verifyModel,
} from "halfspace";
import { describe, expect, it } from "vitest";
import { inputs, kinds } from "../training/evidence-kinds.js";

/** What `npm run fuzz` has found, each as the small input that it shrank to. */

const quick = { gates: 1, lambdaFraction: 0.3 };
const column = (...values: number[]) => values.map((value) => [value]);
const zeros = (count: number) => Array.from({ length: count }, () => 0);

describe("options that no double can work with are refused in one line", () => {
  const cases: Record<string, [options: object, argument: string]> = {
    "λ beyond any share of the largest": [
      { inputs: column(0, 0, 0), targets: ["a", "b", "c"], lambda: 1e300 },
      "lambda",
    ],
    "λ below any share": [{ inputs: column(0, 1, 2), targets: [0, 1, 2], lambda: 1e-300 }, "lambda"],
    "targets that differ by less than doubles tell apart": [{ inputs: column(0, 0), targets: [0, 5e-316] }, "targets"],
    "targets that differ by more than their errors could be": [
      { inputs: column(0, 1, 2), targets: [0, 1e308, -1e308] },
      "targets",
    ],
    "weights of no size": [{ inputs: column(0, 1), targets: [0, 1], sampleWeights: [1e-300, 1e-300] }, "sampleWeights"],
    "a seed below zero": [{ inputs: column(0, 1), targets: [0, 1], seed: -1 }, "seed"],
    "more gates than can be held": [{ inputs: column(0, 1), targets: [0, 1], gates: 1e9 }, "gates"],
    "more fresh gates than can be held": [{ inputs: column(0, 1), targets: [0, 1], fresh: 1e9 }, "fresh"],
    "nothing for class weights": [{ inputs: column(0, 1), targets: [false, true], classWeights: null }, "classWeights"],
    "a number for class weights": [{ inputs: column(0, 1), targets: [false, true], classWeights: 5 }, "classWeights"],
    "nothing for targets, with weights": [{ inputs: column(0, 1), targets: null, sampleWeights: [0, 1] }, "targets"],
    "a number for weights": [{ inputs: column(0, 1), targets: [0, 1], sampleWeights: Number.NaN }, "sampleWeights"],
    "a symbol": [{ inputs: column(0, 1), targets: [0, 1], intervals: Symbol.iterator }, "intervals"],
    "a BigInt": [{ inputs: column(0, 1), targets: [0, 1], decomposition: 10n }, "decomposition"],
    "a billion layers": [{ inputs: column(0, 1), targets: [0, 1], layers: 1e9 }, "layers"],
    "a billion features": [{ inputs: column(0, 1), targets: [0, 1], layers: 3, hiddenWidth: 1e9 }, "hiddenWidth"],
    "true for a share of λ": [{ inputs: column(0, 1), targets: [0, 1], lambdaFraction: true }, "lambdaFraction"],
    "a text among the fractions": [
      { inputs: column(0, 1), targets: [0, 1], lambdaFraction: undefined, fractions: ["0.5"] },
      "fractions",
    ],
    "a text for λ": [{ inputs: column(0, 1), targets: [0, 1], lambdaFraction: undefined, lambda: "0.5" }, "lambda"],
    "true for λ": [{ inputs: column(0, 1), targets: [0, 1], lambdaFraction: undefined, lambda: true }, "lambda"],
    "a slope in words": [
      { inputs: column(0, 1), targets: [0, 1], activation: { name: "leaky-relu", negative: "0.1" } },
      "negative",
    ],
    "a number for fractions": [
      { inputs: column(0, 1), targets: [0, 1], lambdaFraction: undefined, fractions: 0 },
      "fractions",
    ],
    "a list for an activation": [{ inputs: column(0, 1), targets: [0, 1], activation: [undefined] }, "activation"],
  };
  for (const [what, [options, argument]] of Object.entries(cases)) {
    it(what, async () => {
      const error = await train({ ...quick, ...(options as TrainOptions) }).catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(InputError);
      expect((error as InputError).argument).toBe(argument);
      expect((error as InputError).message).not.toContain("\n");
    });
  }
});

describe("no folds, more folds than rows, and folds drawn anew without end, are refused in one line", () => {
  const table = { inputs: column(0, 1, 2, 3, 4, 5), targets: [0, 1, 0, 1, 1, 2] };
  const cases: [what: string, ask: () => Promise<unknown>, words: RegExp][] = [
    ["a straight line of no folds", () => straightLine({ ...table, folds: 0 }), /^folds: got 0; [^\n]+$/],
    ["a straight line of half a fold", () => straightLine({ ...table, folds: 2.5 }), /^folds: got 2.5; [^\n]+$/],
    ["a selection of a billion repeats", () => selectModel({ ...table, repeats: 1e9 }), /^repeats: got 1000000000; /],
    ["a selection of a million folds", () => selectModel({ ...table, folds: 1e6 }), /^folds: got 1000000; [^\n]+$/],
  ];
  for (const [what, ask, words] of cases) it(what, () => expect(ask()).rejects.toThrow(words));
});

describe("tables at the edges of the doubles train, and their files are read and verified", () => {
  const cases: Record<string, TrainOptions> = {
    "a column whose sum leaves Float64": {
      ...quick,
      inputs: [...zeros(10).map(() => [0, 0]), [0, 1e308], [1, 1e308], [2, 0]],
      targets: [...zeros(10), 1, 0, 0],
    },
    "targets of 1e299": { gates: 1, inputs: column(...zeros(13)), targets: [...zeros(12), -1e299] },
    "errors larger than doubles, in folds": {
      gates: 1,
      folds: 2,
      fractions: [0.5, 0.2],
      inputs: column(0, 1e8, 0, 0, 0),
      targets: [0, 5e299, -5e299, 0, 0],
    },
    "held-out rows far outside of the others": {
      gates: 1,
      standardise: false,
      inputs: column(0, 0, 0, 0, 0, -1e-12, -1e-27, 0, 0, 0, 0),
      targets: [0, 0, 1e5, 0, 0, 1e-3, 1e-18, 0, 0, 0, 1e-5],
    },
    "folds without the one row that varies": {
      gates: 6,
      folds: 2,
      fractions: [0.5, 0.2],
      inputs: column(0, 0, 0, 1e8, 5e-292, 0, 0, 0, 0),
      targets: [0, 0, 0, 1e8, 5e-292, 0, 0, 0, -1e8],
    },
    "an exponent next to 1": { ...quick, q: 1.000001, inputs: column(0, 1, 2), targets: [0, 0, 1] },
  };
  for (const [what, options] of Object.entries(cases)) {
    it(what, async () => {
      const model = await train(options);
      const again = fromModelFile(toModelFile(model));
      expect(again.network.predict(options.inputs)).toEqual(model.network.predict(options.inputs));
      expect(model.network.predict(options.inputs).every(Number.isFinite)).toBe(true);
      expect(verifyModel(again, options.inputs, options.targets)).toMatchObject({ verified: true, problems: [] });
    });
  }
});

describe("enumeration of rows of the least doubles", () => {
  const least = Number.MIN_VALUE;
  const cases: [rows: number[][], masks: number][] = [
    [
      [
        [1e-300, -1],
        [0, least],
      ],
      4,
    ],
    [
      [
        [least, 0],
        [0, least],
        [least, least],
      ],
      6,
    ],
    [
      [
        [-10 * least, 1e300],
        [4 * least, 1e300],
      ],
      4,
    ],
    [column(least, -1e150), 2],
    [
      [
        [least, 0, 0],
        [0, 1e-310, 0],
        [0, 0, 1e300],
      ],
      8,
    ],
  ];
  for (const [rows, masks] of cases) {
    it(JSON.stringify(rows), () => {
      const found = answered(() => enumerateArrangement(rows).maskCount);
      expect(found === "too-thin" || found === masks).toBe(true);
      expect(sampleArrangement(rows, { count: 200 }).maskCount).toBeLessThanOrEqual(masks);
    });
  }

  it("random ones have all masks that samples find, or are refused in one line", () => {
    const random = randomGenerator(11);
    const units = [least, 1e-323, 1e-310, 1e-300, 1, 1e300];
    for (let trial = 0; trial < 500; trial++) {
      const scales = Array.from({ length: 1 + random.integer(3) }, () => units[random.integer(units.length)]);
      const rows = Array.from({ length: 1 + random.integer(6) }, () =>
        scales.map((scale) => scale * Math.round(3 * random.gaussian())),
      );
      const found = answered(() => enumerateArrangement(rows).maskCount);
      const sampled = sampleArrangement(rows, { count: 200, seed: trial + 1 }).maskCount;
      expect([rows, found, typeof found === "number" ? found >= sampled : found === "too-thin"]).toEqual([
        rows,
        found,
        true,
      ]);
    }
  });

  /** What is found, or the code of the error of one line. */
  function answered(find: () => number): number | string {
    try {
      return find();
    } catch (error) {
      expect((error as Error).message).not.toContain("\n");
      return (error as InputError).code;
    }
  }
});

describe("solvers refuse programs that they cannot work with, also without a compiler", () => {
  const rows = column(1, 2, 3, 4);
  const program = (loss: unknown) =>
    gatedReluProgram({
      inputs: rows,
      targets: [-1, 1, -1, 1],
      arrangement: enumerateArrangement(rows),
      lambda: 0.5,
      loss: loss as never,
    });
  const cases: [solver: unknown, loss: unknown, words: RegExp][] = [
    [fista(), hinge(), /loss: got hinge for fista/],
    [iterativeReweighting(), hinge(), /loss: got hinge for iterative-reweighting/],
    [iterativeReweighting({ inner: "lsqr" }), logistic(), /loss: got logistic.*squared loss/],
    [simpleMkl(), undefined, /program: got a program of the form "group" for simple-mkl/],
  ];
  for (const [solver, loss, words] of cases) {
    it(String(words), async () => {
      await expect(solve(program(loss), { solver: solver as never })).rejects.toThrow(words);
    });
  }
});

describe("scores", () => {
  it("of lists that do not fit, of no rows and of weights that vanish are refused", () => {
    expect(() => rmse([1, 2], [1])).toThrow(/predictions: got 1 rows; expected 2, as in targets/);
    expect(() => rmse([], [])).toThrow(/targets: got no rows/);
    expect(() => accuracy(["a"], ["a"], [0])).toThrow(/weights: got a sum of 0/);
    expect(() => accuracy(["a"], ["a"], [-1])).toThrow(/weights: got -1 for row 1/);
    expect(() => brierScore(matrix(1, 2, [0.5, 0.5]), [0, 1])).toThrow(/classes: got 2 rows/);
    expect(() => calibrationError(matrix(1, 1, [Number.NaN]), [0])).toThrow(/probabilities: got NaN/);
  });

  it("columns that are shuffled no time, and rows beyond the doubles, are refused", async () => {
    const model = await train(kinds.poisson);
    const { targets } = kinds.poisson;
    expect(() => columnImportance(model as never, { inputs, targets, repeats: 0 })).toThrow(/repeats: got 0/);
    const far = [[0, -1e9, 0]];
    expect(() => shapleyValues(model, far, { background: inputs })).toThrow(/row: got one whose prediction/);
    expect(poisson().name).toBe("poisson");
  });
});
