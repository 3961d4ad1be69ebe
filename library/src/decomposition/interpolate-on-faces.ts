import { OrthogonalRows } from "../cones/orthogonal-rows.js";
import { unitRows } from "../cones/projection.js";
import { norm } from "../linear-algebra/vectors.js";
import { currentBackend } from "../numerics/index.js";
import type { ExactReluProgram } from "../programs/exact-relu.js";
import { maxConeViolation, predictionsOf, type SparseBlocks } from "../programs/group-program.js";
import { ConeProximal } from "../solvers/exact-relu/cone-proximal.js";
import { ridgedEquations } from "./ridged-equations.js";

/**
 * A point near the given one whose predictions are the given ones to rounding: every block moves within its face by the least Σ ‖δ_b‖²/‖w_b‖²,
 *
 *     δ_b = ‖w_b‖² F_bF_bᵀΦ_bᵀα,   Σ_b ‖w_b‖² Φ_bF_bF_bᵀΦ_bᵀ α = what is missing,
 *
 * F_b a basis of the directions that keep the rows on the boundary of its cone there. A block that leaves its cone is
 * projected back, and its new face is taken; this is repeated a few times. The result is undefined where the faces
 * together cannot reach the predictions.
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
  const faces = faceDirections(program, point);
  const m = faces.owners.length;
  if (m === 0) return undefined;
  const n = predictions.length;
  const gram = new Float64Array(n * n);
  currentBackend().gramOfRows(faces.columns, n, m, gram);
  const solve = ridgedEquations(gram, n);
  return solve && closeOnFaces(program, point, predictions, { ...faces, solve });
}

/** Every block's directions, each as long as its block. */
interface FaceDirections {
  /** To which block each direction belongs. */
  readonly owners: readonly number[];
  /** m×d */
  readonly directions: Float64Array;
  /** What each direction adds to the predictions, n×m. */
  readonly columns: Float64Array;
}

function faceDirections({ inputs, operator }: ExactReluProgram, { which, blocks }: SparseBlocks): FaceDirections {
  const [n, d] = [inputs.rows, operator.blockSize];
  const units = unitRows(inputs);
  const vectors: Float64Array[] = [];
  const owners: number[] = [];
  which.forEach((_, a) => {
    const w = blocks.subarray(a * d, (a + 1) * d);
    const size = norm(w);
    for (const f of faceBasis(units, n, w)) {
      vectors.push(f.map((value) => size * value));
      owners.push(a);
    }
  });
  const directions = new Float64Array(vectors.length * d);
  vectors.forEach((vector, i) => {
    directions.set(vector, i * d);
  });
  const columns = new Float64Array(n * vectors.length);
  if (vectors.length > 0) {
    operator.columns(
      directions,
      Int32Array.from(owners, (a) => which[a]),
      columns,
    );
  }
  return { owners, directions, columns };
}

/** Moves along the directions until the predictions are reached to rounding; undefined where they are not. */
function closeOnFaces(
  program: ExactReluProgram,
  { which, blocks: start }: SparseBlocks,
  predictions: Float64Array,
  faces: FaceDirections & { readonly solve: (b: Float64Array) => void },
): SparseBlocks | undefined {
  const fitted = { which, blocks: start.slice() };
  const scale = norm(predictions);
  const missingNow = () => {
    const reached = predictionsOf(program, fitted);
    return predictions.map((value, j) => value - reached[j]);
  };
  let before = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 30; round++) {
    const missing = missingNow();
    const misfit = norm(missing);
    if (misfit <= 1e-14 * scale || !(misfit < 0.9 * before)) break;
    before = misfit;
    faces.solve(missing);
    addSteps(fitted.blocks, faces, missing);
  }
  return norm(missingNow()) <= 1e-12 * scale ? fitted : undefined;
}

/** blocks ← blocks + directions · columnsᵀα */
function addSteps(blocks: Float64Array, { owners, directions, columns }: FaceDirections, alpha: Float64Array): void {
  const m = owners.length;
  const d = directions.length / m;
  for (let i = 0; i < m; i++) {
    let amount = 0;
    for (let j = 0; j < alpha.length; j++) amount += columns[j * m + i] * alpha[j];
    for (let k = 0; k < d; k++) blocks[owners[i] * d + k] += amount * directions[i * d + k];
  }
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
