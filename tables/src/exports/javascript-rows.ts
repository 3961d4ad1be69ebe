import type { ModuleRows } from "halfspace";
import { numberPattern } from "../cells.js";
import { clockPattern } from "../clock-times.js";
import type { Encoding } from "../encoding.js";
import { missingAmongNumbers } from "../missing-values.js";
import { listNames } from "../table.js";
import { dateExpected, onCircle, placeCount } from "../write-dates.js";
import { type ExportedColumn, exportedColumns } from "./exported-columns.js";
import { datesText } from "./javascript-dates.js";

/**
 * The front of an ES module that takes raw rows as objects. A field that is absent, a word where a number belongs, NaN and a
 * date in another form are errors that name field and row; null, and the markers that the table's own reading knows, are
 * missing values. Fields that the model does not know are ignored.
 * @returns what `toJavaScriptModule` takes as `rows`
 */
export function javaScriptRows(encoding: Encoding): ModuleRows {
  const columns = exportedColumns(encoding);
  const forms = columns.flatMap(({ encoding: each }) => (each.type === "date" ? [each.form] : []));
  return {
    text: [
      `export const columns = ${inScript(columns.map(plainColumn), 2)};\n`,
      `const markers = new Set(${inScript(markersOf(columns))});`,
      `const amongNumbers = new Set(${JSON.stringify([...missingAmongNumbers])});`,
      `const numberPattern = ${numberPattern};`,
      `const clockPattern = ${clockPattern};`,
      forms.length > 0 ? `const circles = ${JSON.stringify(circleTables())};\n` : "",
      reading,
      ...(forms.length > 0 ? [datesText([...new Set(forms)]), dateEncoding] : []),
      encoders(forms.length > 0),
    ].join("\n"),
  };
}

/** A column as the module keeps it. */
function plainColumn({ encoding, missingWords, missingNumbers, foldCase, clock }: ExportedColumn): object {
  const keepsWords = missingWords.length === 1;
  const common = { ...encoding, missingNumbers, keepsWords, ...(clock ? { clock } : {}) };
  if (encoding.type === "date") return { ...common, expected: dateExpected(encoding) };
  if (encoding.type !== "category") return common;
  const wordsOnly = encoding.levels.length > 0 && encoding.levels.every((level) => !numberPattern.test(level));
  return { ...common, foldCase, ...(wordsOnly ? { expected: `text such as ${listNames(encoding.levels, 3)}` } : {}) };
}

const markersOf = (columns: readonly ExportedColumn[]): string[] => [
  ...new Set(columns.flatMap(({ missingWords }) => missingWords.map((word) => word.toLowerCase()))),
];

const circleTables = (): Record<string, (readonly [number, number])[]> =>
  Object.fromEntries(
    Object.entries(placeCount).map(([circle, count]) => [
      circle,
      Array.from({ length: count }, (_, place) => onCircle(circle as keyof typeof placeCount, place)),
    ]),
  );

