import { OrthogonalRows } from "../cones/orthogonal-rows.js";
import { unitRows } from "../cones/projection.js";
import { norm } from "../linear-algebra/vectors.js";
import { currentBackend } from "../numerics/index.js";
import type { ExactReluProgram } from "../programs/exact-relu.js";
import { maxConeViolation, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import { ConeProximal } from "../solvers/exact-relu/cone-proximal.js";

/**
 * A point near the given one whose predictions are the given ones to rounding: every block moves within its face by the least Σ ‖δ_b‖²/‖w_b‖²,
 *
 *     δ_b = ‖w_b‖² F_bF_bᵀΦ_bᵀα,   Σ_b ‖w_b‖² Φ_bF_bF_bᵀΦ_bᵀ α = what is missing,
 *
 * F_b a basis of the directions that keep the rows on the boundary of its cone there. A block that leaves its cone is projected back and its
 * new face taken, some times. Undefined where the faces together cannot reach the predictions.
 */
export function interpolateOnFaces(
  program: ExactReluProgram,
  point: SparseBlocks,
  predictions: Float64Array,
): SparseBlocks | undefined {
  const proximal = new ConeProximal(program);
  let current = point;
  for (let round = 0; round < 20; round++) {
    const moved = moveWithinFaces(program, current, predictions);
    if (!moved) return undefined;
    if (maxConeViolation(program, moved) <= 1e-12) return moved;
    current = proximal.projectAll(moved);
  }
  return undefined;
}

function moveWithinFaces(
  program: ExactReluProgram,
  point: SparseBlocks,
  predictions: Float64Array,
): SparseBlocks | undefined {
  const { inputs, operator } = program;
  const [n, d] = [inputs.rows, operator.blockSize];
  const units = unitRows(inputs);
  const { which } = point;
  const vectors: Float64Array[] = [];
  const owners: number[] = [];
  which.forEach((_, a) => {
    const w = point.blocks.subarray(a * d, (a + 1) * d);
    const size = norm(w);
    for (const f of faceBasis(units, n, w)) {
      vectors.push(f.map((value) => size * value));
      owners.push(a);
    }
  });
  const m = owners.length;
  if (m === 0) return undefined;
  const flat = new Float64Array(m * d);
  vectors.forEach((vector, i) => {
    flat.set(vector, i * d);
  });
  const columns = new Float64Array(n * m);
  operator.columns(
    flat,
    Int32Array.from(owners, (a) => which[a]),
    columns,
  );
  const gram = new Float64Array(n * n);
  currentBackend().gramOfRows(columns, n, m, gram);
  let largest = 0;
  for (let j = 0; j < n; j++) largest = Math.max(largest, gram[j * n + j]);
  for (let j = 0; j < n; j++) gram[j * n + j] += 1e-13 * largest;
  if (!currentBackend().cholesky(gram, n)) return undefined;
  const blocks = point.blocks.slice();
  const scale = norm(predictions);
  let before = Number.POSITIVE_INFINITY;
  // The ridge leaves a little to the next round.
  for (let round = 0; round < 30; round++) {
    const reached = predictionsOf(program, { which, blocks });
    const missing = predictions.map((value, j) => value - reached[j]);
    const misfit = norm(missing);
    if (misfit <= 1e-14 * scale || !(misfit < 0.9 * before)) break;
    before = misfit;
    currentBackend().solveLower(gram, n, missing, 1);
    currentBackend().solveLowerTransposed(gram, n, missing, 1);
    for (let i = 0; i < m; i++) {
      let amount = 0;
      for (let j = 0; j < n; j++) amount += columns[j * m + i] * missing[j];
      for (let k = 0; k < d; k++) blocks[owners[i] * d + k] += amount * flat[i * d + k];
    }
  }
  const fitted = { which, blocks };
  const reached = predictionsOf(program, fitted);
  const misfit = norm(predictions.map((value, j) => value - reached[j]));
  return misfit <= 1e-12 * scale ? fitted : undefined;
}

/** Orthonormal directions along which no row that lies on the boundary, x_jᵀw = 0, leaves it. */
function faceBasis(units: Float64Array, rows: number, w: Float64Array): Float64Array[] {
  const d = w.length;
  const span = new OrthogonalRows(d);
  const size = 1e-10 * norm(w);
  for (let j = 0; j < rows && span.count < d; j++) {
    const row = units.subarray(j * d, (j + 1) * d);
    let product = 0;
    for (let k = 0; k < d; k++) product += row[k] * w[k];
    if (Math.abs(product) <= size) span.push(row, 1e-9);
  }
  const held = span.count;
  span.complete();
  return Array.from({ length: d - held }, (_, i) => span.q.slice((held + i) * d, (held + i + 1) * d));
}
