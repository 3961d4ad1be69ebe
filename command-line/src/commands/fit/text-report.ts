import type { SplitTable } from "@halfspace/tables";
import {
  boundName,
  certificateLines,
  figure,
  networkWords,
  penaltyLine,
  scoreLines,
  signWords,
  strong,
} from "../../report.js";
import { shellWord } from "../../shell-word.js";
import { nameOf, type TableSource, wordsOf } from "../../table-source.js";
import { classLines } from "./class-scores.js";
import type { FittedModel } from "./fitted-model.js";
import { intervalWords } from "./interval-score.js";
import type { FitOutcome } from "./json-report.js";
import { type FitOptions, isKernel } from "./options.js";

/** What a person reads: table, penalty, scores, certificate, files. */
export function textReport(source: TableSource, outcome: FitOutcome, split: SplitTable, options: FitOptions): string[] {
  const { result, scores, byTarget, intervals, classScores } = outcome;
  return [
    ...openingLines(nameOf(source), result, split, options),
    "",
    ...scoreLines(scores),
    ...byTarget.map(([name, measures]) => `  ${name}: R² ${figure(measures.r2)}, RMSE ${figure(measures.rmse)}`),
    ...classLines(classScores),
    ...intervalWords(intervals, result),
    "",
    ...certificateLines(result),
    ...statusLines(result),
    "",
    `Wrote ${strong(options.out)}: ${usage(result)}, ${result.seconds.toFixed(1)} s.`,
    ...(options.report === undefined ? [] : [`Wrote ${strong(options.report)}: pictures and certificate on one page.`]),
    `Next: halfspace verify ${shellWord(options.out)} ${wordsOf(source)}`,
  ];
}

function openingLines(path: string, result: FittedModel, split: SplitTable, options: FitOptions): string[] {
  const { target } = split.record.encoding;
  const testCount = split.test?.targets.length ?? 0;
  const ofTest = testCount > 0 ? `, ${testCount} kept apart for the test` : ", no hold-out";
  const signs = signWords(result, split.record.encoding);
  return [
    `${strong(path)}: ${target.name} (${target.task}) from ${result.featureCount} encoded column${result.featureCount === 1 ? "" : "s"}; ${result.sampleCount} training rows${ofTest}`,
    ...[...split.notes, ...result.notes].map((note) => `  note: ${note}`),
    ...(result.shape ? [`Network: ${networkWords(result)}`] : []),
    ...(signs === undefined ? [] : [`Monotone: the prediction ${signs}`]),
    penaltyLine(result, options.lambda),
    ...(result.activeGates > 0 || isKernel(result.model)
      ? []
      : ["  note: every weight is zero at this λ: the answer is the same for every row."]),
  ];
}

function statusLines({ status, certificate }: FittedModel): string[] {
  if (status === "solved") return [];
  const gap = boundName(certificate) === "lower bound" ? "true" : "estimated";
  return [`  status: ${status}; this is the best so far, with its ${gap} gap`];
}

function usage({ decomposition, model, activeGates, maskCount, sampleCount }: FittedModel): string {
  if (isKernel(model)) return `${sampleCount} training rows kept`;
  return model === "relu" && !decomposition
    ? `${activeGates} neurons, their gates generated`
    : `${activeGates} of ${maskCount} gates in use`;
}
