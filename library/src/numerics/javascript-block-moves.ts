/**
 * Moves of one block at a time in plain JavaScript; the twin of library/assembly/block-moves.ts, sum by sum in the same order, so that both
 * give the same bits.
 */
import { type BlockMoves, type BlockMovesOptions, type MaskedProducts, maskWords } from "./backend.js";

/** A table, and the masks of its gates. */
export interface MaskedTable {
  /** n×d row-major. */
  readonly inputs: Float64Array;
  readonly n: number;
  readonly d: number;
  readonly masks: Uint32Array;
  readonly p: number;
}

/** Widths as the kernels have them: rows are padded by zeros to an even number, but for a single output. */
export interface PaddedWidths {
  /** Of rows of the table. */
  readonly s: number;
  /** Of rows of predictions. */
  readonly k: number;
}

export function paddedWidths(d: number, outputs: number): PaddedWidths {
  return { s: d + (d % 2), k: outputs === 1 ? 1 : outputs + (outputs % 2) };
}

/** Multiplications of one block's rows from which they are cut into lots, of a lot, and lots at most. */
const worthCutting = 2e6;
const workOfLot = 5e5;
export const mostLots = 8;

/**
 * Into how many lots the rows of a gate are cut, which threads can share. Sums are made lot by lot, so that they depend on the rows alone and
 * not on the threads.
 */
export function lotCount(count: number, { s, k }: PaddedWidths): number {
  const work = count * s * k;
  return work < worthCutting ? 1 : Math.min(mostLots, Math.floor(work / workOfLot));
}

/** Where a lot begins in the list of a gate's rows, of which four at a time are summed. */
export function startOfLot(lot: number, lots: number, count: number): number {
  return lot === lots ? count : 4 * Math.floor((count * lot) / (4 * lots));
}

/** XQ, n×d; every sum runs over the columns of X in their order. */
export function rotatedTable({ inputs, n, d, masks, p }: MaskedTable, rotation: Float64Array | undefined): MaskedTable {
  if (!rotation) return { inputs, n, d, masks, p };
  const out = new Float64Array(n * d);
  for (let j = 0; j < n; j++) {
    for (let k = 0; k < d; k++) {
      const x = inputs[j * d + k];
      if (x === 0) continue;
      for (let c = 0; c < d; c++) out[j * d + c] += x * rotation[k * d + c];
    }
  }
  return { inputs: out, n, d, masks, p };
}

/** The diagonal of W, rows as those of p. */
export function diagonalOf(curvature: Float64Array, k: number, coupled: boolean): Float64Array {
  if (!coupled) return curvature;
  const out = new Float64Array(curvature.length);
  for (let from = 0; from < curvature.length; from += k) {
    let mass = 0;
    for (let o = from; o < from + k; o++) mass += curvature[o];
    if (mass > 0) for (let o = from; o < from + k; o++) out[o] = curvature[o] * (1 - curvature[o] / mass);
  }
  return out;
}

/** Rows of `outputs` numbers as rows of k, zeros at the end. */
export function paddedRows(values: Float64Array, outputs: number, k: number): Float64Array {
  if (outputs === k) return values.slice();
  const rows = values.length / outputs;
  const out = new Float64Array(rows * k);
  for (let j = 0; j < rows; j++) out.set(values.subarray(j * outputs, (j + 1) * outputs), j * k);
  return out;
}

/** Rows of k numbers without their padding. */
export function unpadRows(values: Float64Array, k: number, outputs: number, out: Float64Array): void {
  for (let j = 0; j * k < values.length; j++) out.set(values.subarray(j * k, j * k + outputs), j * outputs);
}

/** out (K) = Σ_j r_j; rows of k numbers. */
export function sumRows(residual: Float64Array, k: number, out: Float64Array): void {
  out.fill(0);
  for (let from = 0; from < residual.length; from += k) {
    for (let o = 0; o < out.length; o++) out[o] += residual[from + o];
  }
}

