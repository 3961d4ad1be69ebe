import { type RowSpace, rowSpace, toRowSpace } from "../arrangements/row-space.js";
import { type ColumnSigns, signRows, stackedRows } from "../cones/column-signs.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { scaled } from "../linear-algebra/vectors.js";
import { powerOfTwoAbove } from "../numerics/rigorous/index.js";
import { barrierRows, type DualFunction, slopeAbove } from "./dual-function.js";

/**
 * What is priced of a table. Without signs of columns it is |φ(u)| over all unit u. In monotone networks a neuron with positive output has its u
 * in C = {u : c_kᵀu ≥ 0}, c_k = s_ke_k, and one with negative output in −C, so that two functions are priced, one a sign σ of the output:
 *
 *     max over unit u in σC of σφ(u) = max over unit u of σφ(u) − M Σ_k (−σc_kᵀu)₊,   M ≥ Σ_j |z_j|‖x_j‖.
 *
 * The right side is never below the left one, whatever M. It is not above it either, because σφ rises by at most M times the distance to σC, and
 * the c_k are orthonormal. It is again a sum over rows of a table: the −σc_k are further rows, barriers, with the weight −M.
 */
export interface PricedTable {
  /** The table's rows in coordinates of full column rank, n×r. */
  readonly rows: Matrix;
  /** Of the rows, and of the c_k where there are any: what a direction leaves out of it changes neither predictions nor signs. */
  readonly space: RowSpace;
  /** What `space` is of: the table, then the c_k times a power of two; (n + m)×d. */
  readonly stacked: Matrix;
  /** |weight| of every row of `stacked` at z. */
  weightsAt(z: Float64Array): Float64Array;
  readonly sides: readonly Side[];
}

/** One of the functions that are priced. */
export interface Side {
  /** The sign σ of the output weight; 0 where neurons of both signs are priced at once. */
  readonly sign: -1 | 0 | 1;
  /** The rows, then the barriers, (n + m)×r. */
  readonly table: Matrix;
  readonly barriers: number;
  phiAt(z: Float64Array): DualFunction;
}

/** The functions to be priced for a table (n×d), with signs of its columns or without. */
export function pricedTable(inputs: Matrix, signs?: ColumnSigns): PricedTable {
  if (!signs) return freeTable(inputs);
  const limits = signRows(signs);
  const unit = unitFor(inputs);
  const stacked = stackedRows(inputs, matrix(limits.rows, limits.columns, scaled(limits.values, unit)));
  const space = rowSpace(stacked);
  const { values, columns: r } = space.coordinates;
  const rows = space.basis ? matrix(inputs.rows, r, values.slice(0, inputs.rows * r)) : inputs;
  const guards = matrix(limits.rows, r, values.slice(inputs.rows * r));
  const heightAt = (z: Float64Array) => slopeAbove({ x: rows.values, n: rows.rows, d: r, z }) / unit;
  return {
    rows,
    space,
    stacked,
    weightsAt: (z) => withBarriers(z, 1, guards.rows, heightAt(z)),
    sides: ([1, -1] as const).map((sign) => sideOf(sign, rows, guards, heightAt)),
  };
}

function freeTable(inputs: Matrix): PricedTable {
  const space = rowSpace(inputs);
  const { coordinates } = space;
  const { values: x, rows: n, columns: d } = coordinates;
  const phiAt = (z: Float64Array): DualFunction => ({ x, n, d, z });
  const sides = [{ sign: 0, table: coordinates, barriers: 0, phiAt }] as const;
  return { rows: coordinates, space, stacked: inputs, weightsAt: (z) => z, sides };
}

function sideOf(
  sign: 1 | -1,
  rows: Matrix,
  guards: Matrix,
  heightAt: (z: Float64Array) => number,
): PricedTable["sides"][number] {
  const table = stackedRows(rows, matrix(guards.rows, guards.columns, scaled(guards.values, -sign)));
  const { values: x, rows: n, columns: d } = table;
  const barriers = guards.rows;
  const phiAt = (z: Float64Array) => ({ x, n, d, z: withBarriers(z, sign, barriers, -heightAt(z)), barriers });
  return { sign, table, barriers, phiAt };
}

/** So long that the c_k count beside the rows when the rank is judged. */
function unitFor({ values }: Matrix): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest > 0 && largest < 2 ** 1000 ? powerOfTwoAbove(largest) : 1;
}

/** σz, then the same weight for every barrier. */
function withBarriers(z: Float64Array, sign: number, barriers: number, weight: number): Float64Array {
  const out = new Float64Array(z.length + barriers).fill(weight);
  for (let j = 0; j < z.length; j++) out[j] = sign * z[j];
  return out;
}

/** The side on which neurons with an output of this sign are priced. */
export function sideOfSign({ sides }: PricedTable, sign: number): Side {
  return sides.find((side) => side.sign === 0 || side.sign === sign) as Side;
}

/** In place: u loses what leads it past the barriers of the side, and is on their good side or on them. */
export function keepWithin({ table, barriers }: Side, u: Float64Array): void {
  turnFromBarriers({ x: table.values, n: table.rows, d: table.columns, barriers }, u, 1);
}

/** In place: u ← u − share·(bᵀu)₊b/‖b‖² for every barrier b, which are orthogonal: a projection at 1, a reflection at 2. */
export function turnFromBarriers(
  phi: Pick<DualFunction, "x" | "n" | "d" | "barriers">,
  u: Float64Array,
  share: number,
) {
  const { x, d } = phi;
  for (const from of barrierRows(phi)) {
    let [product, square] = [0, 0];
    for (let k = 0; k < d; k++) {
      product += x[from + k] * u[k];
      square += x[from + k] * x[from + k];
    }
    if (product > 0) for (let k = 0; k < d; k++) u[k] -= ((share * product) / square) * x[from + k];
  }
}

/** In place: what leads out of a barrier that u is past goes from the gradient, which then is one of a function of `keepWithin`'s u. */
export function alongBarriers({ table, barriers }: Side, u: Float64Array, gradient: Float64Array): void {
  const { values: x, rows: n, columns: d } = table;
  for (const from of barrierRows({ n, d, barriers })) {
    let [past, product, square] = [0, 0, 0];
    for (let k = 0; k < d; k++) {
      past += x[from + k] * u[k];
      product += x[from + k] * gradient[k];
      square += x[from + k] * x[from + k];
    }
    if (past > 0) for (let k = 0; k < d; k++) gradient[k] -= (product / square) * x[from + k];
  }
}

/** The rows of a network's hidden layer (m×d) in the coordinates of the table. */
export function inCoordinates({ space }: PricedTable, hidden: Matrix): Float64Array {
  return toRowSpace(space, hidden);
}
