import { normalise, removeComponent } from "../linear-algebra/vectors.js";
import { maskWords } from "../numerics/index.js";
import { tooThin, type WedgeLevel, wedge, wedgeLevels, wedgeTolerance } from "./wedge.js";

/**
 * The rays of a central arrangement are the lines on which r − 1 independent rows vanish, of n rows in rank r. Every
 * cell is the positive hull of its rays. So the rays give all cells, with interior points, and no linear program is
 * needed.
 *
 * The ray of a subset is its wedge product v, made of cofactors. x_jᵀv is the determinant of the subset and x_j.
 * `wedge.ts` says what counts as zero.
 * Does not do: rows that are zero or parallel to others (directions.ts takes them out).
 */

/** A ray, the rows positive on it (bits) and the rows zero on it (ascending). Views: valid during the call only. */
export type RayVisitor = (ray: Float64Array, positive: Uint32Array, zero: Int32Array) => void;

/**
 * Calls `visit` once for every line that is a ray (one of its two directions, length one).
 * @param rows n×r, of rank r, no two rows parallel, none zero
 * @throws InputError "too-thin" when dependences at rounding level contradict each other
 */
export function visitRays(rows: Float64Array, n: number, r: number, visit: RayVisitor): void {
  const levels = wedgeLevels(r);
  const all = Array.from({ length: n }, (_, j) => j);
  const flats = new Flats();
  const ray = new RayOfSubset(rows, n, r, levels[r - 1]);
  visitIndependent({ rows, levels, members: all }, (subset) => {
    ray.find(subset);
    // Many subsets can make one ray; the first one speaks for all.
    if (ray.zeros > r - 1 && !flats.isFirst(ray.zero.subarray(0, ray.zeros))) return;
    ray.sharpen(subset);
    visit(ray.direction, ray.positive, ray.zero.subarray(0, ray.zeros));
  });
  flats.requireAgreement((members) => {
    let count = 0;
    visitIndependent({ rows, levels, members }, () => count++);
    return count;
  });
}

interface SubsetsOf {
  readonly rows: Float64Array;
  readonly levels: WedgeLevel[];
  /** Rows to choose from, ascending. */
  readonly members: readonly number[];
}

/** Visits every independent subset of r − 1 of the members, ascending, with its wedge product in the last level. */
function visitIndependent({ rows, levels, members }: SubsetsOf, visit: (subset: Int32Array) => void): void {
  const r = levels.length;
  const tolerance = wedgeTolerance(r);
  const subset = new Int32Array(r - 1);
  const extend = (level: number, first: number): void => {
    if (level === r - 1) {
      visit(subset);
      return;
    }
    for (let at = first; at <= members.length - (r - 1 - level); at++) {
      subset[level] = members[at];
      if (wedge(levels[level], levels[level + 1], rows, members[at] * r, tolerance)) extend(level + 1, at + 1);
    }
  };
  extend(0, 0);
}

/** The flats (sets of rows that vanish together) with more than r − 1 rows, and how many subsets have met each. */
class Flats {
  private readonly visits = new Map<string, number>();

  isFirst(zero: Int32Array): boolean {
    const key = zero.join();
    const visits = this.visits.get(key) ?? 0;
    this.visits.set(key, visits + 1);
    return visits === 0;
  }

  /** Every independent subset of a flat must have met this flat and no other, else rounding has made the zeros contradict each other. */
  requireAgreement(independentSubsets: (members: number[]) => number): void {
    for (const [key, visits] of this.visits) {
      if (independentSubsets(key.split(",").map(Number)) !== visits) throw tooThin();
    }
  }
}

/** The ray of one subset of rows after another, with the sides of all rows. */
class RayOfSubset {
  readonly direction: Float64Array;
  /** Bits of the rows that are positive on it. */
  readonly positive: Uint32Array;
  /** The rows that are zero on it, the first `zeros` entries. */
  readonly zero: Int32Array;
  zeros = 0;
  private readonly bounds: Float64Array;
  private readonly frame: Float64Array;

  /** @param product the wedge product of the subset at hand */
  constructor(
    private readonly rows: Float64Array,
    private readonly n: number,
    private readonly r: number,
    private readonly product: WedgeLevel,
  ) {
    this.direction = new Float64Array(r);
    this.positive = new Uint32Array(maskWords(n));
    this.zero = new Int32Array(n);
    this.bounds = new Float64Array(r);
    this.frame = new Float64Array((r - 1) * r);
  }

  /** The cofactors, and the side of every row: x_jᵀv is the determinant of the subset and x_j. */
  find(subset: Int32Array): void {
    const { rows, n, r, direction, bounds, positive, zero } = this;
    this.cofactors();
    const tolerance = wedgeTolerance(r);
    positive.fill(0);
    this.zeros = 0;
    let member = 0;
    for (let j = 0; j < n; j++) {
      if (member < r - 1 && subset[member] === j) {
        member++;
        zero[this.zeros++] = j;
        continue;
      }
      let determinant = 0;
      let bound = 0;
      for (let c = 0; c < r; c++) {
        const x = rows[j * r + c];
        determinant += direction[c] * x;
        bound += bounds[c] * Math.abs(x);
      }
      if (Math.abs(determinant) <= tolerance * bound) zero[this.zeros++] = j;
      else if (determinant > 0) positive[j >> 5] |= 1 << (j & 31);
    }
  }

  /** Component T of the product is all columns but one; in bit order the missing column counts down. */
  private cofactors(): void {
    const { r, product, direction, bounds } = this;
    for (let c = 0; c < r; c++) {
      direction[c] = ((r - 1 - c) & 1 ? -1 : 1) * product.values[r - 1 - c];
      bounds[c] = product.bounds[r - 1 - c];
    }
  }

  /**
   * Gives the ray length one, orthogonal to its subset to the last digit. Where the subset is nearly dependent the cofactors cancel, and
   * without this step the sum of a thin cone's rays could leave the cone.
   */
  sharpen(subset: Int32Array): void {
    const { r, direction, frame } = this;
    normalise(direction, 0, r);
    this.orthonormalise(subset);
    for (let pass = 0; pass < 2; pass++) {
      for (let a = 0; a < subset.length; a++) removeComponent(direction, 0, frame, a * r, r);
      normalise(direction, 0, r);
    }
  }

  /** frame ← an orthonormal basis of the subset. */
  private orthonormalise(subset: Int32Array): void {
    const { rows, r, frame } = this;
    for (let a = 0; a < subset.length; a++) {
      for (let c = 0; c < r; c++) frame[a * r + c] = rows[subset[a] * r + c];
      for (let pass = 0; pass < 2; pass++) {
        normalise(frame, a * r, r);
        for (let b = 0; b < a; b++) removeComponent(frame, a * r, frame, b * r, r);
      }
      normalise(frame, a * r, r);
    }
  }
}
