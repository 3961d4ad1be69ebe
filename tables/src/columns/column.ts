import type { Cell } from "../cells.js";
import { numberOf } from "../cells.js";
import { forms, numberText } from "./forms.js";
import { countNumbers, type NumberCounts } from "./number-counts.js";

/** How many rows hold each form and each word, and the words in the order in which they first appear. */
interface Summary {
  readonly formCounts: Int32Array;
  readonly wordCounts: Int32Array;
  readonly order: readonly number[];
}

/**
 * The cells of a column in nine bytes each: a number and how it was written, or the place of a word among the distinct
 * words. Every cell gives back the very text, number or boolean that it was made of. Columns never change.
 */
export class Column implements Iterable<Cell> {
  /** Numbers, and the places of words. */
  private readonly values: Float64Array;
  private readonly written: Uint8Array;
  private readonly dictionary: readonly string[];
  private found: Summary | undefined;
  private counted: NumberCounts | undefined;

  /**
   * @param values n numbers, or the places of words in `dictionary`; NaN where the cell is missing
   * @param written n forms (`forms.ts`)
   * @param dictionary distinct words, some of which may not occur
   */
  constructor(values: Float64Array, written: Uint8Array, dictionary: readonly string[]) {
    this.values = values;
    this.written = written;
    this.dictionary = dictionary;
  }

  /** A column in which every cell is missing. */
  static missing(length: number): Column {
    return new Column(new Float64Array(length).fill(Number.NaN), new Uint8Array(length).fill(forms.missing), []);
  }

  get length(): number {
    return this.written.length;
  }

  /** The cell of a row (0-based). */
  at(row: number): Cell {
    const form = this.written[row];
    if (form === forms.missing) return null;
    if (form === forms.word) return this.dictionary[this.values[row]];
    if (form === forms.typed) return this.values[row];
    if (form === forms.true || form === forms.false) return form === forms.true;
    return numberText(this.values[row], form);
  }

  /** The number that a cell holds, or the place of its word. */
  valueAt(row: number): number {
    return this.values[row];
  }

  /** How the cell of a row is written (`forms`). */
  formAt(row: number): number {
    return this.written[row];
  }

  *[Symbol.iterator](): Iterator<Cell> {
    for (let row = 0; row < this.length; row++) yield this.at(row);
  }

  /** Every cell, in a new array. */
  toArray(): Cell[] {
    return Array.from({ length: this.length }, (_, row) => this.at(row));
  }

  isMissing(row: number): boolean {
    return this.written[row] === forms.missing;
  }

  get missingCount(): number {
    return this.summary.formCounts[forms.missing];
  }

  get knownCount(): number {
    return this.length - this.missingCount;
  }

  get hasBooleans(): boolean {
    const { formCounts } = this.summary;
    return formCounts[forms.true] + formCounts[forms.false] > 0;
  }

  /** Whether some cells came as numbers. */
  get hasTypedNumbers(): boolean {
    return this.summary.formCounts[forms.typed] > 0;
  }

  /** How many cells came as the number NaN. */
  get nanCount(): number {
    let count = 0;
    if (this.hasTypedNumbers)
      for (let row = 0; row < this.length; row++)
        if (this.written[row] === forms.typed && Number.isNaN(this.values[row])) count++;
    return count;
  }

  /** Whether some cells are numbers by their form; words such as "+5" are not among them. */
  get hasNumbers(): boolean {
    const { formCounts } = this.summary;
    return this.knownCount > formCounts[forms.word] + formCounts[forms.true] + formCounts[forms.false];
  }

  /** The distinct words, in the order in which they first appear, each with its count. Plain numbers are not among them. */
  words(): { readonly word: string; readonly count: number }[] {
    const { order, wordCounts } = this.summary;
    return order.map((place) => ({ word: this.dictionary[place], count: wordCounts[place] }));
  }

  /** Whether every known cell is a number (`numberOf`), also one that is not finite. */
  get allNumbers(): boolean {
    return !this.hasBooleans && this.words().every(({ word }) => !Number.isNaN(numberOf(word)));
  }

  /** Whether there are no booleans, and all cells that are numbers by their form are written as whole ones. */
  get hasWholeNumbers(): boolean {
    if (this.hasBooleans) return false;
    for (let row = 0; row < this.length; row++) {
      const form = this.written[row];
      if (form >= forms.word || form === 0) continue;
      if (form < forms.usual || !/^-?\d+$/.test(numberText(this.values[row], form))) return false;
    }
    return true;
  }

  /** `numberOf` of every cell: NaN where it holds none. Not to be written to. */
  numbers(): Float64Array {
    const { formCounts } = this.summary;
    return formCounts[forms.word] > 0 || this.hasBooleans ? this.measured(numberOf, true) : this.values;
  }

  /** The finite ones of `numbers()`, each once with its count. */
  numberCounts(): NumberCounts {
    if (this.counted) return this.counted;
    const numbers = this.numbers();
    this.counted = countNumbers(numbers, (row) => Number.isFinite(numbers[row]));
    return this.counted;
  }

  /**
   * A number for every cell; each distinct word is asked for once.
   * @param measure of a cell; missing ones give NaN
   * @param ofNumbers whether the measure of a number is that number
   */
  measured(measure: (cell: Cell) => number, ofNumbers = false): Float64Array {
    const ofWords = this.dictionary.map(() => Number.NaN);
    for (const place of this.summary.order) ofWords[place] = measure(this.dictionary[place]);
    const numbers = new Float64Array(this.length);
    for (let row = 0; row < this.length; row++) {
      const form = this.written[row];
      if (form === forms.missing) numbers[row] = Number.NaN;
      else if (form === forms.word) numbers[row] = ofWords[this.values[row]];
      else if (ofNumbers && form < forms.true) numbers[row] = this.values[row];
      else numbers[row] = measure(this.at(row));
    }
    return numbers;
  }

