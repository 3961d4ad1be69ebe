/** Kernel matrices on the WebAssembly kernels: inner products first, then a map over them and the squared lengths. */
import type { Points } from "../backend.js";
import { type Engine, share, shareTriangle } from "./engine.js";
import type { Allocate } from "./heap.js";
import { copyOut, fours, packRowsAt } from "./panels.js";
import { mirror } from "./products.js";

/** The map and its parameters. */
export interface KernelMap {
  readonly name: "neuralTangent" | "gaussian";
  readonly parameters: readonly number[];
}

/** The kernel matrix of a (n points) and b (m points); when b is a, only the lower triangle is computed and mirrored. */
export function kernelMatrix(engine: Engine, map: KernelMap, a: Points, b: Points, out: Float64Array): void {
  const same = a.values === b.values && a.rows === b.rows;
  const [n, m, d] = [a.rows, b.rows, a.columns];
  engine.heap.scoped((allocate) => {
    const left = placed(engine, allocate, a);
    const right = same ? left : placed(engine, allocate, b);
    const c = allocate(n * m * 8 + 64);
    const split = (part: number, parts: number) =>
      same ? shareTriangle(0, fours(n), part, parts) : share(fours(n), part, parts);
    engine.run("product", n * m * d, (part, parts, own) => {
      return [left.panels, right.panels, d, c, n, m, same ? 1 : 0, ...split(part, parts), own];
    });
    engine.run(map.name, n * m * 20, (part, parts) => {
      const [first, last] = split(part, parts);
      const rows = [Math.min(n, 4 * first), Math.min(n, 4 * last)];
      return [c, m, left.squares, right.squares, ...map.parameters, same ? 1 : 0, ...rows];
    });
    if (same) mirror(engine, c, n);
    copyOut(engine, c, n * m, out);
  });
}

/** Panels of the points and their squared lengths. */
function placed(engine: Engine, allocate: Allocate, { values, rows, columns }: Points) {
  const at = allocate(rows * columns * 8);
  engine.heap.doubles.set(values.subarray(0, rows * columns), at / 8);
  const panels = packRowsAt(engine, allocate, at, rows, columns);
  const squares = allocate(rows * 8 + 64);
  engine.run("rowSquares", 0, () => [at, columns, 0, rows, squares]);
  return { panels, squares };
}
