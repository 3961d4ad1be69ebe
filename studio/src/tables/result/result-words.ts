import { counted, plain } from "../../figures.js";
import type { TableOutcome } from "../table-outcome.js";

/** The result as a person who did not train it would want to hear it. */
export interface ResultWords {
  readonly headline: string;
  readonly sentences: readonly string[];
}

/** With a space that does not break. */
const percent = (share: number): string => `${Number((100 * share).toFixed(1))}\u00a0%`;

/** What the result is worth, in words: against the straight line and against no model, and what it misses. */
export function resultWords(outcome: TableOutcome): ResultWords {
  const { headline, sentences } = outcome.task === "regression" ? numberWords(outcome) : classWords(outcome);
  return { headline, sentences: [...sentences, ...effectWords(outcome)] };
}

const mostEffects = 3;

/** Whether a column moves the prediction by more than rounding does. */
export const movesAny = ({ curves }: Pick<TableOutcome["effects"][number], "curves">): boolean =>
  curves.some(({ mean }) => {
    const [least, most] = [Math.min(...mean), Math.max(...mean)];
    return most - least > 1e-6 * Math.max(Math.abs(most), Math.abs(least));
  });

/** What the columns that matter most do, where there is one curve to speak of. */
function effectWords({ effects }: TableOutcome): string[] {
  const single = effects.filter(({ curves, at }) => curves.length === 1 && at.length > 1);
  const telling = single.filter(movesAny);
  if (single.length > 0 && telling.length === 0) return ["It says the same of every row: no column helped."];
  return telling.slice(0, mostEffects).map(({ name, measure, at, curves: [{ mean }] }, place) => {
    const written = (value: number) => (measure.startsWith("probability") ? percent(value) : plain(value));
    const what = place === 0 ? `What matters most is ${name}. The ${measure}` : `By ${name} it`;
    if (typeof at[0] === "number") {
      const last = at.length - 1;
      return `${what} goes from ${written(mean[0])} where ${name} is ${plain(Number(at[0]))} to ${written(mean[last])} where it is ${plain(Number(at[last]))}.`;
    }
    const [least, most] = [Math.min(...mean), Math.max(...mean)].map((value) => mean.indexOf(value));
    return `${what} is ${written(mean[most])} in the mean where ${name} is “${at[most]}”, ${written(mean[least])} where it is “${at[least]}”.`;
  });
}

function numberWords({ facts, scores, rows }: TableOutcome): ResultWords {
  const { target, groups } = facts;
  const { truth, predicted } = groups[groups.length - 1];
  const errors = truth.map((value, row) => Math.abs(Number(value) - Number(predicted[row]))).sort((a, b) => a - b);
  const half = errors[Math.floor((errors.length - 1) / 2)];
  const [own, line, mean] = [scores.test ?? scores.train, scores.straightLine, scores.baseline].map((score) =>
    score && "rmse" in score ? score : undefined,
  );
  const others = [
    ...(line ? [`a straight line by ${plain(line.rmse)}`] : []),
    ...(mean ? [`always saying the mean by ${plain(mean.rmse)}`] : []),
  ];
  return {
    headline: `Predicts ${target} to within ${plain(own?.rmse ?? Number.NaN)} on ${rowsWords(rows)}; ${others.join(", ")}.`,
    sentences: [
      `Half of these rows are missed by less than ${plain(half)}.`,
      `It explains ${percent(Math.max(0, own?.r2 ?? 0))} of how ${target} differs from row to row.`,
      ...(own && line && own.rmse > 0.98 * line.rmse
        ? [
            own.rmse > line.rmse
              ? "The straight line does no worse, and is the simpler answer here."
              : "That is hardly better than the straight line, which is the simpler answer here.",
          ]
        : []),
    ],
  };
}

function classWords({ facts, scores, rows }: TableOutcome): ResultWords {
  const { target, labels, groups } = facts;
  const { truth, predicted } = groups[groups.length - 1];
  const accuracyOf = (score: unknown) => (score as { accuracy: number } | null)?.accuracy;
  const own = accuracyOf(scores.test ?? scores.train) ?? Number.NaN;
  const line = accuracyOf(scores.straightLine);
  const others = [
    ...(line === undefined ? [] : [`a straight line in ${percent(line)}`]),
    `always saying the most frequent answer in ${percent(accuracyOf(scores.baseline) ?? Number.NaN)}`,
  ];
  const standardError = Math.sqrt((own * (1 - own)) / Math.max(1, truth.length));
  return {
    headline: `Right about ${target} in ${percent(own)} of ${rowsWords(rows)}; ${others.join(", ")}.`,
    sentences: [
      ...calibrationWords(scores.test ?? scores.train),
      ...(labels?.length === 2 ? missedWords(String(labels[1]), truth.map(String), predicted.map(String)) : []),
      ...lineWords(own, line, standardError),
    ],
  };
}

/** What the advantage over a straight line is worth, where it is worth little. */
function lineWords(own: number, line: number | undefined, standardError: number): string[] {
  if (line === undefined || own - line >= standardError) return [];
  return [
    line - own >= standardError
      ? "The straight line is right more often: it is the better answer here."
      : "The straight line is right as often, within chance, and is the simpler answer.",
  ];
}

function calibrationWords(score: TableOutcome["scores"]["train"]): string[] {
  const error = (score as { calibrationError?: number }).calibrationError;
  return error === undefined || !Number.isFinite(error)
    ? []
    : [`Its probabilities can be taken at their word to within ${percent(error)} in the mean.`];
}

function missedWords(second: string, truth: readonly string[], predicted: readonly string[]): string[] {
  const count = (isWanted: (row: number) => boolean) => truth.filter((_, row) => isWanted(row)).length;
  const [positive, said] = [count((row) => truth[row] === second), count((row) => predicted[row] === second)];
  const found = count((row) => truth[row] === second && predicted[row] === second);
  return [
    `Of ${counted(positive, "row")} ${positive === 1 ? "that is" : "that are"} truly “${second}” it finds ${found} and misses ${positive - found}.`,
    said === 0 ? `It never says “${second}”.` : `It says “${second}” ${times(said)}, and is right ${times(found)}.`,
  ];
}

const times = (count: number): string => (count === 1 ? "once" : `${count} times`);

const rowsWords = ({ count, keptApart }: TableOutcome["rows"]): string =>
  keptApart ? `${count} rows that it never saw` : `the ${count} rows that it learned`;
