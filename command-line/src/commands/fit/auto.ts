import { type SplitTable, taskOf } from "@halfspace/tables";
import { writeWhole } from "@halfspace/tables/node";
import type { StraightLine } from "halfspace";
import { type SelectionResult, selectModel, toAverageFile, toModelFile } from "halfspace";
import type { ExitCode, Terminal } from "../../command.js";
import { progressLine } from "../../progress-bar.js";
import { nameOf, type TableSource } from "../../table-source.js";
import { autoJsonReport, autoTextReport, bestOfFamilies } from "./auto-report.js";
import { keepingRows } from "./background.js";
import type { FitOptions } from "./options.js";
import { scoresOf } from "./scores.js";

/** Tries every family of models on the training rows and keeps one; says what was tried and how the others did. */
export async function fitAuto(
  source: TableSource,
  given: SplitTable,
  line: StraightLine | undefined,
  options: FitOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const selection = await selectOn(given, options, terminal);
  const { model, notes } = keepingRows(selection.model, given, options);
  const split = { ...given, notes };
  await writeWhole(options.out, fileOf(model, split), terminal.signal);
  const { labels, network } = model;
  const scores = scoresOf({ labels, network }, line, split);
  if (options.report !== undefined) {
    // Loaded when it is needed: pictures are slow to load, and no other part of a fit draws any.
    const { htmlReport } = await import("../../html-report.js");
    const said = { path: nameOf(source), result: model, split, scores, sure: [], ranges: [] };
    const tried = bestOfFamilies(selection.candidates, selection.metric).map((line) =>
      line.replaceAll(/ +/g, " ").trim(),
    );
    const page = htmlReport({ ...said, tried, penalty: options.lambda, modelFile: options.out });
    await writeWhole(options.report, page, terminal.signal, "report");
  }
  const lines = options.json
    ? [JSON.stringify(autoJsonReport(selection, split, scores, options.out))]
    : autoTextReport(source, selection, split, scores, options);
  for (const line of lines) terminal.print(line);
  return model.model === "average" || model.status === "solved" ? 0 : 1;
}

async function selectOn(
  { train, record }: SplitTable,
  { seed, rule = "best", splitBy, tolerance, timeLimit, json }: FitOptions,
  { watched, signal }: Terminal,
): Promise<SelectionResult> {
  const show = progressLine({ watched }, !json);
  const selection = await selectModel({
    ...train,
    ...taskOf(record),
    seed,
    rule,
    ...(splitBy === undefined ? {} : { foldOrder: "rows" as const }),
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
    signal,
    onProgress: ({ family, done, total }) => show(`${done} of ${total}: ${family}`),
  });
  show("");
  return selection;
}

function fileOf(model: SelectionResult["model"], { record }: SplitTable): string {
  return model.model === "average" ? toAverageFile(model, { table: record }) : toModelFile(model, { table: record });
}
