/** Products, Cholesky, triangular solves and kernel matrices on the WebAssembly kernels. Operands are packed into panels of four rows first. */
import * as small from "../javascript-dense.js";
import { type Engine, share, shareTriangle } from "./engine.js";
import type { Allocate } from "./heap.js";

/** Columns of a Cholesky panel. */
const PANEL = 128;
/** Below this, moving the numbers costs more than working on them. */
const SMALL_MATRIX = 48;
const FEW_COLUMNS = 4;

const fours = (count: number) => Math.ceil(count / 4);

export function cholesky(engine: Engine, a: Float64Array, n: number): boolean {
  if (n <= SMALL_MATRIX) return small.cholesky(a, n);
  return engine.heap.scoped((allocate) => {
    const at = allocate(n * n * 8);
    const panel = allocate(fours(n) * 4 * Math.min(PANEL, 4 * fours(n)) * 8);
    copyLowerIn(engine, a, n, at);
    for (let column = 0; column < n; column += PANEL) {
      const width = Math.min(PANEL, 4 * fours(n - column));
      const groups = fours(n - column);
      const below = width / 4;
      const work = (groups - below) * width * 4 * width;
      engine.run("packPanel", groups * width * 4, (part, parts) => [
        at,
        n,
        column,
        width,
        0,
        ...share(groups, part, parts),
        panel,
      ]);
      if (!engine.instance.kernels.choleskyDiagonal(panel, width, engine.scratch)) return false;
      engine.run("choleskyRows", work / 2, (part, parts, own) => {
        const [first, last] = share(groups - below, part, parts);
        return [panel, width, below + first, below + last, own];
      });
      engine.run("unpackPanel", groups * width * 4, (part, parts) => [
        panel,
        n,
        column,
        width,
        ...share(groups, part, parts),
        at,
      ]);
      engine.run("choleskyUpdate", work * (groups - below) * 2, (part, parts, own) => [
        panel,
        width,
        column,
        at,
        n,
        ...shareTriangle(below, groups, part, parts),
        own,
      ]);
    }
    copyLowerOut(engine, at, n, a);
    return true;
  });
}

function copyLowerIn(engine: Engine, a: Float64Array, n: number, at: number): void {
  const to = engine.heap.doubles;
  for (let i = 0; i < n; i++) to.set(a.subarray(i * n, i * n + i + 1), at / 8 + i * n);
}

function copyLowerOut(engine: Engine, at: number, n: number, a: Float64Array): void {
  const from = engine.heap.doubles;
  for (let i = 0; i < n; i++) a.set(from.subarray(at / 8 + i * n, at / 8 + i * n + i + 1), i * n);
}

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
    engine.run("packColumns", n * m, (part, parts) => [
      origin,
      n,
      rows,
      m,
      stride,
      ...share(fours(m), part, parts),
      packed,
    ]);
    engine.run("solvePanels", n * n * m, (part, parts, own) => [
      panels,
      PANEL,
      rows,
      packed,
      0,
      ...share(fours(m), part, parts),
      own,
    ]);
    engine.run("unpackColumns", n * m, (part, parts) => [
      packed,
      rows,
      n,
      m,
      stride,
      ...share(fours(m), part, parts),
      origin,
    ]);
    b.set(engine.heap.doubles.subarray(right / 8, right / 8 + n * m));
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
      engine.run("packPanel", groups * width * 4, (part, parts) => [
        at,
        n,
        column,
        width,
        reversed ? 1 : 0,
        ...share(groups, part, parts),
        to,
      ]);
      next += groups * width * 32;
    }
  });
  return panels;
}

/** Columns of L⁻¹ computed at a time. */
const INVERSE_COLUMNS = 256;

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
      engine.run("solvePanels", (rows - 4 * first) ** 2 * count * 2, (part, parts, own) => [
        panels,
        PANEL,
        rows,
        origin,
        1,
        ...split(part, parts),
        own,
      ]);
      engine.run("panelSquares", count * rows * 4, (part, parts) => [origin, rows, ...split(part, parts), squares]);
    }
    out.set(engine.heap.doubles.subarray(squares / 8, squares / 8 + n));
  });
}

export function gramOfRows(engine: Engine, v: Float64Array, n: number, m: number, out: Float64Array): void {
  engine.heap.scoped((allocate) => {
    const rows = packedRows(engine, allocate, v, n, m);
    symmetric(engine, allocate, rows, n, m, out);
  });
}

export function gramOfColumns(engine: Engine, v: Float64Array, n: number, m: number, out: Float64Array): void {
  engine.heap.scoped((allocate) => {
    const columns = packedColumns(engine, allocate, v, n, m);
    symmetric(engine, allocate, columns, m, n, out);
  });
}

