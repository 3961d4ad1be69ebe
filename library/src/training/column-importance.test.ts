import { describe, expect, it } from "vitest";
import { matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";
import { columnImportance } from "../scoring/column-importance.js";
import { train } from "./train.js";

describe("importance of columns by shuffling", () => {
  const random = randomGenerator(4);
  const inputs = matrix(80, 3, random.gaussians(240));
  const targets = Float64Array.from(
    { length: 80 },
    (_, j) => 3 * inputs.values[3 * j] + Math.abs(inputs.values[3 * j + 1]),
  );

  it("ranks the columns that made the target, repeatably and without touching the table", async () => {
    const model = await train({ inputs, targets, gates: 100, lambdaFraction: 0.02 });
    const before = inputs.values.slice();
    const losses = columnImportance(model, { inputs, targets });
    expect(losses[0]).toBeGreaterThan(3 * losses[1]);
    expect(losses[1]).toBeGreaterThan(3 * Math.abs(losses[2]));
    expect(columnImportance(model, { inputs, targets })).toEqual(losses);
    expect(inputs.values).toEqual(before);
    const grouped = columnImportance(model, { inputs, targets, groups: [1, 2] });
    expect(grouped).toHaveLength(2);
    expect(() => columnImportance(model, { inputs, targets, groups: [1, 1] })).toThrow(/got 2 columns; expected 3/);
  });

  it("is in accuracy for classes", async () => {
    const labels = Array.from(targets, (value) => value > 0);
    const model = await train({ inputs, targets: labels, gates: 100, lambdaFraction: 0.05 });
    const losses = columnImportance(model, { inputs, targets: labels });
    expect(losses[0]).toBeGreaterThan(0.2);
    expect(Math.max(...losses)).toBeLessThanOrEqual(1);
  });
});
