import { dot, transposeOf } from "../../linear-algebra/vectors.js";
import { currentBackend } from "../../numerics/index.js";

/**
 * What the free Newton step without a row does not see: lengths of blocks cannot fall below zero, and blocks that are zero can grow. That step is
 * the least value of a quadratic; under t ≥ −η for the lengths of the active blocks A, and with lengths x_E ≥ 0 of others E along Φ_iᵀz, whose
 * slopes are σ_i = λ − ‖Φ_iᵀz‖, the predictions u_j move on by
 *
 *     u_j += B_jᵀx,   x ≥ 0,   w = r + M_jx ≥ 0,   xᵀw = 0,   r = (η, σ) − sIR_jQ_j⁺z_j,
 *     M_j = M + sIB_jR_jᵀ,   M = (Σ, D; −Dᵀ, P),   I = diag(1, −1),   B_j = R_jQ_j⁺,
 *     Σ = S⁻¹ − diag(η)/λ,   S = CᵀGC,   D = −S⁻¹CᵀGE,   P = EᵀGE + EᵀGCD,   R = (S⁻¹CᵀG; (E + CD)ᵀG)
 *
 * with the columns C, E of A and E, and G, Q_j, s and z_j as in `leave-one-out.ts` and `left-out-shift.ts`. x_A are the forces that hold a length
 * at zero. Does not do: growth in any other direction.
 */
export interface LengthBounds {
  /** m, the active blocks among them. */
  readonly active: number;
  /** (η, σ). */
  readonly room: Float64Array;
  /** M, of the order of `room`. */
  readonly matrix: Float64Array;
  /** R, nK numbers a block, outputs stacked. */
  readonly responses: Float64Array;
}

/** Columns of blocks with their products with G, n×m an output, outputs stacked. */
export interface ColumnProducts {
  readonly count: number;
  readonly columns: Float64Array;
  readonly products: Float64Array;
}

/** @param lower L with LLᵀ = S (m×m) @param slack σ of the blocks that are zero */
export function lengthBounds(
  lengths: Float64Array,
  lambda: number,
  active: ColumnProducts & { readonly lower: Float64Array },
  others: ColumnProducts & { readonly slack: Float64Array },
): LengthBounds {
  const [m, e] = [active.count, others.count];
  const size = m + e;
  const rows = m > 0 ? active.products.length / m : e > 0 ? others.products.length / e : 0;
  const inverse = identity(m);
  const own = transposeOf(active.products, rows, m);
  const other = transposeOf(others.products, rows, e);
  const change = product(own, m, rows, others.columns, e).map((value) => -value);
  if (m > 0) {
    for (const [right, columns] of [[inverse, m], [change, e]] as const) solve(active.lower, m, right, columns);
  }
  // (E + CD)ᵀG
  const dragged = product(transposeOf(change, m, e), e, m, own, rows);
  for (let k = 0; k < other.length; k++) other[k] += dragged[k];
  const curvature = product(other, e, rows, others.columns, e);
  if (m > 0) solve(active.lower, m, own, rows);
  const matrix = new Float64Array(size * size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      const value =
        a < m
          ? b < m ? inverse[a * m + b] : change[a * e + b - m]
          : b < m ? -change[b * e + a - m] : curvature[(a - m) * e + b - m];
      matrix[a * size + b] = value;
    }
    if (a < m) matrix[a * size + a] = Math.max(matrix[a * size + a] - lengths[a] / lambda, 0);
  }
  const responses = new Float64Array(size * rows);
  responses.set(own);
  responses.set(other, m * rows);
  return { active: m, room: Float64Array.of(...lengths, ...others.slack), matrix, responses };
}

function identity(n: number): Float64Array {
  const out = new Float64Array(n * n);
  for (let a = 0; a < n; a++) out[a * n + a] = 1;
  return out;
}

/** AB for A (m×k) and B (k×n). */
function product(a: Float64Array, m: number, k: number, b: Float64Array, n: number): Float64Array {
  const out = new Float64Array(m * n);
  if (m > 0 && n > 0 && k > 0) currentBackend().multiply(a, m, k, b, n, out);
  return out;
}

function solve(lower: Float64Array, m: number, right: Float64Array, columns: number): void {
  if (columns === 0) return;
  currentBackend().solveLower(lower, m, right, columns);
  currentBackend().solveLowerTransposed(lower, m, right, columns);
}

/** A row that is left out: Q⁺ and Q⁺z, and the share s of it. */
export interface LeftOutSystem {
  readonly solve: (v: Float64Array) => Float64Array;
  readonly withoutRow: Float64Array;
  readonly share: number;
}

/** How much further than by the free Newton step a row's predictions move, K numbers; undefined where no bound is met. */
export function boundCorrection(
  { active, room, matrix, responses }: LengthBounds,
  row: number,
  { solve, withoutRow, share }: LeftOutSystem,
): Float64Array | undefined {
  const [size, outputs] = [room.length, withoutRow.length];
  const n = responses.length / Math.max(1, size * outputs);
  const sign = (a: number) => (a < active ? share : -share);
  const short = room.map((value, a) => {
    let moved = 0;
    for (let k = 0; k < outputs; k++) moved += responses[(a * outputs + k) * n + row] * withoutRow[k];
    return sign(a) * moved - value;
  });
  if (!short.some((value) => value > 0)) return undefined;
  const reach = Array.from(room, (_, a) =>
    Float64Array.from({ length: outputs }, (_, k) => responses[(a * outputs + k) * n + row]),
  );
  const moved = reach.map(solve);
  const entry = (a: number, b: number) => matrix[a * size + b] + sign(a) * dot(moved[b], reach[a]);
  const correction = new Float64Array(outputs);
  for (const [a, multiplier] of complementary(short, entry)) {
    for (let k = 0; k < outputs; k++) correction[k] += multiplier * moved[a][k];
  }
  return correction;
}

/** After so many rounds what is left of the complementarity problem is not worth more. */
const mostRounds = 30;

/** x > 0 by its place: blocks short of their bound enter, those whose x turns negative leave. */
function complementary(short: Float64Array, entry: (a: number, b: number) => number): Map<number, number> {
  let held = [...short.keys()].filter((a) => short[a] > 0);
  let found = new Map<number, number>();
  for (let round = 0; round < mostRounds; round++) {
    const values = solved(held, short, entry);
    const kept = held.filter((_, k) => values[k] > 0);
    if (kept.length < held.length) {
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

/** M⁻¹v on some places, by elimination: M + Mᵀ is positive semidefinite, so that no pivoting is needed. */
function solved(held: readonly number[], short: Float64Array, entry: (a: number, b: number) => number): Float64Array {
  const n = held.length;
  const m = Float64Array.from({ length: n * n }, (_, k) => entry(held[Math.floor(k / n)], held[k % n]));
  const x = Float64Array.from(held, (a) => short[a]);
  for (let j = 0; j < n; j++) {
    m[j * n + j] = Math.max(m[j * n + j], 1e-9 * Math.max(entry(held[j], held[j]), Number.MIN_VALUE * 1e9));
    for (let i = j + 1; i < n; i++) {
      const factor = m[i * n + j] / m[j * n + j];
      for (let k = j + 1; k < n; k++) m[i * n + k] -= factor * m[j * n + k];
      x[i] -= factor * x[j];
    }
  }
  for (let j = n - 1; j >= 0; j--) {
    for (let k = j + 1; k < n; k++) x[j] -= m[j * n + k] * x[k];
    x[j] /= m[j * n + j];
  }
  return x;
}
