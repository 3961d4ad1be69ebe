import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { models } from "../../studio/src/models/index.js";

const sheet = readFileSync(join(import.meta.dirname, "../../studio/src/colours.css"), "utf8");

/** Linear light as eyes without one kind of cone see it (Machado, Oliveira and Fernandes, 2009, severity 1). */
const visions = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

function linearLight(name: string, scheme: "light" | "dark"): number[] {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\)`).exec(sheet) ?? [];
  const colour = scheme === "light" ? light : dark;
  return [1, 3, 5].map((from) => {
    const value = Number.parseInt(colour.slice(from, from + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
}

const times = (matrix: readonly number[], vector: readonly number[]): number[] =>
  [0, 1, 2].map((row) => vector.reduce((sum, value, k) => sum + matrix[3 * row + k] * value, 0));

/** The distance of two colours in OKLab: 0.02 is just seen, black and white are 1 apart. */
function distance(a: readonly number[], b: readonly number[]): number {
  const [first, second] = [a, b].map((light) => {
    const cones = times(
      [0.4122, 0.5363, 0.0514, 0.2119, 0.6807, 0.1074, 0.0883, 0.2817, 0.63],
      light.map((value) => Math.min(1, Math.max(0, value))),
    ).map(Math.cbrt);
    return times([0.2105, 0.7936, -0.0041, 1.978, -2.4286, 0.4506, 0.0259, 0.7828, -0.8087], cones);
  });
  return Math.hypot(...first.map((value, k) => value - second[k]));
}

describe("colours, for every kind of eye", () => {
  it("the two sides of a gate differ by their colours alone, light and dark", () => {
    for (const scheme of ["light", "dark"] as const) {
      for (const [name, matrix] of Object.entries(visions)) {
        const [left, right] = ["optimum", "descent"].map((colour) => times(matrix, linearLight(colour, scheme)));
        expect(distance(left, right), `${name}, ${scheme}`).toBeGreaterThan(0.15);
      }
    }
  });

  it("eight methods have more hues than such eyes tell apart: no two of them have the same dashes", () => {
    const [descent, adam] = ["descent", "adam"].map((colour) =>
      times(visions.protanopia, linearLight(colour, "light")),
    );
    // The reason for the dashes: without them these two would be one.
    expect(distance(descent, adam)).toBeLessThan(0.02);
    expect(new Set(models.map(({ dashes }) => dashes)).size).toBe(models.length);
  });
});
