import { requireCount } from "../arrangements/sample.js";
import { recordedErrors } from "../certificates/bounds/rigorous-bounds.js";
import { certify } from "../certificates/certificate.js";
import {
  type FreshDraw,
  type FreshGates,
  type FreshPoint,
  gatesBefore,
  mostDraws,
  priceDraw,
  usualFreshGates,
} from "../certificates/fresh-gates.js";
import { type OptionNames, rejectUnknownOptions } from "../errors.js";
import { completed } from "../linear-algebra/completed.js";
import { type Matrix, type MatrixLike, selectColumns } from "../linear-algebra/matrix.js";
import { namedLoss } from "../losses/named.js";
import { programOfModel, readTrainingTable } from "../models/program-of-model.js";
import type { TrainedModel } from "../models/trained-model.js";
import type { MaskedProgram } from "../programs/shaped-program.js";
import type { TrainedProgram } from "../programs/trained-program.js";
import type { RawTargets } from "../reductions/raw-targets.js";
import { atMost, type Finding, same } from "./findings.js";

/** What `priceFreshGates` takes. */
export interface FreshGatesOptions {
  /** Default: as many of 10,000 as take about half a second (`usualFreshGates`). */
  readonly count?: number;
}

const known: OptionNames<FreshGatesOptions> = { count: "number" };

/**
 * Draws gates as the model's were drawn, and prices them at its dual point: one pricing pass over the training table.
 * @param inputs the rows of training, in their order
 * @param targets as `train` took them
 * @returns what they say; undefined for models whose gates were not drawn over columns or patches (given, generated and complete gates, deeper
 * networks, kernels, and programs that are no sum of norms)
 * @throws InputError when the table does not fit the model
 */
export function priceFreshGates(
  model: TrainedModel,
  inputs: MatrixLike,
  targets: RawTargets,
  options: FreshGatesOptions = {},
): FreshGates | undefined {
  rejectUnknownOptions(options, known, "priceFreshGates");
  if (options.count !== undefined) requireCount(options.count);
  const loss = namedLoss(model.loss, model.lossParameters);
  if (!loss || !hasDrawnGates(model)) return undefined;
  const table = readTrainingTable(model, inputs, targets, loss);
  const program = programOfModel(model, table, loss);
  if (program.form !== "group") return undefined;
  const { count = usualFreshGates(table.inputs.rows, table.inputs.columns, table.targets.columns) } = options;
  const { primalObjective, dualPoint } = certify(program, model.point);
  const point = { primalObjective, dualPoint: model.dualPoint ?? dualPoint };
  return completed(priceDraw(program, point, drawOf(model, count), 1)).found;
}

/** What the file says of fresh gates, against the same draw. @returns what is proved; undefined where nothing is claimed or can be drawn */
export function freshFindings(
  model: TrainedModel,
  program: TrainedProgram,
  point: FreshPoint,
): { readonly findings: readonly Finding[]; readonly found?: FreshGates } {
  const { freshGates: claimed } = model;
  if (!claimed) return { findings: [] };
  if (!hasDrawnGates(model) || program.form !== "group") {
    return { findings: [{ field: "freshGates", holds: false, problem: "speaks of gates that cannot be drawn" }] };
  }
  const draw = drawOf(model, claimed.count);
  const found = priced(program, point, draw, claimed.relativeGap);
  return {
    found,
    findings: [
      same("freshGates.trained", claimed.trained, found.trained),
      atMost("freshGates.violating", claimed.violating, found.violating),
      atMost("freshGates.shareAbove", claimed.shareAbove, found.shareAbove),
      same("freshGates.confidence", claimed.confidence, found.confidence),
      atMost("freshGates.relativeGap", claimed.relativeGap, found.relativeGap),
      {
        field: "freshGates.draw",
        holds: wereDrawnBefore(model, program, draw),
        problem: `says ${claimed.draw}, and a trained gate is none that was drawn before`,
      },
    ],
  };
}

/**
 * What is proved of a draw. The scale of z̃ is searched for, and where D has a steep end a bound with less room may end at a worse one: then the bound
 * with the room of records is tried too, which is no less proved.
 */
function priced(program: MaskedProgram, point: FreshPoint, draw: FreshDraw, claimedGap: number): FreshGates {
  const { found } = completed(priceDraw(program, point, draw, 1));
  if (found.relativeGap <= claimedGap) return found;
  const { relativeGap } = completed(priceDraw(program, point, draw, recordedErrors)).found;
  return { ...found, relativeGap: Math.min(found.relativeGap, relativeGap) };
}

/** Deeper networks draw products of gates, which no draw of single gates speaks of. */
function hasDrawnGates({ options, shape, kind }: TrainedModel): boolean {
  return typeof options.gates === "number" && shape?.kind !== "deep" && kind !== "generated" && kind !== "kernel";
}

function drawOf({ options, shape, freshGates, growth }: TrainedModel, count: number): FreshDraw {
  const draw = freshGates?.draw ?? 0;
  const { seed, gateStrategy: strategy } = options;
  return { strategy, seed, shape, count, draw, growing: growth !== undefined || draw > 0 };
}

/**
 * Whether every trained gate was drawn before a draw, by training or by growing, in the way and by the seed that the model names. One that was not
 * may be known to training from this draw. A gate that both have is a repetition, as in a table of few rows where gates are differences of rows:
 * it was drawn apart from training like any other.
 */
function wereDrawnBefore({ gates, options }: TrainedModel, program: MaskedProgram, draw: FreshDraw): boolean {
  if (draw.draw > mostDraws) return false;
  const first = new Set(gates.values.subarray(0, gates.columns));
  const open = new Set(keysOf(gates, first));
  for (const earlier of gatesBefore(program, draw, options.gates as number)) {
    for (const key of keysOf(earlier, first)) open.delete(key);
    if (open.size === 0) return true;
  }
  return open.size === 0;
}

/** Every gate whose first number is among these, all its numbers as one text. */
function keysOf(gates: Matrix, first: ReadonlySet<number>): string[] {
  const among = Array.from({ length: gates.columns }, (_, i) => i).filter((i) => first.has(gates.values[i]));
  return among.map((i) => selectColumns(gates, [i]).values.join(" "));
}
