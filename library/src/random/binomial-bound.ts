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
  let [low, high] = [successes / trials, 1];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (atMost(successes, trials, middle) > 1 - confidence) low = middle;
    else high = middle;
  }
  return Math.min(1, high * (1 + 1e-9));
}

/** P[at most k successes in n trials of probability p], from logarithms of its terms. */
function atMost(k: number, n: number, p: number): number {
  if (p >= 1) return 0;
  const odds = logarithm(p) - logarithm(1 - p);
  const terms = new Float64Array(k + 1);
  terms[0] = n * logarithm(1 - p);
  for (let i = 0; i < k; i++) terms[i + 1] = terms[i] + logarithm((n - i) / (i + 1)) + odds;
  const largest = terms.reduce((most, term) => Math.max(most, term), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (const term of terms) sum += exponential(term - largest);
  return sum * exponential(largest);
}
