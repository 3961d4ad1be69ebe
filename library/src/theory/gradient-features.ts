import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { currentBackend, type MaskedProducts } from "../numerics/index.js";

/**
 * φ of (12.4), n×dm: row j is ∇_W f(x_j) = m^(−1/2) (a ⊙ 1{Wx_j ≥ 0}) x_jᵀ (12.11), at the weights it is made for.
 *
 * φ is the masked operator [D_1X … D_mX] with column blocks scaled by a_i/√m. So its products are those of the solvers,
 * and its Gram matrix is a masking kernel with equal weights: φφᵀ = (XXᵀ) ∘ (M Mᵀ)/m, whatever the signs are.
 */
export interface GradientFeatures {
  /** φφᵀ, n×n. */
  gram(): Matrix;
  /** φv for v m×d row-major; length n. */
  forward(displacement: Float64Array): Float64Array;
  /** φᵀz, m×d row-major. */
  transpose(z: Float64Array): Float64Array;
}

/**
 * The features φ of (12.4) at the weights W and the signs a.
 * @param weights W, m×d row-major
 * @param signs a, length m
 * @returns φ as products: φφᵀ, φv and φᵀz
 */
export function gradientFeatures(inputs: Matrix, weights: Float64Array, signs: Float64Array): GradientFeatures {
  const { rows: n, columns: d } = inputs;
  const m = signs.length;
  const every = Int32Array.from(signs, (_, i) => i);
  const withProducts = maskedProductsOf(inputs, weights, m);
  const rescale = (blocks: Float64Array) => {
    const scale = 1 / Math.sqrt(m);
    for (let k = 0; k < blocks.length; k++) blocks[k] *= scale * signs[Math.floor(k / d)];
    return blocks;
  };
  return {
    gram: () =>
      withProducts((products) => {
        const out = matrix(n, n);
        products.weightedGram(new Float64Array(m).fill(1 / m), every, out.values);
        return out;
      }),
    forward: (displacement) =>
      withProducts((products) => {
        const out = new Float64Array(n);
        products.forward(rescale(displacement.slice()), 1, every, out);
        return out;
      }),
    transpose: (z) =>
      withProducts((products) => {
        const out = new Float64Array(m * d);
        products.transpose(z, 1, every, out);
        return rescale(out);
      }),
  };
}

/**
 * Products with [D_1X … D_mX], made for one use and freed at once: what they keep in the core's memory would outlive a linearisation that is
 * dropped.
 */
function maskedProductsOf({ rows: n, columns: d, values: x }: Matrix, weights: Float64Array, m: number) {
  const gates = new Float64Array(m * d);
  for (let i = 0; i < m; i++) for (let k = 0; k < d; k++) gates[k * m + i] = weights[i * d + k];
  const masks = currentBackend().packMasks(x, n, d, gates, m);
  return <Result>(work: (products: MaskedProducts) => Result): Result => {
    const products = currentBackend().maskedProducts(x, n, d, masks, m);
    try {
      return work(products);
    } finally {
      products.dispose();
    }
  };
}
