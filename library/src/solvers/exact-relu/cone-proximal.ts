import { clampToSigns } from "../../cones/column-signs.js";
import { OrthogonalRows } from "../../cones/orthogonal-rows.js";
import { PolyhedronProjector } from "../../cones/polyhedron.js";
import { MaskCones } from "../../cones/projection.js";
import { norm } from "../../linear-algebra/vectors.js";
import type { ExactReluProgram } from "../../programs/exact-relu.js";
import type { SparseBlocks } from "../../programs/group-program.js";

/**
 * prox of σ(λ‖·‖ + indicator of K) at v:  (1 − σλ/‖Π_K(v)‖)₊ Π_K(v),  and its generalised derivative
 *
 *     J = (1 − τ)(I − QᵀQ) + τ p̂p̂ᵀ,   τ = σλ/‖Π_K(v)‖,   Q an orthonormal basis of the normals that hold Π_K(v)
 *
 * Projections of one block are warm-started from its last one.
 */
export class ConeProximal {
  private readonly cones: MaskCones;
  private readonly projector: PolyhedronProjector;
  private readonly held: (Int32Array | undefined)[];
  private readonly dimension: number;

  constructor(private readonly program: ExactReluProgram) {
    const { inputs, arrangement, cones } = program;
    this.cones = new MaskCones(cones.table.rows, cones.table.masks);
    this.projector = new PolyhedronProjector(inputs.columns);
    this.dimension = inputs.columns;
    this.held = new Array(2 * arrangement.maskCount);
  }

  /**
   * An upper bound of ‖Π_K(v)‖ for a block's cone; the projection itself is in `point` when the bound is above `stopBelow`.
   */
  project(block: number, v: Float64Array, stopBelow: number): number {
    const { cones, projector, held } = this;
    const plain = norm(v);
    if (plain <= stopBelow) return plain;
    const { arrangement, cones: ofProgram, monotone } = this.program;
    cones.select(ofProgram.table.maskOf(block));
    projector.project(cones, v, held[block], stopBelow);
    held[block] = projector.rows.slice(0, projector.rowCount);
    if (monotone) clampToSigns(projector.point, monotone, block < arrangement.maskCount ? 1 : -1);
    return norm(projector.point);
  }

  /** Every block projected on its cone. */
  projectAll({ which, blocks }: SparseBlocks): SparseBlocks {
    const d = this.dimension;
    const out = new Float64Array(blocks.length);
    which.forEach((block, a) => {
      const inside = this.project(block, blocks.subarray(a * d, (a + 1) * d), 0) > 0;
      if (inside) out.set(this.point, a * d);
    });
    return { which, blocks: out };
  }

  /** The projection of the last call. */
  get point(): Float64Array {
    return this.projector.point;
  }

  /** The basis Q (k×d) of the last projection. */
  faceNormals(): Float64Array {
    return this.projector.basis.q.slice(0, this.projector.rowCount * this.dimension);
  }
}

/**
 * Rows f with Σ ffᵀ = J: p̂ first, then the rest of the face's basis times √(1 − τ). (d − k) × d.
 * @param normals k×d, orthonormal
 * @param direction p, not zero, orthogonal to the normals
 */
export function derivativeFactor(normals: Float64Array, direction: Float64Array, tau: number): Float64Array {
  const d = direction.length;
  const held = normals.length / d;
  const rows = new OrthogonalRows(d);
  rows.q.set(normals);
  // Only Q is read below, so R need not be filled for rows that are orthonormal already.
  rows.count = held;
  const length = norm(direction);
  rows.push(direction.map((value) => value / length));
  rows.complete();
  const factor = rows.q.slice(held * d);
  const shrink = Math.sqrt(Math.max(0, 1 - tau));
  for (let k = d; k < factor.length; k++) factor[k] *= shrink;
  return factor;
}
