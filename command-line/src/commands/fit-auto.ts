import type { SplitTable } from "@halfspace/tables";
import {
  type AverageModel,
  baselineScore,
  type Candidate,
  type SelectionResult,
  score,
  selectModel,
  toAverageFile,
  toModelFile,
} from "halfspace";
import type { ExitCode, Terminal } from "../command.js";
import { certificateLines, figure, type Score, type Scores, scoreLines, strong } from "../report.js";
import { writeWhole } from "../write-file.js";

/** What `halfspace fit --model auto` takes. */
export interface FitAutoOptions {
  readonly seed: number;
  /** Default 1e-6. */
  readonly tolerance?: number;
  readonly timeLimit?: number;
  readonly rule?: "best" | "one-standard-error";
  readonly out: string;
  readonly json?: boolean;
}

/** Tries every family of models on the training rows and keeps one; says what was tried and how the others did. */
export async function fitAuto(
  path: string,
  split: SplitTable,
  options: FitAutoOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { seed, tolerance, timeLimit, rule = "best" } = options;
  const { target } = split.record.encoding;
  const selection = await selectModel({
    ...split.train,
    task: target.task,
    ...(target.task === "classification" ? { labels: target.classes } : {}),
    seed,
    rule,
    ...(tolerance === undefined ? {} : { tolerance }),
    ...(timeLimit === undefined ? {} : { timeLimit }),
    signal: terminal.signal,
    onProgress: ({ family, done, total }) => {
      if (terminal.watched && !options.json) process.stderr.write(`\r\x1b[2K${done} of ${total}: ${family}`);
    },
  });
  if (terminal.watched && !options.json) process.stderr.write("\r\x1b[2K");
  const { model } = selection;
  const text =
    model.model === "average"
      ? toAverageFile(model, { table: split.record })
      : toModelFile(model, { table: split.record });
  await writeWhole(options.out, text, terminal.signal);
  const scores = scoresOf(selection, split);
  const lines = options.json
    ? [JSON.stringify(jsonReport(selection, scores, options.out))]
    : textReport(path, selection, split, scores, options);
  for (const line of lines) terminal.print(line);
  return model.model === "average" || model.status === "solved" ? 0 : 1;
}

function scoresOf({ model }: SelectionResult, { train: training, test }: SplitTable): Scores {
  const plain = (scored: object): Score =>
    Object.fromEntries(Object.entries(scored).filter(([, value]) => typeof value === "number"));
  const { labels, network } = model;
  const judged = { labels, network };
  return {
    train: plain(score(judged, training.inputs, training.targets)),
    test: test ? plain(score(judged, test.inputs, test.targets)) : null,
    baseline: plain(baselineScore(model, training.targets, (test ?? training).targets)),
  };
}

function jsonReport(selection: SelectionResult, scores: Scores, modelFile: string): object {
  const { chosen, rule, metric, candidates, smallestNetwork, notes, seconds } = selection;
  return { model: "auto", chosen, rule, metric, candidates, smallestNetwork, notes, ...scores, seconds, modelFile };
}

function textReport(
  path: string,
  selection: SelectionResult,
  split: SplitTable,
  scores: Scores,
  options: FitAutoOptions,
): string[] {
  const { model, chosen, candidates, metric, smallestNetwork, notes, seconds } = selection;
  const { target } = split.record.encoding;
  return [
    `${strong(path)}: ${target.name} (${target.task}); ${split.train.inputs.rows} training rows, ${candidates.length} candidates in ${seconds.toFixed(1)} s`,
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
    `Wrote ${strong(options.out)}. Next: halfspace verify ${options.out} ${path}`,
  ];
}

/** The best of each family by its cross-validated score, best first. */
function bestOfFamilies(candidates: readonly Candidate[], metric: string): string[] {
  const best = new Map<string, Candidate>();
  for (const candidate of candidates) if (!best.has(candidate.family)) best.set(candidate.family, candidate);
  const name = metric === "rmse" ? "RMSE" : metric;
  return [...best.values()].map(
    (candidate) =>
      `  ${candidate.family.padEnd(16)}${name} ${figure(candidate.metric).padEnd(8)}score ${figure(candidate.score)} ± ${figure(candidate.standardError)}`,
  );
}

/** What is proved of an average. */
export function averageLines({ members }: AverageModel): string[] {
  const kernels = members.filter((member) => member.kind === "kernel");
  const lines: string[] = [];
  if (kernels.length > 0) {
    const gap = Math.max(...kernels.map(({ relativeGap }) => relativeGap));
    lines.push(
      `${strong("Certificate:")} the mean of ${kernels.length} kernel ridge regressions, each globally optimal: relative gap at most ${gap.toExponential(1)}`,
    );
  }
  for (const member of members) {
    if (member.kind !== "relu") continue;
    const scope = member.coverage === "complete" ? "against all networks" : "against the gates its search found";
    lines.push(
      `${strong("Certificate:")} a ReLU network of ${member.network.hidden.rows} neurons, gap ${member.relativeGap.toExponential(1)} ${scope}`,
    );
  }
  return lines;
}
