/**
 * The products with the masked operator [D_1X … D_pX], in plain JavaScript.
 *
 * Sums over the rows of a mask use the Method of Four Russians. For eight rows at a time all 256 subset sums are
 * tabulated, and a mask then adds one of them for each byte. D_iX is never formed; only `columns` forms one masked
 * column at a time.
 */
import { type BlockMoves, type BlockMovesOptions, type MaskedProducts, maskWords } from "./backend.js";
import { javascriptBlockMoves } from "./javascript-block-moves.js";
import { eachRow, forwardOf, type MaskedRows } from "./plain/forward.js";

/** Columns summed together, so that a table entry is a short contiguous run. */
const TILE = 4;

/** Rows first ≤ j < last. */
interface RowRange {
  readonly first: number;
  readonly last: number;
}

export function maskedProducts(
  inputs: Float64Array,
  n: number,
  d: number,
  masks: Uint32Array,
  p: number,
): MaskedProducts {
  return new JavascriptMaskedProducts(inputs, n, d, masks, p);
}

class JavascriptMaskedProducts implements MaskedProducts, MaskedRows {
  readonly words: number;

  constructor(
    readonly inputs: Float64Array,
    readonly n: number,
    readonly d: number,
    readonly masks: Uint32Array,
    readonly p: number,
  ) {
    this.words = maskWords(n);
  }

  norms(z: Float64Array, outputs: number, out: Float64Array, offset?: Float64Array): void {
    const { p, d } = this;
    const every = Int32Array.from({ length: p }, (_, i) => i);
    out.fill(0, 0, p);
    this.eachTile(z, outputs, every, (sums, first) => {
      for (let i = 0; i < p; i++) {
        for (let c = 0; c < TILE && first + c < d * outputs; c++) {
          out[i] += (sums[i * TILE + c] + (offset ? offset[first + c] : 0)) ** 2;
        }
      }
    });
    for (let i = 0; i < p; i++) out[i] = Math.sqrt(out[i]);
  }

