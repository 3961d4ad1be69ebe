import type { CoupledLoss, DiagonalLoss, LossData, SecondDerivatives, SquaredLoss } from "../../losses/loss.js";
import { currentBackend } from "../../numerics/index.js";
import type { GroupProgram } from "../../programs/group-program.js";

/**
 * G = (K/λ + W⁻¹)⁻¹ for W = ∇²L at some predictions, in factors. λ/L'' is never formed: with S = √W on the rows where W > 0,
 * G = S B⁻¹ S, B = I + SKS/λ, whose eigenvalues are ≥ 1, so that separable data and flat losses need no jitter.
 */
export interface NewtonSystem {
  /** W v, n×K. */
  weigh(v: Float64Array): Float64Array;
  /** G v, n×K. */
  apply(v: Float64Array): Float64Array;
  /** Σ over outputs of VᵀGV, m×m; columns n×m an output, outputs stacked, overwritten. */
  hessian(columns: Float64Array, count: number): Float64Array;
}

/** A program whose loss has a diagonal curvature. */
type SeparableProgram = GroupProgram<SquaredLoss | DiagonalLoss>;

/** One output's factors: rows with W > 0, their S, and L with LLᵀ = B on them. */
interface Factor {
  readonly rows: Int32Array;
  readonly root: Float64Array;
  readonly lower: Float64Array;
}

/** The system of a loss with diagonal curvature; outputs with the same curvature share a factor. */
export function separableSystem(program: SeparableProgram, curvature: "own" | "majorised" = "own") {
  const { data, loss, lambda } = program;
  const { sampleCount: n, outputs } = data;
  const majoriser = loss.curvature === "diagonal" ? loss.majoriser : undefined;
  return (gram: Float64Array, predictions: Float64Array): NewtonSystem | undefined => {
    const diagonals = curvatureOf(program, majoriser, predictions, curvature);
    const factors: Factor[] = [];
    for (let k = 0; k < outputs; k++) {
      const diagonal = Float64Array.from({ length: n }, (_, j) => diagonals[j * outputs + k]);
      const factor = k > 0 && loss.curvature === "constant" ? factors[0] : factorise(gram, diagonal, lambda);
      if (!factor) return undefined;
      factors.push(factor);
    }
    return {
      weigh: (v) => v.map((value, k) => diagonals[k] * value),
      apply: (v) => applyEach(factors, v),
      hessian(columns, count) {
        const out = new Float64Array(count * count);
        const floor = majoriser && majorisedDiagonal(data, majoriser, predictions, columns, count);
        factors.forEach((factor, k) => {
          addGram(whiten(factor, columns.subarray(k * n * count, (k + 1) * n * count), count), count, out, 1);
        });
        // A block that only meets flat rows has no curvature here; a part of its majoriser keeps the step finite.
        floor?.forEach((value, a) => {
          if (out[a * count + a] <= 1e-12 * value) out[a * count + a] = 0.01 * value;
        });
        return out;
      },
    };
  };
}

/** L'' itself, or its majoriser when fewer than one row in twenty is curved and L'' says too little. */
function curvatureOf(
  { data, loss }: SeparableProgram,
  majoriser: SecondDerivatives | undefined,
  predictions: Float64Array,
  kind: "own" | "majorised",
): Float64Array {
  const out = new Float64Array(predictions.length);
  loss.secondDerivatives(predictions, data, out);
  if (majoriser) {
    let curved = 0;
    for (const value of out) if (value > 0) curved++;
    if (kind === "majorised" || curved < 0.05 * out.length) majoriser(predictions, data, out);
  }
  return out;
}

/** Σ_j M_j v_ja² for every column a, M ≥ W the majoriser: an upper bound of the Hessian's diagonal. */
function majorisedDiagonal(
  data: LossData,
  majoriser: SecondDerivatives,
  predictions: Float64Array,
  columns: Float64Array,
  count: number,
): Float64Array {
  const { sampleCount: n, outputs } = data;
  const bound = new Float64Array(predictions.length);
  majoriser(predictions, data, bound);
  const out = new Float64Array(count);
  for (let k = 0; k < outputs; k++) {
    for (let j = 0; j < n; j++) {
      for (let a = 0; a < count; a++) out[a] += bound[j * outputs + k] * columns[(k * n + j) * count + a] ** 2;
    }
  }
  return out;
}

/**
 * Softmax: W = C(diag π − ππᵀ) couples the classes. G = E − E R (RᵀER)⁻¹ RᵀE with E = blockdiag(S_kB_k⁻¹S_k), S_k = √(cπ_k), R the
 * sum over classes (Rasmussen & Williams 2006, section 3.5).
 */
export function softmaxSystem(program: GroupProgram<CoupledLoss>) {
  return (gram: Float64Array, predictions: Float64Array) => softmaxSystemAt(program, gram, predictions);
}

