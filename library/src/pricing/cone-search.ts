import { gamma, lengthAbove, nextUp, sumError, underflow } from "../numerics/rigorous/index.js";
import { ConeMaximum } from "./cone-maximum.js";
import { type DualFunction, isTwoSided, slopeAbove } from "./dual-function.js";

/** A cone that is not left out yet. */
interface Cone {
  /** d×d, one a row, ‖v‖₁ = 1. */
  readonly vertices: Float64Array;
  /** Σ_active z_jx_jᵀv, and what its additions lost to rounding. */
  readonly decided: Float64Array;
  readonly lost: Float64Array;
  /** Rows whose side is not known, their products with the vertices (one row of d each), and θ for ζ = z and ζ = −z. */
  readonly rows: Int32Array;
  readonly products: Float64Array;
  readonly slopes: Float64Array;
  /** 1: φ may be large here; 2: −φ may. */
  readonly signs: number;
  readonly depth: number;
}

/** Chords and tangents tried on a cone before it is halved. */
const attempts = 3;
/** Halvings on the way to a cone at most. */
const mostHalvings = 400;
/** A row whose products are on the wrong side by no more than this share of its length counts as decided. */
const flat = 2 ** -48;
/** Cones looked at before others get a turn. */
const conesOfTurn = 256;

/**
 * An upper bound of max over unit u of |φ(u)|, φ(u) = Σ_j z_j(x_jᵀu)₊, by branch and bound over cones of directions. The orthants are halved again
 * and again, each at the middle of an edge. On a cone of vertices v, with ζ = ±z and u = Σ μ_v v, μ ≥ 0,
 *
 *     φ(u) ≤ Σ_v μ_v c_v,   c_v = Σ_active ζ_jx_jᵀv + Σ_{undecided, ζ_j > 0} ζ_j(x_jᵀv)₊ + Σ_{undecided, ζ_j < 0} ζ_jθ_jx_jᵀv,
 *
 * where a row is active or not where all its products with the vertices are ≥ 0 or ≤ 0, convex parts lie below their chords, and θ_j in [0, 1]
 * is free: t₊ ≥ θt. A cone is left out where the maximum of that linear function inside the unit ball (`cone-maximum.ts`) is at most a threshold.
 * Does not do: ranks in which there are too many orthants; a maximum that is exact.
 */
export class ConeSearch {
  private readonly cone: ConeMaximum;
  private readonly lengths: Float64Array;
  /** √d Σ|z_j|‖x_j‖: what a share of every product adds to the bound. */
  private readonly slope: number;
  private spent = 0;
  private deepest = 0;

  /** @param largest a value of |φ| that was met */
  constructor(
    private readonly phi: DualFunction,
    public largest: number,
  ) {
    const { x, n, d } = phi;
    this.cone = new ConeMaximum(d);
    this.lengths = Float64Array.from({ length: n }, (_, j) => lengthAbove(d, (k) => x[j * d + k]));
    this.slope = nextUp(nextUp(Math.sqrt(d)) * slopeAbove(phi));
  }

  /** Multiplications so far. */
  get work(): number {
    return this.spent + this.cone.sweeps * 2 * this.phi.d ** 2;
  }

  /** Leaves out every cone on which |φ| is at most (1 + excess) times the largest value met, or ends with the budget of multiplications. */
  *prove(excess: number, budget: number): Generator<undefined, number | undefined> {
    const stack = orthants(this.phi);
    for (let count = 0; stack.length > 0; count++) {
      if (count % conesOfTurn === 0) yield undefined;
      const cone = stack.pop() as Cone;
      this.deepest = Math.max(this.deepest, cone.depth);
      if (this.work > budget || cone.depth > mostHalvings) return undefined;
      const rest = this.undecided(cone);
      const signs = this.signsAbove(rest, excess);
      if (signs !== 0) stack.push(...halves(rest, signs, this.phi, this.cone.gram));
    }
    return this.rounded(nextUp(this.largest * nextUp(1 + excess)));
  }

