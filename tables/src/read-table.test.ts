import { FormatError, InputError } from "halfspace";
import { describe, expect, test } from "vitest";
import { type ReadOptions, readTable } from "./read-table.js";

const columnsOf = async (text: string, options?: ReadOptions) => {
  const table = await readTable(text, options);
  return Object.fromEntries(table.columnNames.map((name, index) => [name, table.columns[index]]));
};

describe("delimited text", () => {
  test.each([",", ";", "\t", "|"])("finds the delimiter %j", async (delimiter) => {
    const text = ["a,b,c", "1,x,2.5", "2,y,3.5"].join("\n").replaceAll(",", delimiter);
    expect(await columnsOf(text)).toEqual({ a: ["1", "2"], b: ["x", "y"], c: ["2.5", "3.5"] });
  });

  test("reads a BOM, CRLF, quoted delimiters, quoted line ends and doubled quotes", async () => {
    const text = '\uFEFFname,size\r\n"a, ""b""\r\nc",1\r\n\r\nd,2\r\n';
    expect(await columnsOf(text)).toEqual({ name: ['a, "b"\nc', "d"], size: ["1", "2"] });
  });

  test("trims cells and reads the usual missing markers", async () => {
    expect(await columnsOf("a,b\n 1 , x\n?,NA\n,NaN\n2, null\n")).toEqual({
      a: ["1", null, null, "2"],
      b: ["x", null, null, null],
    });
    expect(await columnsOf("a,b\n1,x\n-,y\n", { missing: ["-"] })).toEqual({ a: ["1", null], b: ["x", "y"] });
  });

  test("decimal commas: read where certain, left as text where they may be thousands", async () => {
    expect(await columnsOf("a;b\n1,5;x\n2;y\n1.234,25;z")).toEqual({ a: ["1.5", "2", "1234.25"], b: ["x", "y", "z"] });
    expect(await columnsOf("1,5 2,25\n3,5 4,75", { header: false })).toMatchObject({ "column 1": ["1.5", "3.5"] });
    const ambiguous = await readTable("a;b\n1,234;1\n2,345;2");
    expect(ambiguous.columns[0]).toEqual(["1,234", "2,345"]);
    expect(ambiguous.notes.join()).toContain('"a" may be decimals or thousands');
    expect(await columnsOf("a;b\n1,234;1\n2,345;2", { decimal: "," })).toMatchObject({ a: ["1.234", "2.345"] });
  });

  test("finds whether there is a header", async () => {
    const header = async (text: string) => (await readTable(text)).header;
    expect(await header("a,b\n1,2\n3,4")).toBe(true);
    expect(await header("a,b,\n1,2,\n3,4,")).toBe(true);
    expect(await header("1,2\n3,4")).toBe(false);
    expect(await header("M,0.5\nF,0.4")).toBe(false);
    expect(await header("colour,label\nred,yes\nblue,no\nred,no")).toBe(true);
    expect(await header("red,yes\nblue,no\nred,no")).toBe(false);
    expect(await header("b,?,u\na,1,v\nb,2,u")).toBe(false);
  });

  test("JSON: whole numbers beyond 2^53 keep their digits, as lines and as an array; text is left alone", async () => {
    const rows =
      '{"n": 9007199254740993, "s": "a \\"1: 99999999999999999999\\"", "x": 12345678901234567.5, "e": 1234567890123456e3}';
    for (const text of [`${rows}\n${rows}`, `[${rows},\n${rows}]`]) {
      const { columns } = await readTable(text);
      expect(columns.map(([cell]) => cell)).toEqual([
        "9007199254740993",
        'a "1: 99999999999999999999"',
        Number("12345678901234567.5"),
        1234567890123456e3,
      ]);
    }
    expect((await readTable('{"n": 9007199254740991}\n{"n": -1}')).columns).toEqual([[9007199254740991, -1]]);
  });

  test("types may be given by the number of a column, also as it is called without names", async () => {
    const text = "1,2,5\n2,2,6\n3,3,7\n";
    for (const name of ["3", "column 3"]) {
      const { readings } = await readTable(text, { columns: [{ name, type: "category" }] });
      expect(readings).toEqual([{ name: "column 3", type: "category" }]);
    }
    const named = await readTable(`a,b,c\n${text}`, { columns: [{ name: "3", type: "category" }] });
    expect(named.readings).toEqual([{ name: "c", type: "category" }]);
  });

  test("gives repeated and empty names a name of their own", async () => {
    const table = await readTable(",x,x\n1,2,3\n2,3,4");
    expect(table.columnNames).toEqual(["column 1", "x", "x (2)"]);
    expect(table.notes).toHaveLength(1);
  });

  test("reads UTF-16 and Windows-1252 bytes", async () => {
    const utf16 = new Uint8Array([0xff, 0xfe, ...[..."a,b\n1,2"].flatMap((letter) => [letter.charCodeAt(0), 0])]);
    expect((await readTable(utf16)).columnNames).toEqual(["a", "b"]);
    const latin = await readTable(
      Uint8Array.from([..."a,b\nK\u00f6ln,1\nUlm,2"].map((letter) => letter.charCodeAt(0))),
    );
    expect(latin.columns[0]).toEqual(["K\u00f6ln", "Ulm"]);
    expect(latin.notes.join()).toContain("Windows-1252");
  });
});

