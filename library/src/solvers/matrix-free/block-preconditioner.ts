import type { BlockOperator } from "../../linear-algebra/block-operator.js";

/**
 * The diagonal blocks Φ_iᵀΦ_i (d×d) of the operator's normal matrix, estimated from at most `rows` samples spread evenly over the
 * table (tables are often sorted), scaled to all n. |which| × d².
 */
export function sampledBlockGrams(operator: BlockOperator, which: Int32Array, rows = 5000): Float64Array {
  const { sampleCount: n, blockSize: d } = operator;
  const out = new Float64Array(which.length * d * d);
  if (which.length === 0) return out;
  const chunk = 64;
  if (n <= rows) {
    operator.blockGrams(which, 0, n, out);
    return out;
  }
  const chunks = Math.floor(rows / chunk);
  const part = new Float64Array(out.length);
  let used = 0;
  for (let c = 0; c < chunks; c++) {
    const first = Math.floor((c * (n - chunk)) / Math.max(1, chunks - 1) / chunk) * chunk;
    operator.blockGrams(which, first, first + chunk, part);
    for (let k = 0; k < out.length; k++) out[k] += part[k];
    used += chunk;
  }
  for (let k = 0; k < out.length; k++) out[k] *= n / used;
  return out;
}

/**
 * Cholesky factors of `scale · gram_a + add_a` for every block, where `add(a, block)` adds its term to the d×d lower triangle in
 * place. A pivot that is not positive is lifted, so that rank-deficient blocks stay usable.
 */
export function factorBlocks(
  grams: Float64Array,
  count: number,
  d: number,
  scale: number,
  add: (a: number, block: Float64Array) => void,
): Float64Array {
  const factors = new Float64Array(count * d * d);
  for (let a = 0; a < count; a++) {
    const block = factors.subarray(a * d * d, (a + 1) * d * d);
    for (let k = 0; k < d * d; k++) block[k] = scale * grams[a * d * d + k];
    add(a, block);
    factorSmall(block, d);
  }
  return factors;
}

function factorSmall(block: Float64Array, d: number): void {
  let largest = 0;
  for (let i = 0; i < d; i++) largest = Math.max(largest, block[i * d + i]);
  const floor = 1e-10 * largest || 1;
  for (let j = 0; j < d; j++) {
    let pivot = block[j * d + j];
    for (let k = 0; k < j; k++) pivot -= block[j * d + k] * block[j * d + k];
    const root = Math.sqrt(Math.max(pivot, floor));
    block[j * d + j] = root;
    for (let i = j + 1; i < d; i++) {
      let value = block[i * d + j];
      for (let k = 0; k < j; k++) value -= block[i * d + k] * block[j * d + k];
      block[i * d + j] = value / root;
    }
  }
}

/** out_b = (L_bL_bᵀ)⁻¹ r_b for block b of the factors, d rows × K outputs; r and out hold all blocks, one after another. */
export function solveBlock(
  factors: Float64Array,
  b: number,
  d: number,
  outputs: number,
  r: Float64Array,
  out: Float64Array,
): void {
  const factor = b * d * d;
  const first = b * d * outputs;
  for (let c = 0; c < outputs; c++) {
    const at = first + c;
    for (let i = 0; i < d; i++) {
      let value = r[at + i * outputs];
      for (let k = 0; k < i; k++) value -= factors[factor + i * d + k] * out[at + k * outputs];
      out[at + i * outputs] = value / factors[factor + i * d + i];
    }
    for (let i = d - 1; i >= 0; i--) {
      let value = out[at + i * outputs];
      for (let k = i + 1; k < d; k++) value -= factors[factor + k * d + i] * out[at + k * outputs];
      out[at + i * outputs] = value / factors[factor + i * d + i];
    }
  }
}
