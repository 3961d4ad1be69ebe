import type { TableSettings } from "../fitting/settings.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { randomGenerator } from "../random/generator.js";

export interface Fold {
  readonly train: Int32Array;
  readonly heldOut: Int32Array;
}

/**
 * k folds of all rows, seeded: rows are shuffled and dealt out in turn. `classes` (one key a row) are dealt one after the other, so that
 * every fold holds each class in proportion.
 */
export function makeFolds(sampleCount: number, folds: number, seed: number, classes?: ArrayLike<number>): Fold[] {
  // The gates take the seed itself; folds must not follow them.
  const order = randomGenerator(seed ^ 0x464f4c44).permutation(sampleCount);
  if (classes) order.sort((a, b) => classes[a] - classes[b]);
  const foldOf = new Int32Array(sampleCount);
  order.forEach((row, position) => {
    foldOf[row] = position % folds;
  });
  const rows = Int32Array.from({ length: sampleCount }, (_, row) => row);
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf[row] !== fold),
    heldOut: rows.filter((row) => foldOf[row] === fold),
  }));
}

/** What the folds of a table depend on. */
type FoldedTable = Pick<TableSettings, "inputs" | "targets" | "task" | "seed" | "foldOrder">;

/** k folds of the rows of a table: shuffled, with each class in proportion, or blocks of neighbouring rows. */
export function foldsOf({ inputs, targets, task, seed, foldOrder }: FoldedTable, folds: number): Fold[] {
  if (foldOrder === "rows") return neighbouringFolds(inputs.rows, folds);
  return makeFolds(inputs.rows, folds, seed, task === "classification" ? classKeys(targets) : undefined);
}

/** k blocks of neighbouring rows, whose sizes differ by one at most. */
function neighbouringFolds(sampleCount: number, folds: number): Fold[] {
  const rows = Int32Array.from({ length: sampleCount }, (_, row) => row);
  const foldOf = (row: number) => Math.floor((row * folds) / sampleCount);
  return Array.from({ length: folds }, (_, fold) => ({
    train: rows.filter((row) => foldOf(row) !== fold),
    heldOut: rows.filter((row) => foldOf(row) === fold),
  }));
}

/** One key a row for targets of ±1: the position of the class. */
export function classKeys({ rows, columns, values }: Matrix): Int32Array {
  return Int32Array.from({ length: rows }, (_, i) => {
    for (let k = 0; k < columns; k++) if (values[i * columns + k] > 0) return k + 1;
    return 0;
  });
}
