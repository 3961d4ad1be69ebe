/// <reference lib="dom" />
import { gzipSync } from "node:zlib";
import { tableFromArrays, tableToIPC } from "@uwdata/flechette";
import { strToU8, zipSync } from "fflate";
import { parquetWriteBuffer } from "hyparquet-writer";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StudioInBrowser } from "./studio-in-browser.js";

let studio: StudioInBrowser;
let page: Page;
beforeAll(async () => {
  studio = await StudioInBrowser.start();
  page = await studio.openTable();
});
afterAll(() => studio.stop());

const wood = ["oak", "pine", "it's"];
const rows = Array.from({ length: 30 }, (_, row) => ({ wood: wood[row % 3], load: row / 8 + (row % 3) }));
const data = { wood: rows.map((row) => row.wood), load: rows.map(({ load }) => load) };
const csv = `wood,load\n${rows.map((row) => `${row.wood},${row.load}`).join("\n")}\n`;
const json = rows.map((row) => JSON.stringify(row));
const arff = `@relation r\n@attribute wood {oak, pine, 'it\\'s'}\n@attribute load real\n@data\n${rows
  .map((row) => `'${row.wood.replace("'", "\\'")}',${row.load}`)
  .join("\n")}\n`;

/** The parts of a workbook that its readers need. */
function workbook(): Uint8Array {
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const packages = "http://schemas.openxmlformats.org/package/2006";
  const text = (value: string) => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
  const lines = rows.map((row) => `<row>${text(row.wood)}<c><v>${row.load}</v></c></row>`).join("");
  const files = {
    "[Content_Types].xml": `<Types xmlns="${packages}/content-types"/>`,
    "xl/workbook.xml": `<workbook ${main} xmlns:r="${relations}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    "xl/worksheets/sheet1.xml": `<worksheet ${main}><sheetData><row>${text("wood")}${text("load")}</row>${lines}</sheetData></worksheet>`,
  };
  const numbered = Object.entries(files).map(([name, content]) => {
    let row = 0;
    const placed = content.replace(/<row>(.*?)<\/row>/g, (_, cells: string) => {
      row++;
      let column = 0;
      return `<row r="${row}">${cells.replace(/<c(?=[ >])/g, () => `<c r="${"AB"[column++]}${row}"`)}</row>`;
    });
    return [name, strToU8(placed)];
  });
  return zipSync(Object.fromEntries(numbered));
}

const files: Record<string, () => string | Uint8Array> = {
  "plain.csv": () => csv,
  "packed.csv.gz": () => gzipSync(csv),
  "lines.jsonl": () => json.join("\n"),
  "array.json": () => `[${json.join(",")}]`,
  "weka.arff": () => arff,
  "sheet.xlsx": workbook,
  "columns.parquet": () =>
    new Uint8Array(
      parquetWriteBuffer({
        columnData: [
          { name: "wood", data: data.wood, type: "STRING" },
          { name: "load", data: data.load, type: "DOUBLE" },
        ],
      }),
    ),
  "columns.arrow": () => tableToIPC(tableFromArrays(data), { format: "file" }) as Uint8Array,
};

describe("the page reads every format, each as the same table", () => {
  const trained = new Map<string, string>();

  it.each(Object.entries(files))("%s", async (name, content) => {
    await page.setInputFiles("input[type=file]", { name, mimeType: "", buffer: Buffer.from(content()) });
    await page.getByText(`${name}: 30 rows, 2 columns`).waitFor();
    await page.locator('[data-choose="target"]').selectOption("load");
    await page.getByRole("button", { name: "Train", exact: true }).click();
    await page.locator(".result").waitFor();
    trained.set(name, await page.locator("h1").innerText());
    expect(trained.get(name)).toMatch(/Predicts load to within/);
    expect(trained.get(name)).toBe(trained.get("plain.csv"));
  });
});
