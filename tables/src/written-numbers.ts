import { numberOf } from "./cells.js";
import { areClockTimes, clockHours } from "./clock-times.js";
import type { Column } from "./columns/column.js";
import { withTexts } from "./columns/column-builder.js";
import { findDates } from "./date-columns.js";
import { isMissingAmongNumbers, missingWords, missingWordsSaid } from "./missing-values.js";
import type { NumberNotation } from "./notation-schema.js";
import {
  type DigitMarks,
  digitMarks,
  fitsMarks,
  plainNumber,
  readWritten,
  takeApart,
  type WrittenNumber,
} from "./number-notation.js";
import type { Cell, ColumnReading, MissingWord } from "./table.js";

/** A column whose cells are all numbers in one dress, and the ways in which their digits may be read. */
interface Candidate {
  readonly index: number;
  /** Its distinct texts, in the order in which they first appear, each taken apart. */
  readonly numbers: ReadonlyMap<string, WrittenNumber>;
  readonly prefix: string;
  readonly suffix: string;
  readonly marks: readonly DigitMarks[];
}

/** What reading made of the numbers of a table. */
export interface ReadNumbers {
  readonly columns: Column[];
  readonly decimal: "." | ",";
  readonly notations: { name: string; notation: NumberNotation }[];
  readonly missing: MissingWord[];
  readonly notes: string[];
}

/** How numbers are to be found: what is known of columns, and of the file. */
export interface NumberSearch {
  readonly decimal: "auto" | "." | ",";
  /** Cells are cut at commas, so that a comma inside a cell was quoted on purpose. */
  readonly cutAtCommas: boolean;
  readonly asked: (name: string) => ColumnReading | undefined;
}

/**
 * Reads columns that are numbers but for their dress as numbers: cells become plain text such as "1234.5", and words that
 * stand for missing values among numbers become missing.
 *
 * A comma before three digits is a decimal mark where another column has commas that can be nothing else, a mark of
 * thousands where the file is cut at commas or has decimal points, and is otherwise left alone with a note.
 */
export function readNumbers(names: readonly string[], given: readonly Column[], search: NumberSearch): ReadNumbers {
  const parts = given.map((column, index) => withoutWords(names[index], column, search.asked(names[index])));
  const columns = parts.map(({ column }) => column);
  const notations: ReadNumbers["notations"] = [];
  columns.forEach((column, index) => {
    const notation = search.asked(names[index])?.notation;
    if (!notation) return;
    columns[index] = withTexts(column, (text) => readWritten(text, notation) ?? text);
    notations.push({ name: names[index], notation });
  });
  const clocks = readClocks(names, columns, search);
  notations.push(...clocks.notations);
  const candidates = columns.flatMap((column, index) => {
    const asked = search.asked(names[index]);
    return asked?.notation || isNoNumber(asked) ? [] : (candidateOf(column, index) ?? []);
  });
  const decided = decide(candidates, columns, search);
  for (const { candidate, notation } of decided.read) {
    const { index, numbers } = candidate;
    columns[index] = withTexts(columns[index], (text) => plainNumber(numbers.get(text) as WrittenNumber, notation));
    notations.push({ name: names[index], notation });
  }
  const missing = parts.flatMap((part) => part.missing);
  const wordNotes = parts.flatMap((part, index) =>
    part.missing.length > 0 ? [`In column "${names[index]}" ${missingWordsSaid(part.missing, names[index])}.`] : [],
  );
  return {
    columns,
    decimal: decided.decimal,
    notations,
    missing,
    notes: [...wordNotes, ...clocks.notes, ...notesOf(names, decided)],
  };
}

/** Writes hours into the columns of times on a clock. */
function readClocks(
  names: readonly string[],
  columns: Column[],
  search: NumberSearch,
): Pick<ReadNumbers, "notations" | "notes"> {
  const notations: ReadNumbers["notations"] = [];
  const notes: string[] = [];
  columns.forEach((column, index) => {
    const name = names[index];
    const asked = search.asked(name);
    if (asked?.notation || isNoNumber(asked) || !isClock(column)) return;
    const text = column.words()[0].word;
    columns[index] = withTexts(column, (each) => clockHours(each) ?? each);
    notations.push({ name, notation: clockNotation });
    notes.push(`Column "${name}" was read as hours: "${text}" is ${Number(Number(clockHours(text)).toFixed(4))}.`);
  });
  return { notations, notes };
}

const clockNotation: NumberNotation = { prefix: "", suffix: "", thousands: "", decimal: ".", clock: true };

const isClock = (column: Column): boolean =>
  !column.hasNumbers && !column.hasBooleans && areClockTimes(column.words().map(({ word }) => word));

const isNoNumber = (asked: ColumnReading | undefined): boolean => asked?.type !== undefined && asked.type !== "number";

/** A column without its words for missing values, where all else is numbers. */
function withoutWords(
  name: string,
  column: Column,
  asked: ColumnReading | undefined,
): { column: Column; missing: MissingWord[] } {
  const words = column.words().map(({ word }) => word);
  if (asked?.type === "category" || asked?.keepNa || !words.some(isMissingAmongNumbers)) return { column, missing: [] };
  const others = column.without(isMissingAmongNumbers, false);
  const numbers =
    asked?.type === "number" ||
    (others.knownCount > 0 &&
      ((!others.hasBooleans && others.words().every(({ word }) => isWrittenNumber(word))) ||
        findDates(name, others, undefined) !== undefined));
  if (!numbers) return { column, missing: [] };
  return { column: others, missing: missingWords(name, column, isMissingAmongNumbers) };
}

