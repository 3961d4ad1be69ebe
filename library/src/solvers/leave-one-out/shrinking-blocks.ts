import { smallCholesky, solveSmall } from "../../linear-algebra/small-system.js";
import { currentBackend } from "../../numerics/index.js";

/**
 * Lengths of blocks cannot fall below zero when a row is left out. The Newton step without the row is the least value of a quadratic in the
 * predictions u_j and in the changes t of the lengths, with covariance Σ_j; under t ≥ −η it moves on by
 *
 *     u_j += B_jᵀν,   ν ≥ 0,   r = −η − t,   Σ_jν ≥ r,   νᵀ(Σ_jν − r) = 0,
 *     Σ_j = Σ + sB_jR_jᵀ,   B_j = R_jQ_j⁺,   t = −sB_jz_j,   R = (CᵀGC)⁻¹CᵀG,   Σ = (CᵀGC)⁻¹ − diag(η)/λ
 *
 * with C, G, Q_j, s and z_j as in `leave-one-out.ts` and `left-out-shift.ts`. Does not do: blocks that would enter without the row.
 */
export interface BlockLengths {
  /** η_i, m. */
  readonly lengths: Float64Array;
  /** Σ, m×m. */
  readonly covariance: Float64Array;
  /** R, m×nK, outputs stacked. */
  readonly responses: Float64Array;
}

/** @param lower L with LLᵀ = CᵀGC (m×m) @param halves L⁻¹(GC)ᵀ, m×nK */
export function blockLengths(
  lengths: Float64Array,
  lambda: number,
  { lower, halves }: { readonly lower: Float64Array; readonly halves: Float64Array },
): BlockLengths {
  const m = lengths.length;
  const responses = halves.slice();
  const covariance = new Float64Array(m * m);
  for (let a = 0; a < m; a++) covariance[a * m + a] = 1;
  if (m > 0) {
    const backend = currentBackend();
    backend.solveLowerTransposed(lower, m, responses, responses.length / m);
    backend.solveLower(lower, m, covariance, m);
    backend.solveLowerTransposed(lower, m, covariance, m);
  }
  for (let a = 0; a < m; a++) covariance[a * m + a] = Math.max(covariance[a * m + a] - lengths[a] / lambda, 0);
  return { lengths, covariance, responses };
}

/** A row that is left out: Q⁺ and Q⁺z, and the share s of it. */
export interface LeftOutSystem {
  readonly solve: (v: Float64Array) => Float64Array;
  readonly withoutRow: Float64Array;
  readonly share: number;
}

/** How much further than by the free Newton step a row's predictions move, K numbers; undefined where no length falls below zero. */
export function lengthCorrection(
  { lengths, covariance, responses }: BlockLengths,
  row: number,
  { solve, withoutRow, share }: LeftOutSystem,
): Float64Array | undefined {
  const [m, outputs] = [lengths.length, withoutRow.length];
  const n = responses.length / Math.max(1, m * outputs);
  const own = (a: number) => Float64Array.from({ length: outputs }, (_, k) => responses[(a * outputs + k) * n + row]);
  const short = new Float64Array(m);
  let any = false;
  for (let a = 0; a < m; a++) {
    let t = 0;
    for (let k = 0; k < outputs; k++) t -= share * responses[(a * outputs + k) * n + row] * withoutRow[k];
    short[a] = -lengths[a] - t;
    if (short[a] > 0) any = true;
  }
  if (!any) return undefined;
  const reach = Array.from({ length: m }, (_, a) => own(a));
  const moved = reach.map(solve);
  const entry = (a: number, b: number) => covariance[a * m + b] + share * dot(moved[a], reach[b]);
  const correction = new Float64Array(outputs);
  for (const [a, multiplier] of multipliers(short, entry)) {
    for (let k = 0; k < outputs; k++) correction[k] += multiplier * moved[a][k];
  }
  return correction;
}

/** After so many rounds what is left of the complementarity problem is not worth more. */
const mostRounds = 30;

/** ν of rows that are held at zero length, by their place: those short of it enter, those whose ν turns negative leave. */
function multipliers(short: Float64Array, entry: (a: number, b: number) => number): Map<number, number> {
  let held = [...short.keys()].filter((a) => short[a] > 0);
  let found = new Map<number, number>();
  for (let round = 0; round < mostRounds; round++) {
    const size = held.length;
    const matrix = Float64Array.from({ length: size * size }, (_, k) =>
      entry(held[Math.floor(k / size)], held[k % size]),
    );
    const lower = smallCholesky(matrix, size, (diagonal) => 1e-9 * Math.max(diagonal, Number.MIN_VALUE));
    const values = solveSmall(
      lower,
      Float64Array.from(held, (a) => short[a]),
    );
    const kept = held.filter((_, k) => values[k] > 0);
    if (kept.length < size) {
      held = kept;
      continue;
    }
    found = new Map(held.map((a, k) => [a, values[k]]));
    const entering = [...short.keys()].filter((a) => {
      if (found.has(a)) return false;
      let rest = short[a];
      for (const [b, value] of found) rest -= entry(a, b) * value;
      return rest > 0;
    });
    if (entering.length === 0) return found;
    held = [...held, ...entering];
  }
  return found;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}
