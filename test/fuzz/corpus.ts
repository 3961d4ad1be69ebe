import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { strToU8, zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import { root } from "./settings.js";

/** Small whole tables of every format: what edits begin from. The text files, and files that once broke something, lie in `corpus/`. */

const folder = join(root, "test", "fuzz", "corpus");

const rows = Array.from({ length: 12 }, (_, row) => ({
  area: row % 7 === 3 ? null : (row * 37) % 50,
  district: ["north", "south", "it's, east"][row % 3],
  price: 100.25 + ((row * 37) % 50),
}));
const columnOf = <Name extends keyof (typeof rows)[number]>(name: Name) => rows.map((row) => row[name]);

const parquet = (codec: "UNCOMPRESSED" | "SNAPPY") =>
  new Uint8Array(
    parquetWriteBuffer({
      codec,
      columnData: [
        { name: "area", data: columnOf("area"), type: "DOUBLE" },
        { name: "district", data: columnOf("district"), type: "STRING" },
        { name: "whole", data: rows.map((_, row) => BigInt(row)), type: "INT64" },
        { name: "sold", data: rows.map((_, row) => new Date(86_400_000 * row)), type: "TIMESTAMP" },
        { name: "ok", data: rows.map((_, row) => row % 2 === 0), type: "BOOLEAN" },
      ],
    }),
  );

const arrow = (format: "stream" | "file") =>
  tableToIPC(tableFromArrays({ area: columnOf("area"), district: columnOf("district"), price: columnOf("price") }), {
    format,
  }) as Uint8Array;

/** The smallest workbook: one sheet, a number, a word and a date in each row. */
function workbook(): Uint8Array {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const lines = [`<row r="1">${["x", "word", "day"].map(text).join("")}</row>`];
  for (let row = 0; row < 6; row++) {
    lines.push(
      `<row r="${row + 2}"><c><v>${row / 4}</v></c>${text(`w${row % 2}`)}<c s="1"><v>${45000 + row}</v></c></row>`,
    );
  }
  const files = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${relations}"><sheets><sheet name="first" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet ${main}><cellXfs><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet1.xml": `<worksheet ${main}><sheetData>${lines.join("")}</sheetData></worksheet>`,
  };
  // Stored, so that edits reach the sheets as often as the packing.
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, strToU8(file)])), { level: 0 });
}

const text = (word: string) => `<c t="inlineStr"><is><t>${word}</t></is></c>`;

function filesOf(name: string): Record<string, Uint8Array> {
  if (!existsSync(join(folder, name))) return {};
  const names = readdirSync(join(folder, name)).sort();
  return Object.fromEntries(names.map((file) => [file, new Uint8Array(readFileSync(join(folder, name, file)))]));
}

const texts = filesOf("tables");

/** Tables by the name of their file. */
export const tableFiles: Readonly<Record<string, Uint8Array>> = {
  ...texts,
  "plain.parquet": parquet("UNCOMPRESSED"),
  "packed.parquet": parquet("SNAPPY"),
  "stream.arrow": arrow("stream"),
  "file.arrow": arrow("file"),
  "sheet.xlsx": workbook(),
  "packed.csv.gz": gzipSync(texts["numbers.csv"]),
};