/** r_j −= W_jδ for a δ (K) that is the same for every row. */
export function shiftRows(
  residual: Float64Array,
  curvature: Float64Array,
  k: number,
  coupled: boolean,
  step: Float64Array,
): void {
  for (let from = 0; from < residual.length; from += k) {
    let [product, mass] = [0, 0];
    if (coupled) {
      for (let o = 0; o < step.length; o++) {
        product += curvature[from + o] * step[o];
        mass += curvature[from + o];
      }
    }
    const centre = mass > 0 ? product / mass : 0;
    for (let o = 0; o < step.length; o++) residual[from + o] -= curvature[from + o] * (step[o] - centre);
  }
}

/** @param productsOf the products with the masked operator of a table */
export function javascriptBlockMoves(
  table: MaskedTable,
  options: BlockMovesOptions,
  productsOf: (table: MaskedTable) => MaskedProducts,
): BlockMoves {
  const turned = rotatedTable(table, options.rotation);
  return new JavascriptBlockMoves(turned, options, productsOf(turned));
}

class JavascriptBlockMoves implements BlockMoves {
  readonly rotation: Float64Array | undefined;
  private readonly widths: PaddedWidths;
  private readonly x: Float64Array;
  private readonly squares: Float64Array;
  private residual: Float64Array = new Float64Array(0);
  private curvature: Float64Array = new Float64Array(0);
  private diagonal: Float64Array = new Float64Array(0);
  private change: Float64Array = new Float64Array(0);
  private readonly probed: Float64Array;
  private rows: number[] = [];

  constructor(
    private readonly table: MaskedTable,
    private readonly options: BlockMovesOptions,
    readonly products: MaskedProducts,
  ) {
    this.widths = paddedWidths(table.d, options.outputs);
    this.rotation = options.rotation;
    this.x = paddedRows(table.inputs, table.d, this.widths.s);
    this.squares = this.x.map((value) => value * value);
    this.probed = new Float64Array(table.n * this.widths.k);
  }

  load(residual: Float64Array, curvature: Float64Array): void {
    const { outputs, coupled } = this.options;
    const { k } = this.widths;
    this.residual = paddedRows(residual, outputs, k);
    this.curvature = paddedRows(curvature, outputs, k);
    this.diagonal = diagonalOf(this.curvature, k, coupled);
    this.change = new Float64Array(this.residual.length);
  }

  correlate(gate: number, out: Float64Array): void {
    this.sum(this.rowsOf(gate), this.x, this.residual, out);
  }

  curvatures(gate: number, out: Float64Array): void {
    this.sum(this.rowsOf(gate), this.squares, this.diagonal, out);
  }

  probe(gate: number, step: Float64Array): number {
    const { d } = this.table;
    const { s, k } = this.widths;
    const { outputs, coupled } = this.options;
    this.rows = this.rowsOf(gate);
    const squares = this.rows.map((j, a) => {
      for (let o = 0; o < outputs; o++) {
        this.probed[a * k + o] =
          k === 1 ? dotPairs(this.x, j * s, step, d) : dotColumn(this.x, j * s, step, o, outputs, d);
      }
      return quadratic(this.probed, a * k, this.curvature, j * k, k, coupled);
    });
    const sumOf = (terms: readonly number[]) => terms.reduce((total, term) => total + term, 0);
    return sumOf(this.lotsOf(this.rows).map(([first, last]) => sumOf(squares.slice(first, last))));
  }

  take(t: number): void {
    const { k } = this.widths;
    const { probed, curvature, residual, change } = this;
    this.rows.forEach((j, a) => {
      const centre = this.options.coupled && k > 1 ? weightedMean(probed, a * k, curvature, j * k, k) : 0;
      for (let o = 0; o < k; o++) {
        const value = probed[a * k + o];
        if (k === 1) residual[j] -= curvature[j] * (t * value);
        else residual[j * k + o] -= t * (curvature[j * k + o] * (value - centre));
        change[j * k + o] += t * value;
      }
    });
  }

