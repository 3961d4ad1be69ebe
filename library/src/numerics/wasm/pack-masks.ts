/** Masks of all gates, as `compareGates` decides them; what rounding leaves open is settled exactly (exact-sign.ts). */
import { maskWords } from "../backend.js";
import { boundingNorm, dotIsNonNegative, roundingFactor, underflowAllowance } from "../exact-sign.js";
import { type Engine, share } from "./engine.js";
import type { Allocate } from "./heap.js";
import { packedColumns, packRowsAt } from "./panels.js";

/** Bytes of mask words handled at a time. */
const BLOCK_BYTES = 2 * 2 ** 20;
const MOST_ROWS = 16384;

/** A table (n×d) and the gates (d×p) whose masks are wanted. */
interface TableAndGates {
  readonly inputs: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly gates: Float64Array;
  readonly p: number;
}

export function packMasks(
  engine: Engine,
  inputs: Float64Array,
  n: number,
  d: number,
  gates: Float64Array,
  p: number,
): Uint32Array {
  const masks = new Uint32Array(p * maskWords(n));
  if (n === 0 || p === 0) return masks;
  const table = { inputs, n, d, gates, p };
  const blockRows = Math.min(MOST_ROWS, 64 * Math.max(1, Math.floor(BLOCK_BYTES / (8 * p))));
  engine.heap.scoped((allocateOnce) => {
    const packed = packedGates(engine, allocateOnce, table);
    for (let first = 0; first < n; first += blockRows) {
      const block = { first, rows: Math.min(blockRows, n - first) };
      engine.heap.scoped((allocate) => packBlock(engine, allocate, table, packed, block, masks));
    }
  });
  return masks;
}

/** Addresses of the gates, four a panel, and of what bounds the rounding of a product with each. */
interface PackedGates {
  readonly panels: number;
  readonly factors: number;
}

function packedGates(engine: Engine, allocate: Allocate, { d, gates, p }: TableAndGates): PackedGates {
  const panels = packedColumns(engine, allocate, gates, d, p);
  const factors = allocate(Math.ceil(p / 4) * 32);
  const factorsOf = Float64Array.from({ length: p }, (_, i) => roundingFactor(d) * boundingNorm(gates, i, p, d));
  engine.heap.doubles.set(factorsOf, factors / 8);
  return { panels, factors };
}

interface BlockOfRows {
  readonly first: number;
  readonly rows: number;
}

/** The masks of some rows. */
function packBlock(
  engine: Engine,
  allocate: Allocate,
  table: TableAndGates,
  gates: PackedGates,
  { first, rows }: BlockOfRows,
  masks: Uint32Array,
): void {
  const { inputs, n, d, p } = table;
  const [groups, words] = [Math.ceil(rows / 64), maskWords(n)];
  const x = allocate(rows * d * 8);
  engine.heap.doubles.set(inputs.subarray(first * d, (first + rows) * d), x / 8);
  const rowPanels = packRowsAt(engine, allocate, x, rows, d);
  const norms = allocate(Math.ceil(rows / 4) * 32);
  engine.heap.doubles.set(boundingNorms(inputs, first, rows, d), norms / 8);
  const [out, unclear] = [allocate(p * groups * 8), allocate(p * groups * 8)];
  const open = engine.run("compareGates", rows * d * p, (part, parts, own) => {
    const compared = [rowPanels, rows, d, gates.panels, p, norms, gates.factors, underflowAllowance(d), groups];
    return [...compared, ...share(Math.ceil(p / 4), part, parts), out, unclear, own];
  });
  const wordsAt = (at: number) => new Uint32Array(engine.heap.memory.buffer, at, p * groups * 2);
  const found = wordsAt(out);
  for (let i = 0; i < p; i++) {
    masks.set(found.subarray(i * groups * 2, (i + 1) * groups * 2), i * words + first / 32);
  }
  if (open > 0) settle(table, wordsAt(unclear), first, masks);
}

/** −∞ for a zero row, which is on every gate and never in doubt. */
function boundingNorms(inputs: Float64Array, first: number, rows: number, d: number): Float64Array {
  return Float64Array.from({ length: rows }, (_, j) => boundingNorm(inputs, (first + j) * d, 1, d) || -Infinity);
}

/** Decides the pairs whose bit is set in `doubts` (as many words for each gate), for rows from `first` on. */
function settle(
  { inputs, n, d, gates, p }: TableAndGates,
  doubts: Uint32Array,
  first: number,
  masks: Uint32Array,
): void {
  const [words, doubtWords] = [maskWords(n), doubts.length / p];
  for (let at = 0; at < doubts.length; at++) {
    for (let bits = doubts[at]; bits !== 0; bits &= bits - 1) {
      const bit = 31 - Math.clz32(bits & -bits);
      const gate = Math.floor(at / doubtWords);
      const row = first + (at - gate * doubtWords) * 32 + bit;
      const word = gate * words + (row >> 5);
      if (dotIsNonNegative(inputs, row * d, gates, gate, p, d)) masks[word] |= 1 << bit;
      else masks[word] &= ~(1 << bit);
    }
  }
}