function symmetric(
  engine: Engine,
  allocate: Allocate,
  panels: number,
  n: number,
  depth: number,
  out: Float64Array,
): void {
  const c = allocate(n * n * 8);
  lowerProduct(engine, panels, n, depth, c);
  mirror(engine, c, n);
  out.set(engine.heap.doubles.subarray(c / 8, c / 8 + n * n));
}

/** The lower triangle of the Gram matrix of packed panels, at c. */
export function lowerProduct(engine: Engine, panels: number, n: number, depth: number, c: number): void {
  if (depth === 0) engine.heap.doubles.fill(0, c / 8, c / 8 + n * n);
  engine.run("product", (n * n * depth) / 2, (part, parts, own) => [
    panels,
    panels,
    depth,
    c,
    n,
    n,
    1,
    ...shareTriangle(0, fours(n), part, parts),
    own,
  ]);
}

export function mirror(engine: Engine, c: number, n: number): void {
  engine.run("mirror", n * n, (part, parts) => [c, n, ...share(n, part, parts)]);
}

export function multiply(
  engine: Engine,
  a: Float64Array,
  n: number,
  k: number,
  b: Float64Array,
  m: number,
  out: Float64Array,
): void {
  if (n * k * m < 4096) {
    small.multiply(a, n, k, b, m, out);
    return;
  }
  engine.heap.scoped((allocate) => {
    const left = packedRows(engine, allocate, a, n, k);
    const right = packedColumns(engine, allocate, b, k, m);
    const c = allocate(n * m * 8);
    engine.run("product", n * k * m, (part, parts, own) => [
      left,
      right,
      k,
      c,
      n,
      m,
      0,
      ...share(fours(n), part, parts),
      own,
    ]);
    out.set(engine.heap.doubles.subarray(c / 8, c / 8 + n * m));
  });
}

export function packedRows(engine: Engine, allocate: Allocate, v: Float64Array, n: number, m: number): number {
  const at = allocate(n * m * 8);
  engine.heap.doubles.set(v.subarray(0, n * m), at / 8);
  return packRowsAt(engine, allocate, at, n, m);
}

export function packRowsAt(engine: Engine, allocate: Allocate, at: number, n: number, m: number): number {
  const panels = allocate(fours(n) * m * 32);
  engine.run("packRows", n * m, (part, parts) => [at, n, m, ...share(fours(n), part, parts), panels]);
  return panels;
}

export function packedColumns(engine: Engine, allocate: Allocate, v: Float64Array, n: number, m: number): number {
  const at = allocate(n * m * 8 + 64);
  engine.heap.doubles.set(v.subarray(0, n * m), at / 8);
  const panels = allocate(fours(m) * n * 32);
  engine.run("packColumns", n * m, (part, parts) => [at, n, n, m, m * 8, ...share(fours(m), part, parts), panels]);
  return panels;
}

/**
 * A kernel matrix of the rows of a (n×d) and b (m×d): the map `kernel` over aᵀb and the squared lengths. When b is a, only the lower triangle
 * is computed and mirrored.
 */
export function kernelMatrix(
  engine: Engine,
  kernel: "neuralTangent" | "gaussian",
  parameters: number[],
  a: Float64Array,
  n: number,
  b: Float64Array,
  m: number,
  d: number,
  out: Float64Array,
): void {
  const same = a === b && n === m;
  engine.heap.scoped((allocate) => {
    const left = allocate(n * d * 8);
    engine.heap.doubles.set(a.subarray(0, n * d), left / 8);
    const right = same ? left : allocate(m * d * 8);
    if (!same) engine.heap.doubles.set(b.subarray(0, m * d), right / 8);
    const leftPanels = packRowsAt(engine, allocate, left, n, d);
    const rightPanels = same ? leftPanels : packRowsAt(engine, allocate, right, m, d);
    const leftSquares = allocate(n * 8 + 64);
    const rightSquares = same ? leftSquares : allocate(m * 8 + 64);
    engine.run("rowSquares", 0, () => [left, d, 0, n, leftSquares]);
    if (!same) engine.run("rowSquares", 0, () => [right, d, 0, m, rightSquares]);
    const c = allocate(n * m * 8 + 64);
    const split = (part: number, parts: number) =>
      same ? shareTriangle(0, fours(n), part, parts) : share(fours(n), part, parts);
    engine.run("product", n * m * d, (part, parts, own) => [
      leftPanels,
      rightPanels,
      d,
      c,
      n,
      m,
      same ? 1 : 0,
      ...split(part, parts),
      own,
    ]);
    engine.run(kernel, n * m * 20, (part, parts) => {
      const [first, last] = split(part, parts);
      const rows = [Math.min(n, 4 * first), Math.min(n, 4 * last)];
      return [c, m, leftSquares, rightSquares, ...parameters, same ? 1 : 0, ...rows];
    });
    if (same) mirror(engine, c, n);
    out.set(engine.heap.doubles.subarray(c / 8, c / 8 + n * m));
  });
}
