import { smallCholesky, solveSmall } from "../../linear-algebra/small-system.js";
import type { SmoothLoss } from "../../losses/loss.js";
import type { GroupProgram } from "../../programs/group-program.js";
import type { NewtonSystem, SystemBuilder } from "./newton-system.js";

/**
 * The Newton system of a loss that has taken in an unpenalised constant (`withConstant`): a step that moves the predictions lets the constant
 * answer, so that G = (K/λ + W⁻¹)⁻¹ becomes
 *
 *     P = G − G1 (1ᵀG1)⁺ 1ᵀG,   1ᵀP = 0
 *
 * with 1 (n·K × K) the column of ones of every output. It is the bordered row and column of the Newton system, eliminated (maths section 9).
 * Does not do: the constant itself, which is the loss's own.
 */
function borderedSystem(system: NewtonSystem, border: Border, { sampleCount, outputs }: Sizes): NewtonSystem {
  const bordered = { system, border, sampleCount, outputs };
  return {
    weigh: (v) => system.weigh(v),
    apply(v) {
      const out = system.apply(v);
      subtractMultiples(out, border.columns, border.solve(outputSums(out, outputs)));
      return out;
    },
    hessian: (columns, count) => hessianWith(bordered, columns, count),
    applyAll: (columns, count) => applyAllWith(bordered, columns, count),
    rowBlocks: () => rowBlocksWith(bordered),
    balance(v) {
      const out = new Float64Array(v.length);
      subtractMultiples(out, border.columns, border.solve(outputSums(v, outputs)));
      return out.map((value) => -value);
    },
  };
}

interface Bordered {
  readonly system: NewtonSystem;
  readonly border: Border;
  readonly sampleCount: number;
  readonly outputs: number;
}

/** VᵀPV. */
function* hessianWith(
  { system, border, sampleCount, outputs }: Bordered,
  columns: Float64Array,
  count: number,
): Generator<undefined, Float64Array> {
  const products = columnProducts(columns, border.columns, sampleCount, count);
  const out = yield* system.hessian(columns, count);
  const solved = products.map((row) => border.solve(row));
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let sum = 0;
      for (let k = 0; k < outputs; k++) sum += products[a][k] * solved[b][k];
      out[a * count + b] -= sum;
    }
  }
  return out;
}

/** V ← PV. */
function* applyAllWith(
  { system, border, sampleCount }: Bordered,
  columns: Float64Array,
  count: number,
): Generator<undefined, void> {
  const products = columnProducts(columns, border.columns, sampleCount, count);
  yield* system.applyAll(columns, count);
  const solved = products.map((row) => border.solve(row));
  subtractFromAll(columns, border.columns, solved);
}

/** P_jj. */
function* rowBlocksWith({ system, border, sampleCount, outputs }: Bordered): Generator<undefined, Float64Array> {
  const out = yield* system.rowBlocks();
  for (let j = 0; j < sampleCount; j++) {
    for (let k = 0; k < outputs; k++) {
      const solved = border.solve(Float64Array.from(border.columns, (column) => column[j * outputs + k]));
      for (let l = 0; l < outputs; l++) {
        let sum = 0;
        for (let c = 0; c < outputs; c++) sum += border.columns[c][j * outputs + l] * solved[c];
        out[(j * outputs + k) * outputs + l] -= sum;
      }
    }
  }
  return out;
}

/** The systems that `build` makes, for a loss that has taken in a constant with its answer; for another loss as they are. */
export function bordered({ loss, data }: GroupProgram<SmoothLoss>, build: SystemBuilder): SystemBuilder {
  if (!loss.constant) return build;
  const { sampleCount, outputs } = data;
  const sizes = { sampleCount, outputs, coupled: loss.curvature === "coupled" };
  return (gram, predictions, roughness) => withBorder(build(gram, predictions, roughness), sizes);
}

function* withBorder(
  building: Generator<undefined, NewtonSystem | undefined>,
  sizes: Sizes,
): Generator<undefined, NewtonSystem | undefined> {
  const system = yield* building;
  const border = system && (yield* borderOf(system, sizes));
  return border ? borderedSystem(system, border, sizes) : system;
}

