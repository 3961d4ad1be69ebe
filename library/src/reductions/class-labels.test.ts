import { describe, expect, it } from "vitest";
import { decodeOutputs, distinctLabels, encodeLabels } from "./class-labels.js";

describe("class labels", () => {
  it("are −1 and +1 in one output for two classes", () => {
    expect([...encodeLabels(["no", "yes", "no"], ["no", "yes"]).values]).toEqual([-1, 1, -1]);
  });

  it("are one output a class for more", () => {
    const encoded = encodeLabels([3, 1, 2], [1, 2, 3]);
    expect([encoded.rows, encoded.columns]).toEqual([3, 3]);
    expect([...encoded.values]).toEqual([-1, -1, 1, 1, -1, -1, -1, 1, -1]);
  });

  it("come back as they came", () => {
    for (const targets of [
      ["b", "a", "b"],
      [true, false, true],
      [10, 9, 100, 9],
      [1, "1", true],
    ]) {
      const labels = distinctLabels(targets);
      expect(decodeOutputs(encodeLabels(targets, labels).values, labels)).toEqual(targets);
    }
  });

  it("sort numbers as numbers", () => {
    expect(distinctLabels([10, 9, 100, 9])).toEqual([9, 10, 100]);
  });

  it("refuse a label that training did not see", () => {
    expect(() => encodeLabels(["maybe"], ["no", "yes"])).toThrow(/got "maybe" at row 0; expected one of "no", "yes"/);
  });
});
