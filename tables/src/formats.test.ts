import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { strToU8, zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { lz4Frame } from "./lz4-frame.js";
import { isPacked, readTable } from "./read-table.js";
import { splitTable } from "./split-table.js";

const words = ["north", "south", "it's, east"];
const rows = Array.from({ length: 24 }, (_, row) => ({
  area: row % 7 === 3 ? null : (row * 37) % 50,
  district: words[row % 3],
  sold: new Date(Date.UTC(2024, 0, 1) + 86_400_000 * ((row * 5) % 24)),
  price: 100.25 + ((row * 37) % 50) + 10 * (row % 3),
}));
const day = (date: Date) => date.toISOString().slice(0, 10);
const names = ["area", "district", "sold", "price"] as const;
const csv = `${names.join(",")}\n${rows
  .map(({ area, district, sold, price }) => `${area ?? ""},"${district}",${day(sold)},${price}`)
  .join("\n")}\n`;
const json = rows.map((row) => JSON.stringify({ ...row, sold: day(row.sold) }));

/** The smallest workbook: sheets of cells, dates as days since 1899-12-30 under a style of their own. */
function workbook(sheets: Record<string, readonly (readonly (string | number | Date | null)[])[]>): Uint8Array {
  const titles = Object.keys(sheets);
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const place = (row: number, column: number) => `${String.fromCharCode(65 + column)}${row + 1}`;
  const cell = (value: string | number | Date | null, at: string) => {
    if (value === null) return "";
    if (typeof value === "number") return `<c r="${at}"><v>${value}</v></c>`;
    if (typeof value === "string") return `<c r="${at}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
    return `<c r="${at}" s="1"><v>${value.getTime() / 86_400_000 + 25_569}</v></c>`;
  };
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const links = (each: (index: number) => string) => titles.map((_, index) => each(index + 1)).join("");
  const files = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${relations}"><sheets>${links(
      (id) => `<sheet name="${titles[id - 1]}" sheetId="${id}" r:id="rId${id}"/>`,
    )}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${links(
      (id) => `<Relationship Id="rId${id}" Type="${relations}/worksheet" Target="worksheets/sheet${id}.xml"/>`,
    )}</Relationships>`,
    "xl/styles.xml": `<styleSheet ${main}><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    ...Object.fromEntries(
      Object.values(sheets).map((cells, sheet) => [
        `xl/worksheets/sheet${sheet + 1}.xml`,
        `<worksheet ${main}><sheetData>${cells
          .map(
            (line, row) => `<row r="${row + 1}">${line.map((value, k) => cell(value, place(row, k))).join("")}</row>`,
          )
          .join("")}</sheetData></worksheet>`,
      ]),
    ),
  };
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

const sheetOfRows = [[...names], ...rows.map(({ area, district, sold, price }) => [area, district, sold, price])];
const data = <Key extends (typeof names)[number]>(name: Key) => rows.map((row) => row[name]);
const arff = `% made here
@RELATION houses
@attribute area NUMERIC
@attribute 'district' {north, south, 'it\\'s, east'}
@attribute sold date 'yyyy-MM-dd'
@attribute price real
@data
${rows.map(({ area, district, sold, price }) => `${area ?? "?"}, '${district.replace("'", "\\'")}', ${day(sold)}, ${price}`).join("\n")}
`;
/** A Zstandard frame whose blocks are not compressed. */
function zstandard(text: string): Uint8Array {
  const bytes = strToU8(text);
  const header = new Uint8Array(12);
  const view = new DataView(header.buffer);
  view.setUint32(0, 0xfd2fb528, true);
  // The size of the content follows in four bytes; then one last raw block.
  header[4] = 0xa0;
  view.setUint32(5, bytes.length, true);
  header[9] = 1 | ((bytes.length << 3) & 0xf8);
  view.setUint16(10, bytes.length >> 5, true);
  return Uint8Array.from([...header, ...bytes]);
}

const cellsOfRows = rows.map(({ area, district, sold, price }) => [
  String(area ?? ""),
  district,
  day(sold),
  String(price),
]);
const joined = (mark: string, quoted: (text: string) => string) =>
  [[...names], ...cellsOfRows].map((cells) => cells.map(quoted).join(mark)).join("\r\n");

const sources: Record<string, () => string | Uint8Array> = {
  "tabs between": () => joined("\t", (text) => text),
  "semicolons, all quoted": () => joined(";", (text) => `"${text}"`),
  "UTF-16": () => new Uint8Array(Buffer.from(`\ufeff${joined(",", (text) => `"${text}"`)}`, "utf16le")),
  "aligned with blanks": () => joined("   ", (text) => (text === "" ? "?" : `"${text}"`)),
  "CSV in Zstandard": () => zstandard(csv),
  "JSON lines": () => json.join("\n"),
  "a JSON array": () => `[${json.join(",")}]`,
  "CSV in gzip": () => gzipSync(csv),
  "JSON in gzip, twice": () => gzipSync(gzipSync(json.join("\n"))),
  ARFF: () => arff,
  "an Excel workbook": () => workbook({ houses: sheetOfRows }),
  Parquet: () =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "area", data: data("area"), type: "DOUBLE" },
          { name: "district", data: data("district"), type: "STRING" },
          { name: "sold", data: data("sold"), type: "TIMESTAMP" },
          { name: "price", data: data("price"), type: "DOUBLE" },
        ],
      }),
    ),
  Arrow: () =>
    tableToIPC(tableFromArrays(Object.fromEntries(names.map((name) => [name, data(name)]))), {
      format: "file",
    }) as Uint8Array,
  "an Arrow stream": () =>
    tableToIPC(tableFromArrays(Object.fromEntries(names.map((name) => [name, data(name)]))), {
      format: "stream",
    }) as Uint8Array,
};

describe("every format gives the same rows to learn from, bit for bit", async () => {
  const splitOf = async (source: string | Uint8Array) =>
    splitTable(await readTable(source), "price", { holdout: 0.25, seed: 1 });
  const expected = await splitOf(csv);
  for (const [name, source] of Object.entries(sources)) {
    test(name, async () => {
      const { train, test: rest, record } = await splitOf(source());
      expect(record.encoding.columns).toEqual(expected.record.encoding.columns);
      expect(train).toEqual(expected.train);
      expect(rest).toEqual(expected.test);
      const given = source();
      if (typeof given === "string") return;
      // Node gives small files as views into one buffer.
      const pool = Buffer.alloc(given.length + 64, 1);
      pool.set(given, 24);
      expect((await splitOf(pool.subarray(24, 24 + given.length))).train).toEqual(expected.train);
    });
  }
});

describe("workbooks", () => {
  const other = [
    ["a", "b"],
    [1, 2],
    [3, 4],
  ];

  test("a sheet is found by its name or number, and others are said", async () => {
    const bytes = workbook({ first: sheetOfRows, second: other });
    expect((await readTable(bytes)).notes).toContain('The first of 2 sheets, "first", was read (sheet reads another).');
    for (const sheet of ["second", "2"]) {
      expect((await readTable(bytes, { sheet })).columns).toEqual([
        ["1", "3"],
        ["2", "4"],
      ]);
    }
    await expect(readTable(bytes, { sheet: "third" })).rejects.toThrow(/sheet: got "third".*"first", "second"/);
  });

  test("titles and codes are found as in other text", async () => {
    const zip = [
      ["Sales of 2024", null],
      ["zip", "price"],
      ["01234", 5],
      ["99999", 6],
    ];
    const table = await readTable(workbook({ one: zip }));
    expect(table.columnNames).toEqual(["zip", "price"]);
    expect(table.columns[0]).toEqual(["01234", "99999"]);
  });

  test("one that unpacks to more than is held whole is refused by its size", async () => {
    const bomb = workbook({ houses: sheetOfRows });
    const view = new DataView(bomb.buffer, bomb.byteOffset, bomb.byteLength);
    const entry = Buffer.from(bomb.buffer, bomb.byteOffset, bomb.byteLength).lastIndexOf("PK\x01\x02");
    view.setUint32(entry + 24, 2 ** 29, true);
    await expect(readTable(bomb)).rejects.toThrow(/Excel workbook: got 512 MB of sheets; expected at most 512 MB/);
  });

  test("another archive is named for what it is", async () => {
    await expect(readTable(zipSync({ "a.txt": strToU8("a,b\n1,2\n") }))).rejects.toThrow(
      /Excel workbook: got an archive/,
    );
  });
});

describe("packed bytes", () => {
  test("are known by the first of them, whatever packs them", () => {
    const packed = Object.entries(sources)
      .filter(([, source]) => isPacked(Buffer.from(source()).subarray(0, 16)))
      .map(([name]) => name);
    expect(packed).toEqual([
      "CSV in Zstandard",
      "CSV in gzip",
      "JSON in gzip, twice",
      "an Excel workbook",
      "Parquet",
      "Arrow",
      "an Arrow stream",
    ]);
    for (const few of ["", "1", "PK"]) expect(isPacked(strToU8(few))).toBe(false);
  });

  test("Zstandard, by a file of the zstd program", async () => {
    const packed = "KLUv/QRYYQAAYSxiCjEsMgozLDQK4bPLLg==";
    const table = await readTable(Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0)));
    expect(table.columns).toEqual([
      ["1", "3"],
      ["2", "4"],
    ]);
  });

  test("an LZ4 frame, by one of the lz4 program", () => {
    const frame =
      "BCJNGGRAp24BAADyLGFyZWEsZGlzdHJpY3QscHJpY2UKMzEsc291dGgsNDc4Cjc4LHdlc3QsNzQwCjc1LG5vcnRoLDcyMAoyGABUMzY1CjcxAFMyOTYKORkAMDY1MxkAAT0AYzUwNgo4MlYANjMzNw0AYjk4OAo2N0sAUzg1OQoyYgBjMjYzCjk4DQD0ATQwOAo0LGVhc3QsNTg0CjcwAFMzMQo1NTwAUjQ1Cjc0DABjMjM3CjQ3PABTMTM2CjHEAFMzMjIKMyUAYzg5Nwo4MVUAQzMxCjZJAFQ2ODcKNAwAUjk4CjMwJAAlNzmEAAD+ACM4Ns4AVDgxNQo0tgBjODMwCjg0GgAwNzQ4kwABtwBjMzkxCjE2kwAwNTkzAQEBGgEwMTkwbwACVwEQNVcBEzAmADU0MDDeADY5OTM/AGQ3MTkKNzkmABE4cgEBZQBUNjY0CjOYAAD4ABQ0TABjMTc4CjE0MwDwATMwMgo1MyxlYXN0LDcyNQoAAAAA6ZL2uA==";
    const text = new TextDecoder().decode(lz4Frame(Uint8Array.from(atob(frame), (letter) => letter.charCodeAt(0))));
    expect(text).toMatch(/^area,district,price\n31,south,478\n[\s\S]*\n53,east,725\n$/);
    expect(text.split("\n")).toHaveLength(42);
    expect(() => lz4Frame(Uint8Array.from(atob(frame), (letter) => letter.charCodeAt(0)).subarray(0, 200))).toThrow(
      RangeError,
    );
  });

  test("damaged ones are named", async () => {
    await expect(readTable(gzipSync(csv).subarray(0, 60))).rejects.toThrow(/compressed file that cannot be unpacked/);
    await expect(readTable(Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]))).rejects.toThrow(/cannot be unpacked/);
  });
});

describe("ARFF", () => {
  test("nominal numbers are words, names may be quoted, and sparse rows are refused by line", async () => {
    const text = "@relation r\n@attribute 'a b' {1,2,3}\n@attribute y numeric\n@data\n1,2\n% remark\n?,3\n3,4.5\n";
    const table = await readTable(text);
    expect(table.columnNames).toEqual(["a b", "y"]);
    expect(table.columns).toEqual([
      ["1", null, "3"],
      ["2", "3", "4.5"],
    ]);
    expect(table.readings).toEqual([{ name: "a b", type: "category" }]);
    await expect(readTable(`${text}{1 2}\n`)).rejects.toThrow(/a sparse row in line 9/);
    await expect(readTable(`${text}1,2,3\n`)).rejects.toThrow(/3 values in line 9; expected 2/);
  });
});
