import type { SplitTable } from "@halfspace/tables";
import type { Candidate, SelectionResult } from "halfspace";
import { averageLines, certificateLines, figure, type Scores, scoreLines, scoreNames, strong } from "../../report.js";
import { shellWord } from "../../shell-word.js";
import { nameOf, type TableSource, wordsOf } from "../../table-source.js";
import { type ClassScores, classLines } from "./class-scores.js";
import { type IntervalScore, intervalWords } from "./interval-score.js";
import type { FitOptions } from "./options.js";
import type { TargetScore } from "./scores.js";

/** What was made of one table. */
export interface AutoOutcome {
  readonly selection: SelectionResult;
  readonly scores: Scores;
  /** Of several targets; none for a single one. */
  readonly byTarget: readonly TargetScore[];
  /** Of a classification. */
  readonly classScores: ClassScores | undefined;
  /** Where intervals were asked for. */
  readonly intervals: IntervalScore | undefined;
}

/** The one object of --json for --model auto. */
export function autoJsonReport(
  { selection, scores, byTarget, classScores, intervals }: AutoOutcome,
  split: SplitTable,
  modelFile: string,
): object {
  const { chosen, best, rule, metric, candidates, smallestNetwork, seconds } = selection;
  const notes = [...split.notes, ...selection.notes];
  return {
    ...{ model: "auto", chosen, best, rule, metric, candidates, smallestNetwork, notes, ...scores },
    ...(classScores ? { classScores } : {}),
    ...(intervals ? { intervals } : {}),
    ...(byTarget.length > 0 ? { targets: Object.fromEntries(byTarget) } : {}),
    ...{ seconds, modelFile },
  };
}

/** What a person reads: what was tried, what was chosen, its scores and its certificate. */
export function autoTextReport(
  source: TableSource,
  { selection, scores, byTarget, classScores, intervals }: AutoOutcome,
  split: SplitTable,
  { out, report, timeLimit }: FitOptions,
): string[] {
  const { model, chosen, candidates, metric, smallestNetwork, notes, seconds } = selection;
  const { target } = split.record.encoding;
  const limit = timeLimit === undefined ? "" : ` of at most ${Math.round(timeLimit)}`;
  return [
    `${strong(nameOf(source))}: ${target.name} (${target.task}); ${split.train.inputs.rows} training rows, ${candidates.length} candidates in ${seconds.toFixed(1)} s${limit} (--time-limit)`,
    ...[...split.notes, ...notes].map((note) => `  note: ${note}`),
    `${strong("Chosen:")} ${chosen.name}, ${chosen.size} numbers`,
    ...givenUp(selection).map((sentence) => `  ${sentence}`),
    ...bestOfFamilies(candidates, metric),
    ...(smallestNetwork
      ? [`Smallest network within one standard error: ${smallestNetwork.name}, ${smallestNetwork.size} numbers`]
      : []),
    "",
    ...scoreLines(scores),
    ...byTarget.map(([name, measures]) => `  ${name}: R² ${figure(measures.r2)}, RMSE ${figure(measures.rmse)}`),
    ...classLines(classScores),
    ...intervalWords(intervals, model),
    "",
    ...(model.model === "average" ? averageLines(model) : certificateLines(model)),
    "",
    `Wrote ${strong(out)}.`,
    ...(report === undefined ? [] : [`Wrote ${strong(report)}: pictures and certificate on one page.`]),
    `Next: halfspace verify ${shellWord(out)} ${wordsOf(source)}`,
  ];
}

/** What a smaller model costs: one sentence, none where the best one was taken. */
export function givenUp({ chosen, best, metric, rule }: SelectionResult): string[] {
  if (rule === "best" || chosen.name === best.name) return [];
  const name = scoreNames[metric] ?? metric;
  const times = figure(best.size / Math.max(1, chosen.size));
  // The best one is the average or a sum, unless another is clearly better; a smaller one may have done better by chance.
  const isWorse = metric === "accuracy" ? chosen.metric < best.metric : chosen.metric > best.metric;
  const given = isWorse
    ? `gives up ${name} ${figure(best.metric)} for ${figure(chosen.metric)}`
    : `gives up nothing, with ${name} ${figure(chosen.metric)} against ${figure(best.metric)},`;
  return [`It needs ${times} times fewer numbers than the best one, and ${given} on rows that were held out.`];
}

/** The best of each family by its cross-validated score, best first. */
function bestOfFamilies(candidates: readonly Candidate[], metric: string): string[] {
  const name = scoreNames[metric] ?? metric;
  return familyWinners(candidates).map(
    (candidate) =>
      `  ${candidate.family.padEnd(16)}${name} ${figure(candidate.metric).padEnd(8)}score ${figure(candidate.score)} ± ${figure(candidate.standardError)}`,
  );
}

/** The best candidate of each family, best first. */
export function familyWinners(candidates: readonly Candidate[]): Candidate[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidates) if (!best.has(candidate.family)) best.set(candidate.family, candidate);
  return [...best.values()];
}
