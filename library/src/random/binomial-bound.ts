import { exponential, logarithm } from "../numerics/elementary/index.js";

/**
 * The upper Clopper–Pearson bound of a probability: the largest p at which k or fewer successes in n trials still have probability 1 − confidence,
 *
 *     Σ_{i ≤ k} C(n, i) pⁱ(1 − p)ⁿ⁻ⁱ = 1 − confidence
 *
 * (Clopper and Pearson 1934). It also holds for trials of unequal probabilities, whose mean is then bounded (Hoeffding 1956, theorem 5).
 * Does not do: a lower bound.
 * @returns p, rounded up; 1 where k = n
 */
export function shareAbove(successes: number, trials: number, confidence: number): number {
  if (successes >= trials) return 1;
  const ways = logarithmOfWays(successes, trials);
  let [low, high] = [successes / trials, 1];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (atMost(successes, trials, middle, ways) > 1 - confidence) low = middle;
    else high = middle;
  }
  return Math.min(1, high * (1 + 1e-9));
}

/** log C(n, k). */
function logarithmOfWays(k: number, n: number): number {
  let sum = 0;
  for (let i = 0; i < k; i++) sum += logarithm((n - i) / (i + 1));
  return sum;
}

/** P[at most k successes in n trials of probability p ≥ k/n]: its last term is its largest, and each one before is a multiple below 1 of the next. */
function atMost(k: number, n: number, p: number, ways: number): number {
  if (p >= 1) return 0;
  const odds = (1 - p) / p;
  let [sum, term] = [1, 1];
  for (let i = k; i > 0 && term > sum * 2 ** -60; i--) {
    term *= (i / (n - i + 1)) * odds;
    sum += term;
  }
  return sum * exponential(ways + k * logarithm(p) + (n - k) * logarithm(1 - p));
}
