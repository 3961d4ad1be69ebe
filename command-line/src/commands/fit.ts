import { type SplitTable, splitTable } from "@halfspace/tables";

import { type Command, Option } from "commander";
import {
  type AnyTrainResult,
  baselineScore,
  type GateStrategy,
  gateStrategies,
  InputError,
  lossNames,
  type ModelKind,
  namedLoss,
  r2,
  rmse,
  type SolverName,
  score,
  shapeSummary,
  type TrainOptions,
  toModelFile,
  train,
} from "halfspace";
import type { CommandDefinition, ExitCode, Terminal } from "../command.js";
import { htmlReport } from "../html-report.js";
import {
  addNetworkOptions,
  firstNetworkOption,
  type NetworkOptions,
  networkExamples,
  networkSettings,
  requireImageColumns,
} from "../network-options.js";
import {
  foldCount,
  gateChoice,
  holdoutFraction,
  lambdaValue,
  positiveNumber,
  probability,
  seedNumber,
} from "../option-values.js";
import { progressBar } from "../progress-bar.js";
import { readRows } from "../read-rows.js";
import {
  boundName,
  certificateLines,
  figure,
  networkWords,
  penaltyLine,
  type Score,
  type Scores,
  scoreLines,
  strong,
} from "../report.js";
import { requireOtherFile, requireWritable, writeWhole } from "../write-file.js";
import { fitAuto } from "./fit-auto.js";

interface FitOptions extends NetworkOptions {
  readonly target?: string;
  readonly drop?: readonly string[];
  readonly task: "auto" | "regression" | "classification";
  readonly model: ModelKind | "auto";
  readonly rule?: "best" | "one-standard-error";
  readonly loss?: string;
  readonly gates: number | "generate" | "complete";
  readonly gateStrategy?: GateStrategy;
  readonly lambda: number | "auto" | "theorem";
  readonly noise?: number;
  readonly confidence?: number;
  readonly q?: number;
  readonly solver?: SolverName;
  readonly init?: "ntk" | "uniform";
  readonly folds: number;
  readonly holdout: number;
  readonly seed: number;
  readonly tolerance?: number;
  readonly timeLimit?: number;
  readonly header: boolean;
  readonly out: string;
  readonly report?: string;
  readonly json?: boolean;
}

type Trained = AnyTrainResult;

const examples = `
Examples:
  $ halfspace fit houses.csv --target price
  $ halfspace fit energy.csv --target Y1 --drop Y2 --out energy.json --report energy.html
  $ halfspace fit energy.csv --target Y1,Y2
  $ halfspace fit abalone.data --target 9 --no-header --seed 7
  $ halfspace fit bank.csv --target y --lambda 0.01 --time-limit 60 --json
  $ halfspace fit houses.csv --target price --model auto --time-limit 120
  $ halfspace fit pumps.csv --target power_kW --lambda theorem --noise 0.5 --confidence 0.95

${networkExamples.trim()}

COLUMN is a name or a number from 1. Exit code: 0 solved, 1 not solved within the budget, 2 bad input, 130 interrupted.`;

/** \`halfspace fit\`: from a table to a network, its honest score and its certificate. */
export const fit: CommandDefinition = (program, run) => {
  addNetworkOptions(plainFit(program))
    .addHelpText("after", examples)
    .action((table: string, options: FitOptions, command: Command) =>
      run((terminal) => fitTable(table, options, withoutPart(options, command), terminal)),
    );
};

