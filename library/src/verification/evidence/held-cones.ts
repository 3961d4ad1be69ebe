import type { Arrangement } from "../../arrangements/arrangement.js";
import { transposeError } from "../../certificates/bounds/rounding-bounds.js";
import type { Part } from "../../certificates/statement.js";
import { PolyhedronProjector } from "../../cones/polyhedron.js";
import { MaskCones, polarBound } from "../../cones/projection.js";
import type { Matrix } from "../../linear-algebra/matrix.js";
import { scaled } from "../../linear-algebra/vectors.js";
import type { Loss, LossData } from "../../losses/loss.js";
import { nextUp } from "../../numerics/rigorous/index.js";

/**
 * Evidence that |Σ_j z_j(x_jᵀu)₊| ≤ λ for every unit u of the cones of given masks. On the cone of mask i the sum is aᵀu, a = XᵀD_iz, and rows
 * that point into the cone, ±x_jᵀu ≥ 0, give
 *
 *     ±aᵀu ≤ (±a + Σ_j ν_j(±x_j))ᵀu ≤ ‖±a + Σ_j ν_j(±x_j)‖,   ν ≥ 0.
 *
 * The projection of ±a on the cone has the best ν. A stranger only adds up. Does not do: masks that are not given.
 */
export interface HeldDual {
  /** A multiple of the z that was given. */
  readonly point: Float64Array;
  /** Never above D there. */
  readonly bound: number;
  /** For every mask the rows and multipliers of +a, then those of −a. */
  readonly cones: Part;
}

interface Problem {
  readonly inputs: Matrix;
  readonly loss: Loss;
  readonly data: LossData;
  readonly lambda: number;
}

/** Attempts to meet λ, each a little closer to 0. */
const attempts = 8;

/** The largest multiple of z at hand that meets λ on all cones, with its multipliers. */
export function heldDual({ inputs, loss, data, lambda }: Problem, arrangement: Arrangement, z: Float64Array): HeldDual {
  let point = z;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { largest, cones } = coneMultipliers(inputs, arrangement, point, lambda);
    if (largest <= lambda) return { point, bound: loss.dualBelow(point, data), cones };
    point = loss.feasible(scaled(point, (lambda / largest) * (1 - 2 ** -48)), data);
  }
  const nothing = new Float64Array(z.length);
  const { cones } = coneMultipliers(inputs, arrangement, nothing, lambda);
  return { point: nothing, bound: loss.dualBelow(nothing, data), cones };
}

/** The multipliers of both signs for every mask, and a number that is never below any length that they leave. */
function coneMultipliers(inputs: Matrix, arrangement: Arrangement, z: Float64Array, lambda: number) {
  const cones = new MaskCones(inputs, arrangement.masks);
  const projector = new PolyhedronProjector(inputs.columns);
  const row = new Float64Array(inputs.columns);
  const found: { rows: number[]; multipliers: number[] }[] = [];
  const magnitude = { values: inputs.values, groupSize: 1, factor: 1, extra: 2 };
  const error = transposeError({ magnitude, blockSize: inputs.columns }, z, 1);
  let largest = 0;
  for (let gate = 0; gate < arrangement.maskCount; gate++) {
    cones.select(gate);
    const gradient = gradientOf(inputs, cones, z);
    for (const side of [gradient, gradient.map((value) => -value)]) {
      projector.project(cones, side, undefined, lambda * (1 - 2 ** -30));
      largest = Math.max(largest, nextUp(polarBound(cones, projector, side) + error));
      const rows = [...projector.rows.subarray(0, projector.rowCount)];
      const multipliers = rows.map((r, i) => Math.max(0, projector.multipliers[i]) * cones.tableRow(r, row));
      found.push({ rows, multipliers });
    }
  }
  return { largest, cones: found };
}

/** XᵀD_iz of the selected mask. */
function gradientOf({ rows, columns, values }: Matrix, cones: MaskCones, z: Float64Array): Float64Array {
  const sums = new Float64Array(columns);
  for (let j = 0; j < rows; j++) {
    if (!cones.isOpen(j)) continue;
    for (let k = 0; k < columns; k++) sums[k] += values[j * columns + k] * z[j];
  }
  return sums;
}
