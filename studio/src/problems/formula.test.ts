import { describe, expect, it } from "vitest";
import { parseFormula } from "./formula.js";

describe("a formula of a person's own", () => {
  const at = (text: string, x = 2) => parseFormula(text, ["x"])({ x });

  it("computes as people write", () => {
    expect(at("1 + 2 * 3")).toBe(7);
    expect(at("3x^2 - x")).toBe(10);
    expect(at("-x^2")).toBe(-4);
    expect(at("2(x + 1)(x - 1)")).toBe(6);
    expect(at("min(x, 1) + max(0, -x) / 2")).toBe(1);
    expect(at("sin(pi x)")).toBeCloseTo(0, 12);
    expect(at("8 / 2 / x")).toBe(2);
    expect(at("1.5e1x")).toBe(30);
  });

  it("says what is wrong", () => {
    expect(() => at("2 +")).toThrow("ends too early");
    expect(() => at("(x")).toThrow("not closed");
    expect(() => at("alert(1)")).toThrow("“alert” is not known here");
    expect(() => at("x)")).toThrow("“)” is not expected");
    expect(() => at("constructor(x)")).toThrow("not known");
  });
});
