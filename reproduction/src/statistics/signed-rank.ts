/**
 * Wilcoxon's signed-rank test, exact: zeros are left out, tied sizes share their mean rank, and the p-value is the share of all 2^n signs
 * whose rank sum is at least as far from the middle as the one seen (conditional on the ties).
 */
export interface SignedRank {
  /** Differences that are not zero. */
  readonly count: number;
  /** Rank sums of the positive and of the negative differences. */
  readonly positive: number;
  readonly negative: number;
  /** Two-sided; 1 without any difference. */
  readonly probability: number;
}

export function signedRank(differences: readonly number[]): SignedRank {
  const present = differences.filter((value) => value !== 0);
  // Doubled, so that mean ranks of ties are whole numbers.
  const ranks = meanRanks(present.map(Math.abs)).map((rank) => Math.round(2 * rank));
  const positive = ranks.reduce((sum, rank, k) => sum + (present[k] > 0 ? rank : 0), 0);
  const total = ranks.reduce((sum, rank) => sum + rank, 0);
  const far = Math.abs(2 * positive - total);
  let counts = new Float64Array(total + 1);
  counts[0] = 1;
  for (const rank of ranks) {
    const next = counts.map((count) => count / 2);
    for (let sum = 0; sum + rank <= total; sum++) next[sum + rank] += counts[sum] / 2;
    counts = next;
  }
  let probability = 0;
  counts.forEach((share, sum) => {
    if (Math.abs(2 * sum - total) >= far) probability += share;
  });
  return {
    count: present.length,
    positive: positive / 2,
    negative: (total - positive) / 2,
    probability: Math.min(1, probability),
  };
}

/** Ranks from 1, smallest first; equal values share the mean of their ranks. */
export function meanRanks(values: readonly number[]): number[] {
  const order = values.map((_, k) => k).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && values[order[last + 1]] === values[order[first]]) last++;
    for (let k = first; k <= last; k++) ranks[order[k]] = (first + last) / 2 + 1;
    first = last + 1;
  }
  return ranks;
}

/** Nemenyi's quantiles of the studentised range at 0.05, divided by √2, for 2 … 10 columns (Demšar 2006, Table 5). */
const nemenyi = [1.96, 2.343, 2.569, 2.728, 2.85, 2.949, 3.031, 3.102, 3.164];

/** Mean ranks further apart than this differ at 0.05. */
export function criticalDifference(columns: number, sets: number): number {
  return nemenyi[columns - 2] * Math.sqrt((columns * (columns + 1)) / (6 * sets));
}
