import type { Matrix } from "../../linear-algebra/matrix.js";
import { distinctMaxima, type ExactPricing, exactPricing, type Maximum, searchMaxima } from "../../pricing/index.js";
import { type RandomGenerator, randomGenerator } from "../../random/generator.js";
import { type Neurons, neuronsAt } from "./neurons.js";

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

/** The rounds for a table of full column rank: exact wherever that is possible, by many starts elsewhere. */
export function pricingRounds(inputs: Matrix, options: PricingRoundsOptions): PricingRounds {
  const price = exactPricing(inputs);
  const exact = price && new ExactRounds(price, inputs.columns);
  if (exact && (inputs.columns < 3 || inputs.rows < manyRows)) return exact;
  const search = new SearchRounds(inputs, options);
  return exact ? new SearchThenExact(search, exact) : search;
}

/** Maxima that exact pricing is asked for, of which those that differ enough are added. */
const candidateCount = 200;

/** Every round finds the largest violations there are, and proves it. */
class ExactRounds implements PricingRounds {
  readonly exact = true;

  constructor(
    private readonly price: ExactPricing,
    private readonly columns: number,
  ) {}

  *next(z: Float64Array, lambda: number): Generator<undefined, PricingRound> {
    const least = lambda * (1 + 1e-11);
    const { maxima, upperBound } = yield* this.price({ z, count: candidateCount, least });
    const found = distinctMaxima(largerThan(maxima, least), 20);
    yield undefined;
    return { found: neuronsAt(found, this.columns), largest: upperBound, starts: 0, exhausted: true };
  }
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
    private readonly inputs: Matrix,
    { seed, maxStarts }: PricingRoundsOptions,
  ) {
    this.random = randomGenerator(seed);
    this.maxStarts = maxStarts;
    this.count = Math.min(100, maxStarts);
  }

  *next(z: Float64Array, lambda: number, neurons: Neurons): Generator<undefined, PricingRound> {
    const { values: x, rows: n, columns: d } = this.inputs;
    const starts = this.count;
    const { drawn, known, largest } = yield* searchMaxima({ x, n, d, z }, neurons, {
      count: starts,
      random: this.random,
    });
    const added = distinctMaxima(largerThan(drawn, lambda * (1 + 1e-4)), 30);
    const moved = largerThan(known, lambda * (1 + 1e-7));
    this.planNext(added.length, lambda, largest);
    const found = neuronsAt([...added, ...moved], d);
    return { found, largest, starts, exhausted: starts >= this.maxStarts };
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
