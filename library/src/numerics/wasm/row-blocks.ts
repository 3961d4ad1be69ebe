/**
 * The table and the masks as the kernels see them. Small ones stay in the kernels' memory until `dispose`. Larger ones
 * are brought in on every call, one block of rows after the other, so that memory past the caller's own arrays stays
 * bounded (about 150 MB).
 */
import { maskWords } from "../backend.js";
import { type Engine, share } from "./engine.js";
import type { Allocate } from "./heap.js";
import { packRowsAt } from "./panels.js";
import { lowerProduct } from "./products.js";

/** Larger masks or tables than this are not kept. */
const RESIDENT_BYTES = 48 * 2 ** 20;
/** Mask words brought in at a time when they are not kept. */
const BLOCK_BYTES = 2 * 2 ** 20;
/** XXᵀ is kept between calls up to this many rows. */
const RESIDENT_GRAM_ROWS = 2048;

/** Rows first … first + rows of the table (at x) and their mask words[group · count + a] for the gates asked for. */
export interface Block {
  readonly first: number;
  readonly rows: number;
  readonly x: number;
  readonly words: number;
}

interface Resident {
  x: number;
  words: number;
  gram: number;
}

const released = new FinalizationRegistry<{ engine: Engine; resident: Resident }>(({ engine, resident }) => {
  release(engine, resident);
});

function release(engine: Engine, resident: Resident): void {
  for (const at of [resident.x, resident.words, resident.gram]) if (at) engine.heap.release(at);
  resident.x = resident.words = resident.gram = 0;
}

export class RowBlocks {
  readonly #resident: Resident = { x: 0, words: 0, gram: 0 };
  readonly #groups: number;

  constructor(
    readonly engine: Engine,
    readonly inputs: Float64Array,
    readonly n: number,
    readonly d: number,
    readonly masks: Uint32Array,
    readonly p: number,
  ) {
    this.#groups = maskWords(n) / 2;
    released.register(this, { engine, resident: this.#resident }, this);
  }

  dispose(): void {
    released.unregister(this);
    release(this.engine, this.#resident);
  }

  /** Visits the rows firstRow ≤ j < lastRow in blocks that begin at a multiple of 64, at most `mostRows` (a multiple of 64, or n) at a time. */
  each(
    gates: Int32Array | undefined,
    firstRow: number,
    lastRow: number,
    mostRows: number,
    visit: (block: Block) => void,
  ): void {
    const { n, d, engine } = this;
    const count = gates?.length ?? this.p;
    const kept = this.#residentWords();
    const table = this.#residentTable();
    const fitting = 64 * Math.max(1, Math.floor(BLOCK_BYTES / (8 * Math.max(count, d * 64))));
    const step = kept && table ? Math.max(64, mostRows) : Math.max(64, Math.min(mostRows, fitting));
    for (let first = firstRow - (firstRow % 64); first < lastRow; first += step) {
      const rows = Math.min(step, n - first);
      const groups = Math.ceil(rows / 64);
      engine.heap.scoped((allocate) => {
        const x = table
          ? table + first * d * 8
          : copyIn(this.engine, allocate, this.inputs.subarray(first * d, (first + rows) * d), rows * d);
        let words: number;
        if (!kept) words = this.#bringIn(allocate, gates ?? everyGate(this.p), first / 64, groups);
        else if (gates) words = this.#gathered(allocate, kept, gates, first / 64, groups);
        else words = kept + (first / 64) * this.p * 8;
        visit({ first, rows, x, words });
      });
    }
  }

  #gathered(allocate: Allocate, kept: number, gates: Int32Array, firstGroup: number, groups: number): number {
    const list = allocate(gates.length * 4);
    new Int32Array(this.engine.heap.memory.buffer, list, gates.length).set(gates);
    const words = allocate(groups * gates.length * 8);
    this.engine.run("gather", groups * gates.length * 4, (part, parts) => {
      const [first, last] = share(groups, part, parts);
      const from = kept + (firstGroup + first) * this.p * 8;
      return [from, this.p, list, gates.length, last - first, words + first * gates.length * 8];
    });
    return words;
  }

  /** The words of some gates and row groups, group after group, from the caller's masks. */
  #bringIn(allocate: Allocate, gates: Int32Array, firstGroup: number, groups: number): number {
    const { engine, masks } = this;
    const words = allocate(groups * gates.length * 8);
    const most = Math.max(8, Math.floor(BLOCK_BYTES / 4 / (groups * 8)));
    engine.heap.scoped((allocateHere) => {
      const lot = allocateHere(Math.min(most, gates.length) * groups * 8);
      const to = new Uint32Array(engine.heap.memory.buffer, lot, Math.min(most, gates.length) * groups * 2);
      for (let first = 0; first < gates.length; first += most) {
        const count = Math.min(most, gates.length - first);
        for (let a = 0; a < count; a++) {
          const from = 2 * (gates[first + a] * this.#groups + firstGroup);
          to.set(masks.subarray(from, from + 2 * groups), a * groups * 2);
        }
        engine.run("interleave", 0, () => [lot, count, groups, words + first * 8, gates.length]);
      }
    });
    return words;
  }

  #residentWords(): number {
    const bytes = this.#groups * this.p * 8;
    if (this.#resident.words || bytes > RESIDENT_BYTES || bytes === 0) return this.#resident.words;
    this.#resident.words = this.#bringIn((size) => this.engine.heap.allocate(size), everyGate(this.p), 0, this.#groups);
    return this.#resident.words;
  }

  #residentTable(): number {
    const bytes = this.n * this.d * 8;
    if (this.#resident.x || bytes > RESIDENT_BYTES || bytes === 0) return this.#resident.x;
    this.#resident.x = copyIn(this.engine, (size) => this.engine.heap.allocate(size), this.inputs, this.n * this.d);
    return this.#resident.x;
  }

  /** XXᵀ, lower triangle; the address of n×n numbers. */
  gram(allocate: Allocate): number {
    const { n, d, engine } = this;
    if (this.#resident.gram) return this.#resident.gram;
    const keep = n <= RESIDENT_GRAM_ROWS;
    const gram = keep ? engine.heap.allocate(n * n * 8) : allocate(n * n * 8);
    if (keep) this.#resident.gram = gram;
    engine.heap.scoped((allocateHere) => {
      const x = this.#residentTable() || copyIn(this.engine, allocateHere, this.inputs, n * d);
      const panels = packRowsAt(engine, allocateHere, x, n, d);
      lowerProduct(engine, { panels, n, depth: d }, gram);
    });
    return gram;
  }
}

/** The indices of all gates. */
export function everyGate(p: number): Int32Array {
  return Int32Array.from({ length: p }, (_, i) => i);
}

/** Copies `length` numbers into the kernels' memory, followed by zeros up to `padded`. */
export function copyIn(
  engine: Engine,
  allocate: Allocate,
  values: Float64Array,
  length: number,
  padded = length,
): number {
  const at = allocate(padded * 8);
  const { doubles } = engine.heap;
  doubles.set(values.length === length ? values : values.subarray(0, length), at / 8);
  doubles.fill(0, at / 8 + length, at / 8 + padded);
  return at;
}
