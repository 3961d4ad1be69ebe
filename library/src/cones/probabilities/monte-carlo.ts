import type { Arrangement } from "../../arrangements/arrangement.js";
import { maskTable } from "../../arrangements/mask-table.js";
import { InputError, rejectUnknownOptions, requireWholeNumber } from "../../errors.js";
import { completed } from "../../linear-algebra/completed.js";
import { currentBackend, maskWords } from "../../numerics/index.js";
import { randomGenerator } from "../../random/generator.js";
import type { ConeProbabilities } from "./cone-probabilities.js";

/** How many draws `monteCarloProbabilities` makes, and from which seed. */
export interface MonteCarloOptions {
  /** How many h ~ N(0, I) are drawn (100,000 unless told). */
  readonly samples?: number;
  readonly seed?: number;
}

/** One probability a mask, with its standard error, from one set of draws. */
export interface MonteCarloProbabilities extends ConeProbabilities {
  /** The share of draws whose mask the arrangement does not have: 0 for a complete one. */
  readonly missed: number;
  readonly samples: number;
}

/** Draws whose masks are made at once: few where rows and columns are many, so that whoever waits is asked often. */
const mostAtOnce = 4096;
const productsAtOnce = 2e7;

/**
 * P[h ∈ K_i], h ~ N(0, I), for all masks at once from one set of draws, as hits/N. It works in any rank, and for
 * arrangements that are not complete. Standard errors are √(q(1−q)/N) with q = (hits + 1)/(N + 2), so that a mask that
 * was never hit still has one. Estimates of different masks are dependent (multinomial).
 * @returns probabilities and standard errors, length p each, and the share of draws that hit no mask
 * @throws InputError for fewer than one draw, or masks that are not half-spaces of one table
 */
export function monteCarloProbabilities(
  arrangement: Arrangement,
  options: MonteCarloOptions = {},
): MonteCarloProbabilities {
  return completed(monteCarloProbabilitiesInSteps(arrangement, options));
}

/** The same; yields every few milliseconds. */
export function* monteCarloProbabilitiesInSteps(
  arrangement: Arrangement,
  options: MonteCarloOptions = {},
): Generator<undefined, MonteCarloProbabilities> {
  rejectUnknownOptions(options, { samples: "number", seed: "number" }, "monteCarloProbabilities");
  const { samples = 100_000, seed = 1 } = options;
  requireWholeNumber("samples", samples, 1);
  const hits = yield* countHits(arrangement, samples, seed);
  const total = hits.reduce((sum, count) => sum + count, 0);
  return {
    probabilities: hits.map((count) => count / samples),
    standardErrors: hits.map((count) => {
      const q = (count + 1) / (samples + 2);
      return Math.sqrt((q * (1 - q)) / samples);
    }),
    missed: (samples - total) / samples,
    samples,
  };
}

/** How many of the draws fall on each mask. */
function* countHits(arrangement: Arrangement, samples: number, seed: number): Generator<undefined, Float64Array> {
  const { inputs, masks, maskCount } = arrangement;
  if (inputs === undefined) {
    throw new InputError({
      code: "not-half-spaces",
      argument: "arrangement",
      got: "masks that are not halfspaces of one table",
      expected: "an arrangement over one table",
    });
  }
  const { rows: n, columns: d } = inputs;
  const words = maskWords(n);
  const table = maskTable(words);
  const gateOf = new Int32Array(maskCount);
  for (let i = 0; i < maskCount; i++) {
    const size = table.size();
    const position = table.add(masks, i * words);
    if (position === size) gateOf[position] = i;
  }
  const random = randomGenerator(seed);
  const hits = new Float64Array(maskCount);
  const atOnce = Math.max(1, Math.min(mostAtOnce, Math.floor(productsAtOnce / (n * d))));
  for (let done = 0; done < samples; done += atOnce) {
    const count = Math.min(atOnce, samples - done);
    const draws = new Float64Array(d * count);
    for (let i = 0; i < count; i++) for (let k = 0; k < d; k++) draws[k * count + i] = random.gaussian();
    const drawn = currentBackend().packMasks(inputs.values, n, d, draws, count);
    for (let i = 0; i < count; i++) {
      const position = table.find(drawn, i * words);
      if (position >= 0) hits[gateOf[position]]++;
    }
    yield undefined;
  }
  return hits;
}
