import { sum, transposeOf } from "../../linear-algebra/vectors.js";
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
  /** By how much a bound may be missed: a hundredth of the mean length, and of λ. */
  readonly ease: Float64Array;
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
  solve(active.lower, m, inverse, m);
  solve(active.lower, m, change, e);
  // (E + CD)ᵀG
  const dragged = product(transposeOf(change, m, e), e, m, own, rows);
  for (let k = 0; k < other.length; k++) other[k] += dragged[k];
  const curvature = product(other, e, rows, others.columns, e);
  solve(active.lower, m, own, rows);
  const matrix = blockMatrix(inverse, change, curvature, m);
  for (let a = 0; a < m; a++) matrix[a * size + a] = Math.max(matrix[a * size + a] - lengths[a] / lambda, 0);
  const responses = new Float64Array(size * rows);
  responses.set(own);
  responses.set(other, m * rows);
  const room = Float64Array.of(...lengths, ...others.slack);
  const mean = m > 0 ? sum(lengths) / m : 0;
  const ease = room.map((_, a) => 0.01 * (a < m ? mean : lambda));
  return { active: m, room, ease, matrix, responses };
}

/** (A, D; −Dᵀ, P) for A (m×m), D (m×e) and P (e×e). */
function blockMatrix(a: Float64Array, d: Float64Array, p: Float64Array, m: number): Float64Array {
  const e = Math.round(Math.sqrt(p.length));
  const size = m + e;
  const out = new Float64Array(size * size);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) out[i * size + j] = a[i * m + j];
    for (let j = 0; j < e; j++) {
      out[i * size + m + j] = d[i * e + j];
      out[(m + j) * size + i] = -d[i * e + j];
    }
  }
  for (let i = 0; i < e; i++) for (let j = 0; j < e; j++) out[(m + i) * size + m + j] = p[i * e + j];
  return out;
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
  if (m === 0 || columns === 0) return;
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
export function boundCorrection(bounds: LengthBounds, row: number, without: LeftOutSystem): Float64Array | undefined {
  const { active, room, responses, ease } = bounds;
  const { withoutRow, share } = without;
  const [size, outputs] = [room.length, withoutRow.length];
  const n = responses.length / Math.max(1, size * outputs);
  const reach = Float64Array.from({ length: size * outputs }, (_, k) => responses[k * n + row]);
  const short = room.map((value, a) => {
    let moved = 0;
    for (let k = 0; k < outputs; k++) moved += reach[a * outputs + k] * withoutRow[k];
    return (a < active ? share : -share) * moved - value;
  });
  if (!short.some((value, a) => value > ease[a])) return undefined;
  const moved = outputs === 1 ? without.solve(reach) : eachOf(reach, outputs, without.solve);
  const { places, values } = complementary(short, { bounds, share, reach, moved, outputs });
  const correction = new Float64Array(outputs);
  places.forEach((a, index) => {
    for (let k = 0; k < outputs; k++) correction[k] += values[index] * moved[a * outputs + k];
  });
  return correction;
}

function eachOf(v: Float64Array, size: number, solve: (part: Float64Array) => Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  for (let at = 0; at < v.length; at += size) out.set(solve(v.subarray(at, at + size)), at);
  return out;
}

/** M_j in parts. */
interface RowMatrix {
  readonly bounds: LengthBounds;
  readonly share: number;
  /** R_j and B_j, size×K. */
  readonly reach: Float64Array;
  readonly moved: Float64Array;
  readonly outputs: number;
}

function entry({ bounds, share, reach, moved, outputs }: RowMatrix, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < outputs; k++) sum += reach[a * outputs + k] * moved[b * outputs + k];
  return bounds.matrix[a * bounds.room.length + b] + (a < bounds.active ? share : -share) * sum;
}

/** After so many rounds what is left of the complementarity problem is not worth more. */
const mostRounds = 8;

interface Complementary {
  readonly places: readonly number[];
  readonly values: Float64Array;
}

/** x > 0 by its place: blocks short of their bound enter, those whose x turns negative leave. */
function complementary(short: Float64Array, matrix: RowMatrix): Complementary {
  const { ease } = matrix.bounds;
  let places = [...short.keys()].filter((a) => short[a] > ease[a]);
  let found: Complementary = { places: [], values: new Float64Array(0) };
  for (let round = 0; round < mostRounds; round++) {
    const values = solved(places, short, matrix);
    const kept = places.filter((_, k) => values[k] > 0);
    if (kept.length < places.length) {
      places = kept;
      continue;
    }
    found = { places, values };
    const entering = shortOf(short, matrix, found);
    if (entering.length === 0) return found;
    places = [...places, ...entering];
  }
  return found;
}

/** The places that are short of their bounds still. */
function shortOf(short: Float64Array, matrix: RowMatrix, { places, values }: Complementary): number[] {
  const taken = new Set(places);
  const { ease } = matrix.bounds;
  return [...short.keys()].filter((a) => {
    if (taken.has(a)) return false;
    let rest = short[a];
    for (let k = 0; k < places.length; k++) rest -= entry(matrix, a, places[k]) * values[k];
    return rest > ease[a];
  });
}

/** x with M_jx = v on some places, by elimination: M_j + M_jᵀ is positive semidefinite, so that no pivoting is needed. */
function solved(places: readonly number[], v: Float64Array, matrix: RowMatrix): Float64Array {
  const n = places.length;
  const m = new Float64Array(n * n);
  for (let a = 0; a < n; a++) for (let b = 0; b < n; b++) m[a * n + b] = entry(matrix, places[a], places[b]);
  const x = Float64Array.from(places, (a) => v[a]);
  for (let j = 0; j < n; j++) {
    const pivot = Math.max(m[j * n + j], 1e-9 * entry(matrix, places[j], places[j]), Number.MIN_VALUE);
    m[j * n + j] = pivot;
    for (let i = j + 1; i < n; i++) {
      const factor = m[i * n + j] / pivot;
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
