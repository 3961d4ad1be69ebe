import { holdsEveryCell } from "../arrangements/completeness.js";
import { matrix } from "../linear-algebra/matrix.js";
import { gamma, nextUp, powerOfTwoAbove } from "../numerics/rigorous/index.js";
import { ConeSearch } from "./cone-search.js";
import { type DualFunction, slopeAbove } from "./dual-function.js";
import { maximaOverCells, smallArrangement } from "./enumerated-maxima.js";
import { quadraticBound } from "./quadratic-bound.js";

/**
 * Never below max over unit u of |φ(u)|, as near to it as a budget of multiplications allows: a semidefinite relaxation (`quadratic-bound.ts`), and
 * up to rank 8 branch and bound over cones of directions (`cone-search.ts`), first against a generous threshold, then against closer ones. The
 * budget is counted and not timed, so that the same table gives the same bound on any machine.
 * @param largest a value of |φ| that was met, above 0; the closer to the maximum, the better the bound
 * @returns undefined where neither way proves anything
 */
export function* boundedMaximum(
  phi: DualFunction,
  largest: number,
  multiplications = usualMultiplications,
): Generator<undefined, number | undefined> {
  const relaxed = yield* quadraticBound(phi);
  let bound = relaxed !== undefined && Number.isFinite(relaxed) ? relaxed : undefined;
  if (phi.d > mostRank || !(largest > 0)) return bound;
  const search = new ConeSearch(phi, largest);
  for (const excess of excesses) {
    if (bound !== undefined && bound <= largest * (1 + excess)) continue;
    const proved = yield* search.prove(excess, multiplications);
    if (proved === undefined) break;
    bound = Math.min(bound ?? proved, proved);
  }
  return bound;
}

/** Beyond it the orthants alone are too many. */
const mostRank = 8;
/** Thresholds above the largest |φ| met, relative to it. */
const excesses = [2, 0.5, 0.1, 0.03, 0.01, 0.001];
/** About twenty seconds. */
export const usualMultiplications = 8e8;

/**
 * Never below max over unit u of |φ(u)|, and above it by a few roundings and `exactness` at most: what a certificate over all networks rests on. No
 * order of crossings and no tie has to be right for it.
 *
 * - Rank 3 and below: branch and bound over cones of directions (`cone-search.ts`), against closer and closer thresholds.
 * - Above: an element of the polar cone of every cell, where exact arithmetic proves that no cell is missing.
 *
 * Does not do: directions of maxima.
 */
export function* provedMaximum(given: DualFunction): Generator<undefined, number | undefined> {
  const { phi, unit } = scaledToOne(given);
  const bound = phi.d <= mostRankOfCones ? yield* maximumOverCones(phi) : yield* maximumOfCells(phi);
  return bound === undefined || !Number.isFinite(bound) ? undefined : unit(bound);
}

/** How far above the largest |φ| that was met a proved maximum may be, relative to it. */
export const exactness = 1e-11;

const mostRankOfCones = 3;
/** Where all of φ cancels below this share of its slope, nothing smaller is proved. */
const leastOfSlope = 2 ** -36;
/** Each finds larger values of |φ| for the next. */
const closerAndCloser = [1, 0.1, 0.01, 1e-4, exactness];

function* maximumOverCones(phi: DualFunction): Generator<undefined, number | undefined> {
  const slope = slopeAbove(phi);
  // No row, or none that counts: the slope itself bounds φ.
  if (slope < 2 ** -900) return slope;
  const search = new ConeSearch(phi, slope * leastOfSlope);
  let bound: number | undefined;
  for (const excess of closerAndCloser) {
    bound = yield* search.prove(excess, usualMultiplications);
    if (bound === undefined) return undefined;
  }
  return bound;
}

function* maximumOfCells({ x, n, d, z, barriers = 0 }: DualFunction): Generator<undefined, number | undefined> {
  const inputs = matrix(n, d, x);
  const arrangement = smallArrangement(inputs);
  if (!arrangement || !holdsEveryCell(arrangement, inputs)) return undefined;
  const { upperBound } = yield* maximaOverCells({ inputs, z, barriers }, arrangement, { count: 1, least: 0 });
  // Gradients of cells are rounded sums of n products, and their lengths of d squares.
  return nextUp(upperBound + nextUp(gamma(4 * (n + 8 * d)) * slopeAbove({ x, n, d, z })));
}

/** φ in units in which the largest entries of the table and of z are about 1, so that nothing overflows, and the way back. */
function scaledToOne({ x, z, ...rest }: DualFunction) {
  const sizes = [x, z].map((values) => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0));
  const powers = sizes.map((size) => (size > 0 && size < 2 ** 1000 ? powerOfTwoAbove(size) : 1));
  const [table, weights] = [x, z].map((values, k) => values.map((value) => value / powers[k]));
  const unit = (bound: number) => nextUp(nextUp(bound * powers[0]) * powers[1]);
  return { phi: { ...rest, x: table, z: weights }, unit };
}
