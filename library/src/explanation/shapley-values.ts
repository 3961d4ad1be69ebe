import { InputError, type OptionNames, rejectUnknownOptions, requireOneOf, requireWholeNumber } from "../errors.js";
import { completed } from "../linear-algebra/completed.js";
import { type Matrix, type MatrixLike, toMatrix } from "../linear-algebra/matrix.js";
import { givesProbabilities, probabilitiesOf, uncalibrated } from "../models/class-probabilities.js";
import type { AnyModel } from "../models/trained-model.js";
import { requireColumns } from "../networks/required-columns.js";
import { randomGenerator } from "../random/generator.js";
import { requireGroups } from "../scoring/column-importance.js";
import { additiveGames } from "./additive-games.js";
import { type Games, type GamesOfRow, type PlacedOrder, playersOf, predictedGames } from "./games.js";
import { gatedSumOf } from "./gated-sum.js";
import { oneRow } from "./local-formula.js";
import { exactValues, type GameValues, sampledValues } from "./shapley.js";

/** What Shapley values compare with, and of what they are. */
export interface ShapleyOptions {
  /** B×d raw rows; default the background that the model keeps. */
  readonly background?: MatrixLike;
  /** How many neighbouring columns are one player, in order (the columns of one category, say); default each by itself. */
  readonly groups?: readonly number[];
  /** "prediction" (default): what `network.predict` gives, for classes their scores; "probability": of the classes. */
  readonly of?: "prediction" | "probability";
  /** Up to so many players all coalitions are gone through; default 10, at most 20. */
  readonly exactUpTo?: number;
  /** Beyond that, so many random orders with their reverses for each row of the background; default as many as make 100 in all, at least 1. */
  readonly pairs?: number;
  /** Of the random orders, which are the same for every row; default 1. */
  readonly seed?: number;
}

const known: OptionNames<ShapleyOptions> = {
  background: true,
  groups: true,
  of: true,
  exactUpTo: "number",
  pairs: "number",
  seed: "number",
};

/** How a prediction differs from the mean over the background, player by player. */
export interface ShapleyValues {
  /** P×K: what player i adds to output k, in its units. With two classes in one output that is the second class. */
  readonly values: Float64Array;
  /** P×K: standard errors of the values, for this background; null where all are exact. */
  readonly standardErrors: Float64Array | null;
  /** K: of the row. */
  readonly prediction: Float64Array;
  /** K: the mean over the background. Prediction − mean is the sum of the values. */
  readonly mean: Float64Array;
}

/**
 * Interventional Shapley values of rows: the value of a coalition is the mean, over the rows of the background, of what the model says where the
 * coalition's columns are those of the row and all others those of the background's row. They say what the model computes, not what causes
 * what. Networks of one layer need no predictions for it (`additive-games.ts`); all other models are asked.
 * @returns a function of one raw row, 1×d
 * @throws InputError where there is no background, where groups do not add up to the columns, for probabilities that the model does not have
 */
export function shapleyExplainer(model: AnyModel, options: ShapleyOptions = {}): (row: MatrixLike) => ShapleyValues {
  const way = shapleyWay(model, options);
  return (row) => {
    const x = oneRow(row, model.network.inputCount);
    return completed(shapleyInSteps(way, x, model.network.predict(x)));
  };
}

/** What the values of every row have in common. @throws InputError as `shapleyExplainer` */
export function shapleyWay(model: AnyModel, options: ShapleyOptions): Way {
  rejectUnknownOptions(options, known, "shapleyExplainer");
  const { network } = model;
  const read = readingOf(model, options.of ?? "prediction");
  const background = backgroundFor(model, options.background);
  const groups = requireGroups(options.groups ?? Array.from({ length: background.columns }, () => 1), background);
  const settings = settingsOf(options, background.rows);
  const players = playersOf(groups);
  const sum = gatedSumOf(network.inner);
  const games: GamesOfRow = sum
    ? additiveGames(network, sum, players, background)
    : predictedGames(network, players, background);
  const outputs = network.outputCount;
  const ofBackground = read(network.predict(background));
  const mean = new Float64Array(outputs);
  ofBackground.forEach((value, at) => {
    mean[at % outputs] += value / background.rows;
  });
  const { exactUpTo, pairs } = settings;
  return {
    ...{ games, mean, outputs, read, players: groups.length },
    isExact: (active) => groups.length <= exactUpTo || 2 ** active <= 2 * pairs * (active + 1),
    ordersOf: drawnOrders(groups.length, background.rows, settings),
  };
}

/**
 * `shapleyExplainer` for one row whose prediction is known, in steps of a tenth of a second at most.
 * @param row 1×d, raw @param predicted what `network.predict` gives for it
 */
export function* shapleyInSteps(way: Way, row: Matrix, predicted: Float64Array): Generator<undefined, ShapleyValues> {
  const strata = yield* strataOf(way.games(row), way);
  const { players, outputs, read, mean } = way;
  const found = meanOf(strata, players, outputs);
  if (!found.values.every(Number.isFinite)) {
    const got = "one whose prediction, alone or mixed with the background, is too large for Float64";
    throw new InputError({ code: "not-finite", argument: "row", got, expected: "a row nearer to those of training" });
  }
  return { ...found, prediction: read(predicted).slice(), mean: mean.slice() };
}

