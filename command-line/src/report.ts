import { styleText } from "node:util";
import { type EncodedRows, type Encoding, monotoneWords } from "@halfspace/tables";
import {
  type AnyModel,
  type AverageMember,
  type AverageModel,
  type CrossValidation,
  describeModel,
  score,
  shapeSummary,
  type TrainedModel,
} from "halfspace";
import type { KernelDescription } from "halfspace/kernels";

/** Measures by name: rmse, r2, mae, or accuracy, balancedAccuracy and what probabilities allow. */
export type Score = Readonly<Record<string, number>>;

/** Scores in the order they are shown. */
export interface Scores {
  readonly train: Score;
  /** null without a hold-out */
  readonly test: Score | null;
  /** A straight line by the same loss, on the test rows where there are any; null where the time limit left no room for one. */
  readonly straightLine: Score | null;
  /** The mean or majority predictor, on the test rows where there are any. */
  readonly baseline: Score;
}

/** The single numbers of a score; the confusion matrix is no line of a table. */
export function measuresOf(scored: object): Score {
  return Object.fromEntries(Object.entries(scored).filter(([, value]) => typeof value === "number"));
}

/** The measures of a model on rows. */
export function scoreOn(model: Parameters<typeof score>[0], { inputs, targets, sampleWeights }: EncodedRows): Score {
  return measuresOf(score(model, inputs, targets, sampleWeights));
}

/** Measures as people call them, in the order they are shown. */
export const scoreNames: Record<string, string> = {
  rmse: "RMSE",
  r2: "R²",
  mae: "mean abs. error",
  accuracy: "accuracy",
  balancedAccuracy: "balanced accuracy",
  logLoss: "log loss",
  brier: "Brier score",
  calibrationError: "calibration error",
  auc: "AUC",
  loss: "mean loss",
};

/** The scores as a small table with one line a measure. */
export function scoreLines({ train, test, straightLine, baseline }: Scores): string[] {
  const columns = [
    ["training", train],
    ...(test ? [["test", test] as const] : []),
    ...(straightLine ? [["straight line", straightLine] as const] : []),
    ["rmse" in train ? "mean only" : "majority only", baseline],
  ] as [string, Score][];
  const cell = (text: string) => text.padStart(15);
  const measures = Object.keys(scoreNames).filter((name) => name in train);
  return [
    `${" ".repeat(18)}${columns.map(([title]) => cell(title)).join("")}`,
    ...measures.map(
      (name) => scoreNames[name].padEnd(18) + columns.map(([, score]) => cell(scoreFigure(score, name))).join(""),
    ),
  ];
}

/** What the network is made of, where it is not two fully connected layers of ReLU. */
export function networkWords({ shape }: Pick<TrainedModel, "shape">): string | undefined {
  if (!shape) return undefined;
  const { activation, slope, layers, patches } = shapeSummary(shape);
  if (patches) {
    const { channels, height, width, filterHeight, filterWidth, stride, padding } = patches;
    const image = `${channels > 1 ? `${channels} × ` : ""}${height} × ${width}`;
    return `convolutional, ${filterHeight} × ${filterWidth} filters on ${image} images, stride ${stride}, padding ${padding}`;
  }
  if (layers > 2) return `${layers} layers of ReLU`;
  return slope === undefined ? `activation ${activation}` : `activation ${activation}, slope ${slope} below 0`;
}

/** The columns in which the model is monotone; undefined where it is free in all. */
export function signWords({ options }: Pick<TrainedModel, "options">, encoding: Encoding): string | undefined {
  return options.monotone && `${monotoneWords(encoding, options.monotone)}, all other columns unchanged`;
}

type ColumnLike = { readonly name: string; readonly type: string };

/** The columns of a table by name; only the ends of a long row of columns of one type, such as pixels. */
export function columnWords(
  columns: readonly ColumnLike[],
  words: (column: ColumnLike) => string = ({ name, type }) => `${name} (${type})`,
): string {
  const types = new Set(columns.map(({ type }) => type));
  if (columns.length > 40 && types.size === 1) {
    return `${columns.length} ${columns[0].type} columns, ${columns[0].name} to ${columns[columns.length - 1].name}`;
  }
  return columns.map(words).join(", ");
}

/** How λ came about. @param written how the score is said */
export function penaltyLine(
  { lambdaFraction, crossValidation, network, sampleCount }: TrainedModel,
  asked: number | "auto" | "theorem",
  written = figure,
): string {
  const whole = network.kind === "kernel" ? "the kernel matrix's trace" : "λ_max";
  const value = `λ = ${figure(lambdaFraction)} of ${whole}`;
  if (asked === "theorem") return `${value}, by the rule of Theorem 6.1`;
  if (!crossValidation) return asked === "auto" ? `${value}, not compared with others` : `${value}, as given`;
  const { metric, mean, standardError } = crossValidation;
  return `${value}, chosen by ${waysWords(crossValidation, sampleCount)} (${scoreNames[metric] ?? metric} ${written(mean)} ± ${written(standardError)})`;
}

/** How rows were held out to compare λ. */
function waysWords({ way, folds }: CrossValidation, sampleCount: number): string {
  if (way === "split") return "one validation split";
  return way === "leave-one-out" || folds === sampleCount ? "leave-one-out" : `${folds}-fold cross-validation`;
}