  sums(out: Float64Array): void {
    sumRows(this.residual, this.widths.k, out);
  }

  shift(step: Float64Array): void {
    shiftRows(this.residual, this.curvature, this.widths.k, this.options.coupled, step);
  }

  read(residual: Float64Array, change: Float64Array): void {
    unpadRows(this.residual, this.widths.k, this.options.outputs, residual);
    unpadRows(this.change, this.widths.k, this.options.outputs, change);
  }

  dispose(): void {}

  private rowsOf(gate: number): number[] {
    const { n, masks } = this.table;
    const words = maskWords(n);
    const rows: number[] = [];
    for (let word = 0; word < words; word++) {
      for (let bits = masks[gate * words + word]; bits !== 0; bits &= bits - 1) {
        rows.push(word * 32 + 31 - Math.clz32(bits & -bits));
      }
    }
    return rows;
  }

  /** The places at which each lot begins and ends. */
  private lotsOf(rows: readonly number[]): [first: number, last: number][] {
    const lots = lotCount(rows.length, this.widths);
    const start = (lot: number) => startOfLot(lot, lots, rows.length);
    return Array.from({ length: lots }, (_, lot) => [start(lot), start(lot + 1)]);
  }

  /** out (d×K) = Σ of x_jv_jᵀ over the rows, four at a time. */
  private sum(rows: readonly number[], x: Float64Array, v: Float64Array, out: Float64Array): void {
    const { d } = this.table;
    const { s, k } = this.widths;
    const { outputs } = this.options;
    const lots = this.lotsOf(rows);
    for (let c = 0; c < d; c++) {
      for (let o = 0; o < outputs; o++) {
        const term = (a: number) => x[rows[a] * s + c] * v[rows[a] * k + o];
        const sums = lots.map((lot) => sumOfFours(term, lot));
        out[c * outputs + o] = sums.reduce((total, sum) => total + sum);
      }
    }
  }
}

function sumOfFours(term: (a: number) => number, [first, last]: readonly [number, number]): number {
  let sum = 0;
  let a = first;
  for (; a + 4 <= last; a += 4) sum += term(a) + term(a + 1) + (term(a + 2) + term(a + 3));
  for (; a < last; a++) sum += term(a);
  return sum;
}

/** aᵀb, entries of even and of odd index apart. */
function dotPairs(a: Float64Array, at: number, b: Float64Array, length: number): number {
  let [even, odd] = [0, 0];
  for (let c = 0; c < length; c += 2) even += a[at + c] * b[c];
  for (let c = 1; c < length; c += 2) odd += a[at + c] * b[c];
  return even + odd;
}

function dotColumn(
  a: Float64Array,
  at: number,
  step: Float64Array,
  output: number,
  outputs: number,
  length: number,
): number {
  let sum = 0;
  for (let c = 0; c < length; c++) sum += a[at + c] * step[c * outputs + output];
  return sum;
}

/** uᵀWu of one row. */
function quadratic(u: Float64Array, at: number, p: Float64Array, from: number, k: number, coupled: boolean): number {
  if (k === 1) return p[from] * u[at] * u[at];
  const squares = lanes(k, (o) => p[from + o] * u[at + o] * u[at + o]);
  if (!coupled) return squares;
  const products = lanes(k, (o) => p[from + o] * u[at + o]);
  const masses = lanes(k, (o) => p[from + o]);
  return masses > 0 ? squares - (products * products) / masses : 0;
}

function weightedMean(u: Float64Array, at: number, p: Float64Array, from: number, k: number): number {
  const masses = lanes(k, (o) => p[from + o]);
  return masses > 0 ? lanes(k, (o) => p[from + o] * u[at + o]) / masses : 0;
}

/** Σ over k terms, those of even and of odd index apart. */
function lanes(k: number, term: (o: number) => number): number {
  let [even, odd] = [0, 0];
  for (let o = 0; o < k; o += 2) even += term(o);
  for (let o = 1; o < k; o += 2) odd += term(o);
  return even + odd;
}
