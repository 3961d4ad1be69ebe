import { ConeSearch } from "./cone-search.js";
import type { DualFunction } from "./dual-function.js";
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
