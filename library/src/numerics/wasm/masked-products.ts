/** Products with the masked operator on the WebAssembly kernels; what they work on comes from `row-blocks.ts`. */
import type { MaskedProducts } from "../backend.js";
import { mirror, packRowsAt } from "./dense.js";
import { type Engine, share } from "./engine.js";
import type { Allocate } from "./heap.js";
import { type Block, copyIn, everyGate, RowBlocks } from "./row-blocks.js";

/** Sums of one pass; more gates than fit are taken in turns. */
const SUMS_BYTES = 32 * 2 ** 20;
/** Rows of a dense n×gates block. */
const COLUMN_ROWS = 8192;
/** As in library/assembly/masked-products.ts. */
const SLICES = 8;
/** Parts made of whole tiles, at most. */
const PARTS_OF_TILES = 96;
/** A table lookup stands for eight multiplications. */
const LOOKUP = 1 / 8;

/** Every part of a forward product fills the tables of all gates: so many rows at least pay for that. */
const ROWS_OF_PART = 2048;

export class WasmMaskedProducts implements MaskedProducts {
  readonly #blocks: RowBlocks;

  constructor(
    readonly engine: Engine,
    inputs: Float64Array,
    readonly n: number,
    readonly d: number,
    masks: Uint32Array,
    readonly p: number,
  ) {
    this.#blocks = new RowBlocks(engine, inputs, n, d, masks, p);
  }

  dispose(): void {
    this.#blocks.dispose();
  }

