/** Solves with a Cholesky factor L on the WebAssembly kernels: L packed into panels of columns, right-hand sides into panels of four columns. */
import * as small from "../javascript-dense.js";
import { PANEL, SMALL_MATRIX } from "./cholesky.js";
import { type Engine, share } from "./engine.js";
import type { Allocate } from "./heap.js";
import { copyLowerIn, copyOut, fours } from "./panels.js";

/** Below so many right-hand sides plain loops are faster. */
const FEW_COLUMNS = 4;

export function solveLower(engine: Engine, l: Float64Array, n: number, b: Float64Array, m: number): void {
  if (n <= SMALL_MATRIX || m < FEW_COLUMNS) small.solveLower(l, n, b, m);
  else solve(engine, l, n, b, m, false);
}

export function solveLowerTransposed(engine: Engine, l: Float64Array, n: number, b: Float64Array, m: number): void {
  if (n <= SMALL_MATRIX || m < FEW_COLUMNS) small.solveLowerTransposed(l, n, b, m);
  else solve(engine, l, n, b, m, true);
}

/** Lᵀx = b is (J Lᵀ J)(J x) = J b, J the reversal: the same lower solve on everything back to front. */
function solve(engine: Engine, l: Float64Array, n: number, b: Float64Array, m: number, reversed: boolean): void {
  const rows = 4 * fours(n);
  engine.heap.scoped((allocate) => {
    const panels = packedFactor(engine, allocate, l, n, reversed);
    const right = allocate(n * m * 8 + 64);
    engine.heap.doubles.set(b.subarray(0, n * m), right / 8);
    const packed = allocate(fours(m) * rows * 32);
    const [origin, stride] = reversed ? [right + (n - 1) * m * 8, -m * 8] : [right, m * 8];
    // Column panels are `rows` long: the padding past n is zero and meets the identity.
    engine.run("packColumns", n * m, (part, parts) => {
      return [origin, n, rows, m, stride, ...share(fours(m), part, parts), packed];
    });
    engine.run("solvePanels", n * n * m, (part, parts, own) => {
      return [panels, PANEL, rows, packed, 0, ...share(fours(m), part, parts), own];
    });
    engine.run("unpackColumns", n * m, (part, parts) => {
      return [packed, rows, n, m, stride, ...share(fours(m), part, parts), origin];
    });
    copyOut(engine, right, n * m, b);
  });
}

/** Every panel of L one after the other, as `solvePanels` wants them. */
function packedFactor(engine: Engine, allocate: Allocate, l: Float64Array, n: number, reversed: boolean): number {
  const rows = 4 * fours(n);
  const panels = allocate((rows + PANEL) * rows * 4 + rows * PANEL * 8);
  engine.heap.scoped((allocateHere) => {
    const at = allocateHere(n * n * 8);
    copyLowerIn(engine, l, n, at);
    let next = panels;
    for (let column = 0; column < n; column += PANEL) {
      const width = Math.min(PANEL, rows - column);
      const groups = (rows - column) / 4;
      const to = next;
      engine.run("packPanel", groups * width * 4, (part, parts) => {
        return [at, n, column, width, reversed ? 1 : 0, ...share(groups, part, parts), to];
      });
      next += groups * width * 32;
    }
  });
  return panels;
}

/** Columns of L⁻¹ computed at a time. */
const INVERSE_COLUMNS = 256;

/** The squared lengths of the columns of L⁻¹, which are the diagonal of (LLᵀ)⁻¹. */
export function inverseDiagonal(engine: Engine, l: Float64Array, n: number, out: Float64Array): void {
  if (n <= SMALL_MATRIX) {
    small.inverseDiagonal(l, n, out);
    return;
  }
  const rows = 4 * fours(n);
  engine.heap.scoped((allocate) => {
    const panels = packedFactor(engine, allocate, l, n, false);
    const squares = allocate(rows * 8);
    const columns = allocate(INVERSE_COLUMNS * rows * 8);
    for (let first = 0; first < rows / 4; first += INVERSE_COLUMNS / 4) {
      const count = Math.min(INVERSE_COLUMNS / 4, rows / 4 - first);
      // Panels are numbered from the first column of the matrix.
      const origin = columns - first * rows * 32;
      const split = (part: number, parts: number) => share(count, part, parts).map((panel) => first + panel);
      engine.run("identityPanels", count * rows * 4, (part, parts) => [rows, ...split(part, parts), origin]);
      engine.run("solvePanels", (rows - 4 * first) ** 2 * count * 2, (part, parts, own) => {
        return [panels, PANEL, rows, origin, 1, ...split(part, parts), own];
      });
      engine.run("panelSquares", count * rows * 4, (part, parts) => [origin, rows, ...split(part, parts), squares]);
    }
    copyOut(engine, squares, n, out);
  });
}
