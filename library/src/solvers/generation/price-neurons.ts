import type { Matrix } from "../../linear-algebra/matrix.js";
import type { AscentEffort, AscentTable } from "../../numerics/index.js";
import { type LocalMaximum, localMaxima } from "../../pricing/ascent-pricing.js";
import { type EnumeratedMaxima, enumeratedMaxima, pricedArrangement } from "../../pricing/enumerated-maxima.js";
import { exactMaxima } from "../../pricing/exact-pricing.js";
import { type RandomGenerator, randomGenerator } from "../../random/generator.js";
import { type Neurons, noNeurons } from "./generation-state.js";

/** What one pricing round found: directions u with |φ(u)| large, φ(u) = Σ_j z_j(x_jᵀu)₊. */
export interface Priced {
  /** Local maxima worth adding, weight 0, best first. */
  readonly found: Neurons;
  /** The largest |φ| met; the true maximum when pricing is exact. */
  readonly largest: number;
  /** Starts tried; 0 when pricing is exact. */
  readonly starts: number;
  /** No more effort to spend: exact, or as many starts as ever used. */
  readonly exhausted: boolean;
}

export interface Pricing {
  /** Whether it finds the true maximum (from now on). */
  readonly exact: boolean;
  price(z: Float64Array, lambda: number, neurons: Neurons): Generator<undefined, Priced>;
}

/** Tables of rank ≤ 3, and those whose masks are few enough to look at all of them; undefined for others. */
export function exactPricing(inputs: Matrix): Pricing | undefined {
  const { values: x, rows: n, columns: d } = inputs;
  if (d <= 3) {
    return pricingBy(d, (z) => {
      const maxima = exactMaxima(x, n, d, z, candidateCount);
      return { maxima, upperBound: maxima.length > 0 ? Math.abs(maxima[0].value) : 0 };
    });
  }
  const arrangement = pricedArrangement(inputs);
  return arrangement && pricingBy(d, (z, least) => enumeratedMaxima(arrangement, z, candidateCount, least));
}

/** Maxima of one round, of which those that differ enough are added. */
const candidateCount = 200;

function pricingBy(d: number, maximaOf: (z: Float64Array, least: number) => EnumeratedMaxima): Pricing {
  return {
    exact: true,
    *price(z, lambda) {
      const least = lambda * (1 + 1e-11);
      const { maxima, upperBound } = maximaOf(z, least);
      const candidates = maxima.filter(({ value }) => Math.abs(value) > least);
      const found = distinct(
        candidates.map(({ direction, value }) => ({
          direction,
          sign: Math.sign(value),
          value: Math.abs(value),
          kinks: new Int32Array(0),
        })),
        d,
        20,
      );
      yield undefined;
      return { found, largest: upperBound, starts: 0, exhausted: true };
    },
  };
}

/**
 * Ascent while it finds enough to add, exact pricing from then on: exact pricing of many rows takes seconds a round, and early rounds have no use for
 * what it proves.
 */
export function ascentThenExact(ascent: Pricing, exact: Pricing): Pricing {
  let settled = false;
  return {
    get exact() {
      return settled;
    },
    *price(z, lambda, neurons) {
      if (!settled) {
        const priced = yield* ascent.price(z, lambda, neurons);
        if (priced.found.count > 0 && !priced.exhausted) return priced;
        settled = true;
      }
      return yield* exact.price(z, lambda, neurons);
    },
  };
}

export interface AscentPricingOptions {
  readonly seed: number;
  /** The most starts in one round; default 2000. */
  readonly maxStarts?: number;
}

/** Many-start ascent for any table: finds violations, proves nothing. */
export function ascentPricing(inputs: Matrix, { seed, maxStarts = 2000 }: AscentPricingOptions): Pricing {
  const { values: x, rows: n, columns: d } = inputs;
  const random = randomGenerator(seed);
  let count = 0;
  let first = 0;
  return {
    exact: false,
    *price(z, lambda, neurons) {
      const table = { x, n, d, z };
      if (count === 0) count = Math.min(100, maxStarts);
      const starts = drawStarts(random, count, d, neurons);
      const rough: LocalMaximum[] = yield* climbAll(table, starts, { outer: 4, passes: 4 }, false);
      rough.sort((a, b) => b.value - a.value);
      const promising = rough.slice(0, Math.ceil(count / 4));
      const again = flattened(promising, neurons, d);
      const settled = yield* climbAll(table, again, { outer: 8, passes: 8 }, true);
      const fresh = settled.slice(0, promising.length).filter(({ value }) => value > lambda * (1 + 1e-4));
      const moved = settled.slice(promising.length).filter(({ value }) => value > lambda * (1 + 1e-7));
      fresh.sort((a, b) => b.value - a.value);
      const added = distinct(fresh, d, 30);
      const largest = settled.reduce((best, { value }) => Math.max(best, value), 0);
      const exhausted = count >= maxStarts;
      const used = count;
      if (first === 0) {
        // The first round prices the empty network: its largest |φ| is λ_max, as far as it was found.
        first = largest;
        count = Math.min(maxStarts, lambda >= 0.05 * first ? 100 : 300);
      } else if (added.count < 8) count = Math.min(maxStarts, Math.ceil(1.4 * count));
      const found = distinct([...candidatesOf(added, d), ...moved], d, added.count + moved.length, 2);
      return { found, largest, starts: used, exhausted };
    },
  };
}