interface Sizes {
  readonly sampleCount: number;
  readonly outputs: number;
  /** Whether a common shift of all outputs changes nothing (softmax). */
  readonly coupled: boolean;
}

interface Border {
  /** G times the column of ones of each output, n×K each. */
  readonly columns: readonly Float64Array[];
  /** (1ᵀG1)⁺ v. */
  solve(v: Float64Array): Float64Array;
}

/** Undefined where no row is curved: then G = 0 and the constant does not answer. */
function* borderOf(
  system: NewtonSystem,
  { sampleCount, outputs, coupled }: Sizes,
): Generator<undefined, Border | undefined> {
  const columns = yield* columnsOfOnes(system, sampleCount, outputs);
  const matrix = new Float64Array(outputs * outputs);
  let trace = 0;
  columns.forEach((column, k) => {
    const sums = outputSums(column, outputs);
    matrix.set(sums, k * outputs);
    trace += sums[k];
  });
  if (!(trace > 0)) return undefined;
  // The direction of a common shift gets a curvature; no right-hand side has a part in it.
  const together = coupled ? trace / outputs : 0;
  for (let k = 0; k < matrix.length; k++) matrix[k] += together;
  for (let k = 0; k < outputs; k++) matrix[k * outputs + k] += 1e-14 * trace;
  const factor = smallCholesky(matrix, outputs);
  return { columns, solve: (v) => solveSmall(factor, v) };
}

/** G1_k for every output k, n×K each. */
function* columnsOfOnes(
  system: NewtonSystem,
  sampleCount: number,
  outputs: number,
): Generator<undefined, Float64Array[]> {
  const ones = new Float64Array(sampleCount * outputs * outputs);
  for (let k = 0; k < outputs; k++) {
    for (let j = 0; j < sampleCount; j++) ones[(k * sampleCount + j) * outputs + k] = 1;
  }
  yield* system.applyAll(ones, outputs);
  return Array.from({ length: outputs }, (_, column) => {
    const out = new Float64Array(sampleCount * outputs);
    for (let k = 0; k < outputs; k++) {
      for (let j = 0; j < sampleCount; j++) out[j * outputs + k] = ones[(k * sampleCount + j) * outputs + column];
    }
    return out;
  });
}

/** Σ_j of every output, K numbers. */
function outputSums(v: Float64Array, outputs: number): Float64Array {
  const sums = new Float64Array(outputs);
  for (let k = 0; k < v.length; k++) sums[k % outputs] += v[k];
  return sums;
}

function subtractMultiples(out: Float64Array, columns: readonly Float64Array[], factors: Float64Array): void {
  columns.forEach((column, k) => {
    for (let j = 0; j < out.length; j++) out[j] -= factors[k] * column[j];
  });
}

/** columns −= Σ_k (G1_k) factors_ak, in the layout of stacked outputs. */
function subtractFromAll(columns: Float64Array, ones: readonly Float64Array[], factors: readonly Float64Array[]): void {
  const [outputs, count] = [ones.length, factors.length];
  const n = ones[0].length / outputs;
  for (let output = 0; output < outputs; output++) {
    for (let j = 0; j < n; j++) {
      const to = (output * n + j) * count;
      for (let k = 0; k < outputs; k++) {
        const value = ones[k][j * outputs + output];
        for (let a = 0; a < count; a++) columns[to + a] -= value * factors[a][k];
      }
    }
  }
}

/** v_aᵀ(G1_k) for every column a and output k; columns n×m an output, outputs stacked, ones n×K interleaved. */
function columnProducts(
  columns: Float64Array,
  ones: readonly Float64Array[],
  sampleCount: number,
  count: number,
): Float64Array[] {
  const outputs = ones.length;
  const products = Array.from({ length: count }, () => new Float64Array(outputs));
  ones.forEach((one, k) => {
    for (let output = 0; output < outputs; output++) {
      for (let j = 0; j < sampleCount; j++) {
        const weight = one[j * outputs + output];
        if (weight === 0) continue;
        const from = (output * sampleCount + j) * count;
        for (let a = 0; a < count; a++) products[a][k] += weight * columns[from + a];
      }
    }
  });
  return products;
}
