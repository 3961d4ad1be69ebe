import { randomGenerator } from "halfspace";
import { describe, expect, it } from "vitest";
import { twoLines } from "./two-lines.js";

describe("the two lines of a gate", () => {
  it("are the lines that the points of each side lie on", () => {
    const inputs = Float64Array.of(-0.9, -0.5, -0.2, 0.1, 0.4, 0.8);
    const targets = inputs.map((x) => (x < 0 ? 1 + 2 * x : 3 - x));
    const { left, right } = twoLines({ inputs, targets }, 0);
    expect(left?.intercept).toBeCloseTo(1, 12);
    expect(left?.slope).toBeCloseTo(2, 12);
    expect(right?.intercept).toBeCloseTo(3, 12);
    expect(right?.slope).toBeCloseTo(-1, 12);
  });

  it("leave residues that are orthogonal to 1 and x on each side, wherever the gate stands", () => {
    const random = randomGenerator(4);
    const inputs = Float64Array.from({ length: 20 }, () => random.gaussian());
    const targets = inputs.map((x) => x * x + random.gaussian());
    for (const gate of [-1, -0.2, 0.3, 1.1]) {
      const { left, right } = twoLines({ inputs, targets }, gate);
      for (const [line, isLeft] of [
        [left, true],
        [right, false],
      ] as const) {
        const rows = [...inputs.keys()].filter((j) => inputs[j] < gate === isLeft);
        const residues = rows.map((j) => targets[j] - (line?.intercept ?? 0) - (line?.slope ?? 0) * inputs[j]);
        expect(residues.reduce((sum, residue) => sum + residue, 0)).toBeCloseTo(0, 10);
        expect(rows.reduce((sum, j, k) => sum + inputs[j] * residues[k], 0)).toBeCloseTo(0, 10);
      }
    }
  });

  it("of one point is level, of none there is none", () => {
    const { left, right } = twoLines({ inputs: Float64Array.of(1), targets: Float64Array.of(7) }, 0);
    expect(left).toBeUndefined();
    expect(right).toEqual({ intercept: 7, slope: 0 });
  });
});
