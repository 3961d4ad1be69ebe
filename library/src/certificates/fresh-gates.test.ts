import { describe, expect, it } from "vitest";
import { randomGenerator } from "../random/generator.js";
import { provedShare } from "./fresh-gates.js";

describe("the share of further gates", () => {
  it("gives each draw a part of the probability of error where draws are looked at until one is good", () => {
    const few = { count: 1000, draw: 0, growing: false };
    expect(provedShare(3, few)).toBeLessThan(provedShare(3, { ...few, growing: true }));
    expect(provedShare(3, { ...few, growing: true })).toBeLessThan(provedShare(3, { ...few, draw: 5, growing: true }));
  });

  it("holds in 95 of 100 repeats wherever the drawing ends, also at the first draw that finds nothing", () => {
    const random = randomGenerator(1);
    const [share, count, repeats] = [0.02, 100, 1000];
    let wrong = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      for (let draw = 0; draw < 30; draw++) {
        let violating = 0;
        for (let i = 0; i < count; i++) violating += Number(random.uniform() < share);
        if (violating > 0 && draw < 29) continue;
        wrong += Number(provedShare(violating, { count, draw, growing: true }) < share);
        break;
      }
    }
    expect(wrong).toBeLessThanOrEqual(0.05 * repeats);
  });
});
