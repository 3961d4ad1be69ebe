/** What the turns of a contender come to, in words. */
import type { Times } from "../measure.js";
import { duration } from "../report.js";
import type { Showing } from "./contest.js";
import type { FitTable } from "./fit-table.js";
import { scoreName } from "./scores.js";

/** @returns "3.1 s; 210 MB; .971 ± .004 (.085)": median time and memory, mean score with its standard error over splits, log loss */
export function cellOf(times: Times, showing: Showing): string {
  if (showing.failure !== undefined) return showing.failure;
  const { megabytes, score, error, logLoss } = means(showing);
  const spread = error === undefined ? "" : ` ± ${error.toFixed(3)}`;
  const loss = logLoss === undefined ? "" : ` (${logLoss.toFixed(3)})`;
  return `${duration(times.median)}; ${Math.round(megabytes)} MB; ${score.toFixed(4)}${spread}${loss}`;
}

/** @returns the same in words, without the time */
export function noteOf(task: FitTable["task"], showing: Showing): string {
  if (showing.failure !== undefined) return showing.failure;
  const { megabytes, score, error, logLoss } = means(showing);
  const spread = error === undefined ? "" : ` ± ${error.toFixed(4)}`;
  const loss = logLoss === undefined ? "" : `, log loss ${logLoss.toFixed(4)}`;
  return `${Math.round(megabytes)} MB, ${scoreName(task)} ${score.toFixed(4)}${spread}${loss}`;
}

/** @returns "(742 × 10, solved)" from what halfspace prints: training rows, encoded columns, and how it ended; "" without a model */
export function sizeOf({ turns }: Showing): string {
  if (turns.length === 0) return "";
  const { sampleCount, featureCount } = JSON.parse(turns[0].output) as Record<string, number>;
  const statuses = [...new Set(turns.map(({ output }) => (JSON.parse(output) as { status: string }).status))];
  const unsolved = statuses.filter((status) => status !== "solved");
  return `(${[`${sampleCount} × ${featureCount}`, ...unsolved].join(", ")})`;
}

function means({ turns }: Showing) {
  const scores = turns.map(({ score }) => score);
  const losses = turns.flatMap(({ logLoss }) => logLoss ?? []);
  const memory = turns.map(({ megabytes }) => megabytes).sort((a, b) => a - b);
  return {
    megabytes: memory[memory.length >> 1],
    score: mean(scores),
    error: scores.length > 1 ? standardError(scores) : undefined,
    logLoss: losses.length > 0 ? mean(losses) : undefined,
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: readonly number[]): number {
  const middle = mean(values);
  const square = values.reduce((sum, value) => sum + (value - middle) * (value - middle), 0);
  return Math.sqrt(square / (values.length - 1) / values.length);
}
