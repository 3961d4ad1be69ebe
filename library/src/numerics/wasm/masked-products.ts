/** Products with the masked operator on the WebAssembly kernels; what they work on comes from row-blocks.ts, sums over masks from masked-sums.ts. */
import type { BlockMoves, BlockMovesOptions, MaskedProducts } from "../backend.js";
import { rotatedTable } from "../javascript-block-moves.js";
import { WasmBlockMoves } from "./block-moves.js";
import { type Engine, share } from "./engine.js";
import type { Allocate } from "./heap.js";
import { LOOKUP, type Lot, MaskedSums } from "./masked-sums.js";
import { copyOut, packRowsAt } from "./panels.js";
import { mirror } from "./products.js";
import { type Block, copyIn, RowBlocks } from "./row-blocks.js";

/** Rows of a dense n×gates block. */
const COLUMN_ROWS = 8192;

/** Every part of a forward product fills the tables of all gates: so many rows at least pay for that. */
const ROWS_OF_PART = 2048;

export class WasmMaskedProducts implements MaskedProducts {
  readonly #blocks: RowBlocks;
  readonly #sums: MaskedSums;

  constructor(
    readonly engine: Engine,
    inputs: Float64Array,
    readonly n: number,
    readonly d: number,
    masks: Uint32Array,
    readonly p: number,
  ) {
    this.#blocks = new RowBlocks(engine, inputs, n, d, masks, p);
    this.#sums = new MaskedSums(engine, this.#blocks);
  }

  dispose(): void {
    this.#blocks.dispose();
  }