/** Starts climbed at once: enough for every thread, and still a few milliseconds. */
const CHUNK = 64;

interface Starts {
  /** count×d */
  readonly directions: Float64Array;
  readonly signs: Float64Array;
}

function* climbAll(
  table: AscentTable,
  { directions, signs }: Starts,
  effort: AscentEffort,
  snap: boolean,
): Generator<undefined, LocalMaximum[]> {
  const { d } = table;
  const out: LocalMaximum[] = [];
  for (let from = 0; from < signs.length; from += CHUNK) {
    const to = Math.min(signs.length, from + CHUNK);
    out.push(...localMaxima(table, directions.subarray(from * d, to * d), signs.subarray(from, to), effort, snap));
    yield undefined;
  }
  return out;
}

/** Half Gaussian, a quarter between two neurons, a quarter around one; random signs. */
function drawStarts(random: RandomGenerator, count: number, d: number, neurons: Neurons): Starts {
  const directions = new Float64Array(count * d);
  const signs = new Float64Array(count);
  const spread = [0.3, 0.6, 1];
  for (let i = 0; i < count; i++) {
    const u = directions.subarray(i * d, (i + 1) * d);
    signs[i] = random.uniform() < 0.5 ? -1 : 1;
    const kind = neurons.count > 0 ? i % 4 : 0;
    if (kind < 2) {
      for (let k = 0; k < d; k++) u[k] = random.gaussian();
      continue;
    }
    const one = random.integer(neurons.count) * d;
    const other = random.integer(neurons.count) * d;
    const rho = 2 * random.uniform() - 1;
    const size = spread[random.integer(3)] / Math.sqrt(d);
    for (let k = 0; k < d; k++) {
      u[k] =
        neurons.directions[one + k] + (kind === 2 ? rho * neurons.directions[other + k] : size * random.gaussian());
    }
  }
  return { directions, signs };
}

function flattened(candidates: readonly LocalMaximum[], neurons: Neurons, d: number): Starts {
  const total = candidates.length + neurons.count;
  const directions = new Float64Array(total * d);
  const signs = new Float64Array(total);
  candidates.forEach(({ direction, sign }, i) => {
    directions.set(direction, i * d);
    signs[i] = sign;
  });
  directions.set(neurons.directions, candidates.length * d);
  signs.set(neurons.signs, candidates.length);
  return { directions, signs };
}

/** The first `limit` of which no two of one sign have a cosine of `closest` or more. */
function distinct(candidates: readonly LocalMaximum[], d: number, limit: number, closest = 0.99): Neurons {
  const kept: LocalMaximum[] = [];
  for (const candidate of candidates) {
    if (kept.length >= limit) break;
    if (
      kept.every(({ direction, sign }) => sign !== candidate.sign || cosine(direction, candidate.direction) < closest)
    ) {
      kept.push(candidate);
    }
  }
  if (kept.length === 0) return noNeurons();
  const directions = new Float64Array(kept.length * d);
  kept.forEach(({ direction }, i) => {
    directions.set(direction, i * d);
  });
  return {
    count: kept.length,
    directions,
    signs: Float64Array.from(kept, ({ sign }) => sign),
    weights: new Float64Array(kept.length),
    kinks: kept.map(({ kinks }) => kinks),
  };
}

function candidatesOf(neurons: Neurons, d: number): LocalMaximum[] {
  return neurons.kinks.map((kinks, i) => ({
    direction: neurons.directions.subarray(i * d, (i + 1) * d),
    sign: neurons.signs[i],
    value: 0,
    kinks,
  }));
}

function cosine(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