function plainFit(program: Command): Command {
  return program
    .command("fit")
    .description("train a certified network from a table")
    .argument("<table>", "CSV, TSV, space-aligned text, JSON lines or Parquet")
    .option("--target <column>", "the column to predict (always needed), or several numbers together: Y1,Y2")
    .option("--drop <columns...>", "columns to leave out: id name, or id,name")
    .addOption(
      new Option("--task <task>", "what the target is")
        .choices(["auto", "regression", "classification"])
        .default("auto"),
    )
    .addOption(
      new Option("--model <model>", "the kind of network")
        .choices(["gated-relu", "relu", "mkl", "ntk", "gaussian", "auto"])
        .default("gated-relu"),
    )
    .addOption(
      new Option("--loss <loss>", "default: squared for numbers, logistic for two classes, softmax for more").choices([
        ...lossNames,
      ]),
    )
    .option(
      "--gates <count>",
      "how many gates to sample; for --model relu also generate, or complete (rank 3, or few rows)",
      gateChoice,
      1000,
    )
    .addOption(new Option("--gate-strategy <name>", "how gates are drawn; default mixed").choices([...gateStrategies]))
    .option(
      "--lambda <fraction>",
      "the penalty as a fraction of λ_max, or auto: cross-validation, or theorem: Theorem 6.1",
      lambdaValue,
      "auto",
    )
    .option(
      "--noise <sigma>",
      "for --lambda theorem: the noise in the target's units; estimated if absent",
      positiveNumber,
    )
    .option("--confidence <probability>", "for --lambda theorem: how sure, 0.95 if absent", probability)
    .option("--q <number>", "1: group lasso, up to 2: ridge with the NTK's weights", positiveNumber)
    .addOption(
      new Option("--solver <solver>", "how it is solved; default working-set, for --q above 1 irls").choices([
        ...["working-set", "irls", "fista", "simple-mkl"],
      ]),
    )
    .addOption(new Option("--init <weights>", "where irls begins; default ntk").choices(["ntk", "uniform"]))
    .addOption(
      new Option("--rule <rule>", "for --model auto: the best score, or the smallest model near it").choices([
        ...["best", "one-standard-error"],
      ]),
    )
    .option("--folds <count>", "folds of the cross-validation", foldCount, 5)
    .option("--holdout <fraction>", "the share of rows kept apart for the test score", holdoutFraction, 0.25)
    .option("--seed <number>", "same seed, same model, bit for bit", seedNumber, 1)
    .option(
      "--tolerance <gap>",
      "the relative duality gap to reach; default 1e-6, for hinge and quantile 1e-4",
      positiveNumber,
    )
    .option("--time-limit <seconds>", "stop with the best so far and its true gap", positiveNumber)
    .option("--no-header", "the first row is data")
    .option("--out <file>", "the model file to write", "model.json")
    .option("--report <file>", "also write pictures and certificate as one HTML page")
    .option("--json", "print one JSON object and nothing else");
}

/** Options that were given and have no part in this kind of fit. */
function withoutPart({ model, lambda }: FitOptions, command: Command): string[] {
  const given = (name: string) => command.getOptionValueSource(name) === "cli";
  const folds = isKernel(model) ? `--model ${model} takes the exact leave-one-out error` : "λ is not cross-validated";
  const reasons =
    model === "auto"
      ? ["gates", "folds"].map((name) => [name, "--model auto sets it by itself"])
      : [
          ...(isKernel(model) ? [["gates", `--model ${model} has no gates`]] : []),
          ...(isKernel(model) || lambda !== "auto" ? [["folds", folds]] : []),
        ];
  return reasons.filter(([name]) => given(name)).map(([name, why]) => `--${name} had no part: ${why}.`);
}

async function fitTable(
  path: string,
  options: FitOptions,
  unused: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const { target } = options;
  if (target === undefined) {
    throw new InputError({
      code: "missing-option",
      argument: "target",
      got: "none",
      expected: "the column to predict, such as --target price",
      hint: "See halfspace fit --help.",
    });
  }
  requireTheoremOptions(options);
  requireAutoOptions(options);
  const network = networkSettings(options);
  requireWritable(options.out);
  requireOtherFile(options.out, { "the table": path, "the file of --report": options.report });
  if (options.report !== undefined) {
    requireWritable(options.report, "report");
    requireOtherFile(options.report, { "the table": path }, "report");
  }
  const table = await readRows(path, options.header ? {} : { header: false });
  terminal.signal.throwIfAborted();
  const read = splitTable(table, target, { ...options, everyNumber: options.image !== undefined });
  const split = { ...read, notes: [...unused, ...read.notes] };
  requireImageColumns(split.record.encoding, options);
  refuseSeveralTargets(split, options);
  if (options.model === "auto") return fitAuto(path, split, options, terminal);
  const result = await trainOn(split, options, network, terminal);
  const scores = scoresOf(result, split);
  await writeWhole(options.out, toModelFile(result, { table: split.record }), terminal.signal);
  if (options.report !== undefined) {
    const contents = { path, result, split, scores, penalty: options.lambda, modelFile: options.out };
    await writeWhole(options.report, htmlReport(contents), terminal.signal, "report");
  }
  const lines = options.json
    ? [JSON.stringify(jsonReport(result, scores, scoresByTarget(result, split), options.out))]
    : textReport(path, result, split, scores, options);
  for (const line of lines) terminal.print(line);
  return result.status === "solved" ? 0 : 1;
}

