import { randomGenerator } from "halfspace";
import { describe, expect, it } from "vitest";
import { ColumnBuilder, columnOf } from "./column-builder.js";
import { countNumbers, numberAt } from "./number-counts.js";

/** Counted one by one. */
function expectCounts(values: Float64Array, isCounted: (row: number) => boolean): void {
  const chosen = values.filter((_, row) => isCounted(row));
  const naive = new Map<number, number>();
  for (const value of chosen) naive.set(value + 0, (naive.get(value + 0) ?? 0) + 1);
  const found = countNumbers(values, isCounted);
  const distinct = Float64Array.from(naive.keys()).sort();
  expect(found.values).toEqual(distinct);
  expect([...found.counts]).toEqual(Array.from(distinct, (value) => naive.get(value)));
  expect(found.total).toBe(chosen.length);
  const sorted = chosen.map((value) => value + 0).sort();
  for (const place of [0, chosen.length >> 1, chosen.length - 1]) expect(numberAt(found, place)).toBe(sorted[place]);
}

describe("distinct numbers and how often each occurs", () => {
  it.each([
    ["few", 5000, (draw: number) => Math.round(20 * draw)],
    ["as many as fit", 60_000, (draw: number) => draw],
    ["more than are looked up", 150_000, (draw: number) => draw - 0.5],
  ])("%s, in some of the rows", (_, count, made) => {
    const random = randomGenerator(count);
    const values = Float64Array.from({ length: count }, () => made(random.uniform()));
    values.set([0, -0, Number.NaN, 1e300, -1e-300, Number.NaN, 5e-324], 100);
    expectCounts(values, () => true);
    expectCounts(values, (row) => row % 3 !== 0);
  });

  it("of no numbers there are none", () => {
    expect(countNumbers(new Float64Array(3), () => false)).toEqual(countNumbers(new Float64Array(0), () => true));
  });
});

describe("a column of many rows", () => {
  const count = 140_000;
  const cells = Array.from({ length: count }, (_, row) => (row % 5 === 0 ? `word ${row % 7}` : String(row / 4)));

  it.each([0, 1000, 70_000, 100_000, count, 150_000])("is the same where about %i rows were expected", (expected) => {
    const builder = new ColumnBuilder(() => expected);
    for (let row = 0; row < count; row++) builder.writeCell(row, cells[row]);
    // The last row may be written again.
    builder.writeCell(count - 1, cells[count - 1]);
    const column = builder.build(count);
    expect(column.length).toBe(count);
    expect(column.toArray()).toEqual(cells);
    expect(columnOf(cells, expected).words()).toEqual(column.words());
  });
});
