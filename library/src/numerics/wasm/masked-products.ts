/**
 * Products with the masked operator on the WebAssembly kernels. Small tables and masks stay in the kernels' memory until `dispose`; larger ones
 * are brought in block by block of rows on every call, so that memory past the caller's own arrays stays bounded (about 150 MB).
 */
import { type MaskedProducts, maskWords } from "../backend.js";
import { lowerProduct, mirror, packRowsAt } from "./dense.js";
import { type Engine, share } from "./engine.js";

/** Larger masks or tables than this are not kept. */
const RESIDENT_BYTES = 48 * 2 ** 20;
/** Sums of one pass; more gates than fit are taken in turns. */
const SUMS_BYTES = 32 * 2 ** 20;
/** Mask words brought in at a time when they are not kept. */
const BLOCK_BYTES = 2 * 2 ** 20;
/** XXᵀ is kept between calls up to this many rows. */
const RESIDENT_GRAM_ROWS = 2048;
/** Rows of a dense n×gates block. */
const COLUMN_ROWS = 8192;
/** As in library/assembly/subset-sums.ts. */
const SLICES = 8;
/** Parts made of whole tiles, at most. */
const PARTS_OF_TILES = 96;
/** A table lookup stands for eight multiplications. */
const LOOKUP = 1 / 8;

/** Every part of a forward product fills the tables of all gates: so many rows at least pay for that. */
const ROWS_OF_PART = 2048;

type Allocate = (bytes: number) => number;

/** Rows first … first + rows of the table (at x) and their mask words[group · count + a] for the gates asked for. */
interface Block {
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

export class WasmMaskedProducts implements MaskedProducts {
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

  norms(z: Float64Array, outputs: number, out: Float64Array, offset?: Float64Array): void {
    const columns = this.d * outputs;
    this.engine.heap.scoped((allocate) => {
      const shift = offset ? this.#copyIn(allocate, offset, columns, 4 * Math.ceil(columns / 4)) : 0;
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
    const zAt = this.#copyIn(allocate, z, n * outputs);
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
      const weights = rowWeights ? this.#copyIn(allocate, rowWeights, n) : 0;
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
        this.#eachBlock(lot, firstRow, lastRow, this.n, (block) => add(block, count, tiles, sums));
        use(sums, count, first);
      });
    }
  }

  forward(blocks: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void {
    const { n, d } = this;
    const count = gates.length;
    this.engine.heap.scoped((allocate) => {
      const blocksAt = this.#copyIn(allocate, blocks, count * d * outputs);
      const result = allocate(n * outputs * 8);
      this.#eachBlock(gates, 0, n, n, (block) => {
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
      const right = packRowsAt(this.engine, allocate, this.#copyIn(allocate, blocks, count * d), count, d);
      this.#eachBlock(gates, 0, n, COLUMN_ROWS, (block) => {
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
      const gram = this.#gram(allocate);
      const weightsAt = this.#copyIn(allocate, weights, count);
      const stride = 64 * this.#groups;
      const bits = allocate(Math.ceil(count / 64) * stride * 8);
      this.#eachBlock(gates, 0, n, n, (block) => this.#transposeBits(block, count, bits, stride));
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

  /** XXᵀ, lower triangle. */
  #gram(allocate: Allocate): number {
    const { n, d, engine } = this;
    if (this.#resident.gram) return this.#resident.gram;
    const keep = n <= RESIDENT_GRAM_ROWS;
    const gram = keep ? engine.heap.allocate(n * n * 8) : allocate(n * n * 8);
    if (keep) this.#resident.gram = gram;
    engine.heap.scoped((allocateHere) => {
      const x = this.#residentTable() || this.#copyIn(allocateHere, this.inputs, n * d);
      lowerProduct(engine, packRowsAt(engine, allocateHere, x, n, d), n, d, gram);
    });
    return gram;
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

  /** Visits the rows firstRow ≤ j < lastRow in blocks that begin at a multiple of 64, at most `mostRows` (a multiple of 64, or n) at a time. */
  #eachBlock(
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
          : this.#copyIn(allocate, this.inputs.subarray(first * d, (first + rows) * d), rows * d);
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
    this.#resident.x = this.#copyIn((size) => this.engine.heap.allocate(size), this.inputs, this.n * this.d);
    return this.#resident.x;
  }

  /** Copies `length` numbers in, followed by zeros up to `padded`. */
  #copyIn(allocate: Allocate, values: Float64Array, length: number, padded = length): number {
    const at = allocate(padded * 8);
    const { doubles } = this.engine.heap;
    doubles.set(values.length === length ? values : values.subarray(0, length), at / 8);
    doubles.fill(0, at / 8 + length, at / 8 + padded);
    return at;
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

function everyGate(p: number): Int32Array {
  return Int32Array.from({ length: p }, (_, i) => i);
}
