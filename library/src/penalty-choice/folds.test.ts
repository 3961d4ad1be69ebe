import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { foldsOf, makeFolds } from "./folds.js";
import { splitRows } from "./split-rows.js";

describe("folds", () => {
  it("hold out every row once, in sizes and classes that differ by at most one", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 40 }),
        fc.integer({ min: 2, max: 10 }),
        fc.integer(),
        (classes, wanted, seed) => {
          const count = classes.length;
          const folds = makeFolds(count, Math.min(wanted, count), seed, classes);
          const seen = folds.flatMap(({ heldOut }) => [...heldOut]).sort((a, b) => a - b);
          expect(seen).toEqual(classes.map((_, row) => row));
          for (const { train, heldOut } of folds) {
            expect(train.length + heldOut.length).toBe(count);
            expect(train.length).toBeGreaterThan(0);
          }
          for (const label of [0, 1, 2]) {
            const counts = folds.map(({ heldOut }) => heldOut.filter((row) => classes[row] === label).length);
            expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
          }
        },
      ),
      { numRuns: 60, seed: 3 },
    );
  });

  it("depend on the seed alone", () => {
    expect(makeFolds(20, 5, 1)).toEqual(makeFolds(20, 5, 1));
    expect(makeFolds(20, 5, 1)).not.toEqual(makeFolds(20, 5, 2));
  });
});

describe("in the order of the rows", () => {
  const table = { targets: matrix(23, 1), task: "regression", seed: 3, foldOrder: "rows" } as const;

  it("folds are blocks of neighbouring rows, each row held out once", () => {
    const folds = foldsOf({ ...table, inputs: matrix(23, 1) }, 5);
    expect(folds.flatMap(({ heldOut }) => [...heldOut])).toEqual(Array.from({ length: 23 }, (_, row) => row));
    for (const { train, heldOut } of folds) {
      expect(heldOut.length).toBeGreaterThanOrEqual(4);
      expect(new Set([...train, ...heldOut]).size).toBe(23);
    }
  });

  it("a split trains on the first rows and scores on the last", () => {
    for (const count of [10, 5000]) {
      const { train, heldOut } = splitRows(count, { seed: 1, rowSize: 10, foldOrder: "rows" });
      expect(Math.max(...train)).toBeLessThan(heldOut[0]);
      expect([...heldOut]).toEqual([...heldOut].sort((a, b) => a - b));
      expect(train).toHaveLength(Math.ceil(0.75 * count));
    }
  });
});
