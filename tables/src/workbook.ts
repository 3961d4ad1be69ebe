import { FormatError, InputError } from "halfspace";
import { requireRoomFor } from "./claimed-size.js";
import { csvLine } from "./csv.js";
import { wordsOf } from "./engine-words.js";
import { startsWith } from "./first-bytes.js";
import { listNames } from "./table.js";

/** The first bytes of a ZIP archive, as Excel's workbooks are. */
const zipMark = [0x50, 0x4b, 3, 4];

/** Whether bytes may be an Excel workbook (.xlsx). */
export const isWorkbook = (bytes: Uint8Array): boolean => startsWith(bytes, zipMark);

/**
 * A sheet of an Excel workbook as delimited text, so that titles, units, totals and names are found as in other text.
 * @param asked the sheet's name, or its number from 1; the first one when left out
 * @returns text cut at commas, and a note where there are other sheets
 * @throws FormatError for an archive that is no workbook, InputError for a sheet that it does not have
 */
export async function sheetAsText(bytes: Uint8Array, asked?: string): Promise<{ text: string; notes: string[] }> {
  requireUnpackable(bytes);
  const sheets = await sheetsOf(bytes);
  const names = sheets.map(({ sheet }) => sheet);
  const place = asked === undefined ? 0 : names.includes(asked) ? names.indexOf(asked) : Number(asked) - 1;
  const chosen = sheets[place];
  if (!chosen) {
    throw new InputError({
      code: "unknown-value",
      argument: "sheet",
      got: `"${asked}", and there is no such sheet`,
      expected: `one of ${listNames(names)}`,
    });
  }
  const others = sheets.length - 1;
  const notes =
    asked === undefined && others > 0
      ? [`The first of ${sheets.length} sheets, "${chosen.sheet}", was read (sheet reads another).`]
      : [];
  const rows = withoutEdges(chosen.data.map((row) => row.map(textOf)));
  return { text: rows.map(csvLine).join("\n"), notes };
}

/** Unpacked bytes of a workbook, which are held whole as text. */
const mostUnpacked = 2 ** 29;

/** The sizes that the directory of an archive says of its files; a few bytes may stand for many. */
function requireUnpackable(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let unpacked = 0;
  for (let at = 0; at + 46 <= bytes.length; at++) {
    if (bytes[at] === 0x50 && view.getUint32(at, true) === directoryMark) unpacked += view.getUint32(at + 24, true);
  }
  if (unpacked <= mostUnpacked) return;
  throw new FormatError({
    source: "Excel workbook",
    got: `${Math.round(unpacked / 2 ** 20)} MB of sheets`,
    expected: "at most 512 MB: a workbook is held whole while it is read",
    hint: "Save the sheet as CSV, which is read piece by piece.",
  });
}

/** PK and 1, 2, as a little-endian number. */
const directoryMark = 0x02014b50;

const isSingle = (cells: readonly string[]): boolean => cells.slice(1).every((cell) => cell === "");

/** Titles above a table and remarks below it lose the empty cells behind them, so that they are found to be shorter. */
function withoutEdges(rows: readonly string[][]): string[][] {
  const first = rows.findIndex((cells) => !isSingle(cells));
  const last = rows.length - 1 - [...rows].reverse().findIndex((cells) => !isSingle(cells));
  return rows.map((cells, row) => (first >= 0 && (row < first || row > last) ? cells.slice(0, 1) : cells));
}

/** A cell of a workbook: what the reader makes of it. */
type SheetCell = string | number | boolean | Date | null;

async function sheetsOf(bytes: Uint8Array): Promise<{ sheet: string; data: readonly (readonly SheetCell[])[] }[]> {
  // Loaded when it is needed: most tables are text.
  const { default: readWorkbook } = await import("read-excel-file/universal");
  const { unzipSync } = await import("fflate");
  try {
    const isSheet = ({ name }: { readonly name: string }) => name.startsWith("xl/worksheets/");
    for (const sheet of Object.values(unzipSync(bytes, { filter: isSheet }))) requirePlaces(sheet, bytes.length);
    return (await readWorkbook(new Uint8Array(bytes).buffer)) as Awaited<ReturnType<typeof sheetsOf>>;
  } catch (error) {
    if (error instanceof FormatError) throw error;
    throw new FormatError({
      source: "Excel workbook",
      got: `an archive that cannot be read as one: ${wordsOf(error)}`,
      expected: "an .xlsx file",
      hint: "Save the sheet again, or as CSV.",
    });
  }
}

/** The place of a row or of a cell, as in <row r="3"> and <c r="AB3">, and the corners of the whole, as in <dimension ref="A1:AB3"/>. */
const place = /<(?:\w+:)?(?:row|c|dimension)\b[^>]*?\s(?:r|ref)=["'](?:[A-Z]+\d+:)?([A-Z]*)(\d+)["']/g;

/** Columns of a sheet. */
const mostColumns = 16_384;

/** Where cells of a sheet are said to lie; the reader makes all rows and columns before them. @throws FormatError for more than there is room for */
function requirePlaces(sheet: Uint8Array, bytes: number): void {
  let [rows, columns] = [0, 0];
  for (const [, letters, digits] of new TextDecoder().decode(sheet).matchAll(place)) {
    rows = Math.max(rows, Number(digits));
    columns = Math.max(
      columns,
      [...letters].reduce((place, letter) => 26 * place + letter.charCodeAt(0) - 64, 0),
    );
  }
  if (columns > mostColumns) {
    const [got, expected] = [`a cell in column ${columns}`, `at most ${mostColumns} columns, as Excel has`];
    throw new FormatError({ source: "Excel workbook", got, expected });
  }
  requireRoomFor("Excel workbook", rows, columns, bytes);
}

/** Days stand without their midnight. */
function textOf(cell: SheetCell): string {
  if (cell === null || cell === undefined) return "";
  if (!(cell instanceof Date)) return String(cell);
  return cell.toISOString().replace("T00:00:00.000Z", "");
}
