import type { RandomGenerator } from "../random/generator.js";
import type { Game } from "./games.js";

/**
 * Shapley values of a game of q players (Shapley 1953),
 *
 *   φ_i = Σ_{S ∌ i} |S|! (q − 1 − |S|)! / q! · (v(S ∪ i) − v(S)):
 *
 * the mean, over all orders, of what player i adds where it joins. They are computed from all coalitions, or estimated from random orders, each
 * taken together with its reverse (antithetic pairs; Mitchell et al. 2022). Their sum is v(all) − v(none) either way.
 */
export interface GameValues {
  /** q×K */
  readonly values: Float64Array;
  /** Squares of the standard errors, q×K; zeros where the values are exact. */
  readonly variances: Float64Array;
}

/** From all 2^q coalitions. */
export function exactValues(game: Game, outputs: number): GameValues {
  const q = game.active.length;
  const values = new Float64Array(q * outputs);
  const table = game.table();
  const weights = coalitionWeights(q);
  for (let s = 0; s < 2 ** q; s++) {
    const weight = weights[bitCount(s)];
    for (let i = 0; i < q; i++) {
      if (s & (1 << i)) continue;
      const joined = s | (1 << i);
      for (let k = 0; k < outputs; k++) {
        values[i * outputs + k] += weight * (table[joined * outputs + k] - table[s * outputs + k]);
      }
    }
  }
  return { values, variances: new Float64Array(q * outputs) };
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
 * From antithetic pairs of random orders. The variance is that of the pairs. Of one pair alone it is that of two orders, ((a − b)/2)², as if they were
 * independent: a player who comes last in one of them comes first in the other, so that they differ more than others, and the variance is rather too
 * large.
 */
export function sampledValues(game: Game, outputs: number, pairs: number, random: RandomGenerator): GameValues {
  const q = game.active.length;
  const values = new Float64Array(q * outputs);
  const variances = new Float64Array(q * outputs);
  const orders = Array.from({ length: pairs }, () => random.permutation(q));
  const walks = game.walks(orders);
  const share = new Float64Array(q * outputs);
  for (let pair = 0; pair < pairs; pair++) {
    const { along, against } = walks[pair];
    for (let step = 0; step < q; step++) {
      const player = orders[pair][step];
      for (let k = 0; k < outputs; k++) {
        const [before, after] = [step * outputs + k, (step + 1) * outputs + k];
        const [one, other] = [along[after] - along[before], against[before] - against[after]];
        share[player * outputs + k] = (one + other) / 2;
        if (pairs === 1) variances[player * outputs + k] = ((one - other) / 2) ** 2;
      }
    }
    // Welford's running mean and sum of squares.
    for (let at = 0; at < share.length; at++) {
      const off = share[at] - values[at];
      values[at] += off / (pair + 1);
      if (pairs > 1) variances[at] += off * (share[at] - values[at]);
    }
  }
  if (pairs > 1) for (let at = 0; at < variances.length; at++) variances[at] /= pairs * (pairs - 1);
  return { values, variances };
}
