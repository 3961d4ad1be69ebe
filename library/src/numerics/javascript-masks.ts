/** M[j, i] = 1{x_jᵀg_i ≥ 0} in plain JavaScript: the sign of a rounded sum where its bound is clear of zero, decided exactly elsewhere. */
import { maskWords } from "./backend.js";
import { boundingNorm, dotIsNonNegative, roundingFactor, underflowAllowance } from "./exact-sign.js";

export function packMasks(inputs: Float64Array, n: number, d: number, gates: Float64Array, p: number): Uint32Array {
  const words = maskWords(n);
  const masks = new Uint32Array(p * words);
  const gate = new Float64Array(d);
  const rowNorms = Float64Array.from({ length: n }, (_, j) => boundingNorm(inputs, j * d, 1, d));
  const allowance = underflowAllowance(d);
  for (let i = 0; i < p; i++) {
    for (let k = 0; k < d; k++) gate[k] = gates[k * p + i];
    const factor = roundingFactor(d) * boundingNorm(gate, 0, 1, d);
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += inputs[j * d + k] * gate[k];
      const bound = factor * rowNorms[j] + allowance;
      const clear = Math.abs(sum) > bound && Math.abs(sum) < Infinity;
      const on = clear ? sum > 0 : dotIsNonNegative(inputs, j * d, gate, 0, 1, d);
      if (on) masks[i * words + (j >> 5)] |= 1 << (j & 31);
    }
  }
  return masks;
}
