import { sum, transposeOf } from "../../linear-algebra/vectors.js";
import { currentBackend } from "../../numerics/index.js";
import { growingFactor } from "./growing-factor.js";

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
  /** IM, of the order of `room`; symmetric. */
  readonly matrix: Float64Array;
  /** Rᵀ: of every row j the R_j, K numbers a block. */
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
  outputs: number,
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
  return { active: m, room, ease, matrix, responses: transposeOf(responses, size * outputs, rows / outputs) };
}

/** (A, D; Dᵀ, −P) for A (m×m), D (m×e) and P (e×e). */
function blockMatrix(a: Float64Array, d: Float64Array, p: Float64Array, m: number): Float64Array {
  const e = Math.round(Math.sqrt(p.length));
  const size = m + e;
  const out = new Float64Array(size * size);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) out[i * size + j] = a[i * m + j];
    for (let j = 0; j < e; j++) {
      out[i * size + m + j] = d[i * e + j];
      out[(m + j) * size + i] = d[i * e + j];
    }
  }
  for (let i = 0; i < e; i++) for (let j = 0; j < e; j++) out[(m + i) * size + m + j] = -p[i * e + j];
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
  const reach = responses.subarray(row * size * outputs, (row + 1) * size * outputs);
  const short = new Float64Array(size);
  let isShort = false;
  for (let a = 0; a < size; a++) {
    let moved = 0;
    for (let k = 0; k < outputs; k++) moved += reach[a * outputs + k] * withoutRow[k];
    short[a] = (a < active ? share : -share) * moved - room[a];
    if (short[a] > ease[a]) isShort = true;
  }
  if (!isShort) return undefined;
  const moved = outputs === 1 ? without.solve(reach) : eachOf(reach, outputs, without.solve);
  const { places, values } = complementary(short, { bounds, share, reach, moved, outputs });
  return weightedRows(moved, places, values, outputs);
}

/** Σ_a x_aB_a over some places, K numbers. */
function weightedRows(
  moved: Float64Array,
  places: readonly number[],
  values: Float64Array,
  outputs: number,
): Float64Array {
  const out = new Float64Array(outputs);
  places.forEach((a, index) => {
    for (let k = 0; k < outputs; k++) out[k] += values[index] * moved[a * outputs + k];
  });
  return out;
}

function eachOf(v: Float64Array, size: number, solve: (part: Float64Array) => Float64Array): Float64Array {
  const out = new Float64Array(v.length);
  for (let at = 0; at < v.length; at += size) out.set(solve(v.subarray(at, at + size)), at);
  return out;
}

/** IM_j in parts: IM + sRQ⁺Rᵀ, which is symmetric, with positive pivots for active blocks and negative ones for others. */
interface RowMatrix {
  readonly bounds: LengthBounds;
  readonly share: number;
  /** R_j and B_j, size×K. */
  readonly reach: Float64Array;
  readonly moved: Float64Array;
  readonly outputs: number;
}

/** After so many rounds what is left of the complementarity problem is not worth more. */
const mostRounds = 8;

interface Complementary {
  readonly places: readonly number[];
  readonly values: Float64Array;
}

/** x > 0 by its place: blocks short of their bound enter, those whose x turns negative leave. */
function complementary(short: Float64Array, matrix: RowMatrix): Complementary {
  const { active, ease } = matrix.bounds;
  const factor = growingFactor();
  let places = shortOf(short, [], ease);
  let found: Complementary = { places: [], values: new Float64Array(0) };
  for (let round = 0; round < mostRounds; round++) {
    for (let at = factor.size; at < places.length; at++)
      factor.append((column) => entry(matrix, places[at], places[column]), places[at] < active ? 1 : -1);
    const values = factor.solve(Float64Array.from(places, (a) => (a < active ? short[a] : -short[a])));
    const firstToLeave = values.findIndex((value) => !(value > 0));
    if (firstToLeave >= 0) {
      factor.cutTo(firstToLeave);
      places = places.filter((_, k) => values[k] > 0);
      continue;
    }
    found = { places, values };
    const entering = shortOf(stillShort(short, matrix, found), places, ease);
    if (entering.length === 0) return found;
    places = [...places, ...entering];
  }
  return found;
}

/** Of IM_j. */
function entry({ bounds, share, reach, moved, outputs }: RowMatrix, a: number, b: number): number {
  let sum = 0;
  for (let k = 0; k < outputs; k++) sum += reach[a * outputs + k] * moved[b * outputs + k];
  return bounds.matrix[a * bounds.room.length + b] + share * sum;
}

/** The places that are short of their bounds, without those that are taken. */
function shortOf(short: Float64Array, taken: readonly number[], ease: Float64Array): number[] {
  const isTaken = new Uint8Array(short.length);
  for (const a of taken) isTaken[a] = 1;
  const out: number[] = [];
  for (let a = 0; a < short.length; a++) if (isTaken[a] === 0 && short[a] > ease[a]) out.push(a);
  return out;
}

/** v − M_jx. */
function stillShort(v: Float64Array, matrix: RowMatrix, { places, values }: Complementary): Float64Array {
  const { bounds, share, reach, moved, outputs } = matrix;
  const size = v.length;
  const product = new Float64Array(size);
  places.forEach((place, index) => {
    const [row, value] = [place * size, values[index]];
    for (let a = 0; a < size; a++) product[a] += value * bounds.matrix[row + a];
  });
  const total = weightedRows(moved, places, values, outputs);
  return v.map((value, a) => {
    let sum = product[a];
    for (let k = 0; k < outputs; k++) sum += share * reach[a * outputs + k] * total[k];
    return a < bounds.active ? value - sum : value + sum;
  });
}
