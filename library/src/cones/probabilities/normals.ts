import type { Arrangement } from "../../arrangements/arrangement.js";
import { type Directions, distinctDirections } from "../../arrangements/directions.js";
import { InputError } from "../../errors.js";
import type { Matrix } from "../../linear-algebra/matrix.js";
import { normalise } from "../../linear-algebra/vectors.js";
import { maskWords } from "../../numerics/index.js";

/**
 * The cones K_i = {u : (2D_i − I)Xu ≥ 0} of an arrangement in its row space, R^r: K_i is {u : s_ij a_jᵀu ≥ 0 for all j} with a_j the distinct
 * directions of the rows, of length one. h ~ N(0, I_d) projected on the row space is N(0, I_r), so probabilities are those of K_i in R^r.
 */
export interface ConeNormals {
  readonly rank: number;
  /** How many distinct directions there are. */
  readonly count: number;
  /** count×r: out ← s_ij a_j, the inward normals of cone i. */
  inward(cone: number, out: Float64Array): void;
  /** out (length r) ← the gate of cone i in the row space, length one. */
  gate(cone: number, out: Float64Array): void;
}

/** @throws InputError when the arrangement is not over one table */
export function coneNormals(arrangement: Arrangement): ConeNormals {
  const { inputs, masks, gates } = arrangement;
  if (inputs === undefined) {
    throw new InputError({
      code: "not-half-spaces",
      argument: "arrangement",
      got: "masks that are not halfspaces of one table",
      expected: "an arrangement made by enumerateArrangement, sampleArrangement or arrangementFromGates",
    });
  }
  const distinct = distinctDirections(inputs);
  const { representatives, rank, basis } = distinct;
  const [d, count, words] = [inputs.columns, representatives.length, maskWords(inputs.rows)];
  const directions = directionsInRowSpace(inputs, distinct);
  return {
    rank,
    count,
    inward(cone, out) {
      for (let j = 0; j < count; j++) {
        const row = representatives[j];
        const open = (masks[cone * words + (row >> 5)] >>> (row & 31)) & 1;
        for (let a = 0; a < rank; a++) out[j * rank + a] = open ? directions[j * rank + a] : -directions[j * rank + a];
      }
    },
    gate(cone, out) {
      for (let a = 0; a < rank; a++) {
        out[a] = 0;
        for (let k = 0; k < d; k++) out[a] += basis.values[a * d + k] * gates.values[k * gates.columns + cone];
      }
      normalise(out, 0, rank);
    },
  };
}

/** count×r: the representatives in the basis of the row space, length one. */
function directionsInRowSpace(inputs: Matrix, { representatives, rank, basis }: Directions): Float64Array {
  const d = inputs.columns;
  const directions = new Float64Array(representatives.length * rank);
  for (let j = 0; j < representatives.length; j++) {
    const row = unit(inputs.values.subarray(representatives[j] * d, (representatives[j] + 1) * d));
    for (let a = 0; a < rank; a++) {
      for (let k = 0; k < d; k++) directions[j * rank + a] += basis.values[a * d + k] * row[k];
    }
    normalise(directions, j * rank, rank);
  }
  return directions;
}

/** A copy of length one, through its largest entry so that squares neither overflow nor vanish. */
function unit(row: Float64Array): Float64Array {
  let largest = 0;
  for (const value of row) largest = Math.max(largest, Math.abs(value));
  const copy = row.map((value) => value / largest);
  normalise(copy, 0, copy.length);
  return copy;
}