  /** The distinct known cells, in the order in which they first appear, each with its count. */
  distinct(): { readonly cell: Cell; readonly count: number }[] {
    if (this.summary.formCounts[forms.word] === this.knownCount)
      return this.words().map(({ word, count }) => ({ cell: word, count }));
    const counts = new Map<Cell, number>();
    for (let row = 0; row < this.length; row++) {
      if (this.written[row] === forms.missing) continue;
      const cell = this.at(row);
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    return [...counts].map(([cell, count]) => ({ cell, count }));
  }

  /** How many texts differ: as many as `countLevels` has entries. */
  get distinctCount(): number {
    const { formCounts, order } = this.summary;
    const numeric = [...formCounts.keys()].filter((form) => formCounts[form] > 0 && form < forms.true);
    // The text of a typed number may be that of a written one, and that of a boolean a word.
    if (this.hasBooleans || (formCounts[forms.typed] > 0 && numeric.length + order.length > 1))
      return new Set(this.distinct().map(({ cell }) => String(cell))).size;
    return numeric.reduce((sum, form) => sum + this.distinctOfForm(form), order.length);
  }

  private distinctOfForm(form: number): number {
    const { values } = this.countsOfForm(form);
    // The text of a typed −0 is that of 0; written ones are "-0" and "0".
    return values.length + Number(form !== forms.typed && values.includes(0) && this.hasBothZeros(form));
  }

  private countsOfForm(form: number): NumberCounts {
    const count = this.summary.formCounts[form];
    if (count === this.knownCount && this.numberCounts().total === count) return this.numberCounts();
    return countNumbers(this.values, (row) => this.written[row] === form);
  }

  private hasBothZeros(form: number): boolean {
    const isZero = (zero: number) => (value: number, row: number) =>
      Object.is(value, zero) && this.written[row] === form;
    return this.values.some(isZero(0)) && this.values.some(isZero(-0));
  }

  /** The first row whose cell passes, or -1; each distinct word is asked for once. */
  findRow(test: (cell: Cell) => boolean): number {
    const answers = new Map<number, boolean>();
    for (let row = 0; row < this.length; row++) if (this.passes(row, test, answers)) return row;
    return -1;
  }

  /** The rows whose known cells pass, at most `limit`. */
  findRows(test: (cell: Cell) => boolean, limit: number): number[] {
    const rows: number[] = [];
    const answers = new Map<number, boolean>();
    for (let row = 0; row < this.length && rows.length < limit; row++) {
      if (!this.isMissing(row) && this.passes(row, test, answers)) rows.push(row);
    }
    return rows;
  }

  private passes(row: number, test: (cell: Cell) => boolean, answers: Map<number, boolean>): boolean {
    if (this.written[row] !== forms.word) return test(this.at(row));
    const place = this.values[row];
    const known = answers.get(place);
    if (known !== undefined) return known;
    const answer = test(this.dictionary[place]);
    answers.set(place, answer);
    return answer;
  }

  /** The rows from `start` to before `end`, without a copy. */
  slice(start: number, end = this.length): Column {
    if (start === 0 && end === this.length) return this;
    return new Column(this.values.subarray(start, end), this.written.subarray(start, end), this.dictionary);
  }

  /** The given rows (0-based), in the order given. */
  select(rows: ArrayLike<number>): Column {
    const values = new Float64Array(rows.length);
    const written = new Uint8Array(rows.length);
    for (let place = 0; place < rows.length; place++) {
      values[place] = this.values[rows[place]];
      written[place] = this.written[rows[place]];
    }
    return new Column(values, written, this.dictionary);
  }

  /** The same column with the cells that a test finds made missing; `ofNumbers` says whether numbers can be among them. */
  without(test: (cell: Cell) => boolean, ofNumbers: boolean): Column {
    const found = new Set(this.summary.order.filter((place) => test(this.dictionary[place])));
    if (found.size === 0 && !ofNumbers && !this.hasTypedNumbers) return this;
    const values = this.values.slice();
    const written = this.written.slice();
    for (let row = 0; row < this.length; row++) {
      const form = written[row];
      if (form === forms.missing) continue;
      // A number that came as one may be NaN.
      const asked = ofNumbers || form === forms.typed;
      if (form === forms.word ? !found.has(values[row]) : !asked || !test(this.at(row))) continue;
      values[row] = Number.NaN;
      written[row] = forms.missing;
    }
    return new Column(values, written, this.dictionary);
  }

  private get summary(): Summary {
    this.found ??= summaryOf(this.values, this.written, this.dictionary.length);
    return this.found;
  }
}

function summaryOf(values: Float64Array, written: Uint8Array, wordCount: number): Summary {
  const formCounts = new Int32Array(256);
  const wordCounts = new Int32Array(wordCount);
  const order: number[] = [];
  for (let row = 0; row < written.length; row++) {
    const form = written[row];
    formCounts[form]++;
    if (form !== forms.word) continue;
    const place = values[row];
    if (wordCounts[place]++ === 0) order.push(place);
  }
  return { formCounts, wordCounts, order };
}