  norms(z: Float64Array, outputs: number, out: Float64Array, offset?: Float64Array): void {
    const columns = this.d * outputs;
    this.engine.heap.scoped((allocate) => {
      const shift = offset ? copyIn(this.engine, allocate, offset, columns, 4 * Math.ceil(columns / 4)) : 0;
      const result = allocate(this.p * 8);
      this.#correlations(allocate, z, outputs, undefined, (sums, count, first) => {
        this.engine.run("norms", count * columns, (part, parts) => [
          sums,
          count,
          columns,
          shift,
          ...share(count, part, parts),
          result + first * 8,
        ]);
      });
      this.#copyOut(result, this.p, out);
    });
  }

  transpose(z: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void {
    const columns = this.d * outputs;
    this.engine.heap.scoped((allocate) => {
      const result = allocate(gates.length * columns * 8);
      this.#correlations(allocate, z, outputs, gates, (sums, count, first) => {
        this.engine.run("transposeOut", count * columns, (part, parts) => [
          sums,
          count,
          columns,
          ...share(count, part, parts),
          result + first * columns * 8,
        ]);
      });
      this.#copyOut(result, gates.length * columns, out);
    });
  }

  /** Sums XᵀD_iz for the gates, as many at a time as fit, and hands each lot to `use`. */
  #correlations(
    allocate: Allocate,
    z: Float64Array,
    outputs: number,
    gates: Int32Array | undefined,
    use: (sums: number, count: number, first: number) => void,
  ): void {
    const { n, d } = this;
    const zAt = copyIn(this.engine, allocate, z, n * outputs);
    this.#summed(
      gates,
      d * outputs,
      0,
      n,
      (block, count, tiles, sums) => {
        this.engine.run(
          "correlate",
          block.rows * count * d * outputs * LOOKUP,
          (part, parts, own) => [
            block.x,
            block.rows,
            d,
            zAt + block.first * outputs * 8,
            outputs,
            block.words,
            count,
            block.first === 0 ? 1 : 0,
            ...shareTiles(tiles, part, parts),
            sums,
            own,
          ],
          (threads) => tileParts(tiles, threads),
        );
      },
      use,
    );
  }

  blockGrams(gates: Int32Array, first: number, last: number, out: Float64Array, rowWeights?: Float64Array): void {
    const { n, d } = this;
    this.engine.heap.scoped((allocate) => {
      const weights = rowWeights ? copyIn(this.engine, allocate, rowWeights, n) : 0;
      const result = allocate(gates.length * d * d * 8);
      const columns = (d * (d + 1)) / 2;
      this.#summed(
        gates,
        columns,
        first,
        last,
        (block, count, tiles, sums) => {
          const from = Math.max(0, first - block.first);
          const to = Math.min(block.rows, last - block.first);
          this.engine.run(
            "correlatePairs",
            (to - from) * count * columns * LOOKUP,
            (part, parts, own) => [
              block.x,
              from,
              to,
              d,
              weights ? weights + block.first * 8 : 0,
              block.words,
              count,
              block.first <= first ? 1 : 0,
              ...shareTiles(tiles, part, parts),
              sums,
              own,
            ],
            (threads) => tileParts(tiles, threads),
          );
        },
        (sums, count, at) => {
          this.engine.run("pairsOut", count * d * d, (part, parts) => [
            sums,
            count,
            d,
            ...share(count, part, parts),
            result + at * d * d * 8,
          ]);
        },
      );
      this.#copyOut(result, gates.length * d * d, out);
    });
  }

  /** `add` sums a block of rows; at the first one it begins with zeros. */
  #summed(
    gates: Int32Array | undefined,
    columns: number,
    firstRow: number,
    lastRow: number,
    add: (block: Block, count: number, tiles: number, sums: number) => void,
    use: (sums: number, count: number, first: number) => void,
  ): void {
    const tiles = Math.ceil(columns / 4);
    const total = gates?.length ?? this.p;
    const most = Math.max(64, Math.floor(SUMS_BYTES / (tiles * 32)));
    for (let first = 0; first < total; first += most) {
      const count = Math.min(most, total - first);
      const lot = count === total ? gates : (gates ?? everyGate(this.p)).subarray(first, first + count);
      this.engine.heap.scoped((allocate) => {
        const sums = allocate(tiles * count * 32);
        if (firstRow >= lastRow) this.engine.heap.doubles.fill(0, sums / 8, sums / 8 + tiles * count * 4);
        this.#blocks.each(lot, firstRow, lastRow, this.n, (block) => add(block, count, tiles, sums));
        use(sums, count, first);
      });
    }
  }

  forward(blocks: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void {
    const { n, d } = this;
    const count = gates.length;
    this.engine.heap.scoped((allocate) => {
      const blocksAt = copyIn(this.engine, allocate, blocks, count * d * outputs);
      const result = allocate(n * outputs * 8);
      this.#blocks.each(gates, 0, n, n, (block) => {
        this.engine.heap.scoped((allocateBlock) => {
          const bits = this.#transposedBits(allocateBlock, block, count);
          this.engine.run(
            "forward",
            block.rows * count * d * outputs * LOOKUP,
            (part, parts, own) => [
              block.x,
              d,
              blocksAt,
              outputs,
              count,
              bits,
              64 * Math.ceil(block.rows / 64),
              n,
              ...share(block.rows, part, parts),
              result + block.first * outputs * 8,
              own,
            ],
            (threads) => Math.max(threads, Math.min(4 * threads, Math.floor(block.rows / ROWS_OF_PART))),
          );
        });
      });
      this.#copyOut(result, n * outputs, out);
    });
  }

  columns(blocks: Float64Array, gates: Int32Array, out: Float64Array): void {
    const { n, d } = this;
    const count = gates.length;
    this.engine.heap.scoped((allocate) => {
      const right = packRowsAt(this.engine, allocate, copyIn(this.engine, allocate, blocks, count * d), count, d);
      this.#blocks.each(gates, 0, n, COLUMN_ROWS, (block) => {
        this.engine.heap.scoped((allocateBlock) => {
          const { rows } = block;
          const left = packRowsAt(this.engine, allocateBlock, block.x, rows, d);
          const bits = this.#transposedBits(allocateBlock, block, count);
          const c = allocateBlock(rows * count * 8);
          this.engine.run("product", rows * count * d, (part, parts, own) => [
            left,
            right,
            d,
            c,
            rows,
            count,
            0,
            ...share(Math.ceil(rows / 4), part, parts),
            own,
          ]);
          this.engine.run("maskColumns", rows * count, (part, parts) => [
            c,
            count,
            bits,
            64 * Math.ceil(rows / 64),
            ...share(rows, part, parts),
          ]);
          out.set(this.engine.heap.doubles.subarray(c / 8, c / 8 + rows * count), block.first * count);
        });
      });
    });
  }

  weightedGram(weights: Float64Array, gates: Int32Array, out: Float64Array): void {
    const { n } = this;
    const count = gates.length;
    this.engine.heap.scoped((allocate) => {
      const gram = this.#blocks.gram(allocate);
      const weightsAt = copyIn(this.engine, allocate, weights, count);
      const stride = 64 * Math.ceil(n / 64);
      const bits = allocate(Math.ceil(count / 64) * stride * 8);
      this.#blocks.each(gates, 0, n, n, (block) => this.#transposeBits(block, count, bits, stride));
      const result = allocate(n * n * 8);
      this.engine.run("weightedGram", (n * n * count * LOOKUP) / 2, (part, parts, own) => [
        gram,
        n,
        weightsAt,
        count,
        bits,
        stride,
        part,
        parts,
        result,
        own,
      ]);
      mirror(this.engine, result, n);
      this.#copyOut(result, n * n, out);
    });
  }

  /** bits[⌊a/64⌋ · stride + row of the block]. */
  #transposedBits(allocate: Allocate, block: Block, count: number): number {
    const stride = 64 * Math.ceil(block.rows / 64);
    const bits = allocate(Math.ceil(count / 64) * stride * 8);
    this.#transposeBits({ ...block, first: 0 }, count, bits, stride);
    return bits;
  }

  #transposeBits(block: Block, count: number, bits: number, stride: number): void {
    const groups = Math.ceil(block.rows / 64);
    this.engine.run("transposeBits", groups * count * 16, (part, parts) => [
      block.words,
      count,
      stride / 64,
      ...share(groups, part, parts),
      bits + block.first * 8,
    ]);
  }

  #copyOut(at: number, length: number, out: Float64Array): void {
    out.set(this.engine.heap.doubles.subarray(at / 8, at / 8 + length));
  }
}

/**
 * Every tile of four columns is a part, the last one in slices, so that few tiles still share evenly: a cut tile fills its tables once for
 * every slice.
 */
function tileParts(tiles: number, threads: number): number {
  const whole = tiles - 1;
  return Math.min(whole, PARTS_OF_TILES) + Math.min(SLICES, threads);
}

/** The slices [first, last) of a part, SLICES a tile. */
function shareTiles(tiles: number, part: number, parts: number): [first: number, last: number] {
  if (parts === 1) return [0, tiles * SLICES];
  const whole = Math.min(tiles - 1, PARTS_OF_TILES);
  if (part < whole) return share(tiles - 1, part, whole).map((tile) => tile * SLICES) as [number, number];
  return share(SLICES, part - whole, parts - whole).map((slice) => (tiles - 1) * SLICES + slice) as [number, number];
}
