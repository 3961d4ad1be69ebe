import { randomGenerator } from "halfspace";
import { describe, expect, test } from "vitest";
import { encode } from "./encode.js";
import { readingFor } from "./encoding.js";
import { type ReadOptions, readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";

const rowCount = 60;
const random = randomGenerator(40);
const sizes = Array.from({ length: rowCount }, () => 100 * random.uniform());
const small = Array.from({ length: rowCount }, () => random.integer(10));

/** A table of x, b and y, with x written in some way. */
function written(write: (size: number, row: number) => string, names = "x,b,y"): string {
  const lines = sizes.map((size, row) => `${write(size, row)},${small[row]},${(2 * size + small[row]).toFixed(2)}`);
  return `${names}\n${lines.join("\n")}\n`;
}

async function learned(text: string, options: ReadOptions = {}) {
  const table = await readTable(text, { names: ["y"], ...options });
  const { record, train, notes } = splitTable(table, "y", { holdout: 0.25, seed: 1 });
  return { table, encoding: record.encoding, inputs: train.inputs, notes: notes.join("\n") };
}

describe("times on a clock are hours", () => {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const hours = (size: number) => size / 4.2;
  test.each<[string, (size: number) => string, RegExp]>([
    ["13:05", (size) => `${two(hours(size))}:${two((hours(size) % 1) * 60)}`, /"x" was read as hours: "\d\d:\d\d" is /],
    [
      "1:05 pm",
      (size) => `${Math.floor(hours(size) / 2) || 12}:${two(30)} ${size > 50 ? "PM" : "a.m."}`,
      /read as hours/,
    ],
    ["26:15:30.5", (size) => `${Math.floor(size)}:15:30.5`, /:15:30.5" is \d+\.2585/],
  ])("%s", async (_, write, note) => {
    const { encoding, notes } = await learned(written(write));
    expect(notes).toMatch(note);
    expect(encoding.columns[0]).toMatchObject({ name: "x", type: "numeric" });
  });

  test("as the model's table they are read again, also given as hours; asked for as words they stay words", async () => {
    const text = written((size) => `${Math.floor(size)}:30`);
    const { encoding } = await learned(text);
    const fresh = await readTable("x,b\n12:30,1\n07:15,2\n", readingFor(encoding));
    const plain = await readTable("x,b\n12.5,1\n7.25,2\n", readingFor(encoding));
    expect(encode(encoding, fresh)).toEqual(encode(encoding, plain));
    const asked = await learned(text, { columns: [{ name: "x", type: "category" }] });
    expect(asked.encoding.columns[0].type).toBe("category");
  });

  test.each([["12:60"], ["1:2"], ["13:00 pm"], ["12:30:61"]])("%s is none", async (cell) => {
    const table = await readTable(`x,y\n${cell},1\n${cell},2\n`);
    expect(table.columns[0][0]).toBe(cell);
  });
});

describe("eight digits that are days each time", () => {
  const day = (row: number) => new Date(Date.UTC(2019, 4, 1 + 9 * row)).toISOString().slice(0, 10).replaceAll("-", "");
  test.each(["when", "ref", "x"])("are dates in a column called %s", async (name) => {
    const { encoding, notes } = await learned(written((_, row) => day(row), `${name},b,y`));
    expect(encoding.columns[0]).toMatchObject({ type: "date", form: "compact" });
    expect(notes).toMatch(/holds dates \(eight digits\)/);
  });

  test("are numbers where some are none, or few differ", async () => {
    const some = await learned(written((_, row) => (row === 7 ? "20201340" : day(row))));
    expect(some.encoding.columns[0].type).toBe("numeric");
    const few = await learned(written((_, row) => day(row % 5)));
    expect(few.encoding.columns[0].type).toBe("numeric");
  });
});

describe("words that mean no value among numbers", () => {
  test.each(["\\N", "TBD", "not available", "No data", "missing value", "''", "(blank)", "n.d."])(
    "%s",
    async (marker) => {
      const { encoding } = await learned(written((size, row) => (row % 9 === 2 ? marker : size.toFixed(1))));
      expect(encoding.columns[0]).toMatchObject({ type: "numeric", indicator: true });
    },
  );

  test("another word is named with its row, and how it is said to be missing", async () => {
    const text = written((size, row) => (row % 9 === 2 ? "soon" : size.toFixed(1)));
    expect((await learned(text)).notes).toMatch(
      /because of "soon" among its numbers, first in row 3; .*\(missing "soon"\)/,
    );
    expect((await learned(text, { missing: ["soon"] })).encoding.columns[0].type).toBe("numeric");
  });

  test.each<[string, (size: number, row: number) => string]>([
    ["~", (size, row) => (row % 7 === 0 ? `~${size.toFixed(1)}` : size.toFixed(1))],
    ["ca.", (size, row) => (row % 6 === 0 ? `ca. ${size.toFixed(1)}` : size.toFixed(1))],
    ["<", (size, row) => (row % 8 === 0 ? `<${size.toFixed(1)}` : size.toFixed(1))],
  ])("a mark (%s) before some numbers is named with its row", async (mark, write) => {
    expect((await learned(written(write))).notes).toMatch(
      new RegExp(`because of "${mark.replace(".", "\\.")}.* row 1`),
    );
  });
});

describe("several numbers in one text are named", () => {
  test.each<[string, (size: number) => string]>([
    ["a range", (size) => `${Math.floor(size)}-${Math.floor(size) + 5}`],
    ["a part", (size) => `${Math.floor(size)} of 100`],
    ["a fraction", (size) => `${Math.floor(size)}/100`],
    ["a length of time", (size) => `${Math.floor(size)}h ${Math.floor(size / 2)}m`],
    ["a size", (size) => `${Math.floor(size)}x${Math.floor(size / 3)}`],
  ])("%s", async (_, write) => {
    expect((await learned(written(write))).notes).toMatch(/"x" holds text with several numbers in it \("\d/);
  });

  test("few levels, and words, are not", async () => {
    const few = await learned(written((size) => `${10 * Math.floor(size / 10)}-${10 * Math.floor(size / 10) + 9}`));
    const words = await learned(written((size) => `plan ${"abcdefghijklmnopqrst"[Math.floor(size / 5)]}`));
    for (const { notes } of [few, words]) expect(notes).not.toContain("several numbers");
  });
});

describe("lines that are no rows", () => {
  const plain = written((size) => size.toFixed(1));
  const same = async (text: string, note: RegExp) => {
    const [asked, expected] = [await learned(text), await learned(plain)];
    expect(asked.encoding.columns).toEqual(expected.encoding.columns);
    expect(asked.inputs).toEqual(expected.inputs);
    expect(asked.notes).toMatch(note);
    const again = await readTable(text, readingFor(asked.encoding));
    expect(again.columns.map((cells) => [...cells])).toEqual(asked.table.columns.map((cells) => [...cells]));
  };

  test("the names again, as in joined files", async () => {
    const lines = plain.split("\n");
    const joined = [...lines.slice(0, 20), lines[0], ...lines.slice(20, 40), lines[0], ...lines.slice(40)].join("\n");
    await same(joined, /2 rows, first row 20, hold the names again and were read past/);
    await same(plain.replace(/\n$/, "\nx,b,y\n"), /Row 61 holds the names again and was read past/);
  });

  test("a line of groups above the names", async () => {
    await same(`size,,result\n${plain}`, /The line above the names \("size", "result"\) was read past/);
    await same(`inputs,inputs,target\n${plain}`, /The line above the names/);
  });

  test("a web page and other documents are named for what they are", async () => {
    await expect(readTable(new TextEncoder().encode("\n<!DOCTYPE html><html></html>"))).rejects.toThrow(
      /got a web page/,
    );
    await expect(readTable(new TextEncoder().encode('<?xml version="1.0"?><a/>'))).rejects.toThrow(/an XML document/);
    await expect(readTable('{"a":[1,2],"b":[3,4]}')).rejects.toThrow(
      /one object that holds whole columns.*an object a row/,
    );
    await expect(readTable('{\n "data": [\n  {"a": 1}\n ]\n}')).rejects.toThrow(
      /line 1, .*one whole object a line.*give that array alone/,
    );
    await expect(readTable('[["a","b"],[1,2]]')).rejects.toThrow(/row 1, which is no object/);
  });
});

test("words whose accents are stored in two ways are noted, and folded into one", async () => {
  const text = written((_, row) => ["Köln", "Ko\u0308ln", "Berlin"][row % 3]);
  const { notes } = await learned(text);
  expect(notes).toMatch(/differ only in case or blanks or how accents are stored: "Köln" and/);
  const folded = await learned(text, { foldCase: true });
  expect(folded.encoding.columns[0]).toMatchObject({ levels: ["berlin", "köln"] });
});

test("many columns with rare levels share a line", async () => {
  const names = Array.from({ length: 9 }, (_, k) => `w${k}`);
  const rows = sizes.map((size, row) => [
    ...names.map((_, k) => (row % 20 === k ? `rare ${row}` : "ab"[(row + k) % 2])),
    size,
  ]);
  const text = `${[...names, "y"].join(",")}\n${rows.map((cells) => cells.join(",")).join("\n")}\n`;
  const { notes } = await learned(text);
  expect(notes).toMatch(/In 9 columns rare levels were pooled as "other": in "w0" \d, "w1" \d.* and so on/);
  expect(notes).not.toContain('Column "w');
});

describe("whole numbers with leading zeros are words", () => {
  const codes = ["02139", "00501", "94103", "10001"];
  test.each(["zip", "code", "x"])("in a column called %s", async (name) => {
    const { encoding, notes } = await learned(written((_, row) => codes[row % 4], `${name},b,y`));
    expect(encoding.columns[0]).toMatchObject({ type: "category", levels: codes.toSorted() });
    expect(notes).toMatch(new RegExp(`"${name}" holds whole numbers with leading zeros \\("02139"\\)`));
    const asked = await learned(
      written((_, row) => codes[row % 4], `${name},b,y`),
      { columns: [{ name, type: "number" }] },
    );
    expect(asked.encoding.columns[0].type).toBe("numeric");
  });

  test("as a target they are classes, and come back as they came", async () => {
    const table = await readTable(
      written((_, row) => codes[row % 3]),
      { names: ["x"] },
    );
    const { record } = splitTable(table, "x", { holdout: 0.25, seed: 1 });
    expect(record.encoding.target).toMatchObject({ task: "classification", classes: ["00501", "02139", "94103"] });
  });
});
