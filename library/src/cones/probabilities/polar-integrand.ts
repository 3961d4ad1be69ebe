import { normalise } from "../../linear-algebra/vectors.js";
import { arctangent2 } from "../../numerics/elementary/index.js";
import { currentBackend } from "../../numerics/index.js";
import { normalQuantile } from "../../random/normal-distribution.js";
import { capShare } from "./cap-share.js";
import { type LatticeRule, latticeRule } from "./lattice.js";
import { latticeMean } from "./quasi-monte-carlo.js";
import { heightOver } from "./solid-angles.js";

/**
 * P[h ∈ K] = E_θ[F(ρ(θ))], θ uniform on the unit sphere of the r − 1 dimensions across an interior point g: along θ the cone reaches to the angle ρ
 * from g, cot ρ = max_j −a_jᵀθ/a_jᵀg, and F(ρ) is the share of the sphere within ρ of a point.
 *
 * Long cones would have a large variance. So θ is drawn as Az/‖Az‖, z ~ N(0, I), where AAᵀ are the second moments of
 * the cone across g, and the integrand is divided by that density, |A|⁻¹‖A⁻¹θ‖^(1−r). Small pilot rules move g to the
 * middle and find A. They change the variance and never the expectation.
 * @param r the rank, at least 2
 * @returns for n×r inward normals and an interior point (all of length one) the integrand on the open unit cube of dimension r − 1
 */
export function polarIntegrands(r: number): (inward: Float64Array, gate: Float64Array) => Integrand {
  const rule = latticeRule(r - 1, PILOT);
  return (inward, gate) => polarIntegrand(inward, gate, rule);
}

type Integrand = (point: Float64Array) => number;

const PILOT = 199;

function polarIntegrand(inward: Float64Array, gate: Float64Array, rule: LatticeRule): Integrand {
  const r = gate.length;
  const identity = Float64Array.from({ length: (r - 1) ** 2 }, (_, at) => (at % r === 0 ? 1 : 0));
  const middle = middleOf(directional(inward, gate, identity), gate, rule);
  const first = secondMoments(directional(inward, middle, identity), rule);
  const second = secondMoments(directional(inward, middle, first), rule);
  const { evaluate } = directional(inward, middle, second);
  return (point) => evaluate(point).weight;
}

/** One evaluation: the direction across the gate, how far the cone reaches (cot ρ), and F(ρ) over the density. */
interface Reach {
  readonly theta: Float64Array;
  cotangent: number;
  weight: number;
}

interface Directional {
  evaluate(point: Float64Array): Reach;
}

/** @param spread (r−1)×(r−1) lower triangular A */
function directional(inward: Float64Array, gate: Float64Array, spread: Float64Array): Directional {
  const r = gate.length;
  const m = r - 1;
  const slopes = slopesAcross(inward, gate);
  const share = capShare(r);
  const z = new Float64Array(m);
  const reach: Reach = { theta: new Float64Array(m), cotangent: 0, weight: 0 };
  const { theta } = reach;
  let determinant = 1;
  for (let a = 0; a < m; a++) determinant *= spread[a * m + a];
  return {
    evaluate(point) {
      for (let a = 0; a < m; a++) z[a] = normalQuantile(point[a]);
      let square = 0;
      let inner = 0;
      for (let a = 0; a < m; a++) {
        let sum = 0;
        for (let b = 0; b <= a; b++) sum += spread[a * m + b] * z[b];
        theta[a] = sum;
        square += sum * sum;
        inner += z[a] * z[a];
      }
      const length = Math.sqrt(square);
      for (let a = 0; a < m; a++) theta[a] /= length;
      // ‖A⁻¹θ‖ = ‖z‖/‖Az‖.
      const ratio = Math.sqrt(inner) / length;
      let density = 1 / determinant;
      for (let a = 0; a < m; a++) density /= ratio;
      reach.cotangent = largestSlope(slopes, theta);
      reach.weight = share(reach.cotangent) / density;
      return reach;
    },
  };
}

