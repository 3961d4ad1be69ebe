import { type Arrangement, gateVector } from "../arrangements/arrangement.js";
import { InputError } from "../errors.js";
import { normalise } from "../linear-algebra/vectors.js";
import { maskWords } from "../numerics/index.js";
import { type HalfSpaces, PolyhedronProjector } from "./polyhedron.js";
import { unitRows } from "./projection.js";

export interface InteriorPoint {
  /** Length d, of length one. */
  readonly point: Float64Array;
  /** min_j of ±x_jᵀu/‖x_j‖ > 0: the sine of the angle between the point and the nearest wall of the cone. Infinity where no row bounds it. */
  readonly margin: number;
}

/**
 * The point of K_i = {u : (2D_i − I)Xu ≥ 0} that is furthest from its walls: the direction of the shortest u with ±x_jᵀu/‖x_j‖ ≥ 1 for every
 * row that is not zero. The margin is recomputed from the point, and a gate that does better (where rounding stops the search, in the
 * thinnest cones) is returned instead. `undefined` where neither is inside: a mask that only gates on a boundary have (x_jᵀg = 0) has no interior.
 * @throws InputError when there is no such gate, or the arrangement is not over one table
 */
export function interiorPoint(arrangement: Arrangement, gate: number): InteriorPoint | undefined {
  const { inputs, masks, maskCount, featureCount: d } = arrangement;
  if (inputs === undefined) {
    throw new InputError(
      "missing-inputs",
      "arrangement",
      "arrangement: got masks that are not halfspaces of one table; expected an arrangement over one table",
    );
  }
  if (!Number.isInteger(gate) || gate < 0 || gate >= maskCount) {
    throw new InputError("out-of-range", "gate", `gate: got ${gate}; expected 0 … ${maskCount - 1}`);
  }
  const words = maskWords(inputs.rows);
  const walls = inwardWalls(unitRows(inputs), masks.subarray(gate * words, (gate + 1) * words), d);
  const projector = new PolyhedronProjector(d);
  projector.project(atLeastOne(walls, d), new Float64Array(d));
  const candidates = [projector.point.slice(), gateVector(arrangement, gate)].map((point) => {
    normalise(point, 0, d);
    return { point, margin: marginOf(walls, point) };
  });
  const best = candidates[0].margin >= candidates[1].margin ? candidates[0] : candidates[1];
  return best.margin > 0 ? best : undefined;
}

/** ±x_j/‖x_j‖ for the rows that are not zero. */
function inwardWalls(directions: Float64Array, mask: Uint32Array, d: number): Float64Array {
  const walls: number[] = [];
  for (let j = 0; j < directions.length / d; j++) {
    const row = directions.subarray(j * d, (j + 1) * d);
    if (row.every((value) => value === 0)) continue;
    const open = (mask[j >> 5] >>> (j & 31)) & 1;
    for (const value of row) walls.push(open ? value : -value);
  }
  return Float64Array.from(walls);
}

/** The half-spaces g_jᵀu ≥ 1. */
function atLeastOne(walls: Float64Array, d: number): HalfSpaces {
  return {
    dimension: d,
    mostViolated(u, tolerance) {
      const [row, least] = lowestWall(walls, u);
      return 1 - least > tolerance ? row : -1;
    },
    row(index, out) {
      for (let k = 0; k < d; k++) out[k] = walls[index * d + k];
      return 1;
    },
  };
}

function marginOf(walls: Float64Array, u: Float64Array): number {
  return lowestWall(walls, u)[1];
}

/** The wall with the smallest g_jᵀu, and that product. */
function lowestWall(walls: Float64Array, u: Float64Array): [number, number] {
  const d = u.length;
  let [row, least] = [-1, Number.POSITIVE_INFINITY];
  for (let at = 0; at < walls.length; at += d) {
    let product = 0;
    for (let k = 0; k < d; k++) product += walls[at + k] * u[k];
    if (product < least) [row, least] = [at / d, product];
  }
  return [row, least];
}
