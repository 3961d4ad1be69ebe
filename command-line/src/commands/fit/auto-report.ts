import type { SplitTable } from "@halfspace/tables";
import type { Candidate, SelectionResult } from "halfspace";
import { averageLines, certificateLines, figure, type Scores, scoreLines, strong } from "../../report.js";
import { shellWord } from "../../shell-word.js";
import { nameOf, type TableSource, wordsOf } from "../../table-source.js";
import type { FitOptions } from "./options.js";

/** The one object of --json for --model auto. */
export function autoJsonReport(
  selection: SelectionResult,
  split: SplitTable,
  scores: Scores,
  modelFile: string,
): object {
  const { chosen, rule, metric, candidates, smallestNetwork, seconds } = selection;
  const notes = [...split.notes, ...selection.notes];
  return { model: "auto", chosen, rule, metric, candidates, smallestNetwork, notes, ...scores, seconds, modelFile };
}

/** What a person reads: what was tried, what was chosen, its scores and its certificate. */
export function autoTextReport(
  source: TableSource,
  selection: SelectionResult,
  split: SplitTable,
  scores: Scores,
  { out: modelFile, report }: Pick<FitOptions, "out" | "report">,
): string[] {
  const { model, chosen, candidates, metric, smallestNetwork, notes, seconds } = selection;
  const { target } = split.record.encoding;
  return [
    `${strong(nameOf(source))}: ${target.name} (${target.task}); ${split.train.inputs.rows} training rows, ${candidates.length} candidates in ${seconds.toFixed(1)} s`,
    ...[...split.notes, ...notes].map((note) => `  note: ${note}`),
    `${strong("Chosen:")} ${chosen.name}`,
    ...bestOfFamilies(candidates, metric),
    ...(smallestNetwork
      ? [`Smallest network within one standard error: ${smallestNetwork.name}, ${smallestNetwork.size} numbers`]
      : []),
    "",
    ...scoreLines(scores),
    "",
    ...(model.model === "average" ? averageLines(model) : certificateLines(model)),
    "",
    ...(report === undefined ? [] : [`Wrote ${strong(report)}: pictures and certificates on one page.`]),
    `Wrote ${strong(modelFile)}. Next: halfspace verify ${shellWord(modelFile)} ${wordsOf(source)}`,
  ];
}

/** The best of each family by its cross-validated score, best first. */
export function bestOfFamilies(candidates: readonly Candidate[], metric: string): string[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidates) if (!best.has(candidate.family)) best.set(candidate.family, candidate);
  const name = metric === "rmse" ? "RMSE" : metric;
  return [...best.values()].map(
    (candidate) =>
      `  ${candidate.family.padEnd(16)}${name} ${figure(candidate.metric).padEnd(8)}score ${figure(candidate.score)} ± ${figure(candidate.standardError)}`,
  );
}
