import type { DiagonalLoss, LossData, SecondDerivatives, SquaredLoss } from "../../losses/loss.js";
import type { GroupProgram } from "../../programs/group-program.js";
import { addGram, applyEach, applyFactor, type Factor, factorDiagonal, factorise, whiten } from "./curved-rows.js";

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
  hessian(columns: Float64Array, count: number): Generator<undefined, Float64Array>;
  /** G times m columns, n×m an output, outputs stacked, overwritten by the products. */
  applyAll(columns: Float64Array, count: number): Generator<undefined, void>;
  /** The diagonal blocks of G, K×K a row: n·K² numbers. */
  rowBlocks(): Generator<undefined, Float64Array>;
  /** G1(1ᵀG1)⁺1ᵀv, n×K: what keeps a Newton step's α summing to 0; with an unpenalised constant only. */
  balance?(v: Float64Array): Float64Array;
}

/**
 * Makes the system at the predictions f; undefined when it cannot be factorised. Gives way between its factorisations. An arrow function
 * around a generator of the module: a `function*` made at run time gets a hidden class of its own, which keeps all that it captures alive
 * until the next full garbage collection.
 * @param roughness the relative error that a step may have where that saves work; 0 when absent
 */
export type SystemBuilder = (
  gram: Float64Array,
  predictions: Float64Array,
  roughness?: number,
) => Generator<undefined, NewtonSystem | undefined>;

/** A program whose loss has a diagonal curvature. */
type SeparableProgram = GroupProgram<SquaredLoss | DiagonalLoss>;

/** The system of a loss with diagonal curvature; outputs with the same curvature share a factor. */
export function separableSystem(program: SeparableProgram, curvature: "own" | "majorised" = "own"): SystemBuilder {
  const majoriser = program.loss.curvature === "diagonal" ? program.loss.majoriser : undefined;
  return (gram, predictions) => systemAt({ program, majoriser, curvature, predictions }, gram);
}

interface CurvedAt {
  readonly program: SeparableProgram;
  readonly majoriser: SecondDerivatives | undefined;
  readonly curvature: "own" | "majorised";
  readonly predictions: Float64Array;
}

function* systemAt(curved: CurvedAt, gram: Float64Array): Generator<undefined, NewtonSystem | undefined> {
  const { data, loss, lambda } = curved.program;
  const { sampleCount: n, outputs } = data;
  const diagonals = curvatureOf(curved);
  const factors: Factor[] = [];
  for (let k = 0; k < outputs; k++) {
    const diagonal = Float64Array.from({ length: n }, (_, j) => diagonals[j * outputs + k]);
    const factor = k > 0 && loss.curvature === "constant" ? factors[0] : yield* factorise(gram, diagonal, lambda);
    if (!factor) return undefined;
    factors.push(factor);
  }
  return {
    weigh: (v) => v.map((value, k) => diagonals[k] * value),
    apply: (v) => applyEach(factors, v),
    hessian: (columns, count) => hessianAt(curved, factors, columns, count),
    applyAll: (columns, count) => applyFactors(factors, n, columns, count),
    rowBlocks: () => diagonalBlocks(factors, n),
  };
}

/** Each output's columns by its own factor. */
function* applyFactors(
  factors: readonly Factor[],
  n: number,
  columns: Float64Array,
  count: number,
): Generator<undefined, void> {
  for (const [k, factor] of factors.entries()) {
    yield undefined;
    applyFactor(factor, columns.subarray(k * n * count, (k + 1) * n * count), count);
  }
}

/** G_jj of outputs that are not coupled: diagonal K×K blocks. */
function* diagonalBlocks(factors: readonly Factor[], n: number): Generator<undefined, Float64Array> {
  const outputs = factors.length;
  const out = new Float64Array(n * outputs * outputs);
  let diagonal: Float64Array = new Float64Array(0);
  for (const [k, factor] of factors.entries()) {
    if (factor !== factors[k - 1]) {
      yield undefined;
      diagonal = factorDiagonal(factor);
    }
    factor.rows.forEach((j, r) => {
      out[(j * outputs + k) * outputs + k] = diagonal[r];
    });
  }
  return out;
}

function* hessianAt(
  { program: { data }, majoriser, predictions }: CurvedAt,
  factors: readonly Factor[],
  columns: Float64Array,
  count: number,
): Generator<undefined, Float64Array> {
  const floor = majoriser && majorisedDiagonal(data, majoriser, predictions, columns, count);
  const out = yield* sumOfGrams(factors, columns, data.sampleCount, count);
  // A block that only meets flat rows has no curvature here; a part of its majoriser keeps the step finite.
  floor?.forEach((value, a) => {
    if (out[a * count + a] <= 1e-12 * value) out[a * count + a] = 0.01 * value;
  });
  return out;
}

/** Σ over outputs of VᵀGV of columns V (n×m an output, overwritten). */
function* sumOfGrams(
  factors: readonly Factor[],
  columns: Float64Array,
  n: number,
  count: number,
): Generator<undefined, Float64Array> {
  const out = new Float64Array(count * count);
  for (const [k, factor] of factors.entries()) {
    const white = whiten(factor, columns.subarray(k * n * count, (k + 1) * n * count), count);
    yield undefined;
    addGram(white, count, out, 1);
  }
  return out;
}

/** L'' itself, or its majoriser when fewer than one row in twenty is curved and L'' says too little. */
function curvatureOf({ program: { data, loss }, majoriser, curvature, predictions }: CurvedAt): Float64Array {
  const out = new Float64Array(predictions.length);
  loss.secondDerivatives(predictions, data, out);
  if (majoriser) {
    let curved = 0;
    for (const value of out) if (value > 0) curved++;
    if (curvature === "majorised" || curved < 0.05 * out.length) majoriser(predictions, data, out);
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
