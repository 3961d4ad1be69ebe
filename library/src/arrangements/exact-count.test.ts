import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { arrangementFromGates } from "./arrangement.js";
import { holdsEveryCell } from "./completeness.js";
import { coverCount } from "./cover-count.js";
import { enumerateArrangement } from "./enumerate.js";
import { countCells } from "./exact-count.js";

describe("an exact count of cells", () => {
  it("is Cover's number in general position, and the number of masks of whole numbers in any position", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const random = randomGenerator(seed);
      const [n, d] = [1 + random.integer(9), 1 + random.integer(5)];
      const general = matrix(n, d, random.gaussians(n * d));
      expect(countCells(general)).toBe(coverCount(n, d));
      const whole = matrix(n, d, random.gaussians(n * d).map(Math.round));
      const arrangement = enumerateArrangement(whole);
      expect(countCells(whole), `${seed}`).toBe(arrangement.maskCount);
      if (whole.values.some((value) => value !== 0)) expect(holdsEveryCell(arrangement, whole)).toBe(true);
    }
  });

  it("counts rows apart that are parallel or dependent but for rounding", () => {
    const third = 1 / 3;
    expect(countCells(matrix(2, 2, Float64Array.of(1, third, 3, 1)))).toBe(4);
    expect(countCells(matrix(2, 2, Float64Array.of(1, 0.5, 3, 1.5)))).toBe(2);
    expect(countCells(matrix(3, 2, Float64Array.of(1e300, 1e-300, 1e-300, 1e300, 0, 0)))).toBe(4);
    const thin = matrix(2, 2, Float64Array.of(1, third, 3, 1));
    expect(holdsEveryCell(enumerateArrangement(thin), thin)).toBe(false);
  });

  it("finds a missing mask, and a gate on the boundary of two cells", () => {
    const x = matrix(6, 3, randomGenerator(2).gaussians(18));
    const all = enumerateArrangement(x);
    expect(holdsEveryCell(all, x)).toBe(true);
    const fewer = matrix(
      3,
      all.maskCount - 1,
      all.gates.values.filter((_, at) => at % all.maskCount !== 4),
    );
    expect(holdsEveryCell(arrangementFromGates(x, fewer, "complete"), x)).toBe(false);
    const wrong = { ...all, masks: all.masks.map((word) => word ^ 1) };
    expect(holdsEveryCell(wrong, x)).toBe(false);
    const line = matrix(2, 1, Float64Array.of(1, -1));
    expect(holdsEveryCell(arrangementFromGates(line, matrix(1, 2, Float64Array.of(0, 1)), "complete"), line)).toBe(
      false,
    );
  });
});
