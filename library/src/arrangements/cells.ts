import { maskWords } from "../numerics/index.js";
import { type MaskTable, maskTable } from "./mask-table.js";
import { visitRays } from "./rays.js";

/** A cell (the rows positive on it, bits) that touches a ray, in the direction that touches it. Views: valid during the call only. */
export type CellVisitor = (cell: Uint32Array, ray: Float64Array, direction: 1 | -1) => void;

/**
 * Calls `visit` for every pair of a cell and one of its rays. Only the cells that are positive on row 0 are visited;
 * the others are their negatives. Around a ray the cells are those of the rows that vanish there, one rank lower. Where
 * these rows are independent, the cells are all 2^(r−1) sign patterns. Elsewhere they are found in the same way on the
 * quotient by the ray.
 * @param rows n×r, of rank r ≥ 1, no two rows parallel, none zero
 */
export function visitCells(rows: Float64Array, n: number, r: number, visit: CellVisitor): void {
  const words = maskWords(n);
  const cell = new Uint32Array(words);

  /** Visits the cell `positive` with the rows of `zero` set by `open`, turned so that row 0 is positive. */
  function emit(ray: Float64Array, positive: Uint32Array, zero: Int32Array, open: (at: number) => boolean): void {
    cell.set(positive);
    for (let at = 0; at < zero.length; at++) if (open(at)) cell[zero[at] >> 5] |= 1 << (zero[at] & 31);
    const direction = cell[0] & 1 ? 1 : -1;
    if (direction < 0) complement(cell, n);
    visit(cell, ray, direction);
  }

  visitRays(rows, n, r, (ray, positive, zero) => {
    if (zero.length === r - 1) {
      for (let pattern = 0; pattern < 1 << (r - 1); pattern++) {
        emit(ray, positive, zero, (at) => ((pattern >> at) & 1) === 1);
      }
      return;
    }
    const around = halfOfCells(quotient(rows, r, ray, zero), zero.length, r - 1);
    const masks = around.masks();
    const aroundWords = maskWords(zero.length);
    for (let i = 0; i < around.size(); i++) {
      for (const opposite of [0, 1]) {
        emit(ray, positive, zero, (at) => ((masks[i * aroundWords + (at >> 5)] >>> (at & 31)) & 1) !== opposite);
      }
    }
  });
}

/** The cells that are positive on row 0. */
function halfOfCells(rows: Float64Array, n: number, r: number): MaskTable {
  const table = maskTable(maskWords(n));
  visitCells(rows, n, r, (cell) => table.add(cell));
  return table;
}

/** Rows that vanish on `ray`, as functionals on R^r / ray: the column where the ray is largest is dropped, no number changes. */
function quotient(rows: Float64Array, r: number, ray: Float64Array, which: Int32Array): Float64Array {
  let dropped = 0;
  for (let c = 1; c < r; c++) if (Math.abs(ray[c]) > Math.abs(ray[dropped])) dropped = c;
  const result = new Float64Array(which.length * (r - 1));
  let at = 0;
  for (const j of which) {
    for (let c = 0; c < r; c++) if (c !== dropped) result[at++] = rows[j * r + c];
  }
  return result;
}

/** In place: every one of the n bits flipped. */
function complement(mask: Uint32Array, n: number): void {
  for (let w = 0; w < mask.length; w++) {
    const bits = Math.min(32, Math.max(0, n - 32 * w));
    mask[w] = ~mask[w] & (bits === 32 ? 0xffffffff : 2 ** bits - 1);
  }
}
