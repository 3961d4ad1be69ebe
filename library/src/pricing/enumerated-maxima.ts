import type { Arrangement } from "../arrangements/arrangement.js";
import { enumerateArrangement } from "../arrangements/enumerate.js";
import { PolyhedronProjector } from "../cones/polyhedron.js";
import { MaskCones, polarBound } from "../cones/projection.js";
import { InputError } from "../errors.js";
import { type Matrix, matrix } from "../linear-algebra/matrix.js";
import { norm } from "../linear-algebra/vectors.js";
import { maskWords } from "../numerics/index.js";
import { dualFunction, type Maximum } from "./exact-pricing.js";

/**
 * Pricing made exact in any rank where all masks can be enumerated: on the cone of mask i φ(u) = Σ_j z_j(x_jᵀu)₊ is a_iᵀu, a_i = XᵀD_iz, so
 *
 *     max over unit u of ±φ(u) = max over i of ‖Π_{K_i}(±a_i)‖
 *
 * Cells come by falling ‖a_i‖, which bounds both, and projections stop as soon as they cannot enter.
 */
export interface EnumeratedMaxima {
  /** The best of the cells, largest first; each evaluated at a true unit vector. */
  readonly maxima: readonly Maximum[];
  /** Never below the largest |φ|: from elements of the polar cones, so inexact projections cannot fake it. */
  readonly upperBound: number;
}

/** Most masks that are enumerated for pricing. */
export const mostPricedMasks = 50_000;

/** A complete arrangement with its table. */
export type PricedArrangement = Arrangement & { readonly inputs: Matrix };

/** The arrangement of a table when it is small enough to price by, else undefined. @param inputs n×r of rank r */
export function pricedArrangement(inputs: Matrix): PricedArrangement | undefined {
  try {
    return { ...enumerateArrangement(inputs, { maxMasks: mostPricedMasks }), inputs };
  } catch (error) {
    // Too many masks, or rows too nearly dependent to tell them apart.
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * @param arrangement of coverage "complete"
 * @param z n
 * @param count how many maxima are wanted
 * @param least values that are not above it are of no interest as maxima
 */
export function enumeratedMaxima(
  { inputs, masks, maskCount }: PricedArrangement,
  z: Float64Array,
  count = 1,
  least = 0,
): EnumeratedMaxima {
  const { rows: n, columns: r, values: x } = inputs;
  const gradients = cellGradients(inputs, masks, maskCount, z);
  const lengths = Float64Array.from({ length: maskCount }, (_, i) => norm(gradients.values, i * r, (i + 1) * r));
  const order = Int32Array.from(lengths.keys()).sort((a, b) => lengths[b] - lengths[a] || a - b);
  const cones = new MaskCones(inputs, masks);
  const projector = new PolyhedronProjector(r);
  const maxima: Maximum[] = [];
  let upperBound = 0;
  for (const i of order) {
    const enough = maxima.length === count ? Math.abs(maxima[count - 1].value) : 0;
    const threshold = Math.max(enough, least);
    if (lengths[i] <= threshold) {
      if (maxima.length === 0 || lengths[i] > Math.abs(maxima[0].value)) upperBound = Math.max(upperBound, lengths[i]);
      break;
    }
    cones.select(i);
    for (const sign of [1, -1]) {
      const a = gradients.values.slice(i * r, (i + 1) * r);
      if (sign < 0) for (let k = 0; k < r; k++) a[k] = -a[k];
      projector.project(cones, a, undefined, threshold);
      upperBound = Math.max(upperBound, Math.min(lengths[i], polarBound(cones, projector, a)));
      if (projector.converged) offer(maxima, count, x, n, z, projector.point);
    }
  }
  return { maxima, upperBound };
}

/** a_i = XᵀD_iz, p×r. */
function cellGradients({ rows: n, columns: r, values: x }: Matrix, masks: Uint32Array, p: number, z: Float64Array) {
  const gradients = matrix(p, r);
  const words = maskWords(n);
  const rows = Float64Array.from(x, (value, k) => value * z[Math.floor(k / r)]);
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < n; j++) {
      if (!((masks[i * words + (j >> 5)] >>> (j & 31)) & 1)) continue;
      for (let k = 0; k < r; k++) gradients.values[i * r + k] += rows[j * r + k];
    }
  }
  return gradients;
}

/** Keeps the `count` best distinct directions, largest first. */
function offer(
  maxima: Maximum[],
  count: number,
  x: Float64Array,
  n: number,
  z: Float64Array,
  point: Float64Array,
): void {
  const length = norm(point);
  if (!(length > 0)) return;
  const direction = point.map((value) => value / length);
  const value = dualFunction(x, n, direction.length, z, direction);
  const size = Math.abs(value);
  if (maxima.length === count && size <= Math.abs(maxima[count - 1].value)) return;
  const same = maxima.findIndex((other) => other.value > 0 === value > 0 && near(other.direction, direction));
  if (same >= 0) {
    if (Math.abs(maxima[same].value) >= size) return;
    maxima.splice(same, 1);
  }
  let place = maxima.length;
  while (place > 0 && Math.abs(maxima[place - 1].value) < size) place--;
  maxima.splice(place, 0, { direction, value });
  if (maxima.length > count) maxima.pop();
}

function near(a: Float64Array, b: Float64Array): boolean {
  return a.reduce((square, value, k) => square + (value - b[k]) ** 2, 0) < 2e-12;
}