describe("space-aligned text", () => {
  test("runs of blanks and tabs, blanks at both ends, quoted blanks", async () => {
    expect(await columnsOf('  X1   X2\t\tname  \n 1.0  2   ab \n  3    4  \'c\n5 6 "d e"\n')).toEqual({
      X1: ["1.0", "3", "5"],
      X2: ["2", "4", "6"],
      name: ["ab", "'c", "d e"],
    });
  });

  test("text with blanks in comma-separated cells stays comma-separated", async () => {
    expect(await columnsOf("name,value\nred wine,1\nwhite wine,2")).toEqual({
      name: ["red wine", "white wine"],
      value: ["1", "2"],
    });
  });
});

describe("JSON lines", () => {
  test("keeps types, fills absent keys", async () => {
    const text = '{"a": 1, "b": "x", "c": true}\n\n{"b": "?", "a": null}\n';
    expect(await columnsOf(text)).toEqual({ a: [1, null], b: ["x", null], c: [true, null] });
    expect(await columnsOf('[{"a": 1}, {"a": 2}]')).toEqual({ a: [1, 2] });
  });

  test("keys that are numbers keep their place", async () => {
    const object = '{"b": 1, "1963": 2, "1962": "\\"7\\": 3", "a": 4}';
    for (const text of [`${object}\n${object}`, `[${object}, ${object}]`]) {
      const { columnNames, columns } = await readTable(text);
      expect(columnNames).toEqual(["b", "1963", "1962", "a"]);
      expect(columns.map(([cell]) => cell)).toEqual([1, 2, '"7": 3', 4]);
    }
    expect((await readTable('{"x": 1, "2000": [1]}', { drop: ["2000"] })).columns).toEqual([[1], [null]]);
    await expect(readTable('{"x": 1, "2000": [1]}')).rejects.toThrow('a nested value of "2000" in line 1');
  });

  test.each([
    ['{"a": 1}\n{"a": 1', "line 2"],
    ['{"a": 1}\n[2]', "line 2, which is no object; expected an object"],
    ['{"a": 1}\n{"a": {"b": 2}}', 'a nested value of "a" in line 2'],
  ])("bad input %j", async (text, message) => {
    await expect(readTable(text)).rejects.toThrow(message);
  });
});

describe("bad tables", () => {
  test.each([
    ["", "table: got an empty one"],
    [" \n\n", "table: got an empty one"],
    ["a,b\n", "no rows of data"],
    ["a,b\n1,2\n3\n", "1 cell in line 3; expected 2, as in line 1"],
    ['a,b\n\n"x\ny",2\n3,4,5\n', "3 cells in line 5; expected 2, as in line 1"],
    ["1 2 3\n4 5\n6 7 8\n", "2 cells in line 2; expected 3, as in line 1"],
    ['a,b\n1,2\n"x,3\n4,5\n', 'a cell that opens with a quote (") and is never closed in line 3'],
    ["a,b\n1,2\n3,Infinity\n", 'Infinity in row 2 of column "b"'],
    ["a,b\n1,2\n-inf,3\n", '-inf in row 2 of column "a"'],
    ["a,b\n1e999,2\n1,3\n", '1e999 in row 1 of column "a"'],
  ])("%j: %s", async (text, message) => {
    const failure = await readTable(text).catch((error) => error);
    expect(failure).toBeInstanceOf(FormatError);
    expect(failure.message).toContain(message);
    expect(failure.message).not.toContain("\n");
  });

  test("a binary file", async () => {
    await expect(readTable(new Uint8Array([0x89, 0x50, 0, 0, 1]))).rejects.toThrow("binary file");
  });

  test("an infinity among words is a word", async () => {
    expect(await columnsOf("a,b\nInfinity,1\nNissan,2")).toMatchObject({ a: ["Infinity", "Nissan"] });
  });

  test("an unknown option", async () => {
    await expect(readTable("a,b\n1,2", { quote: "'" } as ReadOptions)).rejects.toThrow(InputError);
  });
});
