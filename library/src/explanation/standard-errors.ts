import type { Matrix } from "../linear-algebra/matrix.js";
import type { Game, Player } from "./games.js";
import type { GameValues } from "./shapley.js";

/** The values of the game against one row of the background. */
export interface StratumValues {
  readonly active: Game["active"];
  readonly found: GameValues;
}

/**
 * For each player the rows of the background in the order of the player's columns, first column first: neighbours are games in which the player
 * is worth about the same.
 */
export function neighbourOrders({ rows, columns, values }: Matrix, players: readonly Player[]): Int32Array[] {
  return players.map(({ first, last }) => {
    const compare = (a: number, b: number) => {
      for (let c = first; c < last; c++) {
        const off = values[a * columns + c] - values[b * columns + c];
        if (off !== 0) return off;
      }
      return a - b;
    };
    return Int32Array.from({ length: rows }, (_, row) => row).sort(compare);
  });
}

/**
 * Variances of mean values over B games, P×K. Each game is a stratum with an estimate of its own, so the variance is Σ_b σ_b² / B². Where σ_b is
 * not known, two neighbouring strata stand for each other (collapsed strata; Cochran 1977, 5A.12): (x − x')² has the mean σ² + σ'² + (φ − φ')²,
 * which is never too small.
 */
export function meanVariances(
  strata: readonly StratumValues[],
  orders: readonly Int32Array[],
  outputs: number,
): Float64Array {
  const variances = new Float64Array(orders.length * outputs);
  orders.forEach((order, player) => {
    for (let k = 0; k < outputs; k++) {
      let total = 0;
      const unknown: number[] = [];
      for (const place of order) {
        const { active, found } = strata[place];
        const i = active.indexOf(player);
        if (i < 0) continue;
        const variance = found.variances[i * outputs + k];
        if (Number.isNaN(variance)) unknown.push(found.values[i * outputs + k]);
        else total += variance;
      }
      variances[player * outputs + k] = (total + collapsed(unknown)) / strata.length ** 2;
    }
  });
  return variances;
}

/** The sum of the variances of single values, from neighbours; of a value without any neighbour its square. */
function collapsed(values: readonly number[]): number {
  if (values.length === 1) return values[0] ** 2;
  let total = 0;
  for (let at = 0; at + 1 < values.length; at += 2) total += (values[at] - values[at + 1]) ** 2;
  if (values.length % 2 === 1) total += (values[values.length - 1] - values[values.length - 2]) ** 2 / 2;
  return total;
}
