import { InputError } from "../errors.js";
import { normalise, removeComponent } from "../linear-algebra/vectors.js";
import { maskWords } from "../numerics/index.js";

/**
 * The rays of a central arrangement: the lines on which r − 1 independent rows of n rows in rank r vanish. Every cell is the positive hull of
 * its rays, so rays find all cells, and interior points of them, without a linear program.
 *
 * The ray of a subset is its wedge product v (cofactors), and x_j·v is the determinant of the subset and x_j. A determinant counts as zero
 * when a relative change of its entries by about 2⁻⁴⁸ each can make it zero: |det| ≤ r·2⁻⁴⁸·(the permanent of absolute values), which also
 * covers its rounding. So rows that were dependent before rounding stay dependent, at any scaling of rows and columns.
 */
const RELATIVE_TOLERANCE = 2 ** -48;

/** A ray, the rows positive on it (bits) and the rows zero on it (ascending). Views: valid during the call only. */
export type RayVisitor = (ray: Float64Array, positive: Uint32Array, zero: Int32Array) => void;

/**
 * Calls `visit` once for every line that is a ray (one of its two directions, length one).
 * @param rows n×r, of rank r, no two rows parallel, none zero
 * @throws InputError "too-thin" when dependences at rounding level contradict each other
 */
export function visitRays(rows: Float64Array, n: number, r: number, visit: RayVisitor): void {
  const levels = wedgeLevels(r);
  const subset = new Int32Array(r - 1);
  const ray = new Float64Array(r);
  const positive = new Uint32Array(maskWords(n));
  const zero = new Int32Array(n);
  const frame = new Float64Array((r - 1) * r);
  const flats = new Map<string, number>();
  const tolerance = r * RELATIVE_TOLERANCE;

  function extend(level: number, first: number): void {
    if (level === r - 1) {
      leaf();
      return;
    }
    for (let j = first; j <= n - (r - 1 - level); j++) {
      subset[level] = j;
      if (wedge(levels[level], levels[level + 1], rows, j * r, tolerance)) extend(level + 1, j + 1);
    }
  }

  function leaf(): void {
    const { values, bounds } = levels[r - 1];
    // Component T of the last wedge is all columns but one; in bit order the missing column counts down.
    for (let c = 0; c < r; c++) ray[c] = ((r - 1 - c) & 1 ? -1 : 1) * values[r - 1 - c];
    positive.fill(0);
    let zeros = 0;
    let member = 0;
    for (let j = 0; j < n; j++) {
      if (member < r - 1 && subset[member] === j) {
        member++;
        zero[zeros++] = j;
        continue;
      }
      let determinant = 0;
      let bound = 0;
      for (let c = 0; c < r; c++) {
        const x = rows[j * r + c];
        determinant += ray[c] * x;
        bound += bounds[r - 1 - c] * Math.abs(x);
      }
      if (Math.abs(determinant) <= tolerance * bound) zero[zeros++] = j;
      else if (determinant > 0) positive[j >> 5] |= 1 << (j & 31);
    }
    const flat = zero.subarray(0, zeros);
    if (zeros > r - 1) {
      // Many subsets make this ray; the first one speaks for all.
      const key = flat.join();
      const visits = flats.get(key) ?? 0;
      flats.set(key, visits + 1);
      if (visits > 0) return;
    }
    sharpen(ray, rows, subset, frame);
    visit(ray, positive, flat);
  }

  extend(0, 0);
  // Every independent subset of a flat must have found this flat and no other, else rounding has made the zeros contradict each other.
  for (const [key, visits] of flats) {
    const members = key.split(",").map(Number);
    if (independentSubsets(members, rows, levels, tolerance) !== visits) throw tooThin();
  }
}

/** How many subsets of r − 1 of the given rows are independent. */
function independentSubsets(
  members: readonly number[],
  rows: Float64Array,
  levels: WedgeLevel[],
  tolerance: number,
): number {
  const r = levels.length;
  function count(level: number, first: number): number {
    if (level === r - 1) return 1;
    let sum = 0;
    for (let at = first; at <= members.length - (r - 1 - level); at++) {
      if (wedge(levels[level], levels[level + 1], rows, members[at] * r, tolerance)) sum += count(level + 1, at + 1);
    }
    return sum;
  }
  return count(0, 0);
}

/** The error for tables on the edge of what doubles resolve. */
export function tooThin(): InputError {
  return new InputError(
    "too-thin",
    "inputs",
    "inputs: some rows are dependent to within a few rounding units but not quite, so that doubles cannot tell the cones between them; " +
      "expected rows that are clearly dependent or clearly not: round the table to fewer digits, or drop near-copies of rows",
  );
}

/**
 * In place: the ray with length one, made orthogonal to its subset to the last digit. Where the subset is nearly dependent the cofactors cancel,
 * and without this step the sum of a thin cone's rays could leave the cone.
 * @param frame room for an orthonormal basis of the subset
 */
function sharpen(ray: Float64Array, rows: Float64Array, subset: Int32Array, frame: Float64Array): void {
  const r = ray.length;
  normalise(ray, 0, r);
  for (let a = 0; a < subset.length; a++) {
    for (let c = 0; c < r; c++) frame[a * r + c] = rows[subset[a] * r + c];
    for (let pass = 0; pass < 2; pass++) {
      normalise(frame, a * r, r);
      for (let b = 0; b < a; b++) removeComponent(frame, a * r, frame, b * r, r);
    }
    normalise(frame, a * r, r);
  }
  for (let pass = 0; pass < 2; pass++) {
    for (let a = 0; a < subset.length; a++) removeComponent(ray, 0, frame, a * r, r);
    normalise(ray, 0, r);
  }
}

/** The wedge product of k rows: one component for each k-set of columns (in the order of their bits), with permanents of absolute values. */
interface WedgeLevel {
  readonly values: Float64Array;
  readonly bounds: Float64Array;
  /** For the next level: each component's terms, as (component here, column, sign) triples. */
  readonly terms: readonly Int32Array[];
}

function wedgeLevels(r: number): WedgeLevel[] {
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

/** to = from ∧ row; false when the product counts as zero (the rows are dependent). */
function wedge(from: WedgeLevel, to: WedgeLevel, rows: Float64Array, offset: number, tolerance: number): boolean {
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
