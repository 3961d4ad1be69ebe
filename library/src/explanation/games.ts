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

/** At most so many rows go through the model at once, so that a kernel of 10,000 rows takes no more than a tenth of a second. */
const rowsAtOnce = 256;

/** Games of any model: every coalition is a row of its own, which the model predicts. */
export function predictedGames(network: Predictor, players: readonly Player[], background: Matrix): GamesOfRow {
  return (row) => new PredictedGames(network, players, background, row.values);
}

class PredictedGames implements Games {
  readonly active: readonly (readonly number[])[];

  constructor(
    private readonly network: Predictor,
    private readonly players: readonly Player[],
    private readonly background: Matrix,
    private readonly x: Float64Array,
  ) {
    this.active = playersThatDiffer(players, x, background.values);
  }

  *table(place: number): Generator<undefined, Float64Array> {
    const active = this.active[place];
    return yield* predictedRows(this.network, 2 ** active.length, (coalition, values) => {
      const isIn = (_: number, position: number) => (coalition & (1 << position)) !== 0;
      this.write(place, active.filter(isIn), values);
    });
  }

  *walks(orders: readonly PlacedOrder[]): Generator<undefined, Walks> {
    return { along: yield* this.walked(orders, true), against: yield* this.walked(orders, false) };
  }

  private *walked(orders: readonly PlacedOrder[], isAlong: boolean): Generator<undefined, Float64Array> {
    const steps = stepsOf(orders);
    return yield* predictedRows(this.network, steps.length, (at, values) => {
      const [which, s] = steps[at];
      const { place, order } = orders[which];
      this.write(place, isAlong ? order.subarray(0, s) : order.subarray(s), values);
    });
  }

  /** A row of the background with some players' columns of x. */
  private write(place: number, joined: Iterable<number>, values: Float64Array): void {
    const { columns, values: background } = this.background;
    values.set(background.subarray(place * columns, (place + 1) * columns));
    for (const player of joined) {
      const { first, last } = this.players[player];
      values.set(this.x.subarray(first, last), first);
    }
  }
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
