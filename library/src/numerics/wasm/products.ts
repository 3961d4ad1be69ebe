/** Dense products on the WebAssembly kernels. Operands are packed into panels of four rows first. */
import type { Points } from "../backend.js";
import * as small from "../javascript-dense.js";
import { type Engine, share, shareTriangle } from "./engine.js";
import type { Allocate } from "./heap.js";
import { copyOut, fours, packedColumns, packedRows } from "./panels.js";

export function gramOfRows(engine: Engine, v: Float64Array, n: number, m: number, out: Float64Array): void {
  engine.heap.scoped((allocate) => {
    const panels = packedRows(engine, allocate, v, n, m);
    symmetric(engine, allocate, { panels, n, depth: m }, out);
  });
}

export function gramOfColumns(engine: Engine, v: Float64Array, n: number, m: number, out: Float64Array): void {
  engine.heap.scoped((allocate) => {
    const panels = packedColumns(engine, allocate, v, n, m);
    symmetric(engine, allocate, { panels, n: m, depth: n }, out);
  });
}

/** n vectors of `depth` numbers, in panels. */
interface PackedVectors {
  readonly panels: number;
  readonly n: number;
  readonly depth: number;
}

function symmetric(engine: Engine, allocate: Allocate, vectors: PackedVectors, out: Float64Array): void {
  const { n } = vectors;
  const c = allocate(n * n * 8);
  lowerProduct(engine, vectors, c);
  mirror(engine, c, n);
  copyOut(engine, c, n * n, out);
}

/** The lower triangle of the Gram matrix of packed vectors, at c. */
export function lowerProduct(engine: Engine, { panels, n, depth }: PackedVectors, c: number): void {
  if (depth === 0) engine.heap.doubles.fill(0, c / 8, c / 8 + n * n);
  engine.run("product", (n * n * depth) / 2, (part, parts, own) => {
    return [panels, panels, depth, c, n, n, 1, ...shareTriangle(0, fours(n), part, parts), own];
  });
}

/** The strict upper triangle at c becomes that of the lower one. */
export function mirror(engine: Engine, c: number, n: number): void {
  engine.run("mirror", n * n, (part, parts) => [c, n, ...share(n, part, parts)]);
}

/** Below so many multiplications, moving the numbers costs more than working on them. */
const SMALL_PRODUCT = 4096;

/** out = a · b */
export function multiply(engine: Engine, a: Points, b: Points, out: Float64Array): void {
  const [n, k, m] = [a.rows, a.columns, b.columns];
  if (n * k * m < SMALL_PRODUCT) {
    small.multiply(a.values, n, k, b.values, m, out);
    return;
  }
  engine.heap.scoped((allocate) => {
    const left = packedRows(engine, allocate, a.values, n, k);
    const right = packedColumns(engine, allocate, b.values, k, m);
    const c = allocate(n * m * 8);
    engine.run("product", n * k * m, (part, parts, own) => {
      return [left, right, k, c, n, m, 0, ...share(fours(n), part, parts), own];
    });
    copyOut(engine, c, n * m, out);
  });
}
