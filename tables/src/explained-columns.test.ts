import { describe, expect, it } from "vitest";
import { encode } from "./encode.js";
import { encodedWidth } from "./encoding.js";
import { changesOf, effectPoints, encodedCells } from "./explained-columns.js";
import { readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";

/** Numbers with a gap, words with a rare one, truths, dates. */
const lines = Array.from({ length: 60 }, (_, row) => {
  const day = new Date(Date.UTC(2022, 0, 1 + 11 * row)).toISOString().slice(0, 10);
  const word = row === 7 ? "rare" : ["oak", "pine"][row % 2];
  return [row === 3 ? "" : (row * 37) % 50, word, row % 3 === 0, day, row % 7].join(",");
});
const text = `width,kind,sound,felled,price\n${lines.join("\n")}\n`;

async function encoded() {
  const table = await readTable(text);
  const { record } = splitTable(table, "price", { holdout: 0, seed: 1, task: "regression" });
  return { encoding: record.encoding, rows: encode(record.encoding, table), table };
}

const rowOf = ({ columns, values }: Awaited<ReturnType<typeof encoded>>["rows"], row: number) =>
  values.slice(row * columns, (row + 1) * columns);

describe("what encoded rows say of raw columns", () => {
  it("cells come back: numbers, words, truths, dates, gaps, and words that were pooled or never seen", async () => {
    const { encoding, rows } = await encoded();
    expect(encodedCells(encoding, rowOf(rows, 0))).toEqual([0, "oak", "true", "2022-01-01"]);
    expect(encodedCells(encoding, rowOf(rows, 3))[0]).toBe("missing");
    expect(["other", "never seen", "rare"]).toContain(encodedCells(encoding, rowOf(rows, 7))[1]);
    expect(encodedCells(encoding, rowOf(rows, 59))[3]).toBe("2023-10-12");
  });

  it("may change within what training saw; dates, gaps and fixed columns stay", async () => {
    const { encoding, rows } = await encoded();
    const [width, kind, sound, felled] = changesOf(encoding, rowOf(rows, 0));
    expect(width).toEqual({ kind: "number", least: 0, most: 49 });
    expect(kind).toMatchObject({ kind: "choice" });
    expect(sound).toMatchObject({ kind: "choice" });
    expect(felled).toEqual({ kind: "fixed" });
    expect(changesOf(encoding, rowOf(rows, 3))[0]).toEqual({ kind: "fixed" });
    expect(changesOf(encoding, rowOf(rows, 0), ["kind"])[1]).toEqual({ kind: "fixed" });
    for (const [index, change] of changesOf(encoding, rowOf(rows, 0)).entries()) {
      if (change.kind !== "choice") continue;
      for (const choice of change.choices) expect(choice).toHaveLength(encodedWidth(encoding.columns[index]));
    }
  });

  it("points of effects are rows as encode makes them", async () => {
    const { encoding, rows, table } = await encoded();
    for (const { name, column, points, at } of effectPoints(encoding, rows)) {
      expect(points.rows).toBe(at.length);
      const cell = name === "felled" ? "2022-01-01" : at[0];
      const place = table.columnNames.indexOf(name);
      const one = {
        ...table,
        columns: table.columns.map((cells, c) => (c === place ? [cell] : [cells[0]])),
        rowCount: 1,
      };
      const expected = encode(encoding, one).values.slice(column, column + points.columns);
      expect([name, ...points.values.slice(0, points.columns)]).toEqual([name, ...expected]);
    }
  });
});
