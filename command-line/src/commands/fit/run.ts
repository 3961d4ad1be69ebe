import { type SplitTable, taskOf } from "@halfspace/tables";
import { requireOtherFile, requireWritable, writeWhole } from "@halfspace/tables/node";
import { InputError, toModelFile, train } from "halfspace";
import type { Call, ExitCode, Terminal } from "../../command.js";
import { decisionOf } from "../../decisions.js";
import { pageFigure } from "../../page-figures.js";
import { progressBar } from "../../progress-bar.js";
import { fileOf, nameOf, type TableSource, tableSource } from "../../table-source.js";
import { type TimeLeft, timeLeft } from "../../time-left.js";
import { fitAuto } from "./auto.js";
import { keepingRows } from "./background.js";
import { classLines, classScoresOf } from "./class-scores.js";
import { type FittedModel, fittedModel } from "./fitted-model.js";
import { intervalScoreOf, intervalWords } from "./interval-score.js";
import { type FitOutcome, jsonReport } from "./json-report.js";
import type { FitOptions } from "./options.js";
import { fileOfLevel, fitQuantiles } from "./quantiles.js";
import { rangeSentences } from "./report-range.js";
import { scorable, scoresByTarget, scoresOf } from "./scores.js";
import { requireImageColumns, trainSettings } from "./settings.js";
import { readSplitInterruptibly } from "./split-on-thread.js";
import { fitLine } from "./straight-line.js";
import { textReport } from "./text-report.js";

/** From a table to a model file; 0 where the gap was reached. @throws InputError, FormatError */
export async function fitTable({ operands: [path], options, notes, terminal }: Call<FitOptions>): Promise<ExitCode> {
  const target = requireTarget(options);
  const source = tableSource(path, options);
  requireFiles(source, options);
  const read = await readFitting(source, target, options, terminal);
  const left = timeLeft(options.timeLimit ?? (options.model === "auto" ? usualSeconds : undefined), terminal.elapsed);
  if (hasSeveralLevels(options)) {
    return fitLevels(source, { ...read, notes: [...notes, ...read.notes] }, options, left, terminal);
  }
  const { line, notes: ofLine } = await fitLine(read, options, left, terminal);
  const whole = { ...read, notes: [...notes, ...read.notes, ...ofLine] };
  if (options.model === "auto")
    return fitAuto(source, whole, { line, left }, { ...options, timeLimit: left.forWork() }, terminal);
  const trained = await trainOn(whole, { ...options, timeLimit: left.forWork() }, terminal);
  const { model: result, notes: said } = keepingRows(trained, whole, options);
  const { known, rows: scored } = await scorable(result, whole, left, terminal.signal);
  const split = { ...whole, notes: [...said, ...scored.notes] };
  const outcome = {
    result,
    scores: scoresOf(known, line, scored),
    byTarget: scoresByTarget(known, scored),
    classScores: classScoresOf(known, scored, options),
    intervals: intervalScoreOf(result, scored),
  };
  const ranges = () => rangeSentences(result, whole, options, left, terminal);
  await writeFiles(source, outcome, split, { ...options, ranges }, terminal.signal);
  const lines = options.json
    ? [JSON.stringify({ ...jsonReport(outcome, split.record, options.out), notes: [...split.notes, ...result.notes] })]
    : textReport(source, outcome, split, options);
  for (const line of lines) terminal.print(line);
  return result.status === "solved" ? 0 : 1;
}

function fitLevels(
  source: TableSource,
  split: SplitTable,
  options: FitOptions & { readonly quantile: readonly number[] },
  left: TimeLeft,
  terminal: Terminal,
): Promise<ExitCode> {
  const train = (one: FitOptions, timeLimit: number | undefined) => trainOn(split, { ...one, timeLimit }, terminal);
  const write = (outcome: FitOutcome, whole: SplitTable, one: FitOptions) => {
    const ranges = () => rangeSentences(outcome.result, whole, one, left, terminal);
    return writeFiles(source, outcome, whole, { ...one, ranges }, terminal.signal);
  };
  return fitQuantiles(source, split, options, { left, train, write }, terminal);
}

/** The time limit of --model auto unless told. */
const usualSeconds = 120;

/** Each level is a fit of its own. */
function hasSeveralLevels(options: FitOptions): options is FitOptions & { readonly quantile: readonly number[] } {
  return (options.quantile?.length ?? 0) > 1;
}

function requireTarget({ target }: FitOptions): string {
  if (target !== undefined) return target;
  throw new InputError({
    code: "missing-option",
    argument: "target",
    got: "none",
    expected: "the column to predict, such as --target price",
    hint: "See halfspace fit --help.",
  });
}

/** Says before long work what cannot be written. */
function requireFiles(source: TableSource, { out, report, quantile = [] }: FitOptions): void {
  const filesOf = (file: string) => (quantile.length > 1 ? quantile.map((level) => fileOfLevel(file, level)) : [file]);
  const reports = report === undefined ? [] : filesOf(report);
  for (const [k, file] of filesOf(out).entries()) {
    requireWritable(file);
    requireOtherFile(file, { "the table": fileOf(source), "the file of --report": reports[k] });
  }
  for (const file of reports) {
    requireWritable(file, "report");
    requireOtherFile(file, { "the table": fileOf(source) }, "report");
  }
}

async function readFitting(
  source: TableSource,
  target: string,
  options: FitOptions,
  terminal: Terminal,
): Promise<SplitTable> {
  const split = await readSplitInterruptibly({ source, target, options }, terminal);
  requireImageColumns(split.record.encoding, options);
  const { target: found } = split.record.encoding;
  decisionOf(options, found.task === "classification" ? found.classes : null);
  refuseSeveralTargets(split, options);
  return split;
}

/** Pictures are for one target. */
function refuseSeveralTargets({ record }: SplitTable, { report }: FitOptions): void {
  const { target } = record.encoding;
  if (target.task !== "regression" || !target.others || report === undefined) return;
  throw new InputError({
    code: "several-targets",
    argument: "target",
    got: "several",
    expected: "one: --report is for one target",
  });
}

async function trainOn(
  { train: rows, monotone, record }: SplitTable,
  options: FitOptions,
  terminal: Terminal,
): Promise<FittedModel> {
  const bar = progressBar(terminal, !options.json);
  try {
    const result = await train({
      ...rows,
      ...taskOf(record),
      fresh: "usual",
      ...(monotone ? { monotone } : {}),
      ...trainSettings(options),
      signal: terminal.signal,
      onProgress: bar.update,
    });
    return fittedModel(result);
  } finally {
    bar.stop();
  }
}

async function writeFiles(
  source: TableSource,
  { result, scores, intervals, classScores }: FitOutcome,
  split: SplitTable,
  { out, report, lambda, ranges }: FitOptions & { ranges(): Promise<string[]> },
  signal: AbortSignal,
): Promise<void> {
  await writeWhole(out, toModelFile(result, { table: split.record }), signal);
  if (report === undefined) return;
  // Loaded when it is needed: pictures are slow to load, and no other part of a fit draws any.
  const { htmlReport } = await import("../../html-report.js");
  const said = {
    path: nameOf(source),
    result,
    split,
    scores,
    classScores,
    // Once the model is safe: they may take long.
    ranges: await ranges(),
    sure: [...classLines(classScores), ...intervalWords(intervals, result, pageFigure)],
  };
  const page = htmlReport({ ...said, penalty: lambda, modelFile: out });
  await writeWhole(report, page, signal, "report");
}