  /**
   * The threshold with all that rounding may hide. A product of a row is off by a rounding of ‖x_j‖ a halving, and by `flat` where it counts as
   * decided. A decided sum loses a rounding a halving, and what compensation leaves. Vertices, and with them the maximum on a cone, lose one a halving.
   * Unit vectors are made of vertices with weights whose sum is at most √d.
   */
  private rounded(threshold: number): number {
    const { n, d } = this.phi;
    const { deepest, slope } = this;
    const products = nextUp(gamma(2 * deepest + 16) + nextUp(gamma(2 * n) ** 2));
    const vertices = nextUp(nextUp(1 + Math.sqrt(d)) * gamma(2 * deepest + 4 * d + 16));
    const hidden = nextUp(nextUp(slope * nextUp(products + flat)) + underflow(16 * (n + d) * (deepest + d)));
    return nextUp(nextUp(threshold * nextUp(1 + vertices)) + hidden);
  }

  /** The cone with rows that are decided on it taken out. */
  private undecided(cone: Cone): Cone {
    const { d, z } = this.phi;
    const [decided, lost] = [cone.decided.slice(), cone.lost.slice()];
    const kept: number[] = [];
    for (let a = 0; a < cone.rows.length; a++) {
      const least = flat * this.lengths[cone.rows[a]];
      let [low, high] = [0, 0];
      for (let k = a * d; k < (a + 1) * d; k++) {
        low = Math.min(low, cone.products[k]);
        high = Math.max(high, cone.products[k]);
      }
      if (low < -least && high > least) kept.push(a);
      else if (high > least) {
        for (let v = 0; v < d; v++) {
          const term = z[cone.rows[a]] * cone.products[a * d + v];
          const sum = decided[v] + term;
          lost[v] += sumError(decided[v], term, sum);
          decided[v] = sum;
        }
      }
    }
    this.spent += cone.products.length;
    const products = new Float64Array(kept.length * d);
    kept.forEach((a, place) => {
      products.set(cone.products.subarray(a * d, (a + 1) * d), place * d);
    });
    const rows = Int32Array.from(kept, (a) => cone.rows[a]);
    return { ...cone, decided, lost, rows, products, slopes: Float64Array.from(kept, (a) => cone.slopes[a]) };
  }

  /** Which of φ and −φ may pass the threshold on a cone. */
  private signsAbove(cone: Cone, excess: number): number {
    this.cone.setVertices(cone.vertices);
    let signs = 0;
    for (const [bit, sign] of [[1, 1] as const, [2, -1] as const]) {
      if ((cone.signs & bit) !== 0 && !this.isBelow(cone, sign, excess)) signs |= bit;
    }
    return signs;
  }

  private isBelow(cone: Cone, sign: number, excess: number): boolean {
    // What the sum over undecided rows may be off by.
    const off = this.slope * gamma(2 * cone.rows.length + 8);
    for (let attempt = 0; attempt < attempts; attempt++) {
      this.setValues(cone, sign);
      if (attempt === 0) this.cone.begin();
      this.cone.compare(this.largest * (1 + excess) - off);
      if (nextUp(this.cone.upper + off) <= this.largest * (1 + excess)) return true;
      this.meet(cone, sign);
      if (attempt + 1 < attempts) this.moveSlopes(cone, sign);
    }
    return nextUp(this.cone.upper + off) <= this.largest * (1 + excess);
  }

  /** c_v for every vertex. */
  private setValues({ decided, lost, rows, products, slopes }: Cone, sign: number): void {
    const { d, z } = this.phi;
    const { values } = this.cone;
    for (let v = 0; v < d; v++) values[v] = sign * (decided[v] + lost[v]);
    for (let a = 0; a < rows.length; a++) {
      const weight = sign * z[rows[a]];
      if (weight > 0) {
        for (let v = 0; v < d; v++) if (products[a * d + v] > 0) values[v] += weight * products[a * d + v];
      } else {
        const sloped = weight * slopes[a];
        for (let v = 0; v < d; v++) values[v] += sloped * products[a * d + v];
      }
    }
    this.spent += products.length;
  }