/** What is proved and what is not. */
export function certificateLines(model: TrainedModel): string[] {
  const { certificate, decomposition } = model;
  const plain = plainNeuronWords(model, certificate.dualObjective);
  const grown = growthWords(model);
  return [
    `${strong("Certificate:")} ${describeModel(model)}`,
    `  objective ${precise(certificate.primalObjective)}, ${boundName(certificate)} ${precise(certificate.dualObjective)}`,
    ...(plain === undefined ? [] : [`  ${plain} (norms × ${figure(decomposition?.inflation ?? 1)})`]),
    ...(grown === undefined ? [] : [`  ${grown}`]),
  ];
}

/** How many fresh gates are among the trained ones; undefined where the program did not grow. */
export function growthWords({ growth }: Pick<TrainedModel, "growth">): string | undefined {
  if (!growth) return undefined;
  const rounds = growth.rounds === 1 ? "1 round" : `${growth.rounds} rounds`;
  return `grown by ${growth.added} fresh gates in ${rounds}; asked for a gap of ${growth.tolerance} over fresh ones`;
}

/** The dual objective is a bound for what was looked at; of a network's own problem that is everything only where the search was complete. */
export const boundName = ({ coverage }: TrainedModel["certificate"]): string =>
  coverage === "generated" ? "estimated bound (not proved)" : "lower bound";

/** What the certificate does not say of a gated network that was rewritten as plain neurons; undefined for others. */
export function plainNeuronWords(
  { decomposition, shape }: Pick<TrainedModel, "decomposition" | "shape">,
  bound: number,
): string | undefined {
  if (!decomposition) return undefined;
  const { objective } = decomposition;
  const relativeGap = (objective - bound) / objective;
  const distance =
    relativeGap <= 0.1
      ? `within ${relativeGap.toExponential(1)} of the optimum on the same gates`
      : `at most ${figure(objective / bound)} times the optimum on the same gates`;
  return `rewritten as plain ${shape?.kind === "activation" ? "" : "ReLU "}neurons: objective ${precise(objective)}, ${distance}`;
}

/** One measure of a score; a dash where the predictor has none, as the majority class has no probabilities. */
export const scoreFigure = (score: Score, measure: string): string => figure(score[measure] ?? Number.NaN);

export const strong = (text: string): string => styleText("bold", text, { stream: process.stdout });

/** Four figures, plain where that is short. */
export function figure(value: number): string {
  if (Number.isNaN(value)) return "–";
  return String(Number(value.toPrecision(4)));
}

/** Ten figures, for objectives and bounds. */
export function precise(value: number): string {
  return String(Number(value.toPrecision(10)));
}

/** Rows of cells as lines, columns two spaces apart, each as wide as its widest cell. */
export function alignedLines(rows: readonly (readonly string[])[], isLeft: (column: number) => boolean): string[] {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => [...row[at]].length)));
  return rows.map((row) =>
    row.map((text, at) => (isLeft(at) ? text.padEnd(widths[at]) : text.padStart(widths[at]))).join("  "),
  );
}

/** What is proved of a model of any kind, in whole sentences. */
export const whatIsProved = (model: AnyModel): string[] => claimsOf(model).map((claim) => `${capitalised(claim)}.`);

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** How many rows a model was trained on. */
export const trainingRows = (model: AnyModel): number =>
  model.kind === "average" ? (model.centres?.among ?? model.inputs.rows) : model.sampleCount;

/** What is proved of an average. */
export const averageLines = (model: AverageModel): string[] =>
  claimsOf(model).map((claim) => `${strong("Certificate:")} ${claim}`);

/** One claim; of an average another for each gated network in it. */
function claimsOf(model: AnyModel): string[] {
  const trained = model.kind === "average" ? model.members.filter((member) => member.kind === "trained") : [];
  return [describeModel(model), ...trained.map((member) => `its gated network is ${describeModel(member.model)}`)];
}

/** Every member of an average in one line: of what kind it is, its λ, and the weight that its predictions have. */
export const memberWords = ({ members }: AverageModel): string[] =>
  members.map(memberSummary).map(({ kind, lambda, weight, jitter }) => {
    const penalty = jitter === undefined ? "" : `, jitter ${figure(jitter)}`;
    return `${kind}, λ = ${lambda}${penalty}, weight ${figure(weight)}`;
  });

/** A member in a few plain values; only kernels over centres have a jitter. */
interface MemberSummary {
  readonly kind: string;
  readonly lambda: number;
  readonly relativeGap: number;
  readonly weight: number;
  readonly jitter?: number;
}

export function memberSummary(
  member: AverageMember,
  _place: number,
  { length }: readonly AverageMember[],
): MemberSummary {
  const weight = member.weight ?? 1 / length;
  if (member.kind === "trained") {
    const { model, lambda, certificate } = member.model;
    return { kind: model, lambda, relativeGap: certificate.relativeGap, weight };
  }
  const { lambda, relativeGap } = member;
  if (member.kind === "relu") return { kind: "relu", lambda, relativeGap, weight };
  const { kernel, jitter } = member;
  return { kind: kernelWords(kernel), lambda, relativeGap, weight, ...(jitter === undefined ? {} : { jitter }) };
}

const kernelWords = (kernel: KernelDescription): string =>
  kernel.kind === "metric" ? `${kernel.kernel.kind} in a learned metric` : kernel.kind;
