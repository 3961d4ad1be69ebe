import { dot } from "../../linear-algebra/vectors.js";
import type { RandomGenerator } from "../../random/generator.js";
import type { DualFunction, Maximum } from "../dual-function.js";
import { type ClimbingEffort, localMaxima } from "./local-maxima.js";
import { drawStarts, joinStarts, type Starts } from "./starts.js";

/**
 * The largest |φ(u)| that climbing from many starts meets. All starts are climbed a little; the best quarter of them
 * and the directions known before are climbed to the end.
 * Does not do: any claim about the directions it has not met.
 */
export interface SearchResult {
  /** Ends of the starts that were drawn, the largest first; one maximum may be met many times (`distinctMaxima`). */
  readonly drawn: readonly Maximum[];
  /** Where the known directions end, in their order. */
  readonly known: readonly Maximum[];
  /** The largest value met, at least 0. */
  readonly largest: number;
}

const rough: ClimbingEffort = { outer: 4, passes: 4, snap: false };
const thorough: ClimbingEffort = { outer: 8, passes: 8, snap: true };

/** One search from `count` random starts and the known directions; yields every few milliseconds. */
export function* searchMaxima(
  phi: DualFunction,
  known: Starts,
  { count, random }: { readonly count: number; readonly random: RandomGenerator },
): Generator<undefined, SearchResult> {
  const ends = yield* climbInTurns(phi, drawStarts(random, count, phi, known), rough);
  const promising = byFallingValue(ends).slice(0, Math.ceil(count / 4));
  const settled = yield* climbInTurns(phi, joinStarts(startsAt(promising, phi.d), known), thorough);
  return {
    drawn: byFallingValue(settled.slice(0, promising.length)),
    known: settled.slice(promising.length),
    largest: settled.reduce((best, { value }) => Math.max(best, value), 0),
  };
}

/** The same search from given starts alone: the largest value met, at least 0. */
export function* largestClimbed(phi: DualFunction, starts: Starts): Generator<undefined, number> {
  const ends = yield* climbInTurns(phi, starts, thorough);
  return ends.reduce((best, { value }) => Math.max(best, value), 0);
}

/** Starts climbed at once: enough for every thread, and still a few milliseconds, so fewer where rows are many. */
const startsOfTurn = { most: 64, fewest: 2, rows: 128_000 };

function* climbInTurns(
  phi: DualFunction,
  { directions, signs }: Starts,
  effort: ClimbingEffort,
): Generator<undefined, Maximum[]> {
  const ends: Maximum[] = [];
  const { most, fewest, rows } = startsOfTurn;
  const count = Math.max(fewest, Math.min(most, Math.floor(rows / phi.n)));
  for (let from = 0; from < signs.length; from += count) {
    const to = Math.min(signs.length, from + count);
    const part = { directions: directions.subarray(from * phi.d, to * phi.d), signs: signs.subarray(from, to) };
    ends.push(...localMaxima(phi, part, effort));
    yield undefined;
  }
  return ends;
}

/** In place: the largest first. */
export function byFallingValue(maxima: Maximum[]): Maximum[] {
  return maxima.sort((a, b) => b.value - a.value);
}

function startsAt(maxima: readonly Maximum[], d: number): Starts {
  const directions = new Float64Array(maxima.length * d);
  maxima.forEach(({ direction }, i) => {
    directions.set(direction, i * d);
  });
  return { directions, signs: Float64Array.from(maxima, ({ sign }) => sign) };
}

/** The first `limit` maxima of which no two of one sign have a cosine of `closest` or more. */
export function distinctMaxima(maxima: readonly Maximum[], limit: number, closest = 0.99): Maximum[] {
  const kept: Maximum[] = [];
  for (const candidate of maxima) {
    if (kept.length >= limit) break;
    const apart = ({ direction, sign }: Maximum) =>
      sign !== candidate.sign || dot(direction, candidate.direction) < closest;
    if (kept.every(apart)) kept.push(candidate);
  }
  return kept;
}
