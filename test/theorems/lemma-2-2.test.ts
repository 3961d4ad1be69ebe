import { describe, expect, it } from "vitest";
import { fittedSlope } from "./finite-width-slope.js";

describe("Lemma 2.2", () => {
  it("the tangent kernel of the gated network (9) of width m tends to (10), with an error that falls as m^(−1/2)", () => {
    expect(Math.abs(fittedSlope("gated") + 0.5)).toBeLessThan(0.1);
  });
});