const reading = `function wrong(where, column, value, expected) {
  const got = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new TypeError(\`\${where}got \${got} in "\${column.name}"; expected \${expected}\`);
}

/** The value of a field; null where it is missing. */
function cellOf(row, column, where) {
  if (typeof row !== "object" || row === null) throw new TypeError(\`\${where}got \${row}; expected an object with a field a column\`);
  if (!Object.hasOwn(row, column.name) || row[column.name] === undefined) {
    const names = columns.map(({ name }) => JSON.stringify(name)).join(", ");
    throw new TypeError(\`\${where}got no field "\${column.name}"; expected \${names} (null where missing)\`);
  }
  const value = row[column.name];
  if (typeof value === "number" && column.missingNumbers.includes(value)) return null;
  if (typeof value !== "string") return value;
  const text = value.trim();
  if (text === "" || (!column.keepsWords && markers.has(text.toLowerCase()))) return null;
  const number = numberIn(text);
  return column.type !== "category" && column.missingNumbers.includes(number) ? null : text;
}

function numberIn(cell) {
  if (typeof cell === "number") return cell;
  return typeof cell === "string" && numberPattern.test(cell) ? Number(cell) : NaN;
}

/** Hours, also as a time such as 13:30. */
function hoursIn(cell) {
  const number = numberIn(cell);
  const [, minus, hours, minutes, seconds = "0", half] = clockPattern.exec(cell) ?? [];
  if (hours === undefined || (half !== undefined && (Number(hours) > 12 || minus !== ""))) return number;
  const hour = half === undefined ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === "p" ? 12 : 0);
  const size = hour + (60 * Number(minutes) + Number(seconds.replace(",", "."))) / 3600;
  return minus === "" ? size : -size;
}

function truthIn(cell) {
  const text = typeof cell === "string" ? cell.toLowerCase() : cell;
  return text === true || text === "true" ? 1 : text === false || text === "false" ? 0 : NaN;
}

const isNoNumber = (cell) => cell === null || (typeof cell === "string" && amongNumbers.has(cell.toLowerCase()));

function encodeNumber(cell, column, where, parse, expected) {
  const missing = isNoNumber(cell);
  const given = missing ? column.median : parse(cell);
  if (!Number.isFinite(given)) throw wrong(where, column, cell, \`\${expected}, or null\`);
  const [least, most] = column.limits ?? [-Infinity, Infinity];
  const value = Math.max(least, Math.min(most, given));
  return column.indicator ? [value, missing ? 1 : 0] : [value];
}

function encodeLevel(cell, column, where) {
  const { levels, other, missing } = column;
  const out = new Array(levels.length + (other ? 1 : 0) + (missing ? 1 : 0)).fill(0);
  if (cell !== null && typeof cell === "object") throw wrong(where, column, cell, "text, or null");
  if (column.expected && typeof cell === "number") throw wrong(where, column, cell, column.expected);
  const word = column.foldCase && cell !== null ? String(cell).normalize("NFC").toLowerCase().replace(/\\s+/g, " ").trim() : String(cell);
  const otherPlace = other ? levels.length : -1;
  const found = levels.indexOf(word);
  const place = cell === null ? (missing ? out.length - 1 : otherPlace) : found >= 0 ? found : otherPlace;
  if (place >= 0) out[place] = 1;
  return out;
}
`;

const dateEncoding = `const placeOn = {
  month: (date) => date.getUTCMonth(),
  weekday: (date) => date.getUTCDay(),
  hour: (date) => date.getUTCHours(),
};

/** A date is text in the form of training, or a Date. */
function encodeDate(cell, column, where) {
  const missing = isNoNumber(cell);
  const text = typeof cell === "string" ? cell : String(cell);
  const moment = missing ? column.origin : cell instanceof Date ? cell.getTime() : momentIn[column.form](text);
  if (!Number.isFinite(moment)) throw wrong(where, column, cell, \`\${column.expected}, a Date, or null\`);
  const date = new Date(moment);
  const places = column.circles.map((circle) => circles[circle][placeOn[circle](date)]);
  return [
    missing ? column.median : (moment - column.origin) / 86400000,
    ...places.flatMap((place) => (missing ? [0, 0] : place)),
    ...(column.indicator ? [missing ? 1 : 0] : []),
  ];
}
`;

const encoders = (hasDates: boolean): string => `const encode = {
  numeric: (cell, column, where) =>
    column.clock
      ? encodeNumber(cell, column, where, hoursIn, "hours, or a time such as 13:30")
      : encodeNumber(cell, column, where, numberIn, "a finite number"),
  boolean: (cell, column, where) => encodeNumber(cell, column, where, truthIn, "true or false"),
  category: encodeLevel,${hasDates ? "\n  date: encodeDate," : ""}
};

function encoded(row, where) {
  return columns.flatMap((column) => encode[column.type](cellOf(row, column, where), column, where));
}
`;

/** As JSON, which also cannot end the element of a page that the module is pasted into. */
function inScript(value: unknown, space?: number): string {
  return JSON.stringify(value, undefined, space).replaceAll("<", "\\u003c");
}
