import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import type { Predictor } from "../models/raw-network.js";

/**
 * A row x against one row b of the background, as a game: v(S) is what the model says where the columns of the players in S are those of x and
 * all others those of b.
 */
export interface Game {
  /** The players whose columns differ, ascending; the others are worth nothing. */
  readonly active: readonly number[];
  /** v of all coalitions of the q active players, 2^q×K; the i-th active player is in coalition S where S has the bit 2^i. */
  table(): Float64Array;
  /** One walk an order of the active players (positions in `active`). */
  walks(orders: readonly Int32Array[]): Walk[];
}

/** v along an order of q players, (q + 1)×K each. */
export interface Walk {
  /** v of the first s players, s = 0 … q. */
  readonly along: Float64Array;
  /** v of all but the first s players: the order walked backwards, read from its end. */
  readonly against: Float64Array;
}

/** The games of a row (1×d raw columns) against each row of the background. */
export type GamesOfRow = (row: Matrix) => (background: number) => Game;

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

/** The positions of the players for whom a test of a column holds somewhere. */
export function playersWhere(players: readonly Player[], differs: (column: number) => boolean): number[] {
  return players.flatMap(({ first, last }, player) => {
    for (let c = first; c < last; c++) if (differs(c)) return [player];
    return [];
  });
}

/** At most so many rows go through the model at once. */
const rowsAtOnce = 4096;

/** Games of any model: every coalition is a row of its own, which the model predicts. */
export function predictedGames(network: Predictor, players: readonly Player[], background: Matrix): GamesOfRow {
  const { columns } = background;
  return (row) => (place) => {
    const b = background.values.subarray(place * columns, (place + 1) * columns);
    const active = playersWhere(players, (c) => row.values[c] !== b[c]);
    const valuesOf = (count: number, isIn: (coalition: number, position: number) => boolean) =>
      predictedRows(network, count, b, (coalition, values) => {
        active.forEach((player, position) => {
          const { first, last } = players[player];
          if (isIn(coalition, position)) values.set(row.values.subarray(first, last), first);
        });
      });
    return {
      active,
      table: () => valuesOf(2 ** active.length, (coalition, position) => (coalition & (1 << position)) !== 0),
      walks: (orders) => predictedWalks(orders, active.length, network.outputCount, valuesOf),
    };
  };
}

/** Predictions of so many rows, all of them b before they are changed. */
function predictedRows(
  network: Predictor,
  count: number,
  b: Float64Array,
  change: (row: number, values: Float64Array) => void,
): Float64Array {
  const out = new Float64Array(count * network.outputCount);
  for (let start = 0; start < count; start += rowsAtOnce) {
    const inputs = matrix(Math.min(rowsAtOnce, count - start), b.length);
    for (let at = 0; at < inputs.rows; at++) {
      const values = inputs.values.subarray(at * b.length, (at + 1) * b.length);
      values.set(b);
      change(start + at, values);
    }
    out.set(network.predict(inputs), start * network.outputCount);
  }
  return out;
}

/** The coalitions of all walks at once. @param q players */
function predictedWalks(
  orders: readonly Int32Array[],
  q: number,
  outputs: number,
  valuesOf: (count: number, isIn: (coalition: number, position: number) => boolean) => Float64Array,
): Walk[] {
  const length = q + 1;
  const ranks = orders.map((order) => {
    const rank = new Int32Array(q);
    order.forEach((position, place) => {
      rank[position] = place;
    });
    return rank;
  });
  const values = valuesOf(2 * orders.length * length, (step, position) => {
    const way = Math.floor(step / length);
    const joined = ranks[way >> 1][position] < step % length;
    return way % 2 === 0 ? joined : !joined;
  });
  const part = (way: number) => values.subarray(way * length * outputs, (way + 1) * length * outputs);
  return orders.map((_, place) => ({ along: part(2 * place), against: part(2 * place + 1) }));
}
