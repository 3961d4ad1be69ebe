import { norm } from "../linear-algebra/vectors.js";
import { OrthogonalRows } from "./orthogonal-rows.js";
import { type HalfSpaces, PolyhedronProjector } from "./polyhedron.js";

/**
 * One block of (28): min ‖v‖ + ‖u‖ subject to D Xw = D X(v − u), v, u ∈ K.
 *
 * With E an orthonormal basis of the open rows (D = 1), N of the rest, e = Ew: u = Eᵀp + Nᵀs, v = Eᵀ(p + e) + Nᵀt, and p, s, t are tied by
 * the cones alone. Since (‖v‖ + ‖u‖)² = min over θ of ‖v‖²/(1 − θ) + ‖u‖²/θ, jointly convex, the answer is the best of
 *
 *     G(θ) = min over (p, s, t) of  ‖p + θe‖² + (1 − θ)‖s‖² + θ‖t‖² (scaled):  one projection on a polyhedron for each θ
 *
 * over the single number θ, where G′ has the sign of ‖v‖/(1 − θ) − ‖u‖/θ. θ = ½ is the pair of least ‖v‖² + ‖u‖².
 */
export interface ConePair {
  readonly positive: Float64Array;
  readonly negative: Float64Array;
}

/** The unit rows of a table that a mask opens and closes, ‖·‖ = 1, zero rows left out; each r × d. */
export interface MaskedRows {
  readonly dimension: number;
  readonly open: readonly Float64Array[];
  readonly closed: readonly Float64Array[];
}

/**
 * The pair of least ‖v‖ + ‖u‖; undefined when the cone is too flat for any pair.
 * @param acceptable pairs that rounding has spoiled (θ near 0 or 1) can be refused
 */
export function leastNormPair(
  rows: MaskedRows,
  w: Float64Array,
  acceptable: (pair: ConePair) => boolean = () => true,
): ConePair | undefined {
  const problem = new PairProblem(rows, w);
  let [low, high] = [0, 1];
  let best: ConePair | undefined;
  let theta = 0.5;
  let before: { theta: number; excess: number } | undefined;
  for (let round = 0; round < 60 && high - low > thetaMargin; round++) {
    const pair = problem.at(theta);
    if (!pair) return best;
    if ((!best || total(pair) < total(best)) && acceptable(pair)) best = pair;
    // G′(θ) has the sign of θ − ‖u‖/(‖u‖ + ‖v‖).
    const reweighted = total(pair) > 0 ? norm(pair.negative) / total(pair) : theta;
    const excess = theta - reweighted;
    if (Math.abs(excess) <= 1e-11) return best;
    if (excess > 0) high = theta;
    else low = theta;
    const slope: number = before ? (excess - before.excess) / (theta - before.theta) : 1;
    before = { theta, excess };
    const next: number = theta - excess / slope;
    theta = next > low && next < high ? next : (low + high) / 2;
    theta = Math.min(1 - thetaMargin, Math.max(thetaMargin, theta));
  }
  return best;
}

/** θ stays this far from 0 and 1, where one half weighs nothing: the total there is within 1e-9 of its limit, the scaling still sound. */
const thetaMargin = 1e-9;

/** The pair of least ‖v‖² + ‖u‖²: one projection. */
export function leastSquaresPair(rows: MaskedRows, w: Float64Array): ConePair | undefined {
  return new PairProblem(rows, w).at(0.5);
}

function total({ positive, negative }: ConePair): number {
  return norm(positive) + norm(negative);
}

class PairProblem {
  private readonly tied: number;
  private readonly basis: Float64Array;
  private readonly e: Float64Array;
  private readonly projector: PolyhedronProjector;
  private readonly open: Float64Array[];
  private readonly closed: Float64Array[];
  private held: Int32Array | undefined;

  constructor(rows: MaskedRows, w: Float64Array) {
    const d = rows.dimension;
    const span = new OrthogonalRows(d);
    for (const row of rows.open) if (span.count < d) span.push(row, 1e-11);
    this.tied = span.count;
    span.complete();
    this.basis = span.q;
    this.e = this.coordinates(w).subarray(0, this.tied);
    this.open = rows.open.map((row) => this.coordinates(row));
    this.closed = rows.closed.map((row) => this.coordinates(row));
    this.projector = new PolyhedronProjector(this.tied + 2 * (d - this.tied));
  }

