import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { splitRows } from "./split-rows.js";

describe("splitRows", () => {
  test("every row once, ascending, the asked share, the same for the same seed", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 200 }),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.integer(),
        (count, fraction, seed) => {
          const { train, test: held } = splitRows(count, { fraction, seed });
          expect([...train, ...held].toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, row) => row));
          expect(held.length).toBe(Math.min(count - 1, Math.max(1, Math.floor(fraction * count + 0.5))));
          expect(train).toEqual(train.toSorted((a, b) => a - b));
          expect(splitRows(count, { fraction, seed })).toEqual({ train, test: held });
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  test("labels keep their share in both parts and a row in training", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 100 }),
        fc.integer(),
        (labels, seed) => {
          const { train, test: held } = splitRows(labels.length, { fraction: 0.25, seed, labels });
          expect(train.length + held.length).toBe(labels.length);
          for (const label of new Set(labels)) {
            const size = labels.filter((other) => other === label).length;
            const heldOut = held.filter((row) => labels[row] === label).length;
            expect(Math.abs(heldOut - 0.25 * size)).toBeLessThanOrEqual(1);
            expect(heldOut).toBeLessThan(size);
          }
        },
      ),
      { seed: 2, numRuns: 100 },
    );
  });

  test("seeds give different splits", () => {
    const first = splitRows(100, { fraction: 0.25, seed: 1 }).test;
    expect(splitRows(100, { fraction: 0.25, seed: 2 }).test).not.toEqual(first);
  });

  test.each([0, 1, -0.1, Number.NaN])("the share %d is refused", (fraction) => {
    expect(() => splitRows(10, { fraction, seed: 1 })).toThrow("hold out");
  });

  test("one row and labels of another length are refused", () => {
    expect(() => splitRows(1, { fraction: 0.5, seed: 1 })).toThrow("at least two");
    expect(() => splitRows(3, { fraction: 0.5, seed: 1, labels: [0, 1] })).toThrow("2 labels for 3 rows");
  });
});
