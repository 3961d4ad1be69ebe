import { plain } from "../figures.js";
import type { TableOutcome } from "./table-outcome.js";

/** The result as a person who did not train it would want to hear it. */
export interface ResultWords {
  readonly headline: string;
  readonly sentences: readonly string[];
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`;

/** What the result is worth, in words: against the straight line and against no model, and what it misses. */
export function resultWords(outcome: TableOutcome): ResultWords {
  return outcome.task === "regression" ? numberWords(outcome) : classWords(outcome);
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
        ? ["That is hardly better than the straight line, which is the simpler answer here."]
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
      ...(labels?.length === 2 ? missedWords(String(labels[1]), truth.map(String), predicted.map(String)) : []),
      ...(line !== undefined && own - line < standardError
        ? [
            "By right answers that is no more than chance above the straight line; compare what each says of single rows.",
          ]
        : []),
    ],
  };
}

function missedWords(second: string, truth: readonly string[], predicted: readonly string[]): string[] {
  const count = (isWanted: (row: number) => boolean) => truth.filter((_, row) => isWanted(row)).length;
  const [positive, said] = [count((row) => truth[row] === second), count((row) => predicted[row] === second)];
  const found = count((row) => truth[row] === second && predicted[row] === second);
  return [
    `Of ${positive} rows that are truly “${second}” it finds ${found} and misses ${positive - found}.`,
    said === 0 ? `It never says “${second}”.` : `It says “${second}” ${said} times, and is right ${found} times.`,
  ];
}

const rowsWords = ({ count, keptApart }: TableOutcome["rows"]): string =>
  keptApart ? `${count} rows that it never saw` : `the ${count} rows that it learned`;
