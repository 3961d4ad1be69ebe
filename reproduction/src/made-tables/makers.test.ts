import { accuracy, r2 } from "halfspace";
import { describe, expect, it } from "vitest";
import * as makers from "./index.js";

interface Expected {
  readonly maker: makers.TableMaker;
  readonly columns: number;
  readonly classes?: number;
  readonly best: readonly [number, number];
}

/** Columns with the target, classes, and what the target without its noise scores on 2,000 rows, roughly. */
const expected: Record<string, Expected> = {
  messages: { maker: makers.messages, columns: 58, classes: 2, best: [0.96, 0.99] },
  qualities: { maker: makers.qualities, columns: 12, best: [0.38, 0.5] },
  mushrooms: { maker: makers.mushrooms, columns: 23, classes: 2, best: [1, 1] },
  patches: { maker: makers.patches, columns: 19, classes: 7, best: [0.98, 1] },
  people: { maker: makers.people, columns: 15, classes: 2, best: [0.83, 0.89] },
  letters: { maker: makers.letters, columns: 17, classes: 26, best: [0.97, 1] },
  sixtyWords: { maker: makers.sixtyWords, columns: 61, classes: 8, best: [1, 1] },
  manyRows: { maker: makers.manyRows, columns: 11, best: [0.94, 0.97] },
  fewRows: { maker: makers.fewRows, columns: 21, best: [0.95, 0.99] },
  smooth: { maker: makers.smooth, columns: 7, best: [0.9, 1] },
  sparse: { maker: makers.sparse, columns: 61, best: [0.8, 1] },
  heavyTails: { maker: makers.heavyTails, columns: 11, best: [0.5, 1] },
  levels: { maker: makers.levels, columns: 8, best: [0.8, 1] },
  smallMixture: { maker: makers.smallMixture, columns: 31, classes: 2, best: [0.93, 0.97] },
};

describe("drawn tables", () => {
  it.each(Object.entries(expected))("%s: its shape, its noise, and the same bytes twice", (_, { maker, ...facts }) => {
    const table = maker(2000);
    expect(table.columnNames).toHaveLength(facts.columns);
    expect(table.columns).toHaveLength(facts.columns);
    const target = table.columns[facts.columns - 1].map(String);
    if (facts.classes) expect(new Set(target).size).toBe(facts.classes);
    const best = facts.classes
      ? accuracy(target, table.withoutNoise)
      : r2(target.map(Number), table.withoutNoise.map(Number));
    expect(best).toBeGreaterThanOrEqual(facts.best[0]);
    expect(best).toBeLessThanOrEqual(facts.best[1]);
    expect(maker(2000)).toEqual(table);
  });

  it("a smaller table is the beginning of a larger one", () => {
    const [small, large] = [makers.people(50), makers.people(80)];
    expect(large.columns.map((cells) => cells.slice(0, 50))).toEqual(small.columns);
  });
});
