import type { Arrangement } from "../arrangements/arrangement.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { maskWords } from "../numerics/index.js";
import { type ColumnSigns, signRows, stackedRows } from "./column-signs.js";
import { addConeLeaks, coneViolation } from "./membership.js";
import { PolyhedronProjector } from "./polyhedron.js";
import { MaskCones, polarBound } from "./projection.js";

/** What a program whose blocks lie in cones offers to whoever judges it. */
export interface BlockCones {
  /** How many different masks have cones: p. */
  readonly coneCount: number;
  /** The half-spaces of which the cones are made. */
  readonly table: ConeTable;
  /**
   * An upper bound of ‖Π_{K_b}(a)‖, safe however inexact the projection is. Work stops once the bound is `stopBelow` or less.
   */
  dualNorm(block: number, a: Float64Array, stopBelow?: number): number;
  /** Adds to out[j] a number that is never below |(x_jᵀw)₊ − M_jx_jᵀw|: by what the neuron w differs from the block w on row j. */
  addLeaks(block: number, w: Float64Array, out: Float64Array): void;
  /** How far w leaves K_b, relative to ‖Xw‖. */
  violation(block: number, w: Float64Array): number;
}

/** The cone of a block: {w : ±r_jᵀw ≥ 0} over all rows r_j, with + where its mask has the row. */
export interface ConeTable {
  readonly rows: Matrix;
  readonly masks: Uint32Array;
  maskOf(block: number): number;
}

/**
 * The cones of program (3): blocks i and p + i both lie in K_i. With signs of columns block i, whose neurons have positive output, also has
 * s_kw_k ≥ 0, and block p + i has s_kw_k ≤ 0: the s_ke_k are further rows, which the masks of the one have and those of the other do not.
 */
export function maskBlockCones(inputs: Matrix, arrangement: Arrangement, signs?: ColumnSigns): BlockCones {
  const table = signs ? signedTable(inputs, arrangement, signs) : plainTable(inputs, arrangement);
  const cones = new MaskCones(table.rows, table.masks);
  const projector = new PolyhedronProjector(inputs.columns);
  return {
    coneCount: arrangement.maskCount,
    table,
    dualNorm(block, a, stopBelow) {
      cones.select(table.maskOf(block));
      projector.project(cones, a, undefined, stopBelow);
      return polarBound(cones, projector, a);
    },
    addLeaks: (block, w, out) => addConeLeaks(inputs, arrangement, block % arrangement.maskCount, w, out),
    violation: (block, w) => coneViolation(table.rows, table, table.maskOf(block), w),
  };
}

function plainTable(rows: Matrix, { masks, maskCount }: Arrangement): ConeTable {
  return { rows, masks, maskOf: (block) => block % maskCount };
}

function signedTable(inputs: Matrix, { masks, maskCount }: Arrangement, signs: ColumnSigns): ConeTable {
  const rows = stackedRows(inputs, signRows(signs));
  const [before, words] = [maskWords(inputs.rows), maskWords(rows.rows)];
  const wide = new Uint32Array(2 * maskCount * words);
  for (let block = 0; block < 2 * maskCount; block++) {
    const gate = block % maskCount;
    wide.set(masks.subarray(gate * before, (gate + 1) * before), block * words);
    if (block >= maskCount) continue;
    for (let row = inputs.rows; row < rows.rows; row++) wide[block * words + (row >> 5)] |= 1 << (row & 31);
  }
  return { rows, masks: wide, maskOf: (block) => block };
}
