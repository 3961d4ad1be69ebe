import type { Linearisation } from "halfspace/theory";
import { describe, expect, it } from "vitest";
import { exponentInWidth } from "./linearised-widths.js";

const frobenius = ({ singularValues }: Linearisation) => Math.hypot(...singularValues);
const sizes: [number, number][] = [
  [10, 5],
  [20, 10],
];

describe("Lemma 12.1", () => {
  it.each(sizes)("σ_min and σ_max of φ are ‖φ‖_F/√n up to factors that do not depend on m (n = %s, d = %s)", (n, d) => {
    const smallest = exponentInWidth(n, d, (l) => (l.singularValues[n - 1] * Math.sqrt(n)) / frobenius(l));
    const largest = exponentInWidth(n, d, (l) => (l.singularValues[0] * Math.sqrt(n)) / frobenius(l));
    expect(Math.abs(smallest)).toBeLessThan(0.05);
    expect(Math.abs(largest)).toBeLessThan(0.05);
  });
});
