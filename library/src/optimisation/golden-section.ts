/**
 * Golden-section search (Kiefer 1953) for the maximum of a concave f on [low, high]: each round keeps the part of the bracket that holds
 * the maximum, 0.618 of it, at one evaluation of f.
 *
 *     a = high − r(high − low),   b = low + r(high − low),   r = (√5 − 1)/2
 *
 * f may be −∞ past some point, and is finite at `low`. Does not do: telling which point is best where f differs by rounding alone.
 */
export interface Bracket {
  readonly low: number;
  readonly high: number;
  /** The two inner points. */
  readonly a: number;
  readonly b: number;
}

const ratio = (Math.sqrt(5) - 1) / 2;

/** The bracket after so many rounds; it holds the maximum, up to the rounding of f. */
export function goldenSection(f: (x: number) => number, from: number, to: number, rounds: number): Bracket {
  let [low, high] = [from, to];
  let [a, b] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [fa, fb] = [f(a), f(b)];
  for (let round = 0; round < rounds; round++) {
    if (fa >= fb || fb === Number.NEGATIVE_INFINITY) {
      [high, b, fb] = [b, a, fa];
      a = high - ratio * (high - low);
      fa = f(a);
    } else {
      [low, a, fa] = [a, b, fb];
      b = low + ratio * (high - low);
      fb = f(b);
    }
  }
  return { low, high, a, b };
}
