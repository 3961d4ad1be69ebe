import type { EncodedRows, SplitTable } from "@halfspace/tables";
import { namedLoss, type Predictor, rearranged, type StraightLine } from "halfspace";
import type { ExitCode, Terminal } from "../../command.js";
import { certificateLines, figure, penaltyLine, strong } from "../../report.js";
import { shellWord } from "../../shell-word.js";
import { nameOf, type TableSource } from "../../table-source.js";
import type { TimeLeft } from "../../time-left.js";
import { keepingRows } from "./background.js";
import type { FittedModel } from "./fitted-model.js";
import { type FitOutcome, jsonReport } from "./json-report.js";
import type { FitOptions } from "./options.js";
import { scoresOf, weightedMean } from "./scores.js";
import { fitLine } from "./straight-line.js";

/** One level of several, fitted. */
interface FittedLevel {
  readonly level: number;
  readonly result: FittedModel;
  readonly line: StraightLine | undefined;
  readonly file: string;
}

type Train = (options: FitOptions, seconds: number | undefined) => Promise<FittedModel>;

/** The file of one level of several: model.json becomes model-0.9.json. */
export const fileOfLevel = (file: string, level: number): string =>
  /\.(json|html?)$/i.test(file) ? file.replace(/\.\w+$/, (ending) => `-${level}${ending}`) : `${file}-${level}`;

/** Writes the files of one level. */
type Write = (outcome: FitOutcome, split: SplitTable, options: FitOptions) => Promise<void>;

const reportOfLevel = ({ report }: FitOptions, level: number) =>
  report === undefined ? {} : { report: fileOfLevel(report, level) };

/** One fit a level, each with a share of the time, and one report in which predictions of a row are sorted so that they do not cross. */
export async function fitQuantiles(
  source: TableSource,
  split: SplitTable,
  options: FitOptions & { readonly quantile: readonly number[] },
  { left, train, write }: { readonly left: TimeLeft; readonly train: Train; readonly write: Write },
  terminal: Terminal,
): Promise<ExitCode> {
  const fitted: FittedLevel[] = [];
  let said = split.notes;
  for (const [k, level] of options.quantile.entries()) {
    const one = { ...options, quantile: [level] };
    const { line } = await fitLine(split, one, left, terminal);
    const seconds = left.forWork();
    const trained = await train(one, seconds === undefined ? undefined : seconds / (options.quantile.length - k));
    const { model: result, notes } = keepingRows(trained, split, options);
    said = notes;
    fitted.push({ level, result, line, file: fileOfLevel(options.out, level) });
  }
  const whole = { ...split, notes: said };
  for (const { result, line, file, level } of fitted) {
    const outcome = { result, scores: scoresOf(result, line, split), byTarget: [] };
    await write(outcome, whole, { ...options, quantile: [level], out: file, ...reportOfLevel(options, level) });
  }
  const together = judged(fitted, split);
  const lines = options.json
    ? [JSON.stringify(jsonOf(fitted, together, whole))]
    : textOf(nameOf(source), fitted, together, whole, options);
  for (const line of lines) terminal.print(line);
  return fitted.every(({ result }) => result.status === "solved") ? 0 : 1;
}

/** What the sorted predictions of all levels are worth. */
interface Judged {
  readonly which: "test" | "training";
  readonly rows: number;
  /** Rows in which two levels were out of order before they were sorted. */
  readonly crossed: number;
  readonly levels: readonly {
    readonly level: number;
    /** The share of targets that lie below. */
    readonly below: number;
    /** Mean pinball loss. */
    readonly loss: number;
    readonly straightLine: number | null;
  }[];
}

function judged(fitted: readonly FittedLevel[], { train, test }: SplitTable): Judged {
  const rows = test ?? train;
  const { predictions, crossed } = rearranged(fitted.map(({ result }) => result.network.predict(rows.inputs)));
  const targets = rows.targets as number[];
  const levels = fitted.map(({ level, line }, k) => ({
    level,
    below: weightedMean(
      targets.map((y, row) => Number(y < predictions[k][row])),
      rows.sampleWeights,
    ),
    loss: pinball(level, predictions[k], rows),
    straightLine: line ? pinball(level, predictionsOf(line.network, rows), rows) : null,
  }));
  return { which: test ? "test" : "training", rows: rows.inputs.rows, crossed, levels };
}

const predictionsOf = (network: Predictor, { inputs }: EncodedRows): Float64Array => network.predict(inputs);

/** The mean loss of a level. */
function pinball(level: number, predictions: Float64Array, { targets, sampleWeights }: EncodedRows): number {
  const data = { sampleCount: predictions.length, outputs: 1, targets: Float64Array.from(targets as number[]) };
  const weights = sampleWeights ?? new Float64Array(predictions.length).fill(1);
  const sum = namedLoss("quantile", { quantile: level })?.value(predictions, { ...data, weights }) ?? Number.NaN;
  return sum / weights.reduce((all, weight) => all + weight, 0);
}

function jsonOf(fitted: readonly FittedLevel[], together: Judged, split: SplitTable): object {
  return {
    quantiles: fitted.map(({ level, result, line, file }) => ({
      level,
      ...jsonReport({ result, scores: scoresOf(result, line, split), byTarget: [] }, split.record, file),
    })),
    together,
    notes: split.notes,
  };
}

function textOf(
  path: string,
  fitted: readonly FittedLevel[],
  { which, rows, crossed, levels }: Judged,
  { record, notes }: SplitTable,
  { lambda, report }: FitOptions,
): string[] {
  const cell = (text: string) => text.padStart(15);
  const [first, ...others] = fitted.map(({ file }) => shellWord(file));
  const share = crossed === 0 ? "No two levels cross" : `In ${crossed} of them two levels crossed and were sorted`;
  return [
    `${strong(path)}: ${record.encoding.target.name}, ${fitted.length} quantile levels, one fit each`,
    ...notes.map((note) => `  note: ${note}`),
    "",
    `On ${rows} ${which} rows. ${share}.`,
    `${"level".padEnd(8)}${["share below", "mean loss", "straight line"].map(cell).join("")}`,
    ...levels.map(
      ({ level, below, loss, straightLine }) =>
        `${String(level).padEnd(8)}${[below, loss, straightLine ?? Number.NaN].map((each) => cell(figure(each))).join("")}`,
    ),
    ...fitted.flatMap(({ level, result, file }) => [
      "",
      `${strong(`Level ${level}`)}: ${penaltyLine(result, lambda)}`,
      ...result.notes.map((note) => `  note: ${note}`),
      ...certificateLines(result),
      `Wrote ${strong(file)}${report === undefined ? "" : ` and ${strong(fileOfLevel(report, level))}`}.`,
    ]),
    "",
    `Next: halfspace predict ${first} NEWROWS --with ${others.join(",")}`,
  ];
}
