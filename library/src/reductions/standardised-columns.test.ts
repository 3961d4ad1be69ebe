import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { mapColumns, mapOutputs } from "../networks/affine-map.js";
import { learnColumnMap, learnOutputMap, mapTargets } from "./standardised-columns.js";

const inputs = matrix(4, 3, [1, 5, 1e9, 2, 5, 1e9 + 1, 3, 5, 1e9 + 2, 4, 5, 1e9 + 3]);

describe("standardised columns", () => {
  it("have mean 0 and variance 1, whatever their size, then a column of ones", () => {
    const mapped = mapColumns(learnColumnMap(inputs, { standardise: true, bias: true }), inputs);
    expect(mapped.columns).toBe(4);
    for (const column of [0, 2]) {
      const values = [0, 1, 2, 3].map((row) => mapped.values[row * 4 + column]);
      expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
      expect(values.reduce((sum, value) => sum + value * value, 0) / 4).toBeCloseTo(1, 12);
    }
    expect([0, 1, 2, 3].map((row) => mapped.values[row * 4 + 3])).toEqual([1, 1, 1, 1]);
  });

  it("leave a constant column out, also for new values of it", () => {
    const map = learnColumnMap(inputs, { standardise: true, bias: false });
    expect(map.factor[1]).toBe(0);
    expect(mapColumns(map, matrix(1, 3, [1, 1e300, 1e9])).values[1]).toBe(0);
  });

  it("change nothing when not asked for", () => {
    const map = learnColumnMap(inputs, { standardise: false, bias: false });
    expect(mapColumns(map, inputs).values).toEqual(inputs.values);
  });

  it("refuse a table of another width", () => {
    const map = learnColumnMap(inputs, { standardise: true, bias: true });
    expect(() => mapColumns(map, matrix(1, 2))).toThrow(/got 2 columns; expected 3/);
  });
});

describe("standardised targets", () => {
  it("come back", () => {
    const targets = matrix(3, 2, [1e6, 7, 2e6, 7, 4e6, 7]);
    const map = learnOutputMap(targets, true);
    expect(map.scale[1]).toBe(1);
    const back = mapOutputs(map, mapTargets(map, targets).values);
    back.forEach((value, k) => {
      expect(Math.abs(value - targets.values[k])).toBeLessThan(1e-15 * 4e6);
    });
  });
});
