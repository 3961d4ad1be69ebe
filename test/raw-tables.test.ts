import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ColumnType,
  describeColumns,
  encode,
  encodeTarget,
  featureNames,
  learnEncoding,
  readingFor,
  readTable,
  selectTarget,
} from "@halfspace/tables";
import { readTableFile, withinMemory } from "@halfspace/tables/node";
import { describe, expect, test } from "vitest";
import { sharedFolder, sharedFolderNote } from "./shared-folder.js";

type Expected = {
  file: string;
  target: string | number;
  drop?: string[];
  header: boolean;
  rows: number;
  columns: number;
  task: string;
  classes?: unknown[];
  types: Partial<Record<ColumnType, number>>;
  missing: number;
};

const expected: Expected[] = [
  {
    file: "energy-efficiency.csv",
    target: "Y1",
    drop: ["Y2"],
    header: true,
    rows: 768,
    columns: 10,
    task: "regression",
    types: { numeric: 10 },
    missing: 0,
  },
  {
    file: "bank.csv",
    target: "y",
    header: true,
    rows: 4521,
    columns: 17,
    task: "classification",
    classes: ["no", "yes"],
    types: { numeric: 7, category: 10 },
    missing: 0,
  },
  {
    file: "crx.data",
    target: 16,
    header: false,
    rows: 690,
    columns: 16,
    task: "classification",
    classes: ["+", "-"],
    types: { numeric: 4, category: 12 },
    missing: 67,
  },
  {
    file: "abalone.data",
    target: "9",
    header: false,
    rows: 4177,
    columns: 9,
    task: "regression",
    types: { numeric: 8, category: 1 },
    missing: 0,
  },
  {
    file: "horse-colic.data",
    target: "24",
    header: false,
    rows: 300,
    columns: 28,
    task: "classification",
    classes: [1, 2],
    types: { numeric: 25, category: 3 },
    missing: 1605,
  },
];

describe.skipIf(!sharedFolder)(`tables as people have them${sharedFolderNote}`, () => {
  test.each(expected)("$file", async (facts) => {
    const path = join(sharedFolder as string, "data", "raw", facts.file);
    const table = await readTableFile(path);
    expect(table).toMatchObject({ rowCount: facts.rows, header: facts.header });
    expect(table.columnNames).toHaveLength(facts.columns);
    const descriptions = describeColumns(table);
    const counts: Partial<Record<ColumnType, number>> = {};
    for (const { type } of descriptions) counts[type] = (counts[type] ?? 0) + 1;
    expect(counts).toEqual(facts.types);
    expect(descriptions.reduce((sum, { missingCount }) => sum + missingCount, 0)).toBe(facts.missing);

    const { features, target, values } = selectTarget(table, facts.target, { drop: facts.drop });
    expect(target).toMatchObject(facts.classes ? { task: facts.task, classes: facts.classes } : { task: facts.task });
    const encoding = learnEncoding(features, { target });
    const again = await readTableFile(path, readingFor(encoding));
    expect(encode(encoding, again)).toEqual(encode(encoding, features));
    expect(encodeTarget(target, again).values).toEqual(values);
    const inputs = encode(encoding, again);
    expect(inputs).toMatchObject({ rows: facts.rows, columns: featureNames(encoding).length });
    expect(inputs.values.every(Number.isFinite)).toBe(true);
  });
});

describe("files", () => {
  test("a missing file and a folder are named", async () => {
    await expect(readTableFile("no-such-file.csv")).rejects.toMatchObject({
      name: "InputError",
      message: "path: got no-such-file.csv, where there is no file; expected a file",
    });
    await expect(readTableFile(tmpdir())).rejects.toThrow("is a folder");
  });

  test("an endless input ends where the memory would", async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      const rows = new TextEncoder().encode("1,2,3\n".repeat(2 ** 17));
      for (;;) yield rows;
    }
    await expect(readTable(withinMemory(endless(), 2 ** 20))).rejects.toThrow(
      /too large for the memory of this machine: \d+\.\d GB are taken, and it goes on; .*Give a part of its rows/,
    );
  });

  test("a bad table is named with its path", async () => {
    const folder = mkdtempSync(join(tmpdir(), "halfspace-"));
    const path = join(folder, "bad.csv");
    writeFileSync(path, "a,b\n1,2\n3\n");
    await expect(readTableFile(path)).rejects.toThrow(`${path}: got 1 cell in line 3; expected 2, as in line 1`);
    rmSync(folder, { recursive: true });
  });
});
