import { InputError, type MatrixLike, matrix, train } from "halfspace";
import { describe, expect, it } from "vitest";
import { inputs, signal } from "../training/evidence-kinds.js";
import { estimatorKinds, readAgain, refused, small, withoutTimes } from "./estimator-cases.js";

/**
 * What scikit-learn checks of every estimator, restated for `train` and its models. docs/estimator-checks.md lists all 85 checks with the tests
 * that stand for them, or the reason why one has no meaning here.
 */

const rowsOf = ({ table }: (typeof estimatorKinds)[string]) => table.inputs as number[][];

const known = new Map<string, ReturnType<(typeof estimatorKinds)[string]["make"]>>();

/** Trains once for the same kind. */
function trained(kind: string): ReturnType<(typeof estimatorKinds)[string]["make"]> {
  const { table, make } = estimatorKinds[kind];
  const model = known.get(kind) ?? make(table);
  known.set(kind, model);
  return model;
}

describe("every kind of model", () => {
  for (const [kind, estimator] of Object.entries(estimatorKinds)) {
    const { table, make } = estimator;

    it(`${kind}: training changes nothing that was given, and the same is learned twice`, async () => {
      const before = structuredClone(table);
      const model = await trained(kind);
      expect(table).toEqual(before);
      expect(withoutTimes(await make(table))).toBe(withoutTimes(model));
    });

    it(`${kind}: a prediction does not depend on the other rows, on their order or on the form of the table`, async () => {
      const { network } = await trained(kind);
      const rows = rowsOf(estimator);
      const all = network.predict(rows);
      const outputs = all.length / rows.length;
      rows.forEach((row, j) => {
        expect([...network.predict([row])]).toEqual([...all.subarray(j * outputs, (j + 1) * outputs)]);
      });
      const backwards = network.predict([...rows].reverse());
      rows.forEach((_, j) => {
        const from = (rows.length - 1 - j) * outputs;
        expect([...backwards.subarray(from, from + outputs)]).toEqual([
          ...all.subarray(j * outputs, (j + 1) * outputs),
        ]);
      });
      expect(network.predict(matrix(rows.length, rows[0].length, rows.flat()))).toEqual(all);
      expect(network.predict(rows.map((row) => Float64Array.from(row)))).toEqual(all);
    });

    it(`${kind}: a model file brings the same predictions back, and a table of other columns is refused`, async () => {
      const model = await trained(kind);
      const rows = rowsOf(estimator);
      const again = readAgain(model);
      expect(again.network.predict(rows)).toEqual(model.network.predict(rows));
      for (const odd of [rows.map((row) => row.slice(1)), rows.map((row) => [...row, 0]), [[]], [] as number[][]]) {
        expect(() => model.network.predict(odd)).toThrow(InputError);
        expect(() => again.network.predict(odd)).toThrow(InputError);
      }
    });

    it(`${kind}: what is no finite number is refused by its row and column`, async () => {
      const { network } = await trained(kind);
      for (const odd of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const spoilt = rowsOf(estimator).map((row, j) => (j === 3 ? [...row.slice(0, -1), odd] : row));
        const error = await make({ ...table, inputs: spoilt }).catch((caught) => caught);
        expect(error).toBeInstanceOf(InputError);
        expect(error.message).toMatch(/row 4|row 3|\[3\]/);
        expect(() => network.predict(spoilt)).toThrow(InputError);
      }
    });
  }
});

describe("data of every form", () => {
  const forms: Record<string, MatrixLike> = {
    "arrays of numbers": inputs,
    Float64Arrays: inputs.map((row) => Float64Array.from(row)),
    "a matrix": matrix(inputs.length, 3, inputs.flat()),
  };
  for (const [form, table] of Object.entries(forms)) {
    it(`inputs as ${form}, targets and weights as arrays or typed: the same model`, async () => {
      const expected = withoutTimes(await train({ inputs, targets: signal, ...small }));
      expect(withoutTimes(await train({ inputs: table, targets: Float64Array.from(signal), ...small }))).toBe(expected);
      const weights = signal.map((_, j) => 1 + (j % 2));
      const weighted = await train({ inputs: table, targets: signal, sampleWeights: weights, ...small });
      const typed = await train({ inputs, targets: signal, sampleWeights: Float64Array.from(weights), ...small });
      expect(withoutTimes(weighted)).toBe(withoutTimes(typed));
    });
  }

  it("single precision and whole numbers are numbers", async () => {
    const rounded = inputs.map((row) => Float32Array.from(row));
    const same = rounded.map((row) => [...row]);
    const model = await train({ inputs: rounded, targets: signal, ...small });
    expect(withoutTimes(model)).toBe(withoutTimes(await train({ inputs: same, targets: signal, ...small })));
    const whole = signal.map((value) => Math.round(3 * value));
    const ofWhole = await train({ inputs, targets: Int32Array.from(whole), task: "regression", ...small });
    expect(withoutTimes(ofWhole)).toBe(
      withoutTimes(await train({ inputs, targets: whole, task: "regression", ...small })),
    );
  });

  it("no rows, no columns, one dimension, words and objects are refused", async () => {
    for (const odd of [
      [],
      [[]],
      [1, 2, 3],
      inputs.map(() => []),
      inputs.map((row) => row.map(String)),
      "table",
      null,
      {},
    ]) {
      await refused({ inputs: odd });
    }
    for (const odd of [[], signal.slice(1), [...signal, 1], null, {}, signal.map(() => ({}))])
      await refused({ targets: odd });
    for (const odd of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect((await refused({ targets: signal.map((value, j) => (j === 2 ? odd : value)) })).argument).toBe("targets");
    }
  });

  it("one row and one column are learned or refused in one line", async () => {
    for (const [table, targets] of [
      [[[1, 2]], [3]],
      [inputs.map(([first]) => [first]), signal],
      [
        [[1], [2]],
        [1, 5],
      ],
    ] as const) {
      const outcome = await train({ inputs: table, targets, ...small }).catch((error) => error);
      if (outcome instanceof InputError) expect(outcome.message).not.toContain("\n");
      else expect([...outcome.network.predict(table)].every(Number.isFinite)).toBe(true);
    }
  });

  it("columns that are constant, huge or tiny, and fewer rows than columns, give finite predictions", async () => {
    for (const scale of [1e-200, 1e-8, 1e8, 1e120]) {
      const odd = inputs.map(([a, b]) => [scale * a, 7, b / scale, 0]);
      const model = await train({ inputs: odd, targets: signal.map((value) => scale * value), ...small });
      expect([...model.network.predict(odd)].every(Number.isFinite)).toBe(true);
      expect(model.certificate.relativeGap).toBeGreaterThanOrEqual(0);
    }
    const wide = inputs.slice(0, 3).map((row) => Array.from({ length: 9 }, (_, k) => row[k % 3] + k));
    const model = await train({ inputs: wide, targets: signal.slice(0, 3), ...small });
    expect([...model.network.predict(wide)].every(Number.isFinite)).toBe(true);
  });

  it("a target that never changes is refused in one line: there is nothing to learn", async () => {
    expect((await refused({ targets: signal.map(() => 3), task: "regression" })).code).toBe("constant-target");
  });
});