function largestSlope(slopes: Float64Array, theta: Float64Array): number {
  const m = theta.length;
  let largest = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < slopes.length; at += m) {
    let slope = 0;
    for (let a = 0; a < m; a++) slope += slopes[at + a] * theta[a];
    if (slope > largest) largest = slope;
  }
  return largest;
}

/** A point nearer the middle of the cone: the mean of points three quarters of the way to the boundary, so again inside. */
function middleOf({ evaluate }: Directional, gate: Float64Array, rule: LatticeRule): Float64Array {
  const m = rule.dimension;
  const mean = new Float64Array(m + 1);
  pilot(rule, (point) => {
    const { theta, cotangent, weight } = evaluate(point);
    // From g towards the boundary point u: g + 3(u − g)/4 in directions, all in the cone.
    const length = Math.sqrt(1 + cotangent * cotangent);
    for (let a = 0; a < m; a++) mean[a] += (0.75 * weight * theta[a]) / length;
    mean[m] += weight * (0.25 + (0.75 * cotangent) / length);
  });
  const middle = reflected(mean, gate);
  normalise(middle, 0, m + 1);
  return middle;
}

/** Lower triangular A with AAᵀ proportional to the cone's second moments across the gate, kept away from singular. */
function secondMoments({ evaluate }: Directional, rule: LatticeRule): Float64Array {
  const m = rule.dimension;
  const moments = new Float64Array(m * m);
  pilot(rule, (point) => {
    const { theta, cotangent, weight } = evaluate(point);
    const angle = arctangent2(1, cotangent);
    for (let a = 0; a < m; a++) {
      for (let b = 0; b < m; b++) moments[a * m + b] += weight * angle * angle * theta[a] * theta[b];
    }
  });
  let trace = 0;
  for (let a = 0; a < m; a++) trace += moments[a * m + a];
  for (let at = 0; at < m * m; at++) moments[at] = (m * moments[at]) / trace + (at % (m + 1) === 0 ? 0.02 : 0);
  currentBackend().cholesky(moments, m);
  return moments;
}

function pilot(rule: LatticeRule, visit: (point: Float64Array) => void): void {
  const shift = Float64Array.from({ length: rule.dimension }, (_, k) => (0.37 * (k + 1)) % 1);
  latticeMean(
    (point) => {
      visit(point);
      return 0;
    },
    rule,
    shift,
  );
}

/** v through the reflection that takes the gate to ± the last axis (± so that nothing cancels). */
function reflected(v: Float64Array, gate: Float64Array): Float64Array {
  const last = gate.length - 1;
  const sign = gate[last] < 0 ? 1 : -1;
  const mirror = gate.slice();
  mirror[last] -= sign;
  let product = 0;
  for (let a = 0; a <= last; a++) product += mirror[a] * v[a] * (a === last ? sign : 1);
  const scale = product / (1 + Math.abs(gate[last]));
  return v.map((value, a) => (a === last ? sign * value : value) - scale * mirror[a]);
}

/** Rows −a_j/a_jᵀg in the r − 1 coordinates across the gate, which a reflection that takes the gate to the last axis leaves. */
function slopesAcross(inward: Float64Array, gate: Float64Array): Float64Array {
  const r = gate.length;
  const mirror = gate.slice();
  mirror[r - 1] += gate[r - 1] < 0 ? -1 : 1;
  const scale = 1 / (1 + Math.abs(gate[r - 1]));
  const slopes = new Float64Array((inward.length / r) * (r - 1));
  for (let j = 0; j < inward.length / r; j++) {
    let height = 0;
    let product = 0;
    for (let a = 0; a < r; a++) {
      height += inward[j * r + a] * gate[a];
      product += inward[j * r + a] * mirror[a];
    }
    for (let a = 0; a < r - 1; a++) {
      slopes[j * (r - 1) + a] = -(inward[j * r + a] - scale * product * mirror[a]) / heightOver(height);
    }
  }
  return slopes;
}
