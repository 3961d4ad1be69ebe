import type { BlockMoves, BlockMovesOptions } from "../numerics/index.js";
import type { Matrix } from "./matrix.js";

/**
 * How large the blocks of an operator are, and how it rounds: |Φ_i| ≤ factor · Σ |values| entry by entry for every i, where row j of Φ_i sums
 * the rows jB … jB + B − 1 of the values. Each product passes through at most rows + extra roundings on its way into Φ_iᵀz, and through at most
 * (blocks · d) + extra on its way into u.
 */
export interface Magnitude {
  /** N×d row-major. */
  readonly values: Float64Array;
  /** B, rows of the values a sample. */
  readonly groupSize: number;
  readonly factor: number;
  readonly extra: number;
  /** What the blocks are made of, where they are rows of the values times one of two slopes. */
  readonly masked?: MaskedRows | undefined;
}

/** Row j of Φ_i sums the rows jB … jB + B − 1 of the values, each times `open` where its bit in mask i is set and times `closed` elsewhere. */
export interface MaskedRows {
  /** N×d row-major. */
  readonly values: Float64Array;
  /** B */
  readonly groupSize: number;
  /** One bit a row of the values, `words` words a mask. */
  readonly masks: Uint32Array;
  readonly words: number;
  readonly open: number;
  readonly closed: number;
}

/** What moves are made for. */
export interface MovesOptions extends Pick<BlockMovesOptions, "outputs" | "coupled"> {
  /** Q (d×d), columns in whose coordinates XᵀX is nearly diagonal, for the rows X of the blocks; undefined: none. */
  readonly axesOf: (inputs: Matrix) => Float64Array | undefined;
}

/**
 * The operator of a group program: u = Σ_i Φ_i w_i, with Φ_i (n×d) never formed. For the gated program (8) Φ_i = D_iX.
 *
 * Deep, convolutional, leaky and threshold networks are other block operators under the same programs and solvers.
 * Sizes: n samples, p blocks, d rows a block, K outputs; z and u are n×K, a block is d×K, all row-major. `which` lists block indices,
 * and block data is ordered as in `which`. Nothing passed in is modified except `out`.
 */
export interface BlockOperator {
  readonly sampleCount: number;
  readonly blockCount: number;
  readonly blockSize: number;
  /** out[i] = ‖Φ_iᵀz‖_F for every block: the pricing pass. */
  norms(z: Float64Array, outputs: number, out: Float64Array): void;
  /** out[a] = Φ_{which[a]}ᵀz. */
  transpose(z: Float64Array, outputs: number, which: Int32Array, out: Float64Array): void;
  /** out = Σ_a Φ_{which[a]} blocks[a]. */
  forward(blocks: Float64Array, outputs: number, which: Int32Array, out: Float64Array): void;
  /** out (n × which.length): column a is Φ_{which[a]} blocks[a]; one output. */
  columns(blocks: Float64Array, which: Int32Array, out: Float64Array): void;
  /** out (n×n) = Σ_a weights[a] Φ_aΦ_aᵀ, the weighted kernel K(η). */
  weightedGram(weights: Float64Array, which: Int32Array, out: Float64Array): void;
  /** out[a] (d×d) = Σ over rows first ≤ j < last of rowWeights[j] · Φ_a[j]Φ_a[j]ᵀ. */
  blockGrams(which: Int32Array, first: number, last: number, out: Float64Array, rowWeights?: Float64Array): void;
  /**
   * Moves of one block at a time, for coordinate descent, in coordinates that the operator chooses; absent where that is not offered. The
   * operator keeps them: a call with the same options gives the same object, and `dispose` frees it.
   */
  moves?(options: MovesOptions): BlockMoves;
  /** What bounds the rounding of `norms`, `transpose` and `forward`. */
  readonly magnitude: Magnitude;
  /**
   * The same blocks on the rows 64g ≤ j < 64g + 64 of the listed groups alone, one after the other; absent where that is not offered.
   * @param rotation Q (d×d): then Φ_iQ in place of Φ_i
   */
  onRowGroups?(groups: Int32Array, rotation?: Float64Array): BlockOperator;
  dispose(): void;
}
