import type { Arrangement } from "../arrangements/arrangement.js";
import { enumerateArrangement } from "../arrangements/enumerate.js";
import { PolyhedronProjector } from "../cones/polyhedron.js";
import { MaskCones, polarBound } from "../cones/projection.js";
import { InputError } from "../errors.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { maskWords } from "../numerics/index.js";
import { BestDirections } from "./best-directions.js";
import { type ExactPricing, isTwoSided, type PricingQuestion, type ProvedMaxima } from "./dual-function.js";

/**
 * max over unit u of |φ(u)| in any rank where all masks can be enumerated: on the cone of mask i φ(u) = Σ_j z_j(x_jᵀu)₊ is a_iᵀu,
 * a_i = XᵀD_iz, so
 *
 *     max over unit u of ±φ(u) = max over i of ‖Π_{K_i}(±a_i)‖
 *
 * Cells come in the order of falling ‖a_i‖, which bounds both maxima. A projection stops as soon as it cannot be among
 * the largest. The upper bound comes from elements of the polar cones, so that an inexact projection cannot fake it. It holds over the masks that were found.
 * Does not do: tables with more than 50,000 masks.
 */
export function enumeratedPricing(inputs: Matrix, barriers = 0): ExactPricing | undefined {
  const arrangement = smallArrangement(inputs);
  return arrangement && (({ z, ...question }) => maximaOverCells({ inputs, z, barriers }, arrangement, question));
}

/** Cells looked at before others get a turn. */
const cellsOfTurn = 64;

/** Most masks that are enumerated for pricing. */
export const mostPricedMasks = 50_000;

/** The masks of a table; undefined where they are too many, or rows too nearly dependent to tell them apart. */
export function smallArrangement(inputs: Matrix): Arrangement | undefined {
  try {
    return enumerateArrangement(inputs, { maxMasks: mostPricedMasks });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** A table with the weights of its rows, the last of which may be barriers. */
interface WeighedTable {
  readonly inputs: Matrix;
  readonly z: Float64Array;
  readonly barriers: number;
}

/** The largest |φ| of the cells listed, and a proved bound over these cells. */
export function* maximaOverCells(
  table: WeighedTable,
  { masks, maskCount }: Arrangement,
  { count, least }: Omit<PricingQuestion, "z">,
): Generator<undefined, ProvedMaxima> {
  const { inputs, z } = table;
  const gradients = yield* cellGradients(inputs, masks, maskCount, z);
  const lengths = rowLengths(gradients);
  const order = Int32Array.from(lengths.keys()).sort((a, b) => lengths[b] - lengths[a] || a - b);
  const search = new CellSearch(table, masks, count);
  for (const [visited, cell] of order.entries()) {
    if (visited % cellsOfTurn === 0) yield undefined;
    const threshold = Math.max(search.best.threshold, least);
    if (lengths[cell] <= threshold) {
      search.leaveOut(lengths[cell]);
      break;
    }
    search.visit(cell, gradientOf(gradients, cell), threshold);
  }
  return { maxima: search.best.maxima, upperBound: search.upperBound };
}

/** The maxima found and the bound proved on the cells visited so far. */
class CellSearch {
  readonly best: BestDirections;
  upperBound = 0;
  private readonly twoSided: boolean;
  private readonly cones: MaskCones;
  private readonly projector: PolyhedronProjector;

  constructor({ inputs, z, barriers }: WeighedTable, masks: Uint32Array, count: number) {
    this.best = new BestDirections({ x: inputs.values, n: inputs.rows, d: inputs.columns, z, barriers }, count);
    this.twoSided = isTwoSided({ barriers });
    this.cones = new MaskCones(inputs, masks);
    this.projector = new PolyhedronProjector(inputs.columns);
  }

  /** The signs of φ that count, on the cell with gradient a; a projection stops once its norm is at most the threshold. */
  visit(cell: number, a: Float64Array, threshold: number): void {
    const { best, cones, projector } = this;
    const length = norm(a);
    cones.select(cell);
    for (const signed of this.twoSided ? [a, a.map((value) => -value)] : [a]) {
      projector.project(cones, signed, undefined, threshold);
      this.upperBound = Math.max(this.upperBound, Math.min(length, polarBound(cones, projector, signed)));
      if (projector.converged) best.offer(projector.point);
    }
  }

  /** All further cells have gradients of at most this length. */
  leaveOut(length: number): void {
    const { maxima } = this.best;
    if (maxima.length === 0 || length > maxima[0].value) this.upperBound = Math.max(this.upperBound, length);
  }
}

/** a_i = XᵀD_iz, p×d. */
function* cellGradients(
  { rows: n, columns: d, values: x }: Matrix,
  masks: Uint32Array,
  p: number,
  z: Float64Array,
): Generator<undefined, Matrix> {
  const gradients = matrix(p, d);
  const words = maskWords(n);
  const rows = Float64Array.from(x, (value, k) => value * z[Math.floor(k / d)]);
  for (let i = 0; i < p; i++) {
    if (i % cellsOfTurn === 0) yield undefined;
    for (let j = 0; j < n; j++) {
      if (!((masks[i * words + (j >> 5)] >>> (j & 31)) & 1)) continue;
      for (let k = 0; k < d; k++) gradients.values[i * d + k] += rows[j * d + k];
    }
  }
  return gradients;
}

function rowLengths({ rows, columns, values }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => norm(values, i * columns, (i + 1) * columns));
}

function gradientOf({ columns, values }: Matrix, cell: number): Float64Array {
  return values.subarray(cell * columns, (cell + 1) * columns);
}
