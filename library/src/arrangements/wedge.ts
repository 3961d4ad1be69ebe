import { InputError } from "../errors.js";

/**
 * The wedge product of k rows of length r, built one row at a time. Its components are the k×k minors, one for each
 * k-set of columns. Each component is kept with the permanent of absolute values, which bounds its rounding.
 *
 * A component counts as zero when a relative change of the entries by about 2⁻⁴⁸ each can make it zero: |det| ≤
 * r·2⁻⁴⁸·(the permanent). Rows that were dependent before rounding then stay dependent, at any scaling of rows and
 * columns.
 */
export interface WedgeLevel {
  /** In the order of the bits of the k-sets. */
  readonly values: Float64Array;
  readonly bounds: Float64Array;
  /** For the next level: each component's terms, as (component here, column, sign) triples. */
  readonly terms: readonly Int32Array[];
}

/** Room for the products of 0 … r − 1 rows of length r. */
export function wedgeLevels(r: number): WedgeLevel[] {
  const sets: number[][] = Array.from({ length: r + 1 }, () => []);
  for (let bits = 0; bits < 1 << r; bits++) sets[bitCount(bits)].push(bits);
  const places = sets.map((level) => new Map(level.map((bits, at) => [bits, at])));
  const levels = sets.slice(0, r).map((level, k) => ({
    values: new Float64Array(level.length),
    bounds: new Float64Array(level.length),
    terms: sets[k + 1].map((bits) => expansionTerms(bits, r, places[k])),
  }));
  levels[0].values[0] = levels[0].bounds[0] = 1;
  return levels;
}

/** Expansion of the component `bits` along its last row: one term for each of its columns. */
function expansionTerms(bits: number, r: number, place: Map<number, number>): Int32Array {
  const terms: number[] = [];
  for (let column = 0; column < r; column++) {
    if (((bits >> column) & 1) === 0) continue;
    const sign = bitCount(bits >> (column + 1)) & 1 ? -1 : 1;
    terms.push(place.get(bits & ~(1 << column)) as number, column, sign);
  }
  return Int32Array.from(terms);
}

function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

const RELATIVE_TOLERANCE = 2 ** -48;

/** A minor of rows of length r counts as zero up to this times its permanent. */
export function wedgeTolerance(r: number): number {
  return r * RELATIVE_TOLERANCE;
}

/** to = from ∧ rows[offset …]; false when the product counts as zero (the rows are dependent). */
export function wedge(
  from: WedgeLevel,
  to: WedgeLevel,
  rows: Float64Array,
  offset: number,
  tolerance: number,
): boolean {
  let independent = false;
  for (let component = 0; component < from.terms.length; component++) {
    const terms = from.terms[component];
    let value = 0;
    let bound = 0;
    for (let t = 0; t < terms.length; t += 3) {
      const x = rows[offset + terms[t + 1]];
      value += terms[t + 2] * from.values[terms[t]] * x;
      bound += from.bounds[terms[t]] * Math.abs(x);
    }
    if (Math.abs(value) > tolerance * bound) independent = true;
    to.values[component] = value;
    to.bounds[component] = bound;
  }
  return independent;
}

/** The error for tables on the edge of what doubles resolve. */
export function tooThin(): InputError {
  return new InputError({
    code: "too-thin",
    argument: "inputs",
    got: "rows that are dependent to within a few rounding units but not quite, so that doubles cannot tell the cones between them",
    expected: "rows that are clearly dependent or clearly not",
    hint: "Round the table to fewer digits, or drop near-copies of rows.",
  });
}