  transpose(z: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void {
    const columns = this.d * outputs;
    this.eachTile(z, outputs, gates, (sums, first) => {
      for (let a = 0; a < gates.length; a++) {
        for (let c = 0; c < TILE && first + c < columns; c++) out[a * columns + first + c] = sums[a * TILE + c];
      }
    });
  }

  forward(blocks: Float64Array, outputs: number, gates: Int32Array, out: Float64Array): void {
    forwardOf(this)(blocks, outputs, gates, out);
  }

  columns(blocks: Float64Array, gates: Int32Array, out: Float64Array): void {
    const { inputs, n, d } = this;
    out.fill(0, 0, n * gates.length);
    gates.forEach((gate, a) => {
      eachRow(this, gate, (j) => {
        let sum = 0;
        for (let k = 0; k < d; k++) sum += inputs[j * d + k] * blocks[a * d + k];
        out[j * gates.length + a] = sum;
      });
    });
  }

  weightedGram(weights: Float64Array, gates: Int32Array, out: Float64Array): void {
    const { n } = this;
    out.fill(0, 0, n * n);
    const table = new Float64Array(256);
    for (let first = 0; first < gates.length; first += 8) {
      const bytes = this.gateBytes(gates, first);
      for (let bit = 0; bit < 8; bit++) {
        const weight = first + bit < gates.length ? weights[first + bit] : 0;
        for (let s = 0; s < 1 << bit; s++) table[(1 << bit) + s] = table[s] + weight;
      }
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) out[i * n + j] += table[bytes[i] & bytes[j]];
      }
    }
    this.timesInnerProducts(out);
  }

  /** The lower triangle of out (n×n) times x_iᵀx_j, mirrored. */
  private timesInnerProducts(out: Float64Array): void {
    const { inputs, n, d } = this;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let dot = 0;
        for (let k = 0; k < d; k++) dot += inputs[i * d + k] * inputs[j * d + k];
        out[j * n + i] = out[i * n + j] *= dot;
      }
    }
  }

  blockGrams(gates: Int32Array, first: number, last: number, out: Float64Array, rowWeights?: Float64Array): void {
    const { inputs, d } = this;
    const sums = new Float64Array(gates.length * TILE);
    for (let k = 0; k < d; k++) {
      for (let l = 0; l <= k; l += TILE) {
        sums.fill(0);
        const value = (j: number, c: number) =>
          l + c > k ? 0 : inputs[j * d + k] * inputs[j * d + l + c] * (rowWeights ? rowWeights[j] : 1);
        this.addTabulated({ first, last }, gates, value, sums);
        for (let a = 0; a < gates.length; a++) {
          for (let c = 0; c < TILE && l + c <= k; c++) {
            out[(a * d + k) * d + l + c] = out[(a * d + l + c) * d + k] = sums[a * TILE + c];
          }
        }
      }
    }
  }

  blockMoves(options: BlockMovesOptions): BlockMoves {
    return javascriptBlockMoves(this, options, ({ inputs, n, d, masks, p }) => maskedProducts(inputs, n, d, masks, p));
  }

  dispose(): void {}

  /** XᵀD_iz for the gates, columns first … first + TILE of the d·K at a time, as gates.length × TILE. */
  private eachTile(
    z: Float64Array,
    outputs: number,
    gates: Int32Array,
    use: (sums: Float64Array, first: number) => void,
  ): void {
    const { inputs, n, d } = this;
    const sums = new Float64Array(gates.length * TILE);
    for (let first = 0; first < d * outputs; first += TILE) {
      const width = Math.min(TILE, d * outputs - first);
      const value = (j: number, c: number) => {
        const column = first + c;
        if (c >= width) return 0;
        return inputs[j * d + Math.floor(column / outputs)] * z[j * outputs + (column % outputs)];
      };
      sums.fill(0);
      this.addTabulated({ first: 0, last: n }, gates, value, sums);
      use(sums, first);
    }
  }

  /** sums[a·TILE + c] += Σ of value(j, c) over the rows of the range that gate a keeps. */
  private addTabulated(
    { first, last }: RowRange,
    gates: Int32Array,
    value: (row: number, column: number) => number,
    sums: Float64Array,
  ): void {
    const { masks, words } = this;
    const table = new Float64Array(256 * TILE);
    for (let group = first & ~7; group < last; group += 8) {
      fillTable(table, group, { first, last }, value);
      const word = group >> 5;
      const shift = group & 31;
      for (let a = 0; a < gates.length; a++) {
        const entry = ((masks[gates[a] * words + word] >>> shift) & 255) * TILE;
        const at = a * TILE;
        sums[at] += table[entry];
        sums[at + 1] += table[entry + 1];
        sums[at + 2] += table[entry + 2];
        sums[at + 3] += table[entry + 3];
      }
    }
  }

  /** Bits of eight gates at a time, row by row: M[j, gates[first … first + 8)] as a byte. */
  private gateBytes(gates: Int32Array, first: number): Uint8Array {
    const bytes = new Uint8Array(this.n);
    for (let a = first; a < Math.min(first + 8, gates.length); a++) {
      eachRow(this, gates[a], (j) => {
        bytes[j] |= 1 << (a - first);
      });
    }
    return bytes;
  }
}

/** All 256 subset sums of eight rows; rows outside of the range count as zero. */
function fillTable(
  table: Float64Array,
  group: number,
  { first, last }: RowRange,
  value: (row: number, column: number) => number,
): void {
  for (let bit = 0; bit < 8; bit++) {
    const row = group + bit;
    const inside = row >= first && row < last;
    const step = TILE << bit;
    for (let c = 0; c < TILE; c++) {
      const v = inside ? value(row, c) : 0;
      for (let at = c; at < step; at += TILE) table[step + at] = table[at] + v;
    }
  }
}
