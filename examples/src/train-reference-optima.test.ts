import { expect, it } from "vitest";
import { compareWithOptimum } from "./train-reference-optima.js";

const found = await compareWithOptimum("a1", "0.1");

it.skipIf(!found)(`train reaches the trusted optimum${found ? "" : " (skipped: ../shared is missing)"}`, () => {
  const { result, trusted, verification } = found as NonNullable<typeof found>;
  expect(result.certificate.relativeGap).toBeLessThanOrEqual(1e-8);
  expect(Math.abs(result.certificate.primalObjective / trusted.objective - 1)).toBeLessThan(1e-8);
  expect(result.activeGates).toBe(trusted.activeGates);
  expect(verification.verified).toBe(true);
});
