import {
  type AnyModel,
  effectCurve,
  givesProbabilities,
  type Matrix,
  type Predictor,
  predictProbabilities,
  shapleyValues,
} from "halfspace";
import { selectRows, spreadEvenly } from "halfspace/numerics";
import { affordableRows } from "./affordable-rows.js";
import { type Encoding, encodedWidth } from "./encoding.js";
import { effectPoints } from "./explained-columns.js";

/** The effect of one raw column, as plain data. */
export type EffectFacts = {
  readonly name: string;
  /** What the curves are of: the target, or the probability or score of a class. */
  readonly measure: string;
  /** Where the column was set: numbers, or words. */
  readonly at: readonly number[] | readonly string[];
  /** The mean over the rows, one curve an output. */
  readonly curves: readonly { readonly label: string; readonly mean: readonly number[] }[];
  /** Single rows; only where there is one output. */
  readonly rows: readonly (readonly number[])[];
};

/** What columns do in a model, as plain data. */
export type ExplanationFacts = {
  readonly effects: readonly EffectFacts[];
  /** The mean size of the Shapley values; null where the model keeps no background. */
  readonly shapley: {
    readonly subtitle: string;
    readonly measure: string;
    readonly columns: readonly { readonly name: string; readonly loss: number }[];
  } | null;
};

const effectRows = 200;
const drawnRows = 30;
const shapleyRows = 100;
const mostCurves = 4;
/** Columns whose effects are drawn, and places of each, about. */
const usualCurves = 6;
const usualPoints = 20;
/** Shapley values of fewer rows say too little of a column. */
const fewestShapleyRows = 20;
/** Random orders of a row in all, each with its reverse, unless there is more of a background. */
const usualPairs = 100;

/**
 * The effects of the columns that are named, on some of the rows, and the mean size of the Shapley values of all columns where there is a background.
 * @param rows encoded ones; of more than 200 some are taken, spread evenly
 * @param names raw columns whose effects are asked for, or how they follow from the sizes of the Shapley values
 * @returns the facts, as the charts take them
 */
export function explanationFacts(
  model: AnyModel,
  encoding: Encoding,
  rows: Matrix,
  names: readonly string[] | ((shapley: ExplanationFacts["shapley"]) => readonly string[]),
): ExplanationFacts {
  const few = affordableRows(model, usualCurves * usualPoints, { most: effectRows, least: drawnRows });
  const some = selectRows(rows, evenly(rows.rows, few));
  const { predictor, measure, labels } = explainedOutputs(model, encoding);
  const points = effectPoints(encoding, some);
  const shapley = model.background ? meanSizes(model, encoding, rows) : null;
  const asked = typeof names === "function" ? names(shapley) : names;
  return {
    effects: asked.flatMap((name) =>
      points.filter((each) => each.name === name).map((each) => effectOf(predictor, some, each, { measure, labels })),
    ),
    shapley,
  };
}

/** Which of so many rows are taken where that is too many. */
const evenly = (rows: number, most: number): Int32Array => spreadEvenly(Math.min(rows, most), rows);

/** Probabilities where the model has them; of two classes the second one alone. */
function explainedOutputs(model: AnyModel, { target }: Encoding) {
  const { labels, network } = model;
  if (!labels) return { predictor: network as Predictor, measure: target.name, labels: [target.name] };
  const names = (network.outputCount === 1 ? labels.slice(1) : labels).map(String);
  const isProbability = givesProbabilities(model);
  const measure = `${isProbability ? "probability" : "score"} of ${names.length === 1 ? `${target.name} = ${names[0]}` : target.name}`;
  if (!isProbability) return { predictor: network as Predictor, measure, labels: names };
  const ofOne = (values: Float64Array) => (names.length === 1 ? values.filter((_, at) => at % 2 === 1) : values);
  const predictor: Predictor = {
    inputCount: network.inputCount,
    outputCount: names.length,
    predict: (inputs) => ofOne(predictProbabilities(model, inputs).values),
  };
  return { predictor, measure, labels: names };
}

function effectOf(
  predictor: Predictor,
  rows: Matrix,
  { name, column, points, at }: ReturnType<typeof effectPoints>[number],
  { measure, labels }: { readonly measure: string; readonly labels: readonly string[] },
): EffectFacts {
  const { mean, individual } = effectCurve(predictor, rows, { column, points });
  const count = labels.length;
  const curves = labels.slice(0, mostCurves).map((label, k) => ({
    label,
    mean: Array.from({ length: at.length }, (_, point) => mean.values[point * count + k]),
  }));
  const drawn = count > 1 ? [] : Array.from(evenly(rows.rows, drawnRows));
  const single = drawn.map((row) => individual.map(({ values }) => values[row]));
  return { name, measure, at, curves, rows: single };
}

/** Where a row is dear, fewer rows by as few orders as there can be: one and its reverse for each row of the background. */
function affordableShapley(model: AnyModel, players: number, all: Matrix) {
  const { rows: compared = 0 } = model.background ?? {};
  const bounds = { most: shapleyRows, least: fewestShapleyRows };
  const usual = affordableRows(model, 2 * Math.max(usualPairs, compared) * players, bounds);
  const isDear = usual < shapleyRows;
  const count = isDear ? affordableRows(model, 2 * compared * players, bounds) : usual;
  return { rows: selectRows(all, evenly(all.rows, count)), effort: isDear ? { pairs: 1, exactUpTo: 0 } : {} };
}

function meanSizes(model: AnyModel, encoding: Encoding, all: Matrix): NonNullable<ExplanationFacts["shapley"]> {
  const groups = encoding.columns.map(encodedWidth);
  const { rows, effort } = affordableShapley(model, groups.length, all);
  const found = shapleyValues(model, rows, { groups, ...effort });
  const count = model.network.outputCount;
  const columns = encoding.columns.map(({ name }, player) => {
    let total = 0;
    for (const { values } of found) for (let k = 0; k < count; k++) total += Math.abs(values[player * count + k]);
    return { name, loss: total / (found.length * count) };
  });
  return {
    subtitle: `mean size of the Shapley values of ${rows.rows} rows against ${model.background?.rows ?? 0} rows of the background`,
    measure: model.labels ? "change of the score" : `change of ${encoding.target.name}`,
    columns,
  };
}
