import type { FoldOrder } from "../fitting/settings.js";
import { randomGenerator } from "../random/generator.js";
import type { Fold } from "./folds.js";

/** Rows on which a path is followed: enough to tell λ apart, few enough for the dense Newton, which has a factor a class. */
const mostPathRows = { one: 2000, coupled: 1200 };
/** Rows on which it is scored: their standard error is then small beside what λ changes. */
const mostHeldOutRows = 10_000;

/**
 * A seeded split into rows to train on and rows to score on; `classes` (one key a row) are dealt in proportion to both. In the order of the
 * rows the first are trained on and the last scored on.
 */
export function splitRows(
  sampleCount: number,
  { seed, coupled, foldOrder }: { readonly seed: number; readonly coupled: boolean; readonly foldOrder: FoldOrder },
  classes?: ArrayLike<number>,
): Fold {
  // The gates take the seed itself; the split must not follow them.
  const inOrder = foldOrder === "rows";
  const order = inOrder
    ? Int32Array.from({ length: sampleCount }, (_, row) => row)
    : randomGenerator(seed ^ 0x53504c54).permutation(sampleCount);
  if (classes && !inOrder) order.sort((a, b) => classes[a] - classes[b]);
  const most = coupled ? mostPathRows.coupled : mostPathRows.one;
  const share = Math.ceil(0.6 * sampleCount);
  const trainCount = Math.min(most, share);
  const drawnFrom = inOrder ? share : sampleCount;
  const chosen = new Uint8Array(sampleCount);
  for (let k = 0; k < trainCount; k++) chosen[order[Math.floor((k * drawnFrom) / trainCount)]] = 1;
  const rest = Array.from(inOrder ? order.subarray(share) : order).filter((row) => chosen[row] === 0);
  const heldOutCount = Math.min(mostHeldOutRows, rest.length);
  const heldOut = Int32Array.from(
    { length: heldOutCount },
    (_, k) => rest[Math.floor((k * rest.length) / heldOutCount)],
  );
  const train = Int32Array.from({ length: sampleCount }, (_, row) => row).filter((row) => chosen[row] === 1);
  return { train, heldOut: heldOut.sort() };
}
