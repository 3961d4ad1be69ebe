import { type Matrix, matrix } from "../../linear-algebra/matrix.js";
import { choleskyInSteps } from "../../linear-algebra/stepped-cholesky.js";
import { currentDense } from "../../numerics/index.js";
import { type KernelDescription, kernelOf } from "../described-kernel.js";

/**
 * min over α of ‖K_nm α − Y‖² + λ tr(αᵀ(K_mm + μI)α)
 *
 * Ridge regression over the functions that m of n rows span, the centres (Nyström's approximation; Williams and Seeger, NIPS 2000). With
 * K_mm + μI = TTᵀ and Φ = K_nm T⁻ᵀ it is w = (ΦᵀΦ + λI)⁻¹ΦᵀY, α = T⁻ᵀw: K_nm is made block after block and never kept, so that
 * memory is that of m×m numbers, and a further λ is one more Cholesky factorisation. In the squared form, K_nmᵀK_nm + λK_mm, a λ below 0.1
 * would be lost to rounding.
 * Does not do: the choice of centres, of λ or of μ, which keeps T away from the rounding of K_mm.
 */

/** A kernel divided by `scale`, and its centres (m×d). */
export interface KernelOverCentres {
  readonly kernel: KernelDescription;
  readonly scale: number;
  readonly centres: Matrix;
}

/** The functions that centres span, with K_mm (scaled, m×m) and the ridge μ on their coefficients. */
export interface NystromSpace extends KernelOverCentres {
  readonly centreGram: Matrix;
  readonly jitter: number;
}

/** The equations of all rows, for every λ. */
export interface NystromRidge {
  /** α, m×K; undefined where the equations are not positive definite in floating point. */
  dualCoefficients(lambda: number): Generator<undefined, Matrix | undefined>;
}

/** Rows whose kernel is made at a time: a step of less than a tenth of a second for 2,000 centres. */
export const largestBlock = 256;

/**
 * The equations of a table. Yields between blocks of rows.
 * @param inputs n×d
 * @param targets n×K
 * @returns undefined where K_mm + μI is not positive definite in floating point
 */
export function* nystromRidge(
  space: NystromSpace,
  inputs: Matrix,
  targets: Matrix,
): Generator<undefined, NystromRidge | undefined> {
  const m = space.centres.rows;
  const root = space.centreGram.values.slice();
  for (let i = 0; i < m; i++) root[i * m + i] += space.jitter;
  if (!(yield* choleskyInSteps(root, m))) return undefined;
  const { inner, projected } = yield* normalEquations(space, root, inputs, targets);
  return new FactoredEquations({ root, inner, projected }, m);
}

/** T, ΦᵀΦ and ΦᵀY. */
interface Equations {
  readonly root: Float64Array;
  readonly inner: Float64Array;
  readonly projected: Float64Array;
}

class FactoredEquations implements NystromRidge {
  constructor(
    private readonly equations: Equations,
    private readonly centres: number,
  ) {}

  *dualCoefficients(lambda: number): Generator<undefined, Matrix | undefined> {
    const { root, inner, projected } = this.equations;
    const m = this.centres;
    const outputs = projected.length / m;
    const factor = inner.slice();
    for (let i = 0; i < m; i++) factor[i * m + i] += lambda;
    if (!(yield* choleskyInSteps(factor, m))) return undefined;
    const dual = projected.slice();
    currentDense().solveLower(factor, m, dual, outputs);
    currentDense().solveLowerTransposed(factor, m, dual, outputs);
    currentDense().solveLowerTransposed(root, m, dual, outputs);
    return matrix(m, outputs, dual);
  }
}

/** ΦᵀΦ and ΦᵀY. @param root T */
function* normalEquations(space: NystromSpace, root: Float64Array, inputs: Matrix, targets: Matrix) {
  const m = space.centres.rows;
  const outputs = targets.columns;
  const inner = new Float64Array(m * m);
  const projected = new Float64Array(m * outputs);
  const ofBlock = new Float64Array(m * m);
  const projectedOfBlock = new Float64Array(m * outputs);
  for (const { first, rows } of blocksOfRows(inputs)) {
    // Φᵀ of the block, m×r.
    const features = kernelOver(space, space.centres, rows).values;
    yield undefined;
    currentDense().solveLower(root, m, features, rows.rows);
    yield undefined;
    currentDense().gramOfRows(features, m, rows.rows, ofBlock);
    for (let k = 0; k < inner.length; k++) inner[k] += ofBlock[k];
    const own = targets.values.subarray(first * outputs, (first + rows.rows) * outputs);
    currentDense().multiply(features, m, rows.rows, own, outputs, projectedOfBlock);
    for (let k = 0; k < projected.length; k++) projected[k] += projectedOfBlock[k];
    yield undefined;
  }
  return { inner, projected };
}

/** k(a, b) / scale. */
export function kernelOver(
  { kernel, scale }: Pick<KernelOverCentres, "kernel" | "scale">,
  a: Matrix,
  b: Matrix,
): Matrix {
  const cross = kernelOf(kernel)(a, b);
  if (scale !== 1) for (let k = 0; k < cross.values.length; k++) cross.values[k] /= scale;
  return cross;
}

/** K_mm / scale, symmetric bit for bit; yields between blocks of rows. */
export function* centreGramOf(over: KernelOverCentres): Generator<undefined, Matrix> {
  const m = over.centres.rows;
  const gram = matrix(m, m);
  for (const { first, rows } of blocksOfRows(over.centres)) {
    gram.values.set(kernelOver(over, rows, over.centres).values, first * m);
    yield undefined;
  }
  for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) gram.values[j * m + i] = gram.values[i * m + j];
  return gram;
}

/** A table in blocks of neighbouring rows. */
export function* blocksOfRows({ rows: n, columns: d, values }: Matrix, most = largestBlock) {
  for (let first = 0; first < n; first += most) {
    const count = Math.min(most, n - first);
    yield { first, rows: matrix(count, d, values.subarray(first * d, (first + count) * d)) };
  }
}

/** K_nm / scale, block after block. */
export function* kernelBlocks(over: KernelOverCentres, inputs: Matrix): Generator<Matrix> {
  for (const { rows } of blocksOfRows(inputs)) yield kernelOver(over, rows, over.centres);
}

/** K_nm A for coefficients A (m×q): block after block, so that no n×m matrix is kept. @returns n×q */
export function* nystromOutputs(
  space: KernelOverCentres,
  inputs: Matrix,
  coefficients: Matrix,
): Generator<undefined, Matrix> {
  const { rows: m, columns: q, values } = coefficients;
  const out = matrix(inputs.rows, q);
  for (const { first, rows } of blocksOfRows(inputs)) {
    const cross = kernelOver(space, rows, space.centres);
    const own = out.values.subarray(first * q, (first + rows.rows) * q);
    currentDense().multiply(cross.values, rows.rows, m, values, q, own);
    yield undefined;
  }
  return out;
}
