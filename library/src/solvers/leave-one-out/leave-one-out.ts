import { norm, sum, transposeOf } from "../../linear-algebra/vectors.js";
import { shifted } from "../../losses/constant/shifted.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { currentBackend } from "../../numerics/index.js";
import { type GroupProgram, normsOfBlocks, predictionsOf, type SparseBlocks } from "../../programs/group-program.js";
import { systemBuilderFor } from "../kernel-weights/inner-solver.js";
import { kernelOf } from "../kernel-weights/kernel-weight-search.js";
import type { NewtonSystem } from "../kernel-weights/newton-system.js";
import { leftOutShift } from "./left-out-shift.js";
import { boundCorrection, type ColumnProducts, lengthBounds } from "./length-bounds.js";

/**
 * Approximate leave-one-out: what the predictions of row j would be at the solution without row j, by one Newton step from the solution
 * with it (Rahnama Rad & Maleki 2020; Wang et al. 2018). With the active blocks as smooth variables, whose penalty λ‖w_i‖ is flat along w_i,
 *
 *     u_j^(−j) = u_j − h_j(I − W_jjh_j)⁻¹z_j,   W_jj − W_jjh_jW_jj = P_jj,
 *     P = G − GC(CᵀGC)⁻¹CᵀG,   G = (K(η)/λ + W⁻¹)⁻¹,   η_i = ‖w_i‖
 *
 * where C holds the unpenalised columns Φ_iw_i/‖w_i‖, and those of the constant, and jj is the K×K block of row j. Where a row has no
 * curvature (W_jj = 0), h_j is the variance N_jj − (NGN)_jj + (C − NGC)_j(CᵀGC)⁻¹(C − NGC)_jᵀ with N = K(η)/λ.
 * A row that occurs several times (by its weight) is left out once. Blocks that leave or grow without the row move the predictions further
 * (`length-bounds.ts`); where a row has no curvature they are not followed.
 * Does not do: losses with corners; curvature of other rows that changes without the row.
 */
export interface LeaveOneOutPredictions {
  /** n×K, on the scale of u, with the constant. */
  readonly predictions: Float64Array;
  /** Σ_j tr(W_jjh_j): how many numbers the fit has spent. */
  readonly effectiveParameters: number;
  /** How many numbers the rows with a curvature hold. Where the parameters near it the approximation cannot be trusted. */
  readonly freedom: number;
  /**
   * The share of the rows with a slope and no curvature, as those that a Huber loss holds off. Without another row they can come back to where the
   * loss is curved, or others leave it, which one Newton step does not see.
   */
  readonly heldOff: number;
}

/** Undefined where a factorisation failed. */
export function* leaveOneOut(
  program: GroupProgram<SmoothLoss>,
  solution: SparseBlocks,
  occurrences?: Float64Array,
): Generator<undefined, LeaveOneOutPredictions | undefined> {
  const point = withoutVanishing(solution);
  const { loss, data } = program;
  const { sampleCount: n, outputs } = data;
  const f = predictionsOf(program, point);
  const gram = kernelOf(program, { which: point.which, eta: normsOfBlocks(point) });
  yield undefined;
  const system = yield* systemBuilderFor(program)(gram, f, 1e-4);
  if (!system) return undefined;
  const flat = yield* flatColumns(program, point, system);
  const blocks = yield* system.rowBlocks();
  const z = new Float64Array(f.length);
  loss.negativeGradient(f, data, z);
  const u = loss.constant ? shifted(f, loss.constant.at(f, data)) : f;
  const predictions = u.slice();
  let effectiveParameters = 0;
  const curvatures = curvatureBlocks(system, n, outputs);
  const others = yield* growingColumns(program, { point, z, system });
  const bounds = lengthBounds(normsOfBlocks(point), program.lambda, flat, others, outputs);
  const variances = yield* variancesOfFlatRows(program, { gram, system, flat, curvatures });
  for (let j = 0; j < n; j++) {
    const share = occurrences ? 1 / occurrences[j] : 1;
    const row = { curvature: blockOf(curvatures, j, outputs), projected: blockOf(blocks, j, outputs), share };
    flat.takeOff(j, row.projected);
    const own = z.subarray(j * outputs, (j + 1) * outputs);
    const { shift, spent, system: without } = leftOutShift(row, own, variances.get(j));
    const further = without && boundCorrection(bounds, j, without);
    if (further) for (let k = 0; k < outputs; k++) shift[k] += further[k];
    for (let k = 0; k < outputs; k++) predictions[j * outputs + k] += shift[k];
    effectiveParameters += spent;
  }
  const rows = rowsWithCurvature(curvatures, outputs, occurrences);
  const freedom = loss.curvature === "coupled" ? rows : rows * outputs;
  return { predictions, effectiveParameters, freedom, heldOff: shareHeldOff(curvatures, z, outputs) };
}