/** Pictures, and the choice among families, are for one target. */
function refuseSeveralTargets({ record }: SplitTable, { report, model }: FitOptions): void {
  const { target } = record.encoding;
  if (target.task !== "regression" || !target.others) return;
  if (report === undefined && model !== "auto") return;
  const other = report === undefined ? "--model auto" : "--report";
  throw new InputError({
    code: "several-targets",
    argument: "target",
    got: `several with ${other}`,
    expected: `one, which ${other} is for`,
  });
}

async function trainOn(
  { train: rows, record }: SplitTable,
  options: FitOptions,
  network: ReturnType<typeof networkSettings>,
  terminal: Terminal,
) {
  const model = options.model as ModelKind;
  const { loss, q, solver, init, gates, gateStrategy, folds, seed, tolerance, timeLimit } = options;
  const { target } = record.encoding;
  const bar = progressBar(terminal, !options.json);
  try {
    return await train({
      ...rows,
      task: target.task,
      ...(target.task === "classification" ? { labels: target.classes } : {}),
      model,
      ...network,
      ...(loss === undefined ? {} : { loss: namedLoss(loss) }),
      ...(isKernel(model) ? {} : { gates }),
      ...penaltyOf(options),
      folds,
      seed,
      ...(tolerance === undefined ? {} : { tolerance }),
      ...(gateStrategy === undefined ? {} : { gateStrategy }),
      ...(q === undefined ? {} : { q }),
      ...(solver === undefined ? {} : { solver }),
      ...(init === undefined ? {} : { initial: init }),
      ...(timeLimit === undefined ? {} : { timeLimit }),
      signal: terminal.signal,
      onProgress: bar.update,
    });
  } finally {
    bar.stop();
  }
}

/** What --lambda, --noise and --confidence ask of `train`. */
function penaltyOf({ lambda, noise, confidence = 0.95 }: FitOptions): Pick<TrainOptions, "lambda" | "lambdaFraction"> {
  if (lambda !== "theorem") return { lambdaFraction: lambda };
  return { lambda: { rule: "theorem-6-1", confidence, ...(noise === undefined ? {} : { noise }) } };
}

/** `--model auto` chooses what these would fix. @throws InputError */
function requireAutoOptions(options: FitOptions): void {
  const { model, rule, lambda, loss, q, solver, init, report, gateStrategy } = options;
  if (model !== "auto") {
    if (rule === undefined) return;
    throw new InputError({
      code: "conflicting-options",
      argument: "rule",
      got: "it without --model auto",
      expected: "both or neither",
    });
  }
  const fixed = {
    loss,
    q,
    solver,
    init,
    report,
    lambda: lambda === "auto" ? undefined : lambda,
    gateStrategy,
  };
  const given = Object.entries(fixed).find(([, value]) => value !== undefined);
  const argument = given?.[0] ?? firstNetworkOption(options);
  if (argument === undefined) return;
  throw new InputError({ code: "conflicting-options", argument, got: "it with --model auto", expected: "one of them" });
}

function requireTheoremOptions({ lambda, noise, confidence }: FitOptions): void {
  if (lambda === "theorem" || (noise === undefined && confidence === undefined)) return;
  throw new InputError({
    code: "conflicting-options",
    argument: noise === undefined ? "confidence" : "noise",
    got: "it without --lambda theorem",
    expected: "both or neither",
  });
}

function scoresOf(result: Trained, { train: training, test }: SplitTable): Scores {
  return {
    train: measuresOf(score(result, training.inputs, training.targets)),
    test: test ? measuresOf(score(result, test.inputs, test.targets)) : null,
    baseline: measuresOf(baselineScore(result, training.targets, (test ?? training).targets)),
  };
}

type TargetScore = readonly [name: string, measures: { readonly r2: number; readonly rmse: number }];

