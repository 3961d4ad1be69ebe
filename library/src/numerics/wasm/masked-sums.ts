/**
 * Sums over the rows of every mask on the WebAssembly kernels: XᵀD_iz, and XᵀD_iWX pair of columns by pair. Columns are summed in tiles of four;
 * more gates than fit are taken in lots.
 */
import { type Engine, share } from "./engine.js";
import { type Block, everyGate, type RowBlocks } from "./row-blocks.js";

/** Sums of one lot. */
const SUMS_BYTES = 32 * 2 ** 20;
/** As in library/assembly/masked-products.ts. */
const SLICES = 8;
/** Parts made of whole tiles, at most. */
const PARTS_OF_TILES = 96;
/** A table lookup stands for eight multiplications. */
export const LOOKUP = 1 / 8;

/** The sums of gates first … first + count of those asked for, at an address: one tile of four columns after another, each count×4. */
export interface Lot {
  readonly sums: number;
  readonly count: number;
  readonly first: number;
}

/** Rows first ≤ j < last, with weights at an address (0: none). */
export interface WeightedRows {
  readonly first: number;
  readonly last: number;
  readonly weights: number;
}

interface Task {
  /** All when absent. */
  readonly gates: Int32Array | undefined;
  readonly columns: number;
  readonly first: number;
  readonly last: number;
}

export class MaskedSums {
  constructor(
    readonly engine: Engine,
    readonly blocks: RowBlocks,
  ) {}

  /** XᵀD_iz for the gates, d·K sums each, lot by lot. @param z the address of n×K numbers @param few with the tables for few gates */
  correlations(z: number, outputs: number, gates: Int32Array | undefined, use: (lot: Lot) => void, few = false): void {
    const { n, d } = this.blocks;
    const columns = d * outputs;
    const add = (block: Block, { sums, count }: Lot, tiles: number) => {
      const work = block.rows * count * columns * LOOKUP;
      const from = [block.x, block.rows, d, z + block.first * outputs * 8, outputs, block.words, count];
      const begins = block.first === 0 ? 1 : 0;
      const small = few ? 1 : 0;
      this.#runTiles("correlate", work, tiles, (slices, own) => [...from, begins, small, ...slices, sums, own]);
    };
    this.#inLots({ gates, columns, first: 0, last: n }, add, use);
  }

  /** XᵀD_iWX over some rows for the gates, one sum for each pair k ≥ l, lot by lot. */
  pairs({ first, last, weights }: WeightedRows, gates: Int32Array, use: (lot: Lot) => void): void {
    const { d } = this.blocks;
    const columns = (d * (d + 1)) / 2;
    const add = (block: Block, { sums, count }: Lot, tiles: number) => {
      const from = Math.max(0, first - block.first);
      const to = Math.min(block.rows, last - block.first);
      const weightsAt = weights ? weights + block.first * 8 : 0;
      const begins = block.first <= first ? 1 : 0;
      this.#runTiles("correlatePairs", (to - from) * count * columns * LOOKUP, tiles, (slices, own) => {
        return [block.x, from, to, d, weightsAt, block.words, count, begins, ...slices, sums, own];
      });
    };
    this.#inLots({ gates, columns, first, last }, add, use);
  }

  #runTiles(kernel: string, work: number, tiles: number, argumentsOf: (slices: number[], own: number) => number[]) {
    this.engine.run(
      kernel,
      work,
      (part, parts, own) => argumentsOf(shareTiles(tiles, part, parts), own),
      (threads) => tileParts(tiles, threads),
    );
  }

  /** `add` sums a block of rows; at the first one it begins with zeros. */
  #inLots(
    { gates, columns, first: firstRow, last: lastRow }: Task,
    add: (block: Block, lot: Lot, tiles: number) => void,
    use: (lot: Lot) => void,
  ): void {
    const { n, p } = this.blocks;
    const tiles = Math.ceil(columns / 4);
    const total = gates?.length ?? p;
    const most = Math.max(64, Math.floor(SUMS_BYTES / (tiles * 32)));
    for (let first = 0; first < total; first += most) {
      const count = Math.min(most, total - first);
      const chosen = count === total ? gates : (gates ?? everyGate(p)).subarray(first, first + count);
      this.engine.heap.scoped((allocate) => {
        const lot = { sums: allocate(tiles * count * 32), count, first };
        if (firstRow >= lastRow) this.engine.heap.doubles.fill(0, lot.sums / 8, lot.sums / 8 + tiles * count * 4);
        this.blocks.each(chosen, firstRow, lastRow, n, (block) => add(block, lot, tiles));
        use(lot);
      });
    }
  }
}

/**
 * Every tile of four columns is a part. The last tile is cut into slices, so that few tiles still share evenly; a cut
 * tile fills its tables once for every slice.
 */
function tileParts(tiles: number, threads: number): number {
  const whole = tiles - 1;
  return Math.min(whole, PARTS_OF_TILES) + Math.min(SLICES, threads);
}

/** The slices [first, last) of a part, SLICES a tile. */
function shareTiles(tiles: number, part: number, parts: number): number[] {
  if (parts === 1) return [0, tiles * SLICES];
  const whole = Math.min(tiles - 1, PARTS_OF_TILES);
  if (part < whole) return share(tiles - 1, part, whole).map((tile) => tile * SLICES);
  return share(SLICES, part - whole, parts - whole).map((slice) => (tiles - 1) * SLICES + slice);
}
