import { BoundedSum, nextDown, nextUp } from "../numerics/rigorous/index.js";
import { searchDualScale } from "./dual-scale.js";
import {
  type DiagonalLoss,
  type LossData,
  type LossFacts,
  type LossFunctions,
  largestWeight,
  weightAt,
} from "./loss.js";

/** What one entry of one row contributes, unweighted; l may take (u, y) as a residual or a margin. */
export interface RowLoss {
  /** l(u) */
  readonly value: (u: number, y: number) => number;
  /** −l'(u) */
  readonly slope: (u: number, y: number) => number;
  /** d(z, y) = −l*(−z); −Infinity outside its domain. */
  readonly dual: (z: number, y: number) => number;
  /** An upper bound of l''; Infinity where there is none. */
  readonly largestCurvature: number;
  /** The same with proved rounding, for certificates. */
  readonly bounds: RowBounds;
}

/** What certificates need of one entry with weight c: bounds that hold for these very doubles (`numerics/rigorous`). */
export interface RowBounds {
  /** Never below l(u). */
  readonly above: (u: number, y: number) => number;
  /** Never above c·d(z/c, y), for z in the domain and c > 0. */
  readonly dualBelow: (z: number, y: number, c: number) => number;
  /** The z of the domain nearest to this one; domains hold 0, and z itself where they hold it. */
  readonly domain: (z: number, y: number, c: number) => number;
}

/** A function of one entry with a second derivative. */
export interface CurvedRowLoss extends RowLoss {
  /** l''(u), where it exists. */
  readonly curvature: (u: number, y: number) => number;
  /** m(u) ≥ l''(u), the curvature of a quadratic above l that touches it at u; for an l that can be flat on most rows. */
  readonly majoriser?: (u: number, y: number) => number;
}

/** A loss that sums one curved function over all entries; everything else follows from that function. */
export function separableLoss(facts: LossFacts, row: CurvedRowLoss): DiagonalLoss {
  return {
    ...sumOverEntries(facts, row),
    curvature: "diagonal",
    secondDerivatives: atEachEntry(row.curvature),
    ...(row.majoriser ? { majoriser: atEachEntry(row.majoriser) } : {}),
  };
}

/** L, z and D of Σ_j c_j l(u_j, y_j), for any l, with corners too. */
export function sumOverEntries(facts: LossFacts, row: RowLoss): LossFunctions {
  const dualValue = dualOfSum(row.dual);
  return {
    ...facts,
    value(u, data) {
      let sum = 0;
      for (let k = 0; k < u.length; k++) sum += weightAt(data, k) * row.value(u[k], data.targets[k]);
      return sum;
    },
    negativeGradient: atEachEntry(row.slope),
    dualValue,
    bestDualScale: (z, data, limit) => searchDualScale({ dualValue }, z, data, limit),
    lipschitz: (data) => row.largestCurvature * largestWeight(data),
    ...boundsOfSum(row.bounds),
  };
}

/** l is convex, so that its largest value on an interval is at one of the ends. */
function boundsOfSum({
  above,
  dualBelow,
  domain,
}: RowBounds): Pick<LossFunctions, "valueAbove" | "dualBelow" | "feasible"> {
  const nearest = (z: number, y: number, c: number) => (c > 0 ? domain(z, y, c) : 0);
  return {
    valueAbove(u, radius, data) {
      const sum = new BoundedSum();
      for (let k = 0; k < u.length; k++) {
        const y = data.targets[k];
        const ends = radius[k] > 0 ? [nextDown(u[k] - radius[k]), nextUp(u[k] + radius[k])] : [u[k], u[k]];
        const c = weightAt(data, k);
        const most = Math.max(above(ends[0], y), above(ends[1], y));
        if (c > 0) sum.add(c === 1 || most === 0 ? most : nextUp(c * most));
      }
      return sum.upper;
    },
    dualBelow(z, data) {
      const sum = new BoundedSum();
      for (let k = 0; k < z.length; k++) {
        const [y, c] = [data.targets[k], weightAt(data, k)];
        if (nearest(z[k], y, c) !== z[k]) return Number.NEGATIVE_INFINITY;
        if (c > 0) sum.add(dualBelow(z[k], y, c));
      }
      return sum.lower;
    },
    feasible: (z, data) => z.map((value, k) => nearest(value, data.targets[k], weightAt(data, k))),
  };
}

/** out = c_j f(u_j, y_j). */
export function atEachEntry(f: (u: number, y: number) => number) {
  return (u: Float64Array, data: LossData, out: Float64Array): void => {
    for (let k = 0; k < u.length; k++) out[k] = weightAt(data, k) * f(u[k], data.targets[k]);
  };
}

/** D(z) = Σ_j c_j d(z_j/c_j, y_j); a row of weight zero allows z = 0 alone. */
function dualOfSum(dual: RowLoss["dual"]) {
  return (z: Float64Array, data: LossData): number => {
    let sum = 0;
    for (let k = 0; k < z.length; k++) {
      const c = weightAt(data, k);
      if (c > 0) sum += c * dual(z[k] / c, data.targets[k]);
      else if (z[k] !== 0) return Number.NEGATIVE_INFINITY;
    }
    return sum;
  };
}
