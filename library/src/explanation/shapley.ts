import type { PlacedOrder, Walks } from "./games.js";

/**
 * Shapley values of a game of q players (Shapley 1953),
 *
 *   φ_i = Σ_{S ∌ i} |S|! (q − 1 − |S|)! / q! · (v(S ∪ i) − v(S)):
 *
 * the mean, over all orders, of what player i adds where it joins. They are computed from all coalitions, or estimated from random orders, each
 * taken together with its reverse (antithetic pairs; Mitchell et al. 2022). Their sum is v(all) − v(none) either way.
 */
export interface GameValues {
  /** P×K */
  readonly values: Float64Array;
  /** Squares of the standard errors, P×K; zeros where the values are exact. */
  readonly variances: Float64Array;
}

/** Of the game of whom values are asked. */
interface GameSizes {
  /** P: all players, those that are not active among them. */
  readonly players: number;
  /** K */
  readonly outputs: number;
}

/** From all 2^q coalitions of the active players. @param table 2^q×K */
export function exactValues(
  table: Float64Array,
  active: readonly number[],
  { players, outputs }: GameSizes,
): GameValues {
  const q = active.length;
  const values = new Float64Array(players * outputs);
  const weights = coalitionWeights(q);
  for (let s = 0; s < 2 ** q; s++) {
    const weight = weights[bitCount(s)];
    for (let i = 0; i < q; i++) {
      if (s & (1 << i)) continue;
      const joined = s | (1 << i);
      for (let k = 0; k < outputs; k++) {
        values[active[i] * outputs + k] += weight * (table[joined * outputs + k] - table[s * outputs + k]);
      }
    }
  }
  return { values, variances: new Float64Array(players * outputs) };
}

/** |S|! (q − 1 − |S|)! / q! by the size of S: 1 / (q · (q − 1 choose |S|)). */
function coalitionWeights(q: number): Float64Array {
  const weights = new Float64Array(q + 1);
  let choices = 1;
  for (let size = 0; size < q; size++) {
    weights[size] = 1 / (q * choices);
    choices = (choices * (q - 1 - size)) / (size + 1);
  }
  return weights;
}

function bitCount(s: number): number {
  let count = 0;
  for (let rest = s; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/**
 * From antithetic pairs of random orders against one row. The variance is that of the pairs. Of one pair alone it is that of two orders,
 * ((a − b)/2)², as if they were independent: a player who comes last in one of them comes first in the other, so that they differ more than others,
 * and the variance is rather too large.
 * @param orders of the same active players @param walks theirs, from the row `first` on
 */
export function sampledValues(
  orders: readonly PlacedOrder[],
  { along, against }: Walks,
  first: number,
  { players, outputs }: GameSizes,
): GameValues {
  const values = new Float64Array(players * outputs);
  const variances = new Float64Array(players * outputs);
  const isOne = orders.length === 1;
  let row = first;
  for (let pair = 0; pair < orders.length; pair++, row++) {
    const { order } = orders[pair];
    for (let step = 0; step < order.length; step++, row++) {
      for (let k = 0; k < outputs; k++) {
        const [before, after, at] = [row * outputs + k, (row + 1) * outputs + k, order[step] * outputs + k];
        const [one, other] = [along[after] - along[before], against[before] - against[after]];
        const share = (one + other) / 2;
        // Welford's running mean and sum of squares.
        const off = share - values[at];
        values[at] += off / (pair + 1);
        variances[at] += isOne ? ((one - other) / 2) ** 2 : off * (share - values[at]);
      }
    }
  }
  if (!isOne) for (let at = 0; at < variances.length; at++) variances[at] /= orders.length * (orders.length - 1);
  return { values, variances };
}
