import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { numberOf } from "../cells.js";
import { readTable } from "../read-table.js";

async function* inChunks(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.slice(start, start + size);
}

const encoder = new TextEncoder();
const shown = async (source: Parameters<typeof readTable>[0]) => {
  const { columnNames, columns, notes } = await readTable(source);
  return { columnNames, columns: columns.map((cells) => [...cells]), notes };
};

describe("a table that comes in chunks is the one that comes at once", () => {
  test.each<[string, string]>([
    ["quotes over lines", 'a,"b\nc",d\n1,"x ""y""\r\nz",3\n-4.50, "q, r" ,5e-07\n,,\n7,8,9'],
    ["carriage returns", "a;b\r\n1,5;2\r\n3,25;4\r\n\r\n5,125;6\r\n"],
    ["aligned with blanks", '  X1   X2\t\tname  \n 1.0  2   à \n  3    4  \'c\n5 6 "d e"\n'],
    ["comments, titles and remarks", "# by a logger\nsep;x\na;b\n1;2\n3;4\n5;6\nSource: the office\n"],
    ["JSON lines", '{"a": 1, "2": "x\\"}"}\r\n\n{"2": "é\\u00e9 {[", "b": 90071992547409931}\n{"a": null}'],
    ["a JSON array", '\n[ {"a": 1, "b": "x\\\\"}, {"a": "]\\"}", "c": true},\r\n{"b": "東,😀"} ]\n'],
    [
      "ARFF",
      "% made\r\n@relation r\n@attribute 'a é' {x, 'y, \\'z'}\n@attribute n numeric\n@data\n'y, \\'z', 1\n?,2.50\nx,3",
    ],
    ["letters of several bytes", "stadt,größe\nKöln,1\n東京,2\n😀,3\nKöln,4\n"],
  ])("%s", async (_, text) => {
    const bytes = encoder.encode(text);
    const whole = await shown(bytes);
    expect(await shown(text)).toEqual(whole);
    for (let size = 1; size <= bytes.length; size++) expect(await shown(inChunks(bytes, size))).toEqual(whole);
    expect(await shown(inChunks(gzipSync(bytes), 7))).toEqual(whole);
  });

  test("Windows-1252 is found out at its first letter, however late", async () => {
    // UTF-8 of "é" is "Ã©" in Windows-1252, and a blank that does not break comes off at the end of a cell.
    const bytes = Uint8Array.from(
      [..."word,n\n\u00c3\u00a9,1\nK\u00f6ln\u00a0,2\nK\u00f6ln,3\n"].map((c) => c.charCodeAt(0)),
    );
    for (const size of [1, 5, 100]) {
      const { columns, notes } = await shown(inChunks(bytes, size));
      expect(columns).toEqual([
        ["Ã©", "Köln", "Köln"],
        ["1", "2", "3"],
      ]);
      expect(notes).toEqual(["The file is not UTF-8; it was read as Windows-1252."]);
    }
  });

  test.each([
    ["JSON lines", '{"w\u00e9": "\u00c3\u00a9"}\n{"w\u00e9": "K\u00f6ln"}'],
    ["a JSON array", '[{"w\u00e9": "\u00c3\u00a9"}, {"w\u00e9": "K\u00f6ln"}]'],
    ["ARFF", "@relation r\n@attribute w\u00e9 string\n@data\n\u00c3\u00a9\nK\u00f6ln"],
  ])("Windows-1252 in %s too", async (_, text) => {
    const bytes = Uint8Array.from([...text].map((letter) => letter.charCodeAt(0)));
    for (const size of [1, 5, 100]) {
      const { columnNames, columns, notes } = await shown(inChunks(bytes, size));
      expect(columnNames).toEqual(["w\u00e9"]);
      expect(columns).toEqual([["\u00c3\u00a9", "K\u00f6ln"]]);
      expect(notes).toEqual(["The file is not UTF-8; it was read as Windows-1252."]);
    }
  });

  test.each<[string, RegExp]>([
    ['{"a":1}\n{"a":\n', /line 2, which cannot be read/],
    ['[{"a":1},{"a":2}', /row 2, which cannot be read: the array does not end/],
    ['[{"a":1},\n{"a":2 "b":3}]', /row 2, which cannot be read/],
    ['[{"a":1},]', /row 2, which cannot be read/],
    ['[{"a":1}]\n[{"a":2}]', /row 2, which cannot be read: the array does not end, or goes on/],
    ['[{"a":1},2]', /row 2, which is no object/],
    ['{"a":1}\n[1]\n', /line 2, which is no object/],
    ['{"b":1}\n{"a":{"x":1},"b":2}\n{"b":[1]}', /a nested value of "a" in line 2/],
  ])("%j is refused by its place", async (text, message) => {
    await expect(readTable(text)).rejects.toThrow(message);
    await expect(readTable(inChunks(encoder.encode(text), 3))).rejects.toThrow(message);
  });

  test("a record without end is refused before it fills the memory", async () => {
    for (const begin of ['{"a": "', '[{"a": "']) {
      async function* endless(): AsyncGenerator<Uint8Array> {
        yield encoder.encode(begin);
        for (;;) yield new Uint8Array(2 ** 23).fill(120);
      }
      await expect(readTable(endless())).rejects.toThrow(
        /more than 64 million characters in (?:line|row) 1; expected an object/,
      );
    }
  });

  test("numbers are those of their text, to the last bit", async () => {
    const digits = fc.stringMatching(/^-?(?:0|[1-9]\d{0,15})(?:\.\d{1,18})?$/);
    await fc.assert(
      fc.asyncProperty(fc.array(digits, { minLength: 2, maxLength: 50 }), async (cells) => {
        const { columns } = await readTable(`n\n${cells.join("\n")}\n`, { header: true });
        expect(columns[0]).toEqual(cells);
        expect(columns[0].map(numberOf)).toEqual(cells.map(Number));
      }),
      { numRuns: 200, seed: 63 },
    );
  });

  test.each([
    ["CSV", "text,n\n", '"', '",1\n'],
    ["JSON lines", "", '{"text":"', '","n":1}\n'],
  ])("%s longer than a JavaScript text may be", async (_, names, before, behind) => {
    const row = encoder.encode(`${before}${"x".repeat(2 ** 21)}${behind}`);
    async function* rows(): AsyncGenerator<Uint8Array> {
      yield encoder.encode(names);
      for (let count = 0; count * row.length < 2 ** 29 + 2 ** 20; count++) yield row;
    }
    const { rowCount, columnNames } = await readTable(rows());
    expect(columnNames).toEqual(["text", "n"]);
    expect(rowCount).toBe(Math.ceil((2 ** 29 + 2 ** 20) / row.length));
  });
});
