/** Moves of one block at a time on the WebAssembly kernels; what they do stands in javascript-block-moves.ts. */
import { type BlockMoves, type BlockMovesOptions, type MaskedProducts, maskWords } from "../backend.js";
import {
  diagonalOf,
  lotCount,
  type MaskedTable,
  mostLots,
  type PaddedWidths,
  paddedRows,
  paddedWidths,
  shiftRows,
  startOfLot,
  sumRows,
  unpadRows,
} from "../javascript-block-moves.js";
import { type Engine, SCRATCH, share } from "./engine.js";

/** Gates up to which their rows are summed one by one; up to which small tables of sums of rows pay, and not the large ones. */
const fewestGates = 6;
const fewGates = 96;
/** Rows that a thread's scratch has room to list. */
const mostListed = SCRATCH / 4;

/** A row that is moved costs as much as so many multiplications a number of it: it is read and written, and hardly computed with. */
const workOfTake = 12;

/** What a run keeps in the kernels' memory, by name. */
const names = ["x", "squares", "residual", "curvature", "diagonal", "change", "probed", "list", "small"] as const;
type Places = Record<(typeof names)[number], number>;

interface Held {
  readonly places: Places;
  /** The words of the masks that were used, by their gate. */
  readonly masks: Map<number, number>;
}

/** Products that can take the tables for few gates. */
interface TabulatedProducts extends MaskedProducts {
  readonly engine: Engine;
  transpose(z: Float64Array, outputs: number, gates: Int32Array, out: Float64Array, few?: boolean): void;
}

const released = new FinalizationRegistry<{ engine: Engine; held: Held }>(({ engine, held }) => release(engine, held));

function release(engine: Engine, { places, masks }: Held): void {
  for (const name of names) {
    if (places[name]) engine.heap.release(places[name]);
    places[name] = 0;
  }
  for (const at of masks.values()) engine.heap.release(at);
  masks.clear();
}

export class WasmBlockMoves implements BlockMoves {
  readonly rotation: Float64Array | undefined;
  readonly engine: Engine;
  readonly products: Pick<MaskedProducts, "forward" | "transpose">;
  readonly #widths: PaddedWidths;
  readonly #held: Held;
  /** Rows of the gate that was listed last. */
  #count = 0;
  #listed = -1;

  /** @param masked products of the table, which is rotated already */
  constructor(
    readonly masked: TabulatedProducts,
    readonly table: MaskedTable,
    readonly options: BlockMovesOptions,
  ) {
    const { engine } = masked;
    this.engine = engine;
    this.products = {
      forward: (...inputs) => masked.forward(...inputs),
      transpose: (z, outputs, gates, out) =>
        gates.length <= fewestGates && table.n <= mostListed
          ? this.#transposeFew(z, gates, out)
          : masked.transpose(z, outputs, gates, out, gates.length <= fewGates),
    };
    const { n, d } = table;
    this.rotation = options.rotation;
    this.#widths = paddedWidths(d, options.outputs);
    const { s, k } = this.#widths;
    const bytes = (length: number) => engine.heap.allocate(length * 8);
    this.#held = {
      places: {
        x: bytes(n * s),
        squares: bytes(n * s),
        residual: bytes(n * k),
        curvature: bytes(n * k),
        diagonal: bytes(n * k),
        change: bytes(n * k),
        probed: bytes(n * k),
        list: engine.heap.allocate(n * 4),
        small: bytes(mostLots * s * k),
      },
      masks: new Map(),
    };
    released.register(this, { engine, held: this.#held }, this);
    const x = paddedRows(table.inputs, d, s);
    this.#place("x", x);
    for (let k = 0; k < x.length; k++) x[k] *= x[k];
    this.#place("squares", x);
  }

  dispose(): void {
    released.unregister(this);
    release(this.engine, this.#held);
    if (this.rotation) this.masked.dispose();
  }

  load(residual: Float64Array, curvature: Float64Array): void {
    const { outputs, coupled } = this.options;
    const { k } = this.#widths;
    const padded = paddedRows(curvature, outputs, k);
    this.#place("residual", paddedRows(residual, outputs, k));
    this.#place("curvature", padded);
    this.#place("diagonal", diagonalOf(padded, k, coupled));
    this.#view("change", this.table.n * k).fill(0);
  }

  correlate(gate: number, out: Float64Array): void {
    this.#sum(gate, "x", "residual", out);
  }

  curvatures(gate: number, out: Float64Array): void {
    this.#sum(gate, "squares", "diagonal", out);
  }

  probe(gate: number, step: Float64Array): number {
    const { s, k } = this.#widths;
    const { outputs, coupled } = this.options;
    const { x, small, list, curvature, probed } = this.#held.places;
    this.#list(gate);
    const padded = this.#view("small", s * k);
    padded.fill(0);
    padded.set(paddedRows(step, outputs, k));
    return this.#inLots("probeRows", (first, count) => {
      return [x, s, small, k, list + 4 * first, count, curvature, coupled ? 1 : 0, probed + 8 * k * first];
    });
  }

