/** Masks of all gates, as `compareGates` decides them; what rounding leaves open is settled exactly (exact-sign.ts). */
import { maskWords } from "../backend.js";
import { boundingNorm, dotIsNonNegative, roundingFactor, underflowAllowance } from "../exact-sign.js";
import { packedColumns, packRowsAt } from "./dense.js";
import { type Engine, share } from "./engine.js";

/** Bytes of mask words handled at a time. */
const BLOCK_BYTES = 2 * 2 ** 20;
const MOST_ROWS = 16384;

export function packMasks(
  engine: Engine,
  inputs: Float64Array,
  n: number,
  d: number,
  gates: Float64Array,
  p: number,
): Uint32Array {
  const words = maskWords(n);
  const masks = new Uint32Array(p * words);
  if (n === 0 || p === 0) return masks;
  const panels = Math.ceil(p / 4);
  const blockRows = Math.min(MOST_ROWS, 64 * Math.max(1, Math.floor(BLOCK_BYTES / (8 * p))));
  engine.heap.scoped((allocateOnce) => {
    const gatePanels = packedColumns(engine, allocateOnce, gates, d, p);
    const factors = allocateOnce(panels * 32);
    const factorsOf = Float64Array.from({ length: p }, (_, i) => roundingFactor(d) * boundingNorm(gates, i, p, d));
    engine.heap.doubles.set(factorsOf, factors / 8);
    for (let first = 0; first < n; first += blockRows) {
      const rows = Math.min(blockRows, n - first);
      engine.heap.scoped((allocate) => {
        const groups = Math.ceil(rows / 64);
        const x = allocate(rows * d * 8);
        engine.heap.doubles.set(inputs.subarray(first * d, (first + rows) * d), x / 8);
        const rowPanels = packRowsAt(engine, allocate, x, rows, d);
        const norms = allocate(Math.ceil(rows / 4) * 32);
        engine.heap.doubles.set(boundingNorms(inputs, first, rows, d), norms / 8);
        const out = allocate(p * groups * 8);
        const unclear = allocate(p * groups * 8);
        const open = engine.run("compareGates", rows * d * p, (part, parts, own) => [
          rowPanels,
          rows,
          d,
          gatePanels,
          p,
          norms,
          factors,
          underflowAllowance(d),
          groups,
          ...share(panels, part, parts),
          out,
          unclear,
          own,
        ]);
        const found = new Uint32Array(engine.heap.memory.buffer, out, p * groups * 2);
        for (let i = 0; i < p; i++) {
          masks.set(found.subarray(i * groups * 2, (i + 1) * groups * 2), i * words + first / 32);
        }
        if (open > 0) {
          const doubts = new Uint32Array(engine.heap.memory.buffer, unclear, p * groups * 2);
          settle(inputs, d, gates, p, first, groups, doubts, masks, words);
        }
      });
    }
  });
  return masks;
}

/** −∞ for a zero row, which is on every gate and never in doubt. */
function boundingNorms(inputs: Float64Array, first: number, rows: number, d: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, j) => boundingNorm(inputs, (first + j) * d, 1, d) || -Infinity);
}

function settle(
  inputs: Float64Array,
  d: number,
  gates: Float64Array,
  p: number,
  first: number,
  groups: number,
  doubts: Uint32Array,
  masks: Uint32Array,
  words: number,
): void {
  for (let at = 0; at < doubts.length; at++) {
    for (let bits = doubts[at]; bits !== 0; bits &= bits - 1) {
      const bit = 31 - Math.clz32(bits & -bits);
      const gate = Math.floor(at / (2 * groups));
      const row = first + (at - gate * 2 * groups) * 32 + bit;
      const word = gate * words + (row >> 5);
      if (dotIsNonNegative(inputs, row * d, gates, gate, p, d)) masks[word] |= 1 << bit;
      else masks[word] &= ~(1 << bit);
    }
  }
}
