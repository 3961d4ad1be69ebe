import { type KernelMemory, PAGE } from "./module.js";

const ALIGNMENT = 64;
/** Address 0 stays unused: kernels read 0 as "none". */
const START = 1024;

/** Hands out the address of so many bytes. */
export type Allocate = (bytes: number) => number;

/**
 * Hands out pieces of the kernels' memory by first fit, and merges neighbours when they are freed. Memory grows when it
 * is needed; it is used again and never given back.
 */
export class Heap {
  /** Free pieces in order of address. */
  readonly #free: { at: number; size: number }[];
  readonly #sizes = new Map<number, number>();
  #doubles: Float64Array;

  constructor(readonly memory: KernelMemory) {
    this.#free = [{ at: START, size: memory.buffer.byteLength - START }];
    this.#doubles = new Float64Array(memory.buffer);
  }

  /** The whole memory as doubles; ask again after every allocation, since memory may have grown. */
  get doubles(): Float64Array {
    if (this.#doubles.byteLength !== this.memory.buffer.byteLength)
      this.#doubles = new Float64Array(this.memory.buffer);
    return this.#doubles;
  }

  allocate(bytes: number): number {
    const size = Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);
    let index = this.#free.findIndex((piece) => piece.size >= size);
    if (index < 0) {
      this.#grow(size);
      index = this.#free.length - 1;
    }
    const piece = this.#free[index];
    const at = piece.at;
    if (piece.size === size) this.#free.splice(index, 1);
    else this.#free[index] = { at: at + size, size: piece.size - size };
    this.#sizes.set(at, size);
    return at;
  }

  release(at: number): void {
    const size = this.#sizes.get(at);
    if (size === undefined) return;
    this.#sizes.delete(at);
    const next = this.#free.findIndex((piece) => piece.at > at);
    this.#insert(next < 0 ? this.#free.length : next, { at, size });
  }

  /** Runs work with pieces that are released when it ends, however it ends. */
  scoped<T>(work: (allocate: Allocate) => T): T {
    const taken: number[] = [];
    try {
      return work((bytes) => {
        const at = this.allocate(bytes);
        taken.push(at);
        return at;
      });
    } finally {
      for (const at of taken) this.release(at);
    }
  }

  #insert(index: number, piece: { at: number; size: number }): void {
    const before = this.#free[index - 1];
    const after = this.#free[index];
    if (after && piece.at + piece.size === after.at) {
      piece.size += after.size;
      this.#free.splice(index, 1);
    }
    if (before && before.at + before.size === piece.at) before.size += piece.size;
    else this.#free.splice(index, 0, piece);
  }

  #grow(size: number): void {
    const end = this.memory.buffer.byteLength;
    const last = this.#free.at(-1);
    const atEnd = last && last.at + last.size === end ? last.size : 0;
    const pages = Math.ceil((size - atEnd) / PAGE);
    try {
      this.memory.grow(pages);
    } catch {
      throw new RangeError(
        `the numeric core needs ${Math.ceil(size / 2 ** 20)} MB more and cannot have it (at most 4 GB in all); use fewer rows or gates`,
      );
    }
    this.#insert(this.#free.length, { at: end, size: pages * PAGE });
  }
}
