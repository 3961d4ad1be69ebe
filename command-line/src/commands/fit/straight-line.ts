import { type SplitTable, taskOf } from "@halfspace/tables";
import { type StraightLine, straightLine } from "halfspace";
import type { Terminal } from "../../command.js";
import type { TimeLeft } from "../../time-left.js";
import type { FitOptions } from "./options.js";
import { trainSettings } from "./settings.js";

/** Of the time that is left, what the line may take at most. */
const shareOfTime = 0.05;

/** A straight line on the training rows, by the loss and the folds of the network, and what is to be said where there is none. */
export async function fitLine(
  { train, record }: SplitTable,
  options: FitOptions,
  left: TimeLeft,
  { signal }: Terminal,
): Promise<{ readonly line: StraightLine | undefined; readonly notes: readonly string[] }> {
  const seconds = left.forWork();
  const timeLimit = seconds === undefined ? undefined : shareOfTime * seconds;
  const line = await straightLine({ ...train, ...taskOf(record), ...trainSettings({ ...options, timeLimit }), signal });
  return {
    line,
    notes: line
      ? []
      : [
          seconds === undefined
            ? "No straight line stands beside the network: with so many columns and classes it takes longer."
            : "The time limit left no room for a straight line beside the network.",
        ],
  };
}
