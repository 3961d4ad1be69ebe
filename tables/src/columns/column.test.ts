import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "../cells.js";
import { numberOf } from "../cells.js";
import { countLevels } from "../levels.js";
import { columnOf, withTexts, withWords } from "./column-builder.js";

/** Numbers as programs write them, and what only looks like one. */
const odd = ["", "0", "-0", "-0.00", "00", "1.", ".5", "+1", "1e5", "1E5", "1e+05", "-2.50e-07", "1e999", "Inf"];
const writers = [
  fc.tuple(fc.integer(), fc.integer({ min: 0, max: 9 })).map(([value, decimals]) => (value / 1e4).toFixed(decimals)),
  fc.double({ noNaN: true }).map(String),
  fc.bigInt().map(String),
  fc.stringMatching(/^-?\d{1,9}\.\d{1,12}$/),
  fc.stringMatching(/^-?\d\.\d{0,17}e[+-]\d\d$/),
  fc.constantFrom("a", "b ", "1 kg", "NA"),
];
const text = fc.oneof(fc.constantFrom(...odd), ...writers);
const cell = fc.oneof({ weight: 8, arbitrary: text }, fc.boolean(), fc.double({ noNaN: true }), fc.constant(null));
const cells = fc.array(cell, { maxLength: 60 });

describe("a column gives back what it was made of", () => {
  test("cells, numbers and counts", () => {
    fc.assert(
      fc.property(cells, (given: Cell[]) => {
        const column = columnOf(given);
        expect(column.toArray()).toEqual(given);
        expect([...column.numbers()]).toEqual(given.map(numberOf));
        const known = given.filter((each) => each !== null);
        const levels = new Map<string, number>();
        for (const each of known) levels.set(String(each), (levels.get(String(each)) ?? 0) + 1);
        expect([...countLevels(column)]).toEqual([...levels]);
        expect(column.distinctCount).toBe(levels.size);
        expect(column.missingCount).toBe(given.length - known.length);
      }),
      {
        numRuns: 500,
        seed: 61,
        examples: [[[-0]], [[-0, 0]], [["-0", "0"]], [[-0, "0", "a"]], [[Number.NaN, -0, Number.NaN]]],
      },
    );
  });

  test("rows that are chosen, and cells that are changed", () => {
    fc.assert(
      fc.property(cells, fc.infiniteStream(fc.nat()), (given: Cell[], draws) => {
        const column = columnOf(given);
        const rows = given.map(() => draws.next().value % given.length);
        expect(column.select(rows).toArray()).toEqual(rows.map((row) => given[row]));
        expect(column.slice(1, 3).toArray()).toEqual(given.slice(1, 3));
        const isShort = (each: Cell) => typeof each === "string" && each.length < 2;
        expect(column.without(isShort, true).toArray()).toEqual(given.map((each) => (isShort(each) ? null : each)));
        const doubled = (each: string) => `${each}${each}`;
        expect(withTexts(column, doubled).toArray()).toEqual(
          given.map((each) => (typeof each === "string" ? doubled(each) : each)),
        );
        expect(withWords(column, (word) => word).toArray()).toEqual(given);
      }),
      { numRuns: 300, seed: 62 },
    );
  });

  test("a number that came as −0 stays one beside cells that are changed", () => {
    for (const given of [[-0], [0, -0], [-0, "x", "5"]]) {
      const column = columnOf(given);
      const changed = given.map((each) => (typeof each === "string" ? `${each}!` : each));
      expect(withTexts(column, (each) => `${each}!`).toArray()).toEqual(changed);
      expect(withWords(column, (each) => each).toArray()).toEqual(given);
    }
  });

  test("a word that is written like a number is one", () => {
    const column = withWords(columnOf(["5", "x"]), () => "7.50");
    expect(column.words()).toEqual([]);
    expect(column.toArray()).toEqual(["5", "7.50"]);
  });
});
