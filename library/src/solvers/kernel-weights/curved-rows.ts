import { currentBackend } from "../../numerics/index.js";

/**
 * E = S B⁻¹ S for the rows with a curvature W > 0: S = √W, B = I + SKS/λ = LLᵀ. Rows without one are zero in E.
 * Does not do: choosing W, coupling outputs.
 */
export interface Factor {
  readonly rows: Int32Array;
  readonly root: Float64Array;
  readonly lower: Float64Array;
}

/** The factor of the rows with a positive diagonal W; undefined where B is not positive definite. Gives way before the factorisation. */
export function* factorise(
  gram: Float64Array,
  diagonal: Float64Array,
  lambda: number,
): Generator<undefined, Factor | undefined> {
  const n = diagonal.length;
  const rows = Int32Array.from({ length: n }, (_, j) => j).filter((j) => diagonal[j] > 0);
  const r = rows.length;
  const root = Float64Array.from(rows, (j) => Math.sqrt(diagonal[j]));
  const lower = new Float64Array(r * r);
  let empty = true;
  for (let a = 0; a < r; a++) {
    const scale = root[a] / lambda;
    const from = rows[a] * n;
    const to = a * r;
    // Rows are all curved for most losses: then this loop is the plain one, which takes a third of the time.
    if (r === n) for (let b = 0; b <= a; b++) lower[to + b] = scale * gram[from + b] * root[b];
    else for (let b = 0; b <= a; b++) lower[to + b] = scale * gram[from + rows[b]] * root[b];
    empty &&= lower[to + a] === 0;
    lower[to + a] += 1;
  }
  // K is positive semi-definite: with a zero diagonal it is zero, as it is before the first gate enters.
  if (empty) return { rows, root, lower };
  yield undefined;
  return currentBackend().cholesky(lower, r) ? { rows, root, lower } : undefined;
}

/** S B⁻¹ S v for every output. */
export function applyEach(factors: readonly Factor[], v: Float64Array): Float64Array {
  const outputs = factors.length;
  const backend = currentBackend();
  const out = new Float64Array(v.length);
  factors.forEach(({ rows, root, lower }, k) => {
    const part = Float64Array.from(rows, (j, r) => root[r] * v[j * outputs + k]);
    backend.solveLower(lower, rows.length, part, 1);
    backend.solveLowerTransposed(lower, rows.length, part, 1);
    rows.forEach((j, r) => {
      out[j * outputs + k] = root[r] * part[r];
    });
  });
  return out;
}

/** L⁻¹ S V on the curved rows, r×m; V (n×m) is overwritten. */
export function whiten({ rows, root, lower }: Factor, columns: Float64Array, count: number): Float64Array {
  rows.forEach((j, r) => {
    for (let a = 0; a < count; a++) columns[r * count + a] = root[r] * columns[j * count + a];
  });
  const white = columns.subarray(0, rows.length * count);
  currentBackend().solveLower(lower, rows.length, white, count);
  return white;
}

/** V (n×m) ← E V: zero on the rows without curvature. */
export function applyFactor(factor: Factor, columns: Float64Array, count: number): void {
  const { rows, root, lower } = factor;
  const white = whiten(factor, columns, count);
  currentBackend().solveLowerTransposed(lower, rows.length, white, count);
  const product = white.slice();
  columns.fill(0);
  rows.forEach((j, r) => {
    for (let a = 0; a < count; a++) columns[j * count + a] = root[r] * product[r * count + a];
  });
}

/** E_jj on the rows with curvature. */
export function factorDiagonal({ rows, root, lower }: Factor): Float64Array {
  const out = new Float64Array(rows.length);
  currentBackend().inverseDiagonal(lower, rows.length, out);
  return out.map((value, r) => root[r] * root[r] * value);
}

/** out += sign · VᵀV. */
export function addGram(v: Float64Array, count: number, out: Float64Array, sign: number): void {
  const gram = new Float64Array(count * count);
  currentBackend().gramOfColumns(v, v.length / count, count, gram);
  for (let k = 0; k < out.length; k++) out[k] += sign * gram[k];
}
