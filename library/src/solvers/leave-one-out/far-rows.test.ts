import { expect, it } from "vitest";
import { cutOffFarRows } from "./far-rows.js";

it("cuts off what is moved by more than four spreads of the targets, in its direction, and leaves the rest", () => {
  // Squared loss, W = 2: targets 1, −1, 1, −1 have a spread of 1, whatever the network says of them.
  const [targets, u] = [
    [1, -1, 1, -1],
    [0.5, -0.5, 0.2, 0],
  ];
  const z = Float64Array.from(targets, (y, j) => 2 * (y - u[j]));
  const predictions = Float64Array.of(0.4, 1e6, -Infinity, 3);
  cutOffFarRows(predictions, { u: Float64Array.from(u), z, curvatures: new Float64Array(4).fill(2) }, 1);
  expect(predictions[0]).toBe(0.4);
  expect(predictions[3]).toBe(3);
  const spread = (predictions[1] - u[1]) / 4;
  expect(spread).toBeGreaterThan(0.5);
  expect(spread).toBeLessThan(1.2);
  expect(predictions[2]).toBeCloseTo(u[2] - 4 * spread, 12);
});
