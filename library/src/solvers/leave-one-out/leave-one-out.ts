import { sum } from "../../linear-algebra/vectors.js";
import { shifted } from "../../losses/constant/shifted.js";
import type { SmoothLoss } from "../../losses/loss.js";
import { currentBackend } from "../../numerics/index.js";
import { type GroupProgram, normsOfBlocks, predictionsOf, type SparseBlocks } from "../../programs/group-program.js";
import { systemBuilderFor } from "../kernel-weights/inner-solver.js";
import { kernelOf } from "../kernel-weights/kernel-weight-search.js";
import type { NewtonSystem } from "../kernel-weights/newton-system.js";
import { cutOffFarRows } from "./far-rows.js";
import { type FlatColumns, flatColumns, growingColumns, stretchOf } from "./flat-columns.js";
import { leftOutShift } from "./left-out-shift.js";
import { boundCorrection, type LeftOutSystem, lengthBounds } from "./length-bounds.js";
import { curvatureBlocks, rowsWithCurvature, shareHeldOff } from "./row-curvatures.js";

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
 * (`length-bounds.ts`); where a row has no curvature they are not followed. Where λ is a fraction of λ_max, it changes by λ_Δ without the row, and
 *
 *     u_j −= P_jj⁻¹ (GC(CᵀGC)⁻¹1)_j λ_Δ.
 *
 * Rows that are moved far are cut off (`far-rows.ts`).
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

/** What else is known of the rows. */
export interface LeftOutOptions {
  /** How often each of them occurs; once by default. */
  readonly occurrences?: Float64Array | undefined;
  /** λ_max(−j)/λ_max (`largest-without.ts`), where λ is a fraction of λ_max; by default λ stays. */
  readonly largestWithout?: Float64Array | undefined;
}

/** Undefined where a factorisation failed. */
export function* leaveOneOut(
  program: GroupProgram<SmoothLoss>,
  solution: SparseBlocks,
  { occurrences, largestWithout }: LeftOutOptions = {},
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
  const { u, z } = outputsAt(program, f);
  const predictions = u.slice();
  let effectiveParameters = 0;
  const curvatures = curvatureBlocks(system, n, outputs);
  const others = yield* growingColumns(program, { point, z, system });
  const bounds = lengthBounds(normsOfBlocks(point), program.lambda, flat, others, outputs);
  const variances = yield* variancesOfFlatRows(program, { gram, system, flat, curvatures });
  const stretch = largestWithout && { columns: stretchOf(flat, n, outputs), lambda: program.lambda, largestWithout };
  for (let j = 0; j < n; j++) {
    const share = occurrences ? 1 / occurrences[j] : 1;
    const row = { curvature: blockOf(curvatures, j, outputs), projected: blockOf(blocks, j, outputs), share };
    flat.takeOff(j, row.projected);
    const { shift, spent, system: without } = leftOutShift(row, rowOf(z, j, outputs), variances.get(j));
    const further = without && [boundCorrection(bounds, j, without), stretched(stretch, j, without, outputs)];
    for (let k = 0; k < outputs; k++) {
      for (const part of further ?? []) if (part) shift[k] += part[k];
      predictions[j * outputs + k] += shift[k];
    }
    effectiveParameters += spent;
  }
  cutOffFarRows(predictions, { u, z, curvatures }, outputs);
  const freedom = rowsWithCurvature(curvatures, outputs, occurrences) * (loss.curvature === "coupled" ? 1 : outputs);
  return { predictions, effectiveParameters, freedom, heldOff: shareHeldOff(curvatures, z, outputs) };
}

/** u with its constant, and z there. */
function outputsAt(
  { loss, data }: GroupProgram,
  f: Float64Array,
): { readonly u: Float64Array; readonly z: Float64Array } {
  const z = new Float64Array(f.length);
  loss.negativeGradient(f, data, z);
  return { u: loss.constant ? shifted(f, loss.constant.at(f, data)) : f, z };
}

const rowOf = (values: Float64Array, row: number, outputs: number) =>
  values.subarray(row * outputs, (row + 1) * outputs);

/** GC(CᵀGC)⁻¹1, and what gives λ_Δ of every row. */
interface Stretch {
  readonly columns: Float64Array;
  readonly lambda: number;
  readonly largestWithout: Float64Array;
}

/** By how much a row's predictions move with its own λ, K numbers. */
function stretched(
  stretch: Stretch | undefined,
  row: number,
  without: LeftOutSystem,
  outputs: number,
): Float64Array | undefined {
  if (!stretch) return undefined;
  const change = stretch.lambda * (stretch.largestWithout[row] - 1);
  return without.solve(rowOf(stretch.columns, row, outputs)).map((value) => -change * value);
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
