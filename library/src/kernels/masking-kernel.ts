import { InputError } from "../errors.js";
import { type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { currentDense, maskWords } from "../numerics/index.js";
import { innerProducts, type Kernel, kernelMatrix, kernelTables } from "./kernel.js";
import { requireWeights } from "./weights.js";

/**
 * k_η(x, x') = xᵀx' Σ_i η_i 1{xᵀg_i ≥ 0} 1{x'ᵀg_i ≥ 0}: the weighted sum of masking kernels (Definition 4.1), on any rows, so also on
 * rows that were not trained on. On one table it is K(η) = (XXᵀ) ∘ (M diag(η) Mᵀ); one gate with weight 1 is the masking kernel K_i.
 * @param gates d×p, one gate a column
 * @param weights p numbers ≥ 0; 1/p each when left out
 * @returns the kernel, for rows with d columns
 * @throws InputError unless there is one finite weight ≥ 0 for each gate
 */
export function maskingKernel(gates: MatrixLike, weights?: ArrayLike<number>): Kernel {
  const g = toMatrix(gates, "gates");
  const p = g.columns;
  const eta = weights ? Float64Array.from(weights) : new Float64Array(p).fill(1 / p);
  requireWeights(eta, p);
  return (a, b) => {
    const tables = kernelTables(a, b);
    if (tables.a.columns !== g.rows) {
      throw new InputError({
        code: "shape-mismatch",
        argument: "a",
        got: `${tables.a.columns} columns`,
        expected: `${g.rows}, as the gates have`,
      });
    }
    const products = innerProducts(tables);
    const weighted = (table: typeof tables.a) => openGates(table.values, table.rows, table.columns, g.values, eta);
    const left = weighted(tables.a);
    const right = tables.same ? left : weighted(tables.b);
    const shared = innerProducts({
      a: matrix(tables.a.rows, p, left),
      b: matrix(tables.b.rows, p, right),
      same: tables.same,
    });
    return kernelMatrix(tables, (i, j) => {
      const at = i * tables.b.rows + j;
      return products.values[at] * shared.values[at];
    });
  };
}

/** √η_i 1{xᵀg_i ≥ 0}, n×p. */
function openGates(x: Float64Array, n: number, d: number, gates: Float64Array, eta: Float64Array): Float64Array {
  const p = eta.length;
  const masks = currentDense().packMasks(x, n, d, gates, p);
  const words = maskWords(n);
  const out = new Float64Array(n * p);
  for (let i = 0; i < p; i++) {
    const root = Math.sqrt(eta[i]);
    for (let j = 0; j < n; j++) {
      if ((masks[i * words + (j >> 5)] >>> (j & 31)) & 1) out[j * p + i] = root;
    }
  }
  return out;
}