/** The share of Σ‖w_i‖ that blocks may have together to be on their way to zero. */
const vanishingShare = 1e-4;

/** Without the smallest blocks: a solution that is not exact keeps some that the optimum has not, and each would count as a free number. */
function withoutVanishing(point: SparseBlocks): SparseBlocks {
  const norms = normsOfBlocks(point);
  let room = vanishingShare * sum(norms);
  const dropped = new Set<number>();
  for (const a of [...norms.keys()].sort((x, y) => norms[x] - norms[y])) {
    if (norms[a] > room) break;
    room -= norms[a];
    dropped.add(a);
  }
  const size = point.blocks.length / Math.max(1, norms.length);
  return {
    which: point.which.filter((_, a) => !dropped.has(a)),
    blocks: point.blocks.filter((_, k) => !dropped.has(Math.floor(k / size))),
  };
}

/** The share of the rows that have a slope z and no curvature in any output. */
function shareHeldOff(curvatures: Float64Array, z: Float64Array, outputs: number): number {
  const n = z.length / outputs;
  const size = outputs * outputs;
  let count = 0;
  for (let j = 0; j < n; j++) {
    const flat = curvatures.subarray(j * size, (j + 1) * size).every((value) => value === 0);
    if (flat && z.subarray(j * outputs, (j + 1) * outputs).some((value) => value !== 0)) count++;
  }
  return count / n;
}

/** How many rows have a curvature, as often as they occur. */
function rowsWithCurvature(curvatures: Float64Array, outputs: number, occurrences?: Float64Array): number {
  let rows = 0;
  const size = outputs * outputs;
  for (let j = 0; j * size < curvatures.length; j++) {
    const block = curvatures.subarray(j * size, (j + 1) * size);
    if (block.some((value) => value > 0)) rows += occurrences ? occurrences[j] : 1;
  }
  return rows;
}

/** GC with the factor of CᵀGC, for the unpenalised columns of the active blocks; those of the constant are in the bordered system. */
interface FlatColumns {
  readonly count: number;
  /** C and GC, n×m an output, outputs stacked. */
  readonly columns: Float64Array;
  readonly products: Float64Array;
  /** L with LLᵀ = CᵀGC. */
  readonly lower: Float64Array;
  /** In place: the K×K block less (GC)_j(CᵀGC)⁻¹(GC)_jᵀ. */
  takeOff(row: number, block: Float64Array): void;
}

/** The columns Φ_iw_i/‖w_i‖ with their products with G. */
function* productsOfColumns(
  { operator, data }: GroupProgram,
  { which, blocks }: SparseBlocks,
  system: NewtonSystem,
): Generator<undefined, ColumnProducts> {
  const { sampleCount: n, outputs } = data;
  const [count, size] = [which.length, operator.blockSize * outputs];
  const columns = new Float64Array(n * count * outputs);
  if (count > 0) {
    const units = unitBlocks(blocks, size);
    for (let k = 0; k < outputs; k++) {
      const one = outputs === 1 ? units : units.filter((_, index) => index % outputs === k);
      operator.columns(one, which, columns.subarray(k * n * count, (k + 1) * n * count));
      yield undefined;
    }
  }
  const products = columns.slice();
  yield* system.applyAll(products, count);
  return { count, columns, products };
}

/** How far below λ the slope of a block that is zero may be for it to be able to grow without a row, as a share of λ. */
const nearShare = 0.3;

/** Blocks that are zero and whose slopes are near λ, at most as many as there are others and a few: their columns along Φ_iᵀz. */
function* growingColumns(
  program: GroupProgram<SmoothLoss>,
  { point, z, system }: { readonly point: SparseBlocks; readonly z: Float64Array; readonly system: NewtonSystem },
): Generator<undefined, ColumnProducts & { readonly slack: Float64Array }> {
  const { operator, lambda, data } = program;
  const slopes = new Float64Array(operator.blockCount);
  operator.norms(z, data.outputs, slopes);
  for (const gate of point.which) slopes[gate] = 0;
  const near = [...slopes.keys()].filter((gate) => slopes[gate] > (1 - nearShare) * lambda);
  near.sort((a, b) => slopes[b] - slopes[a]);
  const which = Int32Array.from(near.slice(0, point.which.length + 10)).sort();
  const blocks = new Float64Array(which.length * operator.blockSize * data.outputs);
  if (which.length > 0) operator.transpose(z, data.outputs, which, blocks);
  const slack = Float64Array.from(which, (gate) => Math.max(lambda - slopes[gate], 0));
  return { ...(yield* productsOfColumns(program, { which, blocks }, system)), slack };
}

