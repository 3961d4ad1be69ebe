import { spanBasis } from "../linear-algebra/gram-schmidt.js";
import { type Matrix, matrix, transpose } from "../linear-algebra/matrix.js";
import { tooThin } from "./wedge.js";

/**
 * The part of a table that decides its masks: the distinct lines that its rows span. A zero row splits no cell, and of
 * parallel or antiparallel rows all but one split none. In rank r < d, r independent columns carry the same
 * arrangement: Xg = X_C g for g on those columns, with no rounding.
 *
 * Rows count as parallel when a relative change of their entries by 2⁻⁴⁹ (eight rounding units) makes them so. So 3x
 * and x are one direction, although 3x is rounded.
 */
export interface Directions {
  /** One row index for each distinct direction (the first of its class), ascending: n′. */
  readonly representatives: Int32Array;
  /** For each row of the table its class (position in `representatives`), −1 for a zero row. */
  readonly classOf: Int32Array;
  /** 1 for a row that points against its representative, else 0 (length n). */
  readonly flipped: Uint8Array;
  readonly rank: number;
  /** r independent columns of the table. */
  readonly columns: Int32Array;
  /** Powers of two that bring those columns to similar size (length r). */
  readonly columnScales: Float64Array;
  /** n′×r: representatives on `columns`, times `columnScales`, each row by a power of two brought to size one. */
  readonly rows: Float64Array;
  /** r×d: an orthonormal basis of the row space, one vector a row; the identity when r = d. */
  readonly basis: Matrix;
}

const RELATIVE_TOLERANCE = 2 ** -49;

/**
 * The distinct directions among the rows of a validated table.
 * @throws InputError "too-thin" where doubles do not tell apart what differs
 */
export function distinctDirections(inputs: Matrix): Directions {
  const { rows: n, columns: d } = inputs;
  const powers = columnPowers(inputs);
  const scaled = scaledRows(inputs, powers);
  const classOf = parallelClasses(scaled, n, d);
  const representatives: number[] = [];
  classOf.forEach((first, j) => {
    if (first === j) representatives.push(j);
  });
  const chosen = matrix(representatives.length, d, pick(scaled, d, representatives));
  const { rank, pivots } = chosen.rows === 0 ? { rank: 0, pivots: new Int32Array(0) } : spanBasis(transpose(chosen));
  const columns = pivots.slice().sort();
  const rows = pick(transpose(chosen).values, chosen.rows, columns, true);
  // Rows of full rank keep all of their columns. Where some are left out, no two may become one.
  if (rank < d && parallelClasses(rows, chosen.rows, rank).some((first, j) => first !== j)) throw tooThin();
  const position = new Map(representatives.map((row, k) => [row, k]));
  return {
    representatives: Int32Array.from(representatives),
    classOf: classOf.map((first) => position.get(first) ?? -1),
    flipped: Uint8Array.from(classOf, (first, j) => (first >= 0 && pointsAgainst(scaled, j * d, first * d, d) ? 1 : 0)),
    rank,
    columns,
    columnScales: scalesOf(powers, columns),
    rows,
    basis: rowSpace(matrix(chosen.rows, d, pick(inputs.values, d, representatives)), rank),
  };
}

/** An orthonormal basis of the row space, one vector a row. */
function rowSpace(rows: Matrix, rank: number): Matrix {
  const d = rows.columns;
  if (rank < d) return rank === 0 ? matrix(0, d) : spanBasis(rows, rank).basis;
  const identity = matrix(d, d);
  for (let k = 0; k < d; k++) identity.values[k * d + k] = 1;
  return identity;
}

/** For each column the e for which 2^e brings its largest entry into [1, 2); 0 for a zero column. */
function columnPowers({ rows, columns, values }: Matrix): Int32Array {
  const largest = new Float64Array(columns);
  for (let j = 0; j < rows; j++) {
    for (let k = 0; k < columns; k++) largest[k] = Math.max(largest[k], Math.abs(values[j * columns + k]));
  }
  return Int32Array.from(largest, (x) => (x === 0 ? 0 : -exponentOf(x)));
}

/** Sums of these many of the largest scale are doubles still. */
const largestPower = 1000;

/** The scales of columns as doubles. A factor that all share is of no matter, and columns of denormals need one. */
function scalesOf(powers: Int32Array, columns: Int32Array): Float64Array {
  const excess = columns.reduce((most, c) => Math.max(most, powers[c] - largestPower), 0);
  return Float64Array.from(columns, (c) => timesPower(1, powers[c] - excess));
}