/** Each of several targets by itself, on the rows kept apart where there are any; none for a single target. */
function scoresByTarget(result: Trained, { record, train, test }: SplitTable): TargetScore[] {
  const { target } = record.encoding;
  if (target.task !== "regression" || !target.others) return [];
  const { inputs, targets } = test ?? train;
  const predicted = result.network.predict(inputs);
  const names = [target.name, ...target.others];
  return names.map((name, k) => {
    const truth = (targets as number[][]).map((row) => row[k]);
    const own = truth.map((_, row) => predicted[row * names.length + k]);
    return [name, { r2: r2(truth, own), rmse: rmse(truth, own) }];
  });
}

/** The single numbers of a score; the confusion matrix is no line of a table. */
function measuresOf(scored: object): Score {
  return Object.fromEntries(Object.entries(scored).filter(([, value]) => typeof value === "number"));
}

/** The one object of --json; its keys are a promise to programs. */
function jsonReport(result: Trained, scores: Scores, byTarget: readonly TargetScore[], modelFile: string): object {
  const { certificate, crossValidation, decomposition } = result;
  return {
    status: result.status,
    task: result.task,
    model: result.model,
    ...shapeSummary(result.shape),
    lambda: result.lambda,
    lambdaFraction: result.lambdaFraction,
    sampleCount: result.sampleCount,
    featureCount: result.featureCount,
    maskCount: result.maskCount,
    activeGates: result.activeGates,
    certificate: {
      program: certificate.program,
      primalObjective: certificate.primalObjective,
      dualObjective: certificate.dualObjective,
      dualityGap: certificate.dualityGap,
      relativeGap: certificate.relativeGap,
      coverage: certificate.coverage,
      maskCount: certificate.maskCount,
      maxConeViolation: certificate.maxConeViolation,
      ...("starts" in certificate
        ? { largestViolation: certificate.largestViolation, starts: certificate.starts }
        : {}),
    },
    ...(decomposition
      ? {
          decomposition: {
            strategy: decomposition.strategy,
            objective: decomposition.objective,
            relativeGap: decomposition.relativeGap,
            inflation: decomposition.inflation,
          },
        }
      : {}),
    crossValidation: crossValidation && {
      metric: crossValidation.metric,
      mean: crossValidation.mean,
      standardError: crossValidation.standardError,
      path: crossValidation.path,
    },
    ...scores,
    ...(byTarget.length > 0 ? { targets: Object.fromEntries(byTarget) } : {}),
    seconds: result.seconds,
    modelFile,
  };
}

function textReport(path: string, result: Trained, split: SplitTable, scores: Scores, options: FitOptions): string[] {
  const { target } = split.record.encoding;
  const gap = boundName(result.certificate) === "lower bound" ? "true" : "estimated";
  const testCount = split.test?.targets.length ?? 0;
  const ofTest = testCount > 0 ? `, ${testCount} kept apart for the test` : ", no hold-out";
  return [
    `${strong(path)}: ${target.name} (${target.task}) from ${result.featureCount} encoded columns; ${result.sampleCount} training rows${ofTest}`,
    ...[...split.notes, ...result.notes].map((note) => `  note: ${note}`),
    ...(result.shape ? [`Network: ${networkWords(result)}`] : []),
    penaltyLine(result, options.lambda),
    ...(result.activeGates > 0 || isKernel(result.model)
      ? []
      : ["  note: every weight is zero at this λ: the answer is the same for every row."]),
    "",
    ...scoreLines(scores),
    ...scoresByTarget(result, split).map(
      ([name, measures]) => `  ${name}: R² ${figure(measures.r2)}, RMSE ${figure(measures.rmse)}`,
    ),
    "",
    ...certificateLines(result),
    ...(result.status === "solved" ? [] : [`  status: ${result.status}; this is the best so far, with its ${gap} gap`]),
    "",
    `Wrote ${strong(options.out)}: ${usage(result)}, ${result.seconds.toFixed(1)} s.`,
    ...(options.report === undefined ? [] : [`Wrote ${strong(options.report)}: pictures and certificate on one page.`]),
    `Next: halfspace verify ${options.out} ${path}`,
  ];
}

const isKernel = (model: FitOptions["model"]): boolean => model === "ntk" || model === "gaussian";

function usage({ decomposition, model, activeGates, maskCount, sampleCount }: Trained): string {
  if (isKernel(model)) return `${sampleCount} training rows kept`;
  return model === "relu" && !decomposition
    ? `${activeGates} neurons, their gates generated`
    : `${activeGates} of ${maskCount} gates in use`;
}
