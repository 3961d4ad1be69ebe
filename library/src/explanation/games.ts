import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { Predictor } from "../models/raw-network.js";

/**
 * A row x against every row b of the background, as games: v(S) is what the model says where the columns of the players in S are those of x and
 * all others those of b. What takes long yields now and then.
 */
export interface Games {
  /** Of each row of the background: the players whose columns differ, ascending; the others are worth nothing. */
  readonly active: readonly (readonly number[])[];
  /** v of all coalitions against one row, 2^q×K; the i-th of its q active players is in coalition S where S has the bit 2^i. */
  table(place: number): Generator<undefined, Float64Array>;
  /** v along orders of active players, all of them in each. */
  walks(orders: readonly PlacedOrder[]): Generator<undefined, Walks>;
}

/** An order of the active players against one row of the background. */
export interface PlacedOrder {
  readonly place: number;
  /** Players, q of them. */
  readonly order: Int32Array;
}

/** v along orders, one after the other; an order of q players has q + 1 rows of K numbers. */
export interface Walks {
  /** v of the first s players, s = 0 … q. */
  readonly along: Float64Array;
  /** v of all but the first s players: the order walked backwards, read from its end. */
  readonly against: Float64Array;
}

/** The games of a row (1×d raw columns). */
export type GamesOfRow = (row: Matrix) => Games;

/** Neighbouring raw columns that are one player: from `first` to before `last`. */
export interface Player {
  readonly first: number;
  readonly last: number;
}

/** Groups of neighbouring columns, given by their widths, as players. */
export function playersOf(groups: readonly number[]): Player[] {
  let first = 0;
  return groups.map((width) => {
    first += width;
    return { first: first - width, last: first };
  });
}

/** For each of the points (rows of d columns) the players of whom a column differs from x. */
export function playersThatDiffer(players: readonly Player[], x: Float64Array, points: Float64Array): number[][] {
  const d = x.length;
  return Array.from({ length: points.length / d }, (_, place) => {
    const differ: number[] = [];
    for (let player = 0; player < players.length; player++) {
      const { first, last } = players[player];
      let c = first;
      while (c < last && x[c] === points[place * d + c]) c++;
      if (c < last) differ.push(player);
    }
    return differ;
  });
}

/** At most so many rows go through the model at once, so that even a large kernel takes no more than a tenth of a second. */
const rowsAtOnce = 1024;

/** Games of any model: every coalition is a row of its own, which the model predicts. */
export function predictedGames(network: Predictor, players: readonly Player[], background: Matrix): GamesOfRow {
  const { columns } = background;
  return (row) => {
    const active = playersThatDiffer(players, row.values, background.values);
    const backgroundRow = (place: number) => background.values.subarray(place * columns, (place + 1) * columns);
    const join = (values: Float64Array, player: number) => {
      const { first, last } = players[player];
      values.set(row.values.subarray(first, last), first);
    };
    return {
      active,
      table: (place) =>
        predictedRows(network, 2 ** active[place].length, (coalition, values) => {
          values.set(backgroundRow(place));
          active[place].forEach((player, position) => {
            if (coalition & (1 << position)) join(values, player);
          });
        }),
      *walks(orders) {
        const steps = stepsOf(orders);
        const walk = (isAlong: boolean) =>
          predictedRows(network, steps.length, (at, values) => {
            const [which, s] = steps[at];
            const { place, order } = orders[which];
            values.set(backgroundRow(place));
            for (const player of isAlong ? order.subarray(0, s) : order.subarray(s)) join(values, player);
          });
        return { along: yield* walk(true), against: yield* walk(false) };
      },
    };
  };
}

/** The rows of `Walks`: an order, and how many of its players are in. */
function stepsOf(orders: readonly PlacedOrder[]): [which: number, s: number][] {
  return orders.flatMap(({ order }, which) =>
    Array.from({ length: order.length + 1 }, (_, s): [number, number] => [which, s]),
  );
}

/** Predictions of so many rows; yields after each lot. @param write fills one of them */
function* predictedRows(
  network: Predictor,
  count: number,
  write: (row: number, values: Float64Array) => void,
): Generator<undefined, Float64Array> {
  const { inputCount: d, outputCount } = network;
  const out = new Float64Array(count * outputCount);
  for (let start = 0; start < count; start += rowsAtOnce) {
    const inputs = matrix(Math.min(rowsAtOnce, count - start), d);
    for (let at = 0; at < inputs.rows; at++) write(start + at, inputs.values.subarray(at * d, (at + 1) * d));
    out.set(network.predict(inputs), start * outputCount);
    yield undefined;
  }
  return out;
}
