import type { FoldOrder } from "../fitting/settings.js";
import { spreadEvenly } from "../linear-algebra/vectors.js";
import { randomGenerator } from "../random/generator.js";
import type { Fold } from "./folds.js";

/** Of the rows, those on which a path is followed where that is not too much work. */
const pathShare = 0.75;
/** Rows on which a path may be followed in any case: enough to tell λ apart. */
const fewPathRows = 2000;
/** Numbers (rows · columns · outputs) beyond which a path is followed on fewer rows, and about the seconds that takes. */
const mostPathNumbers = 3e5;
const secondsOfPath = 15;
/** Rows on which it is scored: their standard error is then small beside what λ changes. */
const mostHeldOutRows = 10_000;

/** How rows are split. */
export interface SplitSettings {
  readonly seed: number;
  /** Numbers of a row that a path works on: columns times outputs. */
  readonly rowSize: number;
  /** Seconds that the path may take; without it there is no limit. */
  readonly seconds?: number;
  readonly foldOrder: FoldOrder;
}

/**
 * A seeded split into rows to train on and rows to score on; `classes` (one key a row) are dealt in proportion to both. In the order of the
 * rows the first are trained on and the last scored on.
 */
export function splitRows(
  sampleCount: number,
  { seed, rowSize, foldOrder, seconds = Number.POSITIVE_INFINITY }: SplitSettings,
  classes?: ArrayLike<number>,
): Fold {
  // The gates take the seed itself; the split must not follow them.
  const inOrder = foldOrder === "rows";
  const order = inOrder
    ? Int32Array.from({ length: sampleCount }, (_, row) => row)
    : randomGenerator(seed ^ 0x53504c54).permutation(sampleCount);
  if (classes && !inOrder) order.sort((a, b) => classes[a] - classes[b]);
  const affordable = Math.max(0, Math.min(1, seconds / secondsOfPath));
  const most = Math.max(fewPathRows, Math.floor((affordable * mostPathNumbers) / rowSize));
  const share = Math.ceil(pathShare * sampleCount);
  const trainCount = Math.min(most, share);
  const drawnFrom = inOrder ? share : sampleCount;
  const chosen = new Uint8Array(sampleCount);
  for (const place of spreadEvenly(trainCount, drawnFrom)) chosen[order[place]] = 1;
  const rest = Array.from(inOrder ? order.subarray(share) : order).filter((row) => chosen[row] === 0);
  const heldOutCount = Math.min(mostHeldOutRows, rest.length);
  const heldOut = spreadEvenly(heldOutCount, rest.length).map((place) => rest[place]);
  const train = Int32Array.from({ length: sampleCount }, (_, row) => row).filter((row) => chosen[row] === 1);
  return { train, heldOut: heldOut.sort() };
}
