import type { Arrangement } from "../arrangements/arrangement.js";
import type { Matrix } from "../linear-algebra/matrix.js";
import { addConeLeaks, coneViolation } from "./membership.js";
import { PolyhedronProjector } from "./polyhedron.js";
import { MaskCones, polarBound } from "./projection.js";

/** What a program whose blocks lie in cones offers to whoever judges it. */
export interface BlockCones {
  /** How many different cones there are: p, one a mask. */
  readonly coneCount: number;
  /**
   * An upper bound of ‖Π_{K_b}(a)‖, safe however inexact the projection is. Work stops once the bound is `stopBelow` or less.
   */
  dualNorm(block: number, a: Float64Array, stopBelow?: number): number;
  /** Adds to out[j] a number that is never below |(x_jᵀw)₊ − M_jx_jᵀw|: by what the neuron w differs from the block w on row j. */
  addLeaks(block: number, w: Float64Array, out: Float64Array): void;
  /** How far w leaves K_b, relative to ‖Xw‖. */
  violation(block: number, w: Float64Array): number;
}

/** The cones of program (3): blocks i and p + i both lie in K_i. */
export function maskBlockCones(inputs: Matrix, arrangement: Arrangement): BlockCones {
  const cones = new MaskCones(inputs, arrangement.masks);
  const projector = new PolyhedronProjector(inputs.columns);
  const gateOf = (block: number) => block % arrangement.maskCount;
  return {
    coneCount: arrangement.maskCount,
    dualNorm(block, a, stopBelow) {
      cones.select(gateOf(block));
      projector.project(cones, a, undefined, stopBelow);
      return polarBound(cones, projector, a);
    },
    addLeaks: (block, w, out) => addConeLeaks(inputs, arrangement, gateOf(block), w, out),
    violation: (block, w) => coneViolation(inputs, arrangement, gateOf(block), w),
  };
}
