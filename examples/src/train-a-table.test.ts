import { expect, it } from "vitest";
import { trainATable } from "./train-a-table.js";

it("the example trains, certifies and predicts", async () => {
  const { result, prediction, words } = await trainATable();
  expect(result.status).toBe("solved");
  expect(Math.abs(prediction - 1.5)).toBeLessThan(0.15);
  expect(words).toMatch(/^optimal to/);
});