  blockMoves(options: BlockMovesOptions): BlockMoves {
    const table = rotatedTable(this.#blocks, options.rotation);
    const { inputs, n, d, masks, p } = table;
    const products = options.rotation ? new WasmMaskedProducts(this.engine, inputs, n, d, masks, p) : this;
    return new WasmBlockMoves(products, table, options);
  }

  norms(z: Float64Array, outputs: number, out: Float64Array, offset?: Float64Array): void {
    const { engine, n, p } = this;
    const columns = this.d * outputs;
    engine.heap.scoped((allocate) => {
      const shift = offset ? copyIn(engine, allocate, offset, columns, 4 * Math.ceil(columns / 4)) : 0;
      const result = allocate(p * 8);
      const zAt = copyIn(engine, allocate, z, n * outputs);
      this.#sums.correlations(zAt, outputs, undefined, ({ sums, count, first }) => {
        engine.run("norms", count * columns, (part, parts) => {
          return [sums, count, columns, shift, ...share(count, part, parts), result + first * 8];
        });
      });
      copyOut(engine, result, p, out);
    });
  }

  /** @param few with the tables that pay where few gates read them; the sums then add up in another order */
  transpose(z: Float64Array, outputs: number, gates: Int32Array, out: Float64Array, few = false): void {
    const { engine, n } = this;
    const columns = this.d * outputs;
    engine.heap.scoped((allocate) => {
      const result = allocate(gates.length * columns * 8);
      const zAt = copyIn(engine, allocate, z, n * outputs);
      const use = ({ sums, count, first }: Lot) => {
        engine.run("transposeOut", count * columns, (part, parts) => {
          return [sums, count, columns, ...share(count, part, parts), result + first * columns * 8];
        });
      };
      this.#sums.correlations(zAt, outputs, gates, use, few);
      copyOut(engine, result, gates.length * columns, out);
    });
  }

  blockGrams(gates: Int32Array, first: number, last: number, out: Float64Array, rowWeights?: Float64Array): void {
    const { engine, n, d } = this;
    engine.heap.scoped((allocate) => {
      const weights = rowWeights ? copyIn(engine, allocate, rowWeights, n) : 0;
      const result = allocate(gates.length * d * d * 8);
      this.#sums.pairs({ first, last, weights }, gates, (lot) => {
        engine.run("pairsOut", lot.count * d * d, (part, parts) => {
          return [lot.sums, lot.count, d, ...share(lot.count, part, parts), result + lot.first * d * d * 8];
        });
      });
      copyOut(engine, result, gates.length * d * d, out);
    });
  }

  forward(blocks: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void {
    const { engine, n, d } = this;
    const count = gates.length;
    engine.heap.scoped((allocate) => {
      const blocksAt = copyIn(engine, allocate, blocks, count * d * outputs);
      const result = allocate(n * outputs * 8);
      this.#eachBlock(gates, n, (block, allocateBlock) => {
        const { bits, stride } = this.#transposedBits(allocateBlock, block, count);
        const from = [block.x, d, blocksAt, outputs, count, bits, stride, n];
        engine.run(
          "forward",
          block.rows * count * d * outputs * LOOKUP,
          (part, parts, own) => [...from, ...share(block.rows, part, parts), result + block.first * outputs * 8, own],
          (threads) => Math.max(threads, Math.min(4 * threads, Math.floor(block.rows / ROWS_OF_PART))),
        );
      });
      copyOut(engine, result, n * outputs, out);
    });
  }

  columns(blocks: Float64Array, gates: Int32Array, out: Float64Array): void {
    const { engine, d } = this;
    const count = gates.length;
    engine.heap.scoped((allocate) => {
      const right = packRowsAt(engine, allocate, copyIn(engine, allocate, blocks, count * d), count, d);
      this.#eachBlock(gates, COLUMN_ROWS, (block, allocateBlock) => {
        const { rows } = block;
        const left = packRowsAt(engine, allocateBlock, block.x, rows, d);
        const { bits, stride } = this.#transposedBits(allocateBlock, block, count);
        const c = allocateBlock(rows * count * 8);
        engine.run("product", rows * count * d, (part, parts, own) => {
          return [left, right, d, c, rows, count, 0, ...share(Math.ceil(rows / 4), part, parts), own];
        });
        engine.run("maskColumns", rows * count, (part, parts) => {
          return [c, count, bits, stride, ...share(rows, part, parts)];
        });
        out.set(engine.heap.doubles.subarray(c / 8, c / 8 + rows * count), block.first * count);
      });
    });
  }

  weightedGram(weights: Float64Array, gates: Int32Array, out: Float64Array): void {
    const { engine, n } = this;
    const count = gates.length;
    engine.heap.scoped((allocate) => {
      const gram = this.#blocks.gram(allocate);
      const weightsAt = copyIn(engine, allocate, weights, count);
      const stride = 64 * Math.ceil(n / 64);
      const bits = allocate(Math.ceil(count / 64) * stride * 8);
      this.#blocks.each(gates, 0, n, n, (block) => this.#transposeBits(block, count, bits, stride));
      const result = allocate(n * n * 8);
      engine.run("weightedGram", (n * n * count * LOOKUP) / 2, (part, parts, own) => {
        return [gram, n, weightsAt, count, bits, stride, part, parts, result, own];
      });
      mirror(engine, result, n);
      copyOut(engine, result, n * n, out);
    });
  }

  /** Visits all rows in blocks, with memory that is released after each. */
  #eachBlock(gates: Int32Array, mostRows: number, visit: (block: Block, allocate: Allocate) => void): void {
    this.#blocks.each(gates, 0, this.n, mostRows, (block) => {
      this.engine.heap.scoped((allocate) => visit(block, allocate));
    });
  }

  /** bits[⌊a/64⌋ · stride + row of the block]. */
  #transposedBits(allocate: Allocate, block: Block, count: number): { bits: number; stride: number } {
    const stride = 64 * Math.ceil(block.rows / 64);
    const bits = allocate(Math.ceil(count / 64) * stride * 8);
    this.#transposeBits({ ...block, first: 0 }, count, bits, stride);
    return { bits, stride };
  }

  #transposeBits(block: Block, count: number, bits: number, stride: number): void {
    const groups = Math.ceil(block.rows / 64);
    this.engine.run("transposeBits", groups * count * 16, (part, parts) => {
      return [block.words, count, stride / 64, ...share(groups, part, parts), bits + block.first * 8];
    });
  }
}