function softmaxSystemAt(
  program: GroupProgram<CoupledLoss>,
  gram: Float64Array,
  predictions: Float64Array,
): NewtonSystem | undefined {
  const { data, lambda, loss } = program;
  const { sampleCount: n, outputs } = data;
  const diagonal = new Float64Array(predictions.length);
  loss.probabilities(predictions, data, diagonal);
  // A probability that underflows would take its row out of one class's factor and make RᵀER singular.
  for (let k = 0; k < diagonal.length; k++) {
    diagonal[k] = Math.max(diagonal[k], 1e-12) * (data.weights?.[Math.floor(k / outputs)] ?? 1);
  }
  const factors: Factor[] = [];
  for (let k = 0; k < outputs; k++) {
    const factor = factorise(
      gram,
      Float64Array.from({ length: n }, (_, j) => diagonal[j * outputs + k]),
      lambda,
    );
    if (!factor) return undefined;
    factors.push(factor);
  }
  const rows = factors[0].rows;
  const sum = factorSum(factors, rows.length);
  if (!sum) return undefined;
  const backend = currentBackend();
  return {
    weigh(v) {
      const out = new Float64Array(v.length);
      for (let j = 0; j < n; j++) {
        let mean = 0;
        let weight = 0;
        for (let k = j * outputs; k < (j + 1) * outputs; k++) {
          mean += diagonal[k] * v[k];
          weight += diagonal[k];
        }
        if (weight > 0)
          for (let k = j * outputs; k < (j + 1) * outputs; k++) out[k] = diagonal[k] * (v[k] - mean / weight);
      }
      return out;
    },
    apply(v) {
      const out = applyEach(factors, v);
      const total = Float64Array.from(rows, (j) => {
        let value = 0;
        for (let k = j * outputs; k < (j + 1) * outputs; k++) value += out[k];
        return value;
      });
      backend.solveLower(sum, rows.length, total, 1);
      backend.solveLowerTransposed(sum, rows.length, total, 1);
      const spread = new Float64Array(v.length);
      rows.forEach((j, r) => {
        spread.fill(total[r], j * outputs, (j + 1) * outputs);
      });
      const correction = applyEach(factors, spread);
      return out.map((value, k) => value - correction[k]);
    },
    hessian(columns, count) {
      const out = new Float64Array(count * count);
      const total = new Float64Array(rows.length * count);
      factors.forEach((factor, k) => {
        const white = whiten(factor, columns.subarray(k * n * count, (k + 1) * n * count), count);
        addGram(white, count, out, 1);
        backend.solveLowerTransposed(factor.lower, rows.length, white, count);
        for (let r = 0; r < rows.length; r++) {
          for (let a = r * count; a < (r + 1) * count; a++) total[a] += factor.root[r] * white[a];
        }
      });
      backend.solveLower(sum, rows.length, total, count);
      addGram(total, count, out, -1);
      return out;
    },
  };
}

/** Rows of H = L⁻¹S that are worked on together: H is lower triangular, and what is above a slab's last row is never touched. */
const SLAB = 128;

/** L with LLᵀ = Σ_k S_kB_k⁻¹S_k. */
function factorSum(factors: readonly Factor[], r: number): Float64Array | undefined {
  const backend = currentBackend();
  const sum = new Float64Array(r * r);
  for (const { root, lower } of factors) {
    const half = inverseTimes(lower, root);
    for (let first = 0; first < r; first += SLAB) {
      const last = Math.min(first + SLAB, r);
      const slab = block(half, r, first, last, 0, last);
      const gram = new Float64Array(last * last);
      backend.gramOfColumns(slab, last - first, last, gram);
      for (let a = 0; a < last; a++) for (let b = 0; b <= a; b++) sum[a * r + b] += gram[a * last + b];
    }
  }
  return backend.cholesky(sum, r) ? sum : undefined;
}

/** L⁻¹S, r×r lower triangular, a slab of columns at a time. */
function inverseTimes(lower: Float64Array, root: Float64Array): Float64Array {
  const r = root.length;
  const out = new Float64Array(r * r);
  for (let first = 0; first < r; first += SLAB) {
    const width = Math.min(SLAB, r - first);
    const right = new Float64Array((r - first) * width);
    for (let k = 0; k < width; k++) right[k * width + k] = root[first + k];
    currentBackend().solveLower(block(lower, r, first, r, first, r), r - first, right, width);
    for (let j = first; j < r; j++)
      out.set(right.subarray((j - first) * width, (j - first + 1) * width), j * r + first);
  }
  return out;
}

/** Rows top ≤ j < bottom and columns left ≤ k < right of an r×r array. */
function block(a: Float64Array, r: number, top: number, bottom: number, left: number, right: number): Float64Array {
  const width = right - left;
  const out = new Float64Array((bottom - top) * width);
  for (let j = top; j < bottom; j++) out.set(a.subarray(j * r + left, j * r + right), (j - top) * width);
  return out;
}

function factorise(gram: Float64Array, diagonal: Float64Array, lambda: number): Factor | undefined {
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
    for (let b = 0; b <= a; b++) lower[to + b] = scale * gram[from + rows[b]] * root[b];
    empty &&= lower[to + a] === 0;
    lower[to + a] += 1;
  }
  // K is positive semi-definite: with a zero diagonal it is zero, as it is before the first gate enters.
  if (empty) return { rows, root, lower };
  return currentBackend().cholesky(lower, r) ? { rows, root, lower } : undefined;
}

/** S B⁻¹ S v for every output. */
function applyEach(factors: readonly Factor[], v: Float64Array): Float64Array {
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
function whiten({ rows, root, lower }: Factor, columns: Float64Array, count: number): Float64Array {
  rows.forEach((j, r) => {
    for (let a = 0; a < count; a++) columns[r * count + a] = root[r] * columns[j * count + a];
  });
  const white = columns.subarray(0, rows.length * count);
  currentBackend().solveLower(lower, rows.length, white, count);
  return white;
}

/** out += sign · VᵀV. */
function addGram(v: Float64Array, count: number, out: Float64Array, sign: number): void {
  const gram = new Float64Array(count * count);
  currentBackend().gramOfColumns(v, v.length / count, count, gram);
  for (let k = 0; k < out.length; k++) out[k] += sign * gram[k];
}
