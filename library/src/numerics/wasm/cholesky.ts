/** LLᵀ = a on the WebAssembly kernels, panel of columns by panel: factor the panel, then take its products off what lies to the right. */
import * as small from "../javascript-dense.js";
import { type Engine, share, shareTriangle } from "./engine.js";
import { copyLowerIn, copyLowerOut, fours } from "./panels.js";

/** Columns of a Cholesky panel. */
export const PANEL = 128;
/** Up to this size, moving the numbers costs more than working on them. */
export const SMALL_MATRIX = 48;

export function cholesky(engine: Engine, a: Float64Array, n: number): boolean {
  if (n <= SMALL_MATRIX) return small.cholesky(a, n);
  return engine.heap.scoped((allocate) => {
    const at = allocate(n * n * 8);
    const packed = allocate(fours(n) * 4 * Math.min(PANEL, 4 * fours(n)) * 8);
    copyLowerIn(engine, a, n, at);
    for (let column = 0; column < n; column += PANEL) {
      if (!eliminate(engine, { at, n, packed, column })) return false;
    }
    copyLowerOut(engine, at, n, a);
    return true;
  });
}

interface PanelOfColumns {
  /** The matrix. */
  readonly at: number;
  readonly n: number;
  /** Room for the panel. */
  readonly packed: number;
  /** Its first column. */
  readonly column: number;
}

/** One panel of columns of L; false when a is not positive definite. */
function eliminate(engine: Engine, { at, n, packed, column }: PanelOfColumns): boolean {
  const width = Math.min(PANEL, 4 * fours(n - column));
  const groups = fours(n - column);
  const below = width / 4;
  const work = (groups - below) * width * 4 * width;
  engine.run("packPanel", groups * width * 4, (part, parts) => {
    return [at, n, column, width, 0, ...share(groups, part, parts), packed];
  });
  if (!engine.instance.kernels.choleskyDiagonal(packed, width, engine.scratch)) return false;
  engine.run("choleskyRows", work / 2, (part, parts, own) => {
    const [first, last] = share(groups - below, part, parts);
    return [packed, width, below + first, below + last, own];
  });
  engine.run("unpackPanel", groups * width * 4, (part, parts) => {
    return [packed, n, column, width, ...share(groups, part, parts), at];
  });
  engine.run("choleskyUpdate", work * (groups - below) * 2, (part, parts, own) => {
    return [packed, width, column, at, n, ...shareTriangle(below, groups, part, parts), own];
  });
  return true;
}
