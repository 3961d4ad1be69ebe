import { exponential, logarithm, logarithmOfOnePlus } from "halfspace/numerics";
/**
 * The Clopper–Pearson interval of a share: exact, from the binomial tails, so that it holds for any true share with at least the given
 * confidence. Bisection on P[Binomial(n, q) ≥ successes] = (1 − confidence)/2, and on the other tail.
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): readonly [number, number] {
  const tail = (1 - confidence) / 2;
  const low = successes === 0 ? 0 : bisect((q) => upperTail(successes, trials, q) > tail);
  const high = successes === trials ? 1 : bisect((q) => 1 - upperTail(successes + 1, trials, q) <= tail);
  return [low, high];
}

/** Where `above` turns from false to true on [0, 1]. */
function bisect(above: (q: number) => boolean): number {
  let [low, high] = [0, 1];
  for (let k = 0; k < 60; k++) {
    const middle = (low + high) / 2;
    if (above(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** P[Binomial(n, q) ≥ k], 0 < q < 1. */
function upperTail(k: number, n: number, q: number): number {
  let sum = 0;
  let logTerm = n * logarithmOfOnePlus(-q);
  const odds = logarithm(q) - logarithmOfOnePlus(-q);
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += exponential(logTerm);
    logTerm += logarithm((n - i) / (i + 1)) + odds;
  }
  return Math.min(sum, 1);
}