  take(t: number): void {
    const { k } = this.#widths;
    const { list, probed, curvature, residual, change } = this.#held.places;
    const coupled = this.options.coupled ? 1 : 0;
    this.engine.run("takeRows", workOfTake * this.#count * k, (part, parts) => {
      const [first, last] = share(this.#count, part, parts);
      return [list + 4 * first, last - first, k, probed + 8 * k * first, curvature, coupled, t, residual, change];
    });
  }

  sums(out: Float64Array): void {
    const { k } = this.#widths;
    sumRows(this.#view("residual", this.table.n * k), k, out);
  }

  shift(step: Float64Array): void {
    const { k } = this.#widths;
    const length = this.table.n * k;
    shiftRows(this.#view("residual", length), this.#view("curvature", length), k, this.options.coupled, step);
  }

  read(residual: Float64Array, change: Float64Array): void {
    const { k } = this.#widths;
    const length = this.table.n * k;
    unpadRows(this.#view("residual", length), k, this.options.outputs, residual);
    unpadRows(this.#view("change", length), k, this.options.outputs, change);
  }

  /** Gates are shared out; each thread lists rows in its own scratch. */
  #transposeFew(z: Float64Array, gates: Int32Array, out: Float64Array): void {
    const { engine } = this;
    const { outputs } = this.options;
    const { n, d } = this.table;
    const { s, k } = this.#widths;
    this.#place("probed", paddedRows(z, outputs, k));
    const masks = Uint32Array.from(gates, (gate) => this.#words(gate));
    engine.heap.scoped((allocate) => {
      const masksAt = allocate(gates.length * 4);
      const result = allocate(gates.length * s * k * 8);
      new Uint32Array(engine.heap.memory.buffer, masksAt, gates.length).set(masks);
      const { x, probed } = this.#held.places;
      engine.run("transposeGates", (n * d * outputs * gates.length) / 2, (part, parts, own) => {
        return [x, s, probed, k, masksAt, maskWords(n) / 2, ...share(gates.length, part, parts), result, own];
      });
      const from = result / 8;
      gates.forEach((_, a) => {
        const block = engine.heap.doubles.subarray(from + a * s * k, from + a * s * k + d * k);
        unpadRows(block, k, outputs, out.subarray(a * d * outputs, (a + 1) * d * outputs));
      });
    });
  }

  #sum(gate: number, rows: "x" | "squares", values: "residual" | "diagonal", out: Float64Array): void {
    const { s, k } = this.#widths;
    const { places } = this.#held;
    this.#list(gate);
    const size = s * k;
    this.#inLots("correlateRows", (first, count, lot) => {
      return [places[rows], s, places[values], k, places.list + 4 * first, count, places.small + 8 * size * lot];
    });
    const sums = this.#view("small", lotCount(this.#count, this.#widths) * size);
    for (let a = size; a < sums.length; a++) sums[a % size] += sums[a];
    unpadRows(sums.subarray(0, this.table.d * k), k, this.options.outputs, out);
  }

  #list(gate: number): void {
    if (this.#listed === gate) return;
    this.#listed = gate;
    const groups = maskWords(this.table.n) / 2;
    this.#count = Number(this.engine.instance.kernels.listRows(this.#words(gate), groups, this.#held.places.list));
  }

  #words(gate: number): number {
    const known = this.#held.masks.get(gate);
    if (known !== undefined) return known;
    const words = maskWords(this.table.n);
    const at = this.engine.heap.allocate(words * 4);
    const from = this.table.masks.subarray(gate * words, (gate + 1) * words);
    new Uint32Array(this.engine.heap.memory.buffer, at, words).set(from);
    this.#held.masks.set(gate, at);
    return at;
  }

  /** A kernel over the rows that are listed, lot by lot; the sum of what it returned. */
  #inLots(kernel: string, argumentsOf: (first: number, count: number, lot: number) => number[]): number {
    const [count, lots] = [this.#count, lotCount(this.#count, this.#widths)];
    if (lots === 1) return Number(this.engine.instance.kernels[kernel](...argumentsOf(0, count, 0)) ?? 0);
    const lists = Array.from({ length: lots }, (_, lot) => {
      const first = startOfLot(lot, lots, count);
      return argumentsOf(first, startOfLot(lot + 1, lots, count) - first, lot);
    });
    const { s, k } = this.#widths;
    return this.engine.runLots(kernel, count * s * k, lists);
  }

  #place(name: keyof Places, values: Float64Array): void {
    this.engine.heap.doubles.set(values, this.#held.places[name] / 8);
  }

  #view(name: keyof Places, length: number): Float64Array {
    const at = this.#held.places[name] / 8;
    return this.engine.heap.doubles.subarray(at, at + length);
  }
}
