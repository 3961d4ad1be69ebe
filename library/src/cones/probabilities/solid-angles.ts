import type { Arrangement } from "../../arrangements/arrangement.js";
import { InputError } from "../../errors.js";
import { normalise } from "../../linear-algebra/vectors.js";
import { arctangent2 } from "../../numerics/elementary/index.js";
import { coneNormals } from "./normals.js";

/**
 * η̃_i = P[h ∈ K_i], h ~ N(0, I): the solid angle of every cone as a share of the sphere, in closed form. Rank 1: ½ each; rank 2: angle/2π;
 * rank 3: the area of a spherical polygon/4π, summed over the triangles that its sides make with the gate (Van Oosterom & Strackee 1983), so
 * that small cones keep their relative accuracy. Rank 0 (a table of zeros): 1.
 *
 * Same bits in every engine.
 * @param arrangement complete: its gates must be interior points
 * @returns length p, summing to 1 within rounding
 * @throws InputError "incomplete-arrangement", or "rank-too-high" above 3 (`coneProbabilities` serves any rank)
 */
export function solidAngles(arrangement: Arrangement): Float64Array {
  requireComplete(arrangement, "solidAngles");
  const normals = coneNormals(arrangement);
  const { rank, count } = normals;
  if (rank > 3) {
    throw new InputError({
      code: "rank-too-high",
      argument: "arrangement",
      got: `inputs of rank ${rank}`,
      expected: 'at most 3 for closed forms: use the method "orthant" or "monte-carlo"',
    });
  }
  const share = [() => 1, () => 0.5, angleShare, areaShare][rank];
  const inward = new Float64Array(count * rank);
  const gate = new Float64Array(rank);
  return Float64Array.from({ length: arrangement.maskCount }, (_, i) => {
    normals.inward(i, inward);
    normals.gate(i, gate);
    return share(inward, gate);
  });
}

/** Statements about all masks need them all. @throws InputError "incomplete-arrangement" */
export function requireComplete(arrangement: Arrangement, where: string): void {
  if (arrangement.coverage === "complete") return;
  throw new InputError({
    code: "incomplete-arrangement",
    argument: "arrangement",
    got: `coverage "${arrangement.coverage}"`,
    expected: `all masks of the inputs ("complete") ${where}`,
    hint: "Make it with enumerateArrangement.",
  });
}

/** Rank 2: seen from the gate the normals fan out; the two outermost bound the cone. */
function angleShare(a: Float64Array, g: Float64Array): number {
  let [first, last, least, most] = [0, 0, Infinity, -Infinity];
  for (let j = 0; j < a.length; j += 2) {
    const slope = (a[j] * g[1] - a[j + 1] * g[0]) / heightOver(a[j] * g[0] + a[j + 1] * g[1]);
    if (slope < least) [least, first] = [slope, j];
    if (slope > most) [most, last] = [slope, j];
  }
  const cross = a[first] * a[last + 1] - a[first + 1] * a[last];
  const dot = a[first] * a[last] + a[first + 1] * a[last + 1];
  return arctangent2(Math.abs(cross), -dot) / (2 * Math.PI);
}

/** a_jᵀg > 0 for a gate inside the cone; in the thinnest cones rounding can say otherwise. */
export function heightOver(product: number): number {
  return Math.max(product, Number.EPSILON);
}

/** Rank 3: the extreme normals in cyclic order, the rays between neighbours, triangles with the gate. */
function areaShare(a: Float64Array, g: Float64Array): number {
  const outline = extremeNormals(a, g);
  const rays = outline.map((j, at) => crossUnit(a, j, outline[(at + 1) % outline.length]));
  let halfAreas = 0;
  for (let at = 0; at < rays.length; at++) halfAreas += halfTriangleArea(g, rays[at], rays[(at + 1) % rays.length]);
  return halfAreas / (2 * Math.PI);
}

/** Half the area of the spherical triangle with unit corners a, b, c, in their order's sign: tan = abc / (1 + ab + bc + ca). */
function halfTriangleArea(a: Float64Array, b: Float64Array, c: Float64Array): number {
  const [bx, by, bz] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [cx, cy, cz] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  const volume = a[0] * (by * cz - bz * cy) + a[1] * (bz * cx - bx * cz) + a[2] * (bx * cy - by * cx);
  return arctangent2(volume, 1 + dot3(a, b) + dot3(b, c) + dot3(c, a));
}

function dot3(a: Float64Array, b: Float64Array): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The unit vector of a_i × a_j (offsets into a). */
function crossUnit(a: Float64Array, i: number, j: number): Float64Array {
  const cross = Float64Array.of(
    a[i + 1] * a[j + 2] - a[i + 2] * a[j + 1],
    a[i + 2] * a[j] - a[i] * a[j + 2],
    a[i] * a[j + 1] - a[i + 1] * a[j],
  );
  normalise(cross, 0, 3);
  return cross;
}

/**
 * Offsets of the normals that span the dual cone, counter-clockwise seen against g: the convex hull of the points where they meet the
 * plane gᵀu = 1 (Andrew's monotone chain). All meet it, as a_jᵀg > 0.
 */
function extremeNormals(a: Float64Array, g: Float64Array): number[] {
  const [e, f] = planeFrame(g);
  const count = a.length / 3;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  for (let j = 0; j < count; j++) {
    const normal = a.subarray(3 * j, 3 * j + 3);
    const height = heightOver(dot3(normal, g));
    x[j] = dot3(normal, e) / height;
    y[j] = dot3(normal, f) / height;
  }
  const order = Array.from({ length: count }, (_, j) => j).sort((i, j) => x[i] - x[j] || y[i] - y[j]);
  const turnsLeft = (i: number, j: number, k: number) =>
    (x[j] - x[i]) * (y[k] - y[i]) - (y[j] - y[i]) * (x[k] - x[i]) > 0;
  const half = (points: number[]) => {
    const chain: number[] = [];
    for (const j of points) {
      while (chain.length > 1 && !turnsLeft(chain[chain.length - 2], chain[chain.length - 1], j)) chain.pop();
      chain.push(j);
    }
    return chain.slice(0, -1);
  };
  return [...half(order), ...half(order.slice().reverse())].map((j) => 3 * j);
}

/** Unit vectors e, f with e × f = g. */
function planeFrame(g: Float64Array): [Float64Array, Float64Array] {
  let smallest = 0;
  for (let k = 1; k < 3; k++) if (Math.abs(g[k]) < Math.abs(g[smallest])) smallest = k;
  const e = Float64Array.from(g, (value, k) => (k === smallest ? 1 : 0) - g[smallest] * value);
  normalise(e, 0, 3);
  const f = Float64Array.of(g[1] * e[2] - g[2] * e[1], g[2] * e[0] - g[0] * e[2], g[0] * e[1] - g[1] * e[0]);
  return [e, f];
}
