/** Operands of the dense kernels: matrices packed into panels of four rows (or columns), which the kernels read from front to back. */
import { type Engine, share } from "./engine.js";
import type { Allocate } from "./heap.js";

/** Panels of four that so many rows fill. */
export const fours = (count: number) => Math.ceil(count / 4);

/** The rows of v (n×m) in panels; their address. */
export function packedRows(engine: Engine, allocate: Allocate, v: Float64Array, n: number, m: number): number {
  const at = allocate(n * m * 8);
  engine.heap.doubles.set(v.subarray(0, n * m), at / 8);
  return packRowsAt(engine, allocate, at, n, m);
}

/** The same of rows that are in the kernels' memory already. */
export function packRowsAt(engine: Engine, allocate: Allocate, at: number, n: number, m: number): number {
  const panels = allocate(fours(n) * m * 32);
  engine.run("packRows", n * m, (part, parts) => [at, n, m, ...share(fours(n), part, parts), panels]);
  return panels;
}

/** The columns of v (n×m) in panels; their address. */
export function packedColumns(engine: Engine, allocate: Allocate, v: Float64Array, n: number, m: number): number {
  const at = allocate(n * m * 8 + 64);
  engine.heap.doubles.set(v.subarray(0, n * m), at / 8);
  const panels = allocate(fours(m) * n * 32);
  engine.run("packColumns", n * m, (part, parts) => [at, n, n, m, m * 8, ...share(fours(m), part, parts), panels]);
  return panels;
}

/** The lower triangle of a (n×n) to an address; what lies above is left as it is there. */
export function copyLowerIn(engine: Engine, a: Float64Array, n: number, at: number): void {
  const to = engine.heap.doubles;
  for (let i = 0; i < n; i++) to.set(a.subarray(i * n, i * n + i + 1), at / 8 + i * n);
}

/** The lower triangle at an address back to a. */
export function copyLowerOut(engine: Engine, at: number, n: number, a: Float64Array): void {
  const from = engine.heap.doubles;
  for (let i = 0; i < n; i++) a.set(from.subarray(at / 8 + i * n, at / 8 + i * n + i + 1), i * n);
}

/** `length` doubles at an address, copied to the front of out. */
export function copyOut(engine: Engine, at: number, length: number, out: Float64Array): void {
  out.set(engine.heap.doubles.subarray(at / 8, at / 8 + length));
}