  private coordinates(x: Float64Array): Float64Array {
    const d = x.length;
    return Float64Array.from({ length: d }, (_, i) => {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += this.basis[i * d + k] * x[k];
      return sum;
    });
  }

  /** The pair at one θ in (0, 1); undefined when the half-spaces admit none. */
  at(theta: number): ConePair | undefined {
    const { tied, e, projector } = this;
    const free = this.freeDimension;
    const spaces = this.halfSpaces(theta);
    const target = new Float64Array(projector.dimension);
    for (let i = 0; i < tied; i++) target[i] = -theta * e[i];
    projector.project(spaces, target, this.held);
    if (!projector.converged) return undefined;
    this.held = projector.rows.slice(0, projector.rowCount);
    const x = projector.point;
    const u = new Float64Array(tied + free);
    const v = new Float64Array(tied + free);
    for (let i = 0; i < tied; i++) {
      u[i] = x[i];
      v[i] = x[i] + e[i];
    }
    for (let i = 0; i < free; i++) {
      u[tied + i] = x[tied + i] / Math.sqrt(1 - theta);
      v[tied + i] = x[tied + free + i] / Math.sqrt(theta);
    }
    return { positive: this.vector(v), negative: this.vector(u) };
  }

  private get freeDimension(): number {
    return (this.projector.dimension - this.tied) / 2;
  }

  private vector(coordinates: Float64Array): Float64Array {
    const d = coordinates.length;
    const out = new Float64Array(d);
    for (let i = 0; i < d; i++) for (let k = 0; k < d; k++) out[k] += coordinates[i] * this.basis[i * d + k];
    return out;
  }

  /** Both cones' conditions in the coordinates (p, √(1−θ)s, √θt), unit normals. */
  private halfSpaces(theta: number): HalfSpaces {
    const { tied, e, projector } = this;
    const free = this.freeDimension;
    const width = projector.dimension;
    const normals = new Float64Array((this.open.length + (free === 0 ? 1 : 2) * this.closed.length) * width);
    const offsets: number[] = [];
    const add = (row: Float64Array, sign: number, freeAt: number, freeScale: number, offset: number) => {
      const normal = normals.subarray(offsets.length * width, (offsets.length + 1) * width);
      for (let i = 0; i < tied; i++) normal[i] = sign * row[i];
      for (let i = 0; i < free; i++) normal[freeAt + i] = (sign * row[tied + i]) / freeScale;
      const length = norm(normal);
      for (let i = 0; i < width; i++) normal[i] /= length;
      offsets.push(offset / length);
    };
    for (const row of this.open) add(row, 1, tied, Number.POSITIVE_INFINITY, Math.max(0, -product(row, e)));
    for (const row of this.closed) {
      const shift = product(row, e);
      if (free === 0) {
        add(row, -1, tied, 1, Math.max(0, shift));
      } else {
        add(row, -1, tied, Math.sqrt(1 - theta), 0);
        add(row, -1, tied + free, Math.sqrt(theta), shift);
      }
    }
    return denseHalfSpaces(normals, offsets, width);
  }
}

function product(row: Float64Array, e: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < e.length; i++) sum += row[i] * e[i];
  return sum;
}

/** Half-spaces with their normals in one row-major array. */
function denseHalfSpaces(normals: Float64Array, offsets: readonly number[], dimension: number): HalfSpaces {
  return {
    dimension,
    mostViolated(x, tolerance) {
      let worst = -tolerance;
      let index = -1;
      for (let j = 0, at = 0; j < offsets.length; j++) {
        let slack = -offsets[j];
        for (let k = 0; k < dimension; k++, at++) slack += normals[at] * x[k];
        if (slack < worst) {
          worst = slack;
          index = j;
        }
      }
      return index;
    },
    row(index, out) {
      out.set(normals.subarray(index * dimension, (index + 1) * dimension));
      return offsets[index];
    },
  };
}