  /** |φ| where the bound is attained, which may be larger than any value met before. */
  private meet({ decided, rows, products }: Cone, sign: number): void {
    const { d, z } = this.phi;
    const { weights, gram } = this.cone;
    let [value, square] = [0, 0];
    for (let v = 0; v < d; v++) {
      value += weights[v] * decided[v];
      for (let w = 0; w < d; w++) square += weights[v] * gram[v * d + w] * weights[w];
    }
    for (let a = 0; a < rows.length; a++) value += z[rows[a]] * Math.max(0, this.productAt(products, a));
    this.spent += products.length;
    if (square > 0) this.largest = Math.max(this.largest, (sign * value) / Math.sqrt(square));
  }

  /** θ halfway to a subgradient at the point where the bound is attained: to 1 where the row is open there, to 0 elsewhere. */
  private moveSlopes({ rows, products, slopes }: Cone, sign: number): void {
    const { z } = this.phi;
    for (let a = 0; a < rows.length; a++) {
      if (sign * z[rows[a]] >= 0) continue;
      slopes[a] = (slopes[a] + (this.productAt(products, a) > 0 ? 1 : 0)) / 2;
    }
    this.spent += products.length;
  }

  private productAt(products: Float64Array, a: number): number {
    const { d } = this.phi;
    let product = 0;
    for (let v = 0; v < d; v++) product += this.cone.weights[v] * products[a * d + v];
    return product;
  }
}

/** Signed unit vectors as vertices: their products with the rows are entries of the table. */
function orthants(phi: DualFunction): Cone[] {
  const { x, n, d } = phi;
  return Array.from({ length: 2 ** d }, (_, orthant) => {
    const side = (k: number) => ((orthant >> k) & 1 ? -1 : 1);
    const vertices = new Float64Array(d * d);
    for (let k = 0; k < d; k++) vertices[k * d + k] = side(k);
    return {
      vertices,
      decided: new Float64Array(d),
      lost: new Float64Array(d),
      rows: Int32Array.from({ length: n }, (_, j) => j),
      products: Float64Array.from({ length: n * d }, (_, at) => side(at % d) * x[at]),
      slopes: new Float64Array(n).fill(0.5),
      signs: isTwoSided(phi) ? 3 : 1,
      depth: 0,
    };
  });
}

/** Both halves at the middle of the edge on which chords and kinks are the furthest apart. */
function halves(cone: Cone, signs: number, { d, z }: DualFunction, gram: Float64Array): Cone[] {
  const [one, other] = widestEdge(cone, d, z, gram);
  return [
    [one, other],
    [other, one],
  ].map(([kept, moved]) => {
    const vertices = cone.vertices.slice();
    const [decided, lost] = [cone.decided.slice(), cone.lost.slice()];
    const products = cone.products.slice();
    for (let k = 0; k < d; k++) vertices[moved * d + k] = (vertices[kept * d + k] + vertices[moved * d + k]) / 2;
    decided[moved] = (decided[kept] + decided[moved]) / 2;
    lost[moved] = (lost[kept] + lost[moved]) / 2;
    for (let at = 0; at < products.length; at += d) {
      products[at + moved] = (products[at + kept] + products[at + moved]) / 2;
    }
    return { ...cone, vertices, decided, lost, products, slopes: cone.slopes.slice(), signs, depth: cone.depth + 1 };
  });
}

/** Σ_j |z_j| |ab|/(|a| + |b|) over the rows whose products a and b at the two ends differ in sign; the widest angle where there are none. */
function widestEdge({ rows, products }: Cone, d: number, z: Float64Array, gram: Float64Array): [number, number] {
  let [best, edge] = [-1, [0, 1] as [number, number]];
  for (let v = 0; v < d; v++) {
    for (let w = v + 1; w < d; w++) {
      let width = 1e-9 * (1 - gram[v * d + w] / Math.sqrt(gram[v * d + v] * gram[w * d + w]));
      for (let a = 0; a < rows.length; a++) {
        const product = products[a * d + v] * products[a * d + w];
        if (product < 0)
          width -= (Math.abs(z[rows[a]]) * product) / Math.abs(products[a * d + v] - products[a * d + w]);
      }
      if (width > best) [best, edge] = [width, [v, w]];
    }
  }
  return edge;
}
