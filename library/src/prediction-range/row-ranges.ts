import { trainedOutputMap } from "../networks/affine-map.js";
import { exponentialAbove, exponentialBelow, nextDown, nextUp } from "../numerics/rigorous/index.js";
import { predictionsOf } from "../programs/group-program.js";
import { decodeOutputs, type Label } from "../reductions/class-labels.js";
import { type End, leastValue, type RangeMemory } from "./one-end.js";
import type { RangeProblem, RangeRow } from "./range-problem.js";
import type { RangedModel } from "./ranged-model.js";
import type { RayEnd } from "./ray.js";
import { RowOperators } from "./row-operators.js";

/** One end of a range, from both sides. */
export interface RangeEnd {
  /** No model of the set lies beyond. */
  readonly bound: number;
  /** The output of a model of the set. */
  readonly attained: number;
}

/** The range of an output, or of what the score of a class exceeds that of the predicted class by. */
export interface OutputRange {
  /** Of the class; absent for a regression and for the one score of two classes. */
  readonly label?: Label;
  /** Of the model itself. */
  readonly prediction: number;
  readonly least: RangeEnd;
  readonly greatest: RangeEnd;
}

/** What equally good models say of a row. */
export interface RangedRow {
  /**
   * One an output, in the units of `network.predict`. Of several classes one for each class but the predicted one: its score minus that of the
   * predicted class.
   */
  readonly outputs: readonly OutputRange[];
  /** The predicted class. */
  readonly label?: Label;
  /** Whether some model of the set gives the row another class: one was found, none exists (proved), or neither is known. */
  readonly turn?: "turns" | "cannot" | "open";
  /** Classes that some model of the set was found to give. */
  readonly turnsTo?: readonly Label[];
}

interface Effort {
  readonly tolerance: number;
  readonly memory: RangeMemory;
}

/** The ranges of one row; yields every few milliseconds. */
export function* rangesOfRow(
  model: RangedModel,
  problem: RangeProblem,
  row: RangeRow,
  effort: Effort,
): Generator<undefined, RangedRow> {
  const operators = new RowOperators(problem, row);
  try {
    return yield* rangesWith(model, operators, { problem, row, ...effort });
  } finally {
    operators.dispose();
  }
}

function* rangesWith(
  model: RangedModel,
  operators: RowOperators,
  asked: Effort & { readonly problem: RangeProblem; readonly row: RangeRow },
): Generator<undefined, RangedRow> {
  const from = trainedEnd(asked.problem, operators);
  const scores = scoresAt(model, from);
  const { labels } = model;
  const label = labels ? decodeOutputs(scores, labels, scores.length)[0] : undefined;
  const best = labels && scores.length > 1 ? labels.indexOf(label as Label) : undefined;
  const outputs: OutputRange[] = [];
  for (let k = 0; k < scores.length; k++) {
    if (k === best) continue;
    const ends: End[] = [];
    for (const sign of [1, -1]) {
      const direction = new Float64Array(scores.length);
      direction[k] = sign;
      if (best !== undefined) direction[best] = -sign;
      ends.push(yield* leastValue({ ...asked, operators, direction, from }));
    }
    const prediction = best === undefined ? scores[k] : scores[k] - scores[best];
    const named = best === undefined || !labels ? {} : { label: labels[k] };
    outputs.push({ ...named, prediction, ...inUnits(model, k, ends, best !== undefined) });
  }
  return label === undefined ? { outputs } : { outputs, label, ...turnOf(outputs, label, labels as readonly Label[]) };
}

/** The trained model with its outputs on the row. */
function trainedEnd({ program, point, constant, predictions }: RangeProblem, { full }: RowOperators): RayEnd {
  const outputs = new Float64Array(predictions.length + constant.length);
  outputs.set(predictions);
  const data = { ...program.data, sampleCount: program.data.sampleCount + 1 };
  const ofRow = predictionsOf({ operator: full, data }, point).subarray(predictions.length);
  outputs.set(ofRow, predictions.length);
  return { point, constant, outputs };
}

function scoresAt(model: RangedModel, { outputs, constant }: RayEnd): Float64Array {
  const { shift, scale, link } = mapOf(model);
  const from = outputs.length - constant.length;
  return constant.map((b, k) => linked(shift[k] + scale[k] * (outputs[from + k] + b), link, exponentialAbove));
}

/** From the program's outputs, the constant among them, to those of `network.predict`. */
const mapOf = ({ reduction, calibration }: RangedModel) => trainedOutputMap(reduction.outputs, { calibration });

const linked = (value: number, link: "exp" | undefined, exponential: (value: number) => number) =>
  link === "exp" ? exponential(value) : value;

/** Both ends in the units of predictions, bounds outward; differences of scores have no shift. Scales are positive. */
function inUnits(model: RangedModel, k: number, [least, negative]: readonly End[], isDifference: boolean) {
  const { scale, shift, link } = mapOf(model);
  const moved = isDifference ? 0 : shift[k];
  const exact = (value: number) => linked(moved + scale[k] * value, link, exponentialAbove);
  const below = nextDown(nextDown(scale[k] * least.bound) + moved);
  const above = nextUp(nextUp(scale[k] * -negative.bound) + moved);
  return {
    least: { bound: linked(below, link, exponentialBelow), attained: exact(least.attained) },
    greatest: { bound: linked(above, link, exponentialAbove), attained: exact(-negative.attained) },
  };
}

/** Whether the class turns: by the sign of the one score, or where another class's score passes that of the predicted one. */
function turnOf(outputs: readonly OutputRange[], label: Label, labels: readonly Label[]) {
  const sides = outputs.map(({ label: other, least, greatest }) => {
    if (other !== undefined) return { to: other, turns: greatest.attained > 0, cannot: greatest.bound < 0 };
    return label === labels[1]
      ? { to: labels[0], turns: least.attained <= 0, cannot: least.bound > 0 }
      : { to: labels[1], turns: greatest.attained > 0, cannot: greatest.bound <= 0 };
  });
  const turnsTo = sides.filter(({ turns }) => turns).map(({ to }) => to);
  const turn =
    turnsTo.length > 0
      ? ("turns" as const)
      : sides.every(({ cannot }) => cannot)
        ? ("cannot" as const)
        : ("open" as const);
  return { turn, turnsTo };
}
