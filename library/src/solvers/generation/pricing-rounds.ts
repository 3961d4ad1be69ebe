import {
  byFallingValue,
  distinctMaxima,
  type ExactPricing,
  exactPricing,
  keepWithin,
  type Maximum,
  type PricedTable,
  type Side,
  searchMaxima,
} from "../../pricing/index.js";
import { type RandomGenerator, randomGenerator } from "../../random/generator.js";
import { type Neurons, neuronsAt, neuronsOfSide } from "./neurons.js";

/**
 * Which directions a round of gate generation adds, from the room `pricing` that finds them: those where |φ(u)| > λ, φ(u) = Σ_j z_j(x_jᵀu)₊,
 * and which differ enough.
 * Does not do: finding maxima, or proving that none is larger.
 */
export interface PricingRounds {
  /** Whether `largest` is the true maximum (from now on). */
  readonly exact: boolean;
  next(z: Float64Array, lambda: number, neurons: Neurons): Generator<undefined, PricingRound>;
}

export interface PricingRound {
  /** Directions worth adding, weight 0, best first. */
  readonly found: Neurons;
  /** The largest |φ| met; the true maximum, or a bound above it, when pricing is exact. */
  readonly largest: number;
  /** Starts tried; 0 when pricing is exact. */
  readonly starts: number;
  /** No more effort to spend: exact, or as many starts as ever used. */
  readonly exhausted: boolean;
}

export interface PricingRoundsOptions {
  /** Of the starts. */
  readonly seed: number;
  /** The most starts in one round. */
  readonly maxStarts: number;
}

/** From so many rows on, exact pricing in rank 3 (about n² log n) is left for the last rounds. */
const manyRows = 150;

/** The rounds for a table: exact wherever that is possible, by many starts elsewhere. */
export function pricingRounds(table: PricedTable, options: PricingRoundsOptions): PricingRounds {
  const { rows, columns } = table.rows;
  const exact = exactRounds(table);
  if (exact && (columns < 3 || rows < manyRows)) return exact;
  const search = new SearchRounds(table, options);
  return exact ? new SearchThenExact(search, exact) : search;
}

function exactRounds(table: PricedTable): ExactRounds | undefined {
  const priced: PricedSide[] = [];
  for (const side of table.sides) {
    const price = exactPricing(side.table, side.barriers);
    if (!price) return undefined;
    priced.push({ side, price });
  }
  return new ExactRounds(priced, table.rows.columns);
}

interface PricedSide {
  readonly side: Side;
  readonly price: ExactPricing;
}

/** Maxima that exact pricing is asked for, of which those that differ enough are added. */
const candidateCount = 200;

/** A smaller violation is rounding. */
const leastViolation = 1e-14;

/** Every round finds the largest violations there are, and proves it. */
class ExactRounds implements PricingRounds {
  readonly exact = true;

  constructor(
    private readonly priced: readonly PricedSide[],
    private readonly columns: number,
  ) {}

  *next(z: Float64Array, lambda: number): Generator<undefined, PricingRound> {
    const least = lambda * (1 + leastViolation);
    const all: Maximum[] = [];
    let largest = 0;
    for (const { side, price } of this.priced) {
      const { maxima, upperBound } = yield* price({ z: side.phiAt(z).z, count: candidateCount, least });
      all.push(...ofSide(side, maxima));
      largest = Math.max(largest, upperBound);
    }
    const found = distinctMaxima(largerThan(byFallingValue(all), least), 20);
    yield undefined;
    return { found: neuronsAt(found, this.columns), largest, starts: 0, exhausted: true };
  }
}

/** Maxima of φ or −φ by their own signs: those of a side are of one sign, and on the good side of its barriers in spite of rounding. */
function ofSide(side: Side, maxima: readonly Maximum[]): readonly Maximum[] {
  const { sign } = side;
  if (sign === 0) return maxima;
  return maxima.map((maximum) => {
    const direction = maximum.direction.slice();
    keepWithin(side, direction);
    return { ...maximum, direction, sign };
  });
}

function largerThan(maxima: readonly Maximum[], least: number): Maximum[] {
  return maxima.filter(({ value }) => value > least);
}

/** Many-start ascent: finds violations, proves nothing. Starts grow in number as rounds find less. */
class SearchRounds implements PricingRounds {
  readonly exact = false;
  private readonly random: RandomGenerator;
  private readonly maxStarts: number;
  private count: number;
  /** As far as it was found; 0 before. */
  private lambdaMax = 0;

  constructor(
    private readonly table: PricedTable,
    { seed, maxStarts }: PricingRoundsOptions,
  ) {
    this.random = randomGenerator(seed);
    this.maxStarts = maxStarts;
    this.count = Math.min(100, maxStarts);
  }

  *next(z: Float64Array, lambda: number, neurons: Neurons): Generator<undefined, PricingRound> {
    const { sides, rows } = this.table;
    const starts = this.count;
    const count = Math.ceil(starts / sides.length);
    const met = { drawn: [] as Maximum[], known: [] as Maximum[], largest: 0 };
    for (const side of sides) {
      const known = side.sign === 0 ? neurons : neuronsOfSide(neurons, side.sign, rows.columns);
      const search = yield* searchMaxima(side.phiAt(z), known, { count, random: this.random });
      met.drawn.push(...ofSide(side, search.drawn));
      met.known.push(...ofSide(side, search.known));
      met.largest = Math.max(met.largest, search.largest);
    }
    const added = distinctMaxima(largerThan(byFallingValue(met.drawn), lambda * (1 + 1e-4)), 30);
    const moved = largerThan(met.known, lambda * (1 + 1e-7));
    this.planNext(added.length, lambda, met.largest);
    const found = neuronsAt([...added, ...moved], rows.columns);
    return { found, largest: met.largest, starts, exhausted: starts >= this.maxStarts };
  }

  private planNext(added: number, lambda: number, largest: number): void {
    if (this.lambdaMax === 0) {
      // The first round prices the empty network: its largest |φ| is λ_max.
      this.lambdaMax = largest;
      this.count = Math.min(this.maxStarts, lambda >= 0.05 * largest ? 100 : 300);
    } else if (added < 8) this.count = Math.min(this.maxStarts, Math.ceil(1.4 * this.count));
  }
}

/**
 * Prices by search while the search finds enough to add, and exactly from then on. Exact pricing of many rows takes
 * seconds a round, and early rounds have no use for its proof.
 */
class SearchThenExact implements PricingRounds {
  exact = false;

  constructor(
    private readonly search: PricingRounds,
    private readonly proof: PricingRounds,
  ) {}

  *next(z: Float64Array, lambda: number, neurons: Neurons): Generator<undefined, PricingRound> {
    if (!this.exact) {
      const round = yield* this.search.next(z, lambda, neurons);
      if (round.found.count > 0 && !round.exhausted) return round;
      this.exact = true;
    }
    return yield* this.proof.next(z, lambda, neurons);
  }
}
