import { describe, expect, it } from "vitest";
import { fittedSlope } from "./finite-width-slope.js";

describe("Lemma 2.3", () => {
  it("the tangent kernel of the reparameterised ReLU network (11) of width m tends to the same (10), as m^(−1/2)", () => {
    expect(Math.abs(fittedSlope("reparameterised") + 0.5)).toBeLessThan(0.1);
  });
});
