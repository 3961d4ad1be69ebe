import type { Matrix } from "../linear-algebra/matrix.js";
import { asUnits } from "../numerics/exact-sign.js";

/**
 * The number of cells of the hyperplanes x_j^⊥ of a table, in exact arithmetic: each hyperplane cuts as many cells in two as the earlier ones
 * have cells on it (deletion and restriction; Zaslavsky 1975),
 *
 *     cells(A) = 1 + Σ_k cells(A₁ … A_k₋₁ restricted to A_k),
 *
 * and m distinct lines through the origin of a plane have 2m. Nothing is rounded and nothing is taken for parallel that is not, so that the
 * number is an upper bound for any set of masks of the table, and is met by a complete one alone.
 * Does not do: finding the cells.
 */

/** A row as whole numbers; only its line matters. */
type Line = readonly bigint[];

/** Rows that are looked at, on all hyperplanes together: a second or two. */
const mostLines = 2_000_000;

/**
 * @param inputs n×d
 * @returns the number of cells; undefined where counting them takes too long
 */
export function countCells(inputs: Matrix): number | undefined {
  const count = new CellCount();
  const cells = count.of(linesOf(inputs), inputs.columns);
  return count.left >= 0 ? cells : undefined;
}

/** The exact number of distinct lines that the rows of a table span. */
export function countLines(inputs: Matrix): number {
  return distinctLines(linesOf(inputs)).length;
}

function linesOf({ rows, columns, values }: Matrix): Line[] {
  return Array.from({ length: rows }, (_, j) =>
    primitive(Array.from(values.subarray(j * columns, (j + 1) * columns), asUnits)),
  );
}

class CellCount {
  left = mostLines;

  of(lines: readonly Line[], dimension: number): number {
    const distinct = distinctLines(lines);
    this.left -= lines.length;
    if (distinct.length === 0) return 1;
    if (dimension === 1) return 2;
    if (dimension === 2) return 2 * distinct.length;
    let cells = 1;
    for (let k = 0; k < distinct.length && this.left >= 0; k++) {
      cells += this.of(restricted(distinct.slice(0, k), distinct[k]), dimension - 1);
    }
    return cells;
  }
}

/** Lines as they meet the hyperplane of a normal, in coordinates without one in which the normal is not 0. */
function restricted(lines: readonly Line[], normal: Line): Line[] {
  const pivot = normal.findIndex((value) => value !== 0n);
  const others = [...normal.keys()].filter((k) => k !== pivot);
  return lines.map((line) => others.map((k) => line[k] * normal[pivot] - line[pivot] * normal[k]));
}

/** The first line of each class of parallel ones; zeros have none. */
function distinctLines(lines: readonly Line[]): Line[] {
  const keyed = lines.filter((line) => line.some((value) => value !== 0n)).map((line) => ({ line, key: keyOf(line) }));
  keyed.sort((a, b) => a.key - b.key);
  const kept: typeof keyed = [];
  for (const next of keyed) {
    let known = false;
    for (let k = kept.length - 1; k >= 0 && kept[k].key >= next.key - keyError; k--) {
      known ||= areParallel(kept[k].line, next.line);
    }
    if (!known) kept.push(next);
  }
  return kept.map(({ line }) => line);
}

/** Keys of parallel lines differ by less, in up to a thousand columns. */
const keyError = 1e-9;

/** About Σ_k c_k|v_k|/max|v|: nearly equal for parallel lines. */
function keyOf(line: Line): number {
  const rounded = asNumbers(line).map(Math.abs);
  const largest = rounded.reduce((most, value) => Math.max(most, value), 0);
  return rounded.reduce((sum, value, k) => sum + (0.1 + (Math.sqrt(k + 2) % 1)) * (value / largest), 0);
}

/** Rounded, in a unit in which doubles hold them. */
function asNumbers(line: Line): number[] {
  let shift = 0n;
  for (;;) {
    const numbers = line.map((value) => Number(value >> shift));
    if (numbers.every((value) => Math.abs(value) < 2 ** 1000)) return numbers;
    shift += 500n;
  }
}

function areParallel(a: Line, b: Line): boolean {
  const pivot = a.findIndex((value) => value !== 0n);
  return a.every((value, k) => value * b[pivot] === b[k] * a[pivot]);
}

/** Without the powers of two that all entries share. */
function primitive(line: Line): Line {
  const bits = line.reduce((all, value) => all | (value < 0n ? -value : value), 0n);
  if (bits === 0n) return line;
  const shift = BigInt((bits & -bits).toString(2).length - 1);
  return line.map((value) => value >> shift);
}