/** Whether a cell is a number, plain or dressed. */
const isWrittenNumber = (cell: Cell): boolean =>
  !Number.isNaN(numberOf(cell)) ||
  (typeof cell === "string" && (takeApart(cell) !== undefined || clockHours(cell) !== undefined));

/** @returns undefined for columns of plain numbers, of words, and of several dresses */
function candidateOf(column: Column, index: number): Candidate | undefined {
  if (column.knownCount === 0 || column.hasBooleans || column.allNumbers) return undefined;
  if (column.words().some(({ word }) => takeApart(word) === undefined)) return undefined;
  const numbers = new Map<string, WrittenNumber>();
  for (const { cell } of column.distinct()) {
    const number = takeApart(String(cell));
    if (number === undefined) return undefined;
    numbers.set(String(cell), number);
  }
  const written = [...numbers.values()];
  const [{ prefix, suffix }] = written;
  if (written.some((number) => number.prefix !== prefix || number.suffix !== suffix)) return undefined;
  const marks = digitMarks.filter((each) => written.every((number) => fitsMarks(number, each)));
  return marks.length === 0 ? undefined : { index, numbers, prefix, suffix, marks };
}

interface Decided {
  readonly decimal: "." | ",";
  readonly read: { candidate: Candidate; notation: NumberNotation }[];
  readonly undecided: Candidate[];
}

function decide(candidates: readonly Candidate[], columns: readonly Column[], search: NumberSearch): Decided {
  const comma = candidates.some(({ marks }) => marks.every(({ decimal }) => decimal === ","));
  const point =
    search.cutAtCommas || candidates.some(({ marks }) => onlyPoints(marks)) || columns.some(holdsDecimalPoint);
  const decimal = search.decimal !== "auto" ? search.decimal : comma ? "," : point ? "." : "auto";
  const read: Decided["read"] = [];
  const undecided: Candidate[] = [];
  for (const candidate of candidates) {
    const marks = chosenMarks(candidate, decimal);
    const { prefix, suffix } = candidate;
    if (marks) read.push({ candidate, notation: { prefix, suffix, ...marks } });
    else undecided.push(candidate);
  }
  const commas = read.some(({ notation }) => notation.decimal === ",");
  return { decimal: search.decimal === "auto" ? (commas ? "," : ".") : search.decimal, read, undecided };
}

const onlyPoints = (marks: readonly DigitMarks[]): boolean =>
  marks.every(({ decimal, thousands }) => decimal === "." && thousands === ",");

const certainPoint = /^[+-]?\d*\.(?!\d{3}$)\d+/;
const holdsDecimalPoint = (column: Column): boolean =>
  column.allNumbers && column.findRow((cell) => typeof cell === "string" && certainPoint.test(cell)) >= 0;

/** The plainest marks of the decimal mark that the file has; undefined where it has none and the choice matters. */
function chosenMarks({ marks, numbers }: Candidate, decimal: "auto" | "." | ","): DigitMarks | undefined {
  if (decimal !== "auto") return marks.find((each) => each.decimal === decimal) ?? marks[0];
  const [first, ...others] = marks;
  const digitsOf = (each: DigitMarks) => [...numbers.values()].map((number) => plainNumber(number, each)).join();
  const same = others.every((each) => each.thousands === "" && each.decimal === first.decimal) || others.length === 0;
  return same || others.every((each) => digitsOf(each) === digitsOf(first)) ? first : undefined;
}

function notesOf(names: readonly string[], { read, undecided }: Decided): string[] {
  const quoted = (indices: number[]) => indices.map((index) => `"${names[index]}"`).join(", ");
  const plain = read.filter(({ notation: { prefix, suffix, decimal } }) => prefix + suffix === "" && decimal === ",");
  const dressed = read.filter((each) => !plain.includes(each));
  return [
    ...(plain.length > 0
      ? [`Decimal commas were read as such in ${quoted(plain.map(({ candidate }) => candidate.index))}.`]
      : []),
    ...dressed.map(({ candidate: { index, numbers }, notation }) => {
      const plain = [...numbers].map(([text, number]) => [text, plainNumber(number, notation)]);
      const [text, number] = plain.find(([given, read]) => given !== read) ?? plain[0];
      const taken = takenOff(notation);
      return `Column "${names[index]}" was read as numbers${taken ? `, ${taken} taken off` : ""}: "${text}" is ${number}.`;
    }),
    ...(undecided.length > 0
      ? [
          `The commas or points in ${quoted(undecided.map(({ index }) => index))} may be decimals or thousands; these columns were left as text. Say which (decimal).`,
        ]
      : []),
  ];
}

function takenOff({ prefix, suffix, thousands }: NumberNotation): string {
  const marks = [prefix, suffix].filter((text) => text !== "").map((text) => `"${text}"`);
  const named = { "": "", " ": "blanks between thousands", "'": "apostrophes between thousands" };
  const between = thousands in named ? named[thousands as keyof typeof named] : `"${thousands}" between thousands`;
  return [...marks, ...(between ? [between] : [])].join(" and ");
}
