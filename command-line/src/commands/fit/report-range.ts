import type { SplitTable } from "@halfspace/tables";
import { InputError, predictionRange } from "halfspace";
import { selectRows, spreadEvenly } from "halfspace/numerics";
import type { Terminal } from "../../command.js";
import { progressLine } from "../../progress-bar.js";
import type { TimeLeft } from "../../time-left.js";
import { foundWords } from "../range/report.js";
import type { FittedModel } from "./fitted-model.js";
import type { FitOptions } from "./options.js";

/** How exactly the ends are asked for: enough to say on which side of a decision they lie. */
const tolerance = 0.01;

/** What equally good models say of some of the rows kept apart, for the report; nothing where that was not asked for. */
export async function rangeSentences(
  model: FittedModel,
  { train, test }: SplitTable,
  { range: asked, json }: Pick<FitOptions, "range" | "json">,
  left: TimeLeft,
  terminal: Terminal,
): Promise<string[]> {
  if (asked === undefined) return [];
  const { inputs } = test ?? train;
  const chosen = selectRows(inputs, spreadEvenly(Math.min(asked, inputs.rows), inputs.rows));
  const seconds = left.untilEnd();
  const timer = Number.isFinite(seconds) ? AbortSignal.timeout(Math.max(1, Math.ceil(1000 * seconds))) : undefined;
  const show = progressLine(terminal, !json);
  try {
    const found = await predictionRange(model, train.inputs, train.targets, chosen, {
      tolerance,
      signal: timer ? AbortSignal.any([terminal.signal, timer]) : terminal.signal,
      onProgress: (done) => show(`bounded ${done} of ${chosen.rows} rows`),
    });
    const words = foundWords(found);
    return [`${chosen.rows} ${test ? "test" : "training"} rows: ${words.found} ${words.over}`];
  } catch (reason) {
    if (terminal.signal.aborted || !(timer?.aborted || reason instanceof InputError)) throw reason;
    const why = reason instanceof InputError ? reason.message : "the time limit ended it";
    return [`Equally good models were not asked: ${why}`];
  } finally {
    show("");
  }
}