function* flatColumns(
  program: GroupProgram,
  point: SparseBlocks,
  system: NewtonSystem,
): Generator<undefined, FlatColumns> {
  const { sampleCount: n, outputs } = program.data;
  const { count, columns, products } = yield* productsOfColumns(program, point, system);
  const lower = new Float64Array(count * count);
  if (count > 0)
    currentBackend().multiply(transposeOf(columns, n * outputs, count), count, n * outputs, products, count, lower);
  let trace = 0;
  for (let a = 0; a < count; a++) trace += lower[a * count + a];
  for (let a = 0; a < count; a++) lower[a * count + a] += (1e-10 * trace) / count + Number.MIN_VALUE;
  currentBackend().cholesky(lower, count);
  // Rows of L⁻¹(GC)ᵀ: what is taken off a row's block is their product.
  const halves = transposeOf(products, n * outputs, count);
  if (count > 0) currentBackend().solveLower(lower, count, halves, n * outputs);
  return {
    count,
    columns,
    products,
    lower,
    takeOff: (row, block) => takeOff(halves, { n, count, outputs }, row, block),
  };
}

function takeOff(
  halves: Float64Array,
  { n, count, outputs }: { readonly n: number; readonly count: number; readonly outputs: number },
  row: number,
  block: Float64Array,
): void {
  for (let k = 0; k < outputs; k++) {
    for (let l = 0; l < outputs; l++) {
      let sum = 0;
      for (let a = 0; a < count; a++)
        sum += halves[a * n * outputs + k * n + row] * halves[a * n * outputs + l * n + row];
      block[k * outputs + l] -= sum;
    }
  }
}

/** Blocks of length one. */
function unitBlocks(blocks: Float64Array, size: number): Float64Array {
  const out = blocks.slice();
  for (let a = 0; a * size < out.length; a++) {
    const length = norm(blocks, a * size, (a + 1) * size);
    for (let k = a * size; k < (a + 1) * size; k++) out[k] /= length;
  }
  return out;
}

/** W_jj of every row, n·K². */
function curvatureBlocks(system: NewtonSystem, n: number, outputs: number): Float64Array {
  const out = new Float64Array(n * outputs * outputs);
  for (let k = 0; k < outputs; k++) {
    const unit = new Float64Array(n * outputs);
    for (let j = 0; j < n; j++) unit[j * outputs + k] = 1;
    const column = system.weigh(unit);
    for (let j = 0; j < n; j++) {
      for (let l = 0; l < outputs; l++) out[(j * outputs + l) * outputs + k] = column[j * outputs + l];
    }
  }
  return out;
}

interface VarianceParts {
  readonly gram: Float64Array;
  readonly system: NewtonSystem;
  readonly flat: FlatColumns;
  readonly curvatures: Float64Array;
}

/** h_j of the rows without curvature, for one output: where a Huber residual is large or a margin is met. */
function* variancesOfFlatRows(
  { data, lambda }: GroupProgram,
  { gram, system, flat, curvatures }: VarianceParts,
): Generator<undefined, Map<number, number>> {
  const { sampleCount: n, outputs } = data;
  const out = new Map<number, number>();
  if (outputs > 1) return out;
  const rows = Int32Array.from({ length: n }, (_, j) => j).filter((j) => curvatures[j] === 0);
  if (rows.length === 0) return out;
  const m = rows.length;
  const prior = new Float64Array(n * m);
  for (let j = 0; j < n; j++) for (let a = 0; a < m; a++) prior[j * m + a] = gram[j * n + rows[a]] / lambda;
  const answered = prior.slice();
  yield* system.applyAll(answered, m);
  rows.forEach((row, a) => {
    let variance = gram[row * n + row] / lambda;
    for (let j = 0; j < n; j++) variance -= prior[j * m + a] * answered[j * m + a];
    const rest = Float64Array.from({ length: flat.count }, (_, c) => {
      let sum = flat.columns[row * flat.count + c];
      for (let j = 0; j < n; j++) sum -= prior[j * m + a] * flat.products[j * flat.count + c];
      return sum;
    });
    if (flat.count > 0) currentBackend().solveLower(flat.lower, flat.count, rest, 1);
    for (const value of rest) variance += value * value;
    out.set(row, Math.max(variance, 0));
  });
  return out;
}

function blockOf(blocks: Float64Array, row: number, outputs: number): Float64Array {
  return blocks.slice(row * outputs * outputs, (row + 1) * outputs * outputs);
}
