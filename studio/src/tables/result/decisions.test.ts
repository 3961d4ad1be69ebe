import { randomGenerator } from "halfspace";
import { describe, expect, it } from "vitest";
import { cheapestThreshold, countsAt } from "./decisions.js";

function drawnRows(count: number, seed: number) {
  const random = randomGenerator(seed);
  const probabilities = Float64Array.from({ length: count }, () => random.uniform());
  const isSecond = Array.from(probabilities, (probability) => random.uniform() < probability);
  return { labels: ["no", "yes"] as [string, string], probabilities, isSecond };
}

describe("rows that are decided by a threshold", () => {
  it("are counted once each; a higher threshold finds no more and raises no more alarms", () => {
    const rows = drawnRows(200, 3);
    let before = countsAt(rows, 0);
    expect(before).toMatchObject({ missed: 0, quiet: 0 });
    for (let threshold = 0.1; threshold <= 1; threshold += 0.1) {
      const now = countsAt(rows, threshold);
      expect(now.found + now.missed).toBe(rows.isSecond.filter(Boolean).length);
      expect(now.found + now.missed + now.alarms + now.quiet).toBe(200);
      expect(now.found).toBeLessThanOrEqual(before.found);
      expect(now.alarms).toBeLessThanOrEqual(before.alarms);
      before = now;
    }
  });

  it("cost the least at the threshold that is called cheapest, near alarm / (alarm + miss) where probabilities are true", () => {
    const rows = drawnRows(20_000, 5);
    for (const costs of [
      { miss: 1, alarm: 1 },
      { miss: 4, alarm: 1 },
      { miss: 1, alarm: 9 },
    ]) {
      const costAt = (threshold: number) => {
        const { missed, alarms } = countsAt(rows, threshold);
        return missed * costs.miss + alarms * costs.alarm;
      };
      const found = cheapestThreshold(rows, costs);
      for (let threshold = 1; threshold < 100; threshold += 7) {
        expect(costAt(found)).toBeLessThanOrEqual(costAt(threshold / 100));
      }
      expect(Math.abs(found - costs.alarm / (costs.alarm + costs.miss))).toBeLessThan(0.05);
    }
  });
});
