import { runToEnd } from "../solvers/drive.js";
import { type RangeQuestion, RowLots } from "./row-lots.js";
import type { RangedRow } from "./row-ranges.js";

/** What a thread of shared-lots.ts does: it states the problem once, and answers with the ranges of one lot after the other. */
export function answering(question: RangeQuestion): (lot: number) => Promise<RangedRow[]> {
  const lots = new RowLots(question);
  return (lot) => runToEnd(lots.rangesOf(lot));
}
