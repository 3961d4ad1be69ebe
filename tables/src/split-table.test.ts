import { describe, expect, it } from "vitest";
import { readTable } from "./read-table.js";
import { trainingRowsOf } from "./rows-again.js";
import { readTableRecord, splitTable } from "./split-table.js";

const rows = Array.from(
  { length: 40 },
  (_, row) => `${row * 1.5},${row % 3 ? "red" : "blue"},${row % 7 ? row : "?"},${row % 4 ? "no" : "yes"}`,
);
const csv = `size,colour,age,sold\n${rows.join("\n")}\n`;

describe("a table split for an honest score", () => {
  it("finds the same training rows again from the record alone", async () => {
    const table = await readTable(csv);
    const { record, train, test, notes } = splitTable(table, "sold", { holdout: 0.2, seed: 3, drop: ["size"] });
    expect(train.targets).toHaveLength(32);
    expect(test?.targets).toHaveLength(8);
    expect(test?.targets.filter((label) => label === "yes")).toHaveLength(2);
    const again = trainingRowsOf(table, readTableRecord(JSON.parse(JSON.stringify(record))));
    expect(again).toEqual(train);
    expect(notes).toEqual(expect.any(Array));
  });

  it("learns nothing from the rows kept apart", async () => {
    const table = await readTable(csv);
    const options = { holdout: 0.25, seed: 3 };
    const { record, test } = splitTable(table, "size", options);
    const apart = new Set(test?.targets.map((size) => Number(size) / 1.5));
    const altered = rows.map((line, row) => (apart.has(row) ? `${row * 1.5},green,1e6,no` : line));
    const other = await readTable(`size,colour,age,sold\n${altered.join("\n")}\n`);
    expect(splitTable(other, "size", options).record).toEqual(record);
  });

  it("keeps all rows without a hold-out and says when there are too few", async () => {
    const table = await readTable(csv);
    expect(splitTable(table, "size", { holdout: 0, seed: 1 })).toMatchObject({
      test: undefined,
      record: { holdout: 0 },
    });
    const short = await readTable("a,b\n1,2\n2,3\n");
    expect(() => splitTable(short, "b", { holdout: 0.25, seed: 1 })).toThrow(/at least three/);
  });

  it("refuses a damaged record", () => {
    for (const value of [
      undefined,
      null,
      3,
      {},
      { encoding: {}, holdout: 2, seed: 1 },
      { encoding: {}, holdout: 0, seed: 1 },
    ]) {
      expect(() => readTableRecord(value)).toThrow(expect.objectContaining({ name: "FormatError" }));
    }
  });
});
