/**
 * M[j, i] = 1{x_jᵀg_i ≥ 0} and the products with the masked operator [D_1X … D_pX], in plain JavaScript.
 *
 * Sums over the rows of a mask use the Method of Four Russians: for eight rows at a time all 256 subset sums are tabulated, and a mask then
 * adds one of them per byte. Nothing here forms D_iX, save one masked column at a time in `columns`.
 */
import { type MaskedProducts, maskWords } from "./backend.js";
import { boundingNorm, dotIsNonNegative, roundingFactor, underflowAllowance } from "./exact-sign.js";

/** Columns summed together, so that a table entry is a short contiguous run. */
const TILE = 4;

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

export function maskedProducts(
  inputs: Float64Array,
  n: number,
  d: number,
  masks: Uint32Array,
  p: number,
): MaskedProducts {
  const words = maskWords(n);
  const every = Int32Array.from({ length: p }, (_, i) => i);

  /** Adds XᵀD_iz, columns first … first + TILE of the d·K, into sums (gates.length × TILE). */
  function addTile(z: Float64Array, outputs: number, gates: Int32Array, first: number, sums: Float64Array): void {
    const width = Math.min(TILE, d * outputs - first);
    tabulated(
      n,
      gates,
      (j, c) => {
        const column = first + c;
        if (c >= width) return 0;
        return inputs[j * d + Math.floor(column / outputs)] * z[j * outputs + (column % outputs)];
      },
      sums,
    );
  }

  function tabulated(
    rows: number,
    gates: Int32Array,
    value: (row: number, column: number) => number,
    sums: Float64Array,
    firstRow = 0,
  ): void {
    const table = new Float64Array(256 * TILE);
    for (let group = firstRow & ~7; group < rows; group += 8) {
      for (let bit = 0; bit < 8; bit++) {
        const row = group + bit;
        const inside = row >= firstRow && row < rows;
        const step = TILE << bit;
        for (let c = 0; c < TILE; c++) {
          const v = inside ? value(row, c) : 0;
          for (let at = c; at < step; at += TILE) table[step + at] = table[at] + v;
        }
      }
      const word = group >> 5;
      const shift = group & 31;
      for (let a = 0; a < gates.length; a++) {
        const entry = ((masks[gates[a] * words + word] >>> shift) & 255) * TILE;
        const at = a * TILE;
        sums[at] += table[entry];
        sums[at + 1] += table[entry + 1];
        sums[at + 2] += table[entry + 2];
        sums[at + 3] += table[entry + 3];
      }
    }
  }

  /** Calls visit(j) for every row j the gate keeps. */
  function eachRow(gate: number, visit: (row: number) => void): void {
    for (let word = 0; word < words; word++) {
      for (let bits = masks[gate * words + word]; bits !== 0; bits &= bits - 1) {
        visit(word * 32 + 31 - Math.clz32(bits & -bits));
      }
    }
  }

  function norms(z: Float64Array, outputs: number, out: Float64Array, offset?: Float64Array): void {
    out.fill(0, 0, p);
    const sums = new Float64Array(p * TILE);
    for (let first = 0; first < d * outputs; first += TILE) {
      sums.fill(0);
      addTile(z, outputs, every, first, sums);
      for (let i = 0; i < p; i++) {
        for (let c = 0; c < TILE && first + c < d * outputs; c++) {
          out[i] += (sums[i * TILE + c] + (offset ? offset[first + c] : 0)) ** 2;
        }
      }
    }
    for (let i = 0; i < p; i++) out[i] = Math.sqrt(out[i]);
  }

  function transpose(z: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void {
    const sums = new Float64Array(gates.length * TILE);
    for (let first = 0; first < d * outputs; first += TILE) {
      sums.fill(0);
      addTile(z, outputs, gates, first, sums);
      for (let a = 0; a < gates.length; a++) {
        for (let c = 0; c < TILE && first + c < d * outputs; c++) {
          out[a * d * outputs + first + c] = sums[a * TILE + c];
        }
      }
    }
  }

  function forward(blocks: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void {
    out.fill(0, 0, n * outputs);
    gates.forEach((gate, a) => {
      eachRow(gate, (j) => {
        for (let k = 0; k < d; k++) {
          const x = inputs[j * d + k];
          const at = (a * d + k) * outputs;
          for (let o = 0; o < outputs; o++) out[j * outputs + o] += x * blocks[at + o];
        }
      });
    });
  }

  function columns(blocks: Float64Array, gates: Int32Array, out: Float64Array): void {
    out.fill(0, 0, n * gates.length);
    gates.forEach((gate, a) => {
      eachRow(gate, (j) => {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += inputs[j * d + k] * blocks[a * d + k];
        out[j * gates.length + a] = sum;
      });
    });
  }

  /** Bits of eight gates at a time, row by row: M[j, gates[first … first + 8)] as a byte. */
  function gateBytes(gates: Int32Array, first: number): Uint8Array {
    const bytes = new Uint8Array(n);
    for (let a = first; a < Math.min(first + 8, gates.length); a++) {
      eachRow(gates[a], (j) => {
        bytes[j] |= 1 << (a - first);
      });
    }
    return bytes;
  }

  function weightedGram(weights: Float64Array, gates: Int32Array, out: Float64Array): void {
    out.fill(0, 0, n * n);
    const table = new Float64Array(256);
    for (let first = 0; first < gates.length; first += 8) {
      const bytes = gateBytes(gates, first);
      for (let bit = 0; bit < 8; bit++) {
        const weight = first + bit < gates.length ? weights[first + bit] : 0;
        for (let s = 0; s < 1 << bit; s++) table[(1 << bit) + s] = table[s] + weight;
      }
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) out[i * n + j] += table[bytes[i] & bytes[j]];
      }
    }
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let dot = 0;
        for (let k = 0; k < d; k++) dot += inputs[i * d + k] * inputs[j * d + k];
        out[j * n + i] = out[i * n + j] *= dot;
      }
    }
  }

  function blockGrams(gates: Int32Array, first: number, last: number, out: Float64Array, rowWeights?: Float64Array) {
    const sums = new Float64Array(gates.length * TILE);
    for (let k = 0; k < d; k++) {
      for (let l = 0; l <= k; l += TILE) {
        sums.fill(0);
        tabulated(
          last,
          gates,
          (j, c) => {
            if (l + c > k) return 0;
            return inputs[j * d + k] * inputs[j * d + l + c] * (rowWeights ? rowWeights[j] : 1);
          },
          sums,
          first,
        );
        for (let a = 0; a < gates.length; a++) {
          for (let c = 0; c < TILE && l + c <= k; c++) {
            out[(a * d + k) * d + l + c] = out[(a * d + l + c) * d + k] = sums[a * TILE + c];
          }
        }
      }
    }
  }

  return { norms, transpose, forward, columns, weightedGram, blockGrams, dispose: () => {} };
}