/**
 * Columns times their powers of two, then every row by the power that brings its largest entry into [1, 2). The powers are added before an entry is
 * multiplied, so that denormals keep their digits.
 * @throws InputError "too-thin" where an entry leaves the doubles beside the largest of its row
 */
function scaledRows({ rows, columns, values }: Matrix, powers: Int32Array): Float64Array {
  const scaled = values.slice();
  for (let j = 0; j < rows; j++) {
    const row = scaled.subarray(j * columns, (j + 1) * columns);
    let largest = Number.NEGATIVE_INFINITY;
    row.forEach((x, k) => {
      if (x !== 0) largest = Math.max(largest, exponentOf(x) + powers[k]);
    });
    row.forEach((x, k) => {
      if (x === 0) return;
      row[k] = timesPower(x, powers[k] - largest);
      if (Math.abs(row[k]) < leastNormal) throw tooThin();
    });
  }
  return scaled;
}

const leastNormal = 2 ** -1022;

/** e with |x| in [2^e, 2^(e+1)), for x other than 0. */
function exponentOf(x: number): number {
  let exponent = 0;
  let size = Math.abs(x);
  for (; size >= 2; size /= 2) exponent++;
  for (; size < 1; size *= 2) exponent--;
  return exponent;
}

/** x·2^exponent, where that is a double. */
function timesPower(x: number, exponent: number): number {
  let product = x;
  for (let left = exponent; left > 0; left--) product *= 2;
  for (let left = exponent; left < 0; left++) product /= 2;
  return product;
}

/** For each row the first row parallel to it (itself when there is none), −1 for a zero row. */
function parallelClasses(rows: Float64Array, n: number, d: number): Int32Array {
  const classOf = new Int32Array(n).fill(-1);
  // Equal for parallel rows up to rounding (all terms are positive), so that only near neighbours need a look.
  const weights = Float64Array.from({ length: d }, (_, k) => Math.sqrt(k + 2) % 1);
  const keys = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    let largest = 0;
    let sum = 0;
    for (let k = 0; k < d; k++) {
      const size = Math.abs(rows[j * d + k]);
      largest = Math.max(largest, size);
      sum += size * (weights[k] + 0.1);
    }
    keys[j] = largest > 0 ? sum / largest : -1;
  }
  const order = Int32Array.from({ length: n }, (_, j) => j).sort((a, b) => keys[a] - keys[b] || a - b);
  for (let at = 0; at < n; at++) {
    const j = order[at];
    if (keys[j] < 0) continue;
    classOf[j] = j;
    const near = keys[j] * (1 - 4 * (d + 4) * RELATIVE_TOLERANCE);
    for (let before = at - 1; before >= 0 && keys[order[before]] >= near; before--) {
      const other = order[before];
      if (parallel(rows, j * d, other * d, d)) {
        classOf[j] = classOf[other];
        break;
      }
    }
  }
  return firstOfEachClass(classOf);
}

/** Renames every class by its smallest row. */
function firstOfEachClass(classOf: Int32Array): Int32Array {
  const first = new Map<number, number>();
  classOf.forEach((label, j) => {
    if (label >= 0 && !first.has(label)) first.set(label, j);
  });
  return classOf.map((label) => first.get(label) ?? -1);
}

function parallel(rows: Float64Array, a: number, b: number, d: number): boolean {
  let pivot = 0;
  for (let k = 1; k < d; k++) if (Math.abs(rows[a + k]) > Math.abs(rows[a + pivot])) pivot = k;
  const ratio = rows[b + pivot] / rows[a + pivot];
  for (let k = 0; k < d; k++) {
    const value = rows[b + k];
    if (Math.abs(value - ratio * rows[a + k]) > RELATIVE_TOLERANCE * Math.abs(value)) return false;
  }
  return true;
}

/** Whether two parallel rows point in opposite directions. */
function pointsAgainst(rows: Float64Array, a: number, b: number, d: number): boolean {
  for (let k = 0; k < d; k++) if (rows[a + k] !== 0) return rows[a + k] > 0 !== rows[b + k] > 0;
  return false;
}

/** The given rows of a row-major array; `across` writes them as columns. */
function pick(values: Float64Array, columns: number, which: ArrayLike<number>, across = false): Float64Array {
  const count = which.length;
  const result = new Float64Array(count * columns);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < columns; k++) {
      result[across ? k * count + i : i * columns + k] = values[which[i] * columns + k];
    }
  }
  return result;
}
