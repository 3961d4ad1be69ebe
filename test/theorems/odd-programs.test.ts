import { describe, expect, it } from "vitest";
import { problemCount } from "../problem-count.js";
import { checkers } from "../training/evidence-files.js";
import { oddProgram } from "./odd-programs.js";

/** 130 programs in every run; HALFSPACE_PROBLEMS=10000 takes as many. */
const count = problemCount(130);
const filesAtOnce = 200;

describe("certificates of small odd programs of every kind", () => {
  it(`are theorems: exact arithmetic finds both bounds of ${count} programs on their side of the optimum`, () => {
    const [{ check }] = checkers;
    let claimless = 0;
    for (let first = 1; first <= count; first += filesAtOnce) {
      const found = Array.from({ length: Math.min(filesAtOnce, count - first + 1) }, (_, k) => ({
        seed: first + k,
        ...oddProgram(first + k),
      }));
      const claiming = found.filter(({ evidence }) => evidence !== undefined);
      claimless += found.length - claiming.length;
      check(claiming.map(({ evidence }) => evidence as string)).forEach(({ proved, words }, k) => {
        const { seed, kind } = claiming[k];
        expect([seed, kind, words]).toEqual([seed, kind, proved ? words : "proved"]);
      });
    }
    expect(claimless).toBeLessThan(count / 3);
  }, 7_200_000);
});