/**
 * `shapleyExplainer` for several rows at once.
 * @returns one record a row
 * @throws InputError as `shapleyExplainer`
 */
export function shapleyValues(model: AnyModel, rows: MatrixLike, options: ShapleyOptions = {}): ShapleyValues[] {
  const explain = shapleyExplainer(model, options);
  const { rows: count, columns, values } = toMatrix(rows, "rows");
  return Array.from({ length: count }, (_, row) =>
    explain({ rows: 1, columns, values: values.slice(row * columns, (row + 1) * columns) }),
  );
}

function settingsOf(options: ShapleyOptions, rows: number) {
  const { exactUpTo = 10, pairs = Math.ceil(100 / rows), seed = 1 } = options;
  requireWholeNumber("exactUpTo", exactUpTo, 0, "of players");
  if (exactUpTo > 20) {
    const hint = "Twenty players have a million coalitions for each row of the background.";
    throw new InputError({ code: "out-of-range", argument: "exactUpTo", got: exactUpTo, expected: "at most 20", hint });
  }
  requireWholeNumber("pairs", pairs, 1, "of pairs");
  return { exactUpTo, pairs, seed };
}

/** How the values of a row are computed. */
export interface Way {
  readonly games: GamesOfRow;
  /** K: over the background. */
  readonly mean: Float64Array;
  readonly players: number;
  readonly outputs: number;
  readonly read: (outputs: Float64Array) => Float64Array;
  /** Whether all coalitions of so many active players are gone through: where they are asked for, and where random orders have as many steps. */
  readonly isExact: (active: number) => boolean;
  readonly ordersOf: (place: number, active: readonly number[]) => PlacedOrder[];
}

/** Random orders of all players for each row of the background, the same for every row that is explained; of the active ones as they come in it. */
function drawnOrders(players: number, rows: number, { pairs, seed }: { pairs: number; seed: number }) {
  let drawn: Int32Array[][] | undefined;
  return (place: number, active: readonly number[]): PlacedOrder[] => {
    if (!drawn) {
      const random = randomGenerator(seed);
      drawn = Array.from({ length: rows }, () => Array.from({ length: pairs }, () => random.permutation(players)));
    }
    if (active.length === players) return drawn[place].map((order) => ({ place, order }));
    const isActive = new Set(active);
    return drawn[place].map((order) => ({ place, order: order.filter((player) => isActive.has(player)) }));
  };
}

/** The values of the games against each row of the background. */
function* strataOf(
  games: Games,
  { players, outputs, read, isExact, ordersOf }: Way,
): Generator<undefined, GameValues[]> {
  const orders = games.active.map((active, place) => (isExact(active.length) ? [] : ordersOf(place, active)));
  const all = orders.flat();
  const found = all.length > 0 ? yield* games.walks(all) : { along: new Float64Array(), against: new Float64Array() };
  const walks = { along: read(found.along), against: read(found.against) };
  const strata: GameValues[] = [];
  let next = 0;
  for (const [place, active] of games.active.entries()) {
    if (orders[place].length > 0) {
      strata.push(sampledValues(orders[place], walks, next, { players, outputs }));
      next += orders[place].length * (active.length + 1);
    } else strata.push(exactValues(read(yield* games.table(place)), active, { players, outputs }));
  }
  return strata;
}

/** The mean over the background. Each of its rows is a stratum with an estimate of its own, so that the variance is Σ_b σ_b² / B². */
function meanOf(
  strata: readonly GameValues[],
  players: number,
  outputs: number,
): Pick<ShapleyValues, "values" | "standardErrors"> {
  const values = new Float64Array(players * outputs);
  const variances = new Float64Array(players * outputs);
  for (const stratum of strata) {
    for (let at = 0; at < values.length; at++) {
      values[at] += stratum.values[at] / strata.length;
      variances[at] += stratum.variances[at] / strata.length ** 2;
    }
  }
  const isExact = variances.every((variance) => variance === 0);
  return { values, standardErrors: isExact ? null : variances.map(Math.sqrt) };
}

/** The rows to compare with. @throws InputError where there are none */
function backgroundFor(model: AnyModel, given: MatrixLike | undefined): Matrix {
  const background = given === undefined ? model.background : toMatrix(given, "background");
  if (background) {
    requireColumns(background, model.network.inputCount);
    return background;
  }
  throw new InputError({
    code: "missing-option",
    argument: "background",
    got: "none, and the model keeps none",
    expected: "rows to compare with",
    hint: "Give them, or keep some with the model (withBackground; fit --background 100).",
  });
}

/** What is read from outputs (n×K), n×K again. @throws InputError for probabilities of a model without any */
function readingOf(model: AnyModel, of: "prediction" | "probability"): (outputs: Float64Array) => Float64Array {
  requireOneOf("of", of, ["prediction", "probability"]);
  if (of === "prediction") return (outputs) => outputs;
  const { labels, network } = model;
  if (!labels || !givesProbabilities(model)) {
    throw new InputError({
      code: "no-probabilities",
      argument: "of",
      got: labels ? "probabilities of a model that has scores only" : "probabilities of a regression",
      expected: '"prediction"',
    });
  }
  const [count, classes] = [network.outputCount, labels.length];
  return (outputs) => {
    const { values } = probabilitiesOf(outputs, count, classes, uncalibrated);
    return count === classes ? values : values.filter((_, at) => at % classes === 1);
  };
}
