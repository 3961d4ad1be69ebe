import { type SplitTable, taskOf } from "@halfspace/tables";
import { writeWhole } from "@halfspace/tables/node";
import type { SelectOptions, StraightLine } from "halfspace";
import { type SelectionResult, selectModel, toAverageFile, toModelFile } from "halfspace";
import type { ExitCode, Terminal } from "../../command.js";
import { pageFigure } from "../../page-figures.js";
import { progressLine } from "../../progress-bar.js";
import { nameOf, type TableSource } from "../../table-source.js";
import type { TimeLeft } from "../../time-left.js";
import { type AutoOutcome, autoJsonReport, autoTextReport } from "./auto-report.js";
import { keepingRows } from "./background.js";
import { classLines, classScoresOf } from "./class-scores.js";
import { intervalScoreOf, intervalWords } from "./interval-score.js";
import type { FitOptions } from "./options.js";
import { scorable, scoresByTarget, scoresOf } from "./scores.js";
import { trainSettings } from "./settings.js";

/** The straight line to compare with, and the time. */
interface Beside {
  readonly line: StraightLine | undefined;
  readonly left: TimeLeft;
}

/** Tries families of models on the training rows and keeps one; says what was tried and how the others did. */
export async function fitAuto(
  source: TableSource,
  given: SplitTable,
  { line, left }: Beside,
  options: FitOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const selection = await selectOn(given, options, terminal);
  const { model, notes } = keepingRows(selection.model, given, options);
  const split = { ...given, notes };
  await writeWhole(options.out, fileOf(model, split), terminal.signal);
  const { known, rows: scored } = await scorable(model, split, left, terminal.signal);
  const outcome = {
    selection: { ...selection, model, notes: [...selection.notes, ...scored.notes] },
    scores: scoresOf(known, line, scored),
    byTarget: scoresByTarget(known, scored),
    classScores: classScoresOf(known, scored, options),
    intervals: intervalScoreOf(model, scored),
  };
  if (options.report !== undefined) await writeReport(source, outcome, split, options, terminal.signal);
  const lines = options.json
    ? [JSON.stringify(autoJsonReport(outcome, split, options.out))]
    : autoTextReport(source, outcome, split, options);
  for (const line of lines) terminal.print(line);
  return model.model === "average" || model.status === "solved" ? 0 : 1;
}

async function selectOn(
  { train, record }: SplitTable,
  options: FitOptions,
  { watched, signal }: Terminal,
): Promise<SelectionResult> {
  const { seed, rule = "best", splitBy, tolerance, intervals, timeLimit, json } = options;
  const { loss } = trainSettings(options) as Pick<SelectOptions, "loss">;
  const show = progressLine({ watched }, !json);
  const selection = await selectModel({
    ...train,
    ...taskOf(record),
    seed,
    rule,
    ...(loss === undefined ? {} : { loss }),
    ...(splitBy === undefined ? {} : { foldOrder: "rows" as const }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(intervals === undefined ? {} : { intervals }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
    signal,
    onProgress: ({ family, done, total, elapsedSeconds }) =>
      show(`${done} of ${total}: ${family}${leftWords(elapsedSeconds, done / total, timeLimit)}`),
  });
  show("");
  return selection;
}

/** Families take unlike times, so that what is left is bounded by the limit and not estimated from the share that is done. */
function leftWords(elapsed: number, share: number, timeLimit: number | undefined): string {
  if (timeLimit === undefined || share >= 1) return "";
  return `, at most ${Math.max(1, Math.ceil(timeLimit - elapsed))} s left`;
}

function fileOf(model: SelectionResult["model"], { record }: SplitTable): string {
  return model.model === "average" ? toAverageFile(model, { table: record }) : toModelFile(model, { table: record });
}

async function writeReport(
  source: TableSource,
  { selection, scores, classScores, intervals }: AutoOutcome,
  split: SplitTable,
  { report, out }: FitOptions,
  signal: AbortSignal,
): Promise<void> {
  // Loaded when it is needed: pictures are slow to load, and no other part of a fit draws any.
  const [{ htmlReport }, { selectionParts }] = await Promise.all([
    import("../../html-report.js"),
    import("../../html-selection.js"),
  ]);
  const { model, notes } = selection;
  const page = htmlReport({
    ...{ path: nameOf(source), result: model, scores, classScores, penalty: "auto", modelFile: out },
    split: { ...split, notes: [...split.notes, ...notes] },
    ranges: [],
    sure: [...classLines(classScores), ...intervalWords(intervals, model, pageFigure)],
    tried: selectionParts(selection, split.record.encoding),
  });
  await writeWhole(report as string, page, signal, "report");
}
