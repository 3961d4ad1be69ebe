import { symmetricEigen } from "../linear-algebra/symmetric-eigen.js";
import { currentBackend } from "../numerics/index.js";
import { BoundedSum, gamma, lengthAbove, nextUp, sumAbove } from "../numerics/rigorous/index.js";
import { type DualFunction, isTwoSided } from "./dual-function.js";

/**
 * An upper bound of max over unit u of |φ(u)| in any rank, by the semidefinite relaxation of uuᵀ. With ζ = ±z, t_j = x_jᵀu and any a_j > 0
 *
 *     2φ(u) = bᵀu + Σ_j ζ_j|t_j|  ≤  bᵀu + uᵀMu + ½Σ_{ζ_j > 0} ζ_ja_j,   b = Xᵀζ,
 *     M = Σ_{ζ_j > 0} ζ_j/(2a_j) x_jx_jᵀ − Σ_{ζ_j < 0} |ζ_j|/‖x_j‖ x_jx_jᵀ,
 *
 * because |t| ≤ (t²/a + a)/2, and |t| ≥ t²/‖x‖ for |t| ≤ ‖x‖. What is left, max of bᵀu + uᵀMu, is at most μ + τ wherever the matrix
 * [[τ, −b/2], [−b/2, μI − M]] has no negative eigenvalue, which Cholesky's factorisation proves up to its rounding (Rump 2006). The best a_j are
 * √(x_jᵀUx_j) for a U of trace 1, which is found by Frank and Wolfe's steps towards the maximisers u.
 * Does not do: directions; a bound that is attained; barriers, which it leaves out.
 * @returns never below the maximum; undefined for ranks above 200
 */
export function* quadraticBound(phi: DualFunction): Generator<undefined, number | undefined> {
  if (phi.d > mostRank) return undefined;
  let bound = 0;
  const { n, barriers = 0 } = phi;
  for (const sign of isTwoSided(phi) ? [1, -1] : [1]) {
    const z = phi.z.map((value, j) => (j < n - barriers ? sign * value : 0));
    bound = Math.max(bound, yield* boundOfSign({ ...phi, z }));
  }
  return bound;
}

const mostRank = 200;
const steps = 40;
/** Of μ above the largest eigenvalue, relative to the size of M: what keeps Cholesky's factorisation from failing. */
const room = 1e-9;

function* boundOfSign(phi: DualFunction): Generator<undefined, number> {
  const { x, n, d } = phi;
  const lengths = Float64Array.from({ length: n }, (_, j) => lengthAbove(d, (k) => x[j * d + k]));
  let spread = new Float64Array(d * d);
  for (let k = 0; k < d; k++) spread[k * d + k] = 1 / d;
  let best: Majorant | undefined;
  for (let step = 0; step < steps; step++) {
    const majorant = majorantAt(phi, lengths, spread);
    if (!Number.isFinite(majorant.value)) return Number.POSITIVE_INFINITY;
    if (!best || majorant.value < best.value) best = majorant;
    spread = moved(spread, majorant.maximiser, 2 / (step + 3));
    yield undefined;
  }
  return provedBound(phi, best as Majorant);
}

/** bᵀu + uᵀMu + constant ≥ 2φ(u), with a μ that is about the best one. */
interface Majorant {
  /** d×d */
  readonly quadratic: Float64Array;
  /** d */
  readonly linear: Float64Array;
  /** Never below ½Σ ζ_ja_j. */
  readonly constant: number;
  /** About Σ|ζ_j|‖x_j‖ and Σ‖x_j‖² times the row's weight in M: what rounding is a share of. */
  readonly size: number;
  readonly shift: number;
  /** About the least bound of 2φ that it proves. */
  readonly value: number;
  /** About the unit u at which it is largest. */
  readonly maximiser: Float64Array;
}

function majorantAt({ x, n, d, z }: DualFunction, lengths: Float64Array, spread: Float64Array): Majorant {
  const quadratic = new Float64Array(d * d);
  const linear = new Float64Array(d);
  const constant = new BoundedSum();
  let size = 0;
  for (let j = 0; j < n; j++) {
    if (!(lengths[j] > 0) || z[j] === 0) continue;
    const row = x.subarray(j * d, (j + 1) * d);
    const width = Math.max(Math.sqrt(quadraticForm(spread, row, d)), 1e-6 * lengths[j]);
    const weight = z[j] > 0 ? z[j] / (2 * width) : z[j] / nextUp(lengths[j]);
    // ζ²/(4·weight), for the weight as it was rounded.
    if (z[j] > 0) constant.add(nextUp(nextUp((z[j] * width) / 2)));
    size += Math.abs(z[j]) * lengths[j] + Math.abs(weight) * lengths[j] ** 2;
    for (let k = 0; k < d; k++) {
      linear[k] += z[j] * row[k];
      for (let l = 0; l <= k; l++) quadratic[k * d + l] += weight * row[k] * row[l];
    }
  }
  for (let k = 0; k < d; k++) for (let l = 0; l < k; l++) quadratic[l * d + k] = quadratic[k * d + l];
  const overflowing = { shift: 0, value: Number.POSITIVE_INFINITY, maximiser: linear };
  if (!Number.isFinite(size)) return { quadratic, linear, constant: constant.upper, size, ...overflowing };
  return { quadratic, linear, constant: constant.upper, size, ...bestShift(quadratic, linear, d, constant.upper) };
}

function quadraticForm(matrix: Float64Array, v: Float64Array, d: number): number {
  let total = 0;
  for (let k = 0; k < d; k++) {
    let sum = 0;
    for (let l = 0; l < d; l++) sum += matrix[k * d + l] * v[l];
    total += v[k] * sum;
  }
  return Math.max(0, total);
}

/** The μ at which μ + bᵀ(μI − M)⁻¹b/4 is least: its derivative 1 − ‖(μI − M)⁻¹b/2‖² rises with μ. */
function bestShift(quadratic: Float64Array, linear: Float64Array, d: number, constant: number) {
  const { values, vectors } = symmetricEigen(quadratic, d);
  const parts = Float64Array.from({ length: d }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < d; k++) sum += vectors[i * d + k] * linear[k];
    return sum / 2;
  });
  const length = Math.sqrt(parts.reduce((sum, part) => sum + part * part, 0));
  const size = Math.max(Math.abs(values[0]), Math.abs(values[d - 1]), length, Number.MIN_VALUE);
  const lengthAt = (shift: number) => parts.reduce((sum, part, i) => sum + (part / (shift - values[i])) ** 2, 0);
  let low = values[d - 1] + room * size;
  let high = low + length;
  for (let round = 0; round < 80; round++) {
    const middle = (low + high) / 2;
    if (lengthAt(middle) > 1) low = middle;
    else high = middle;
  }
  const maximiser = new Float64Array(d);
  for (let i = 0; i < d; i++)
    for (let k = 0; k < d; k++) maximiser[k] += (parts[i] / (high - values[i])) * vectors[i * d + k];
  // What the linear part leaves free goes to the largest eigenvalue.
  const rest = Math.sqrt(Math.max(0, 1 - lengthAt(high)));
  for (let k = 0; k < d; k++) maximiser[k] += rest * vectors[(d - 1) * d + k];
  const slack = parts.reduce((sum, part, i) => sum + part ** 2 / (high - values[i]), 0);
  return { shift: high, value: high + slack + constant, maximiser };
}

function moved(spread: Float64Array, direction: Float64Array, share: number): Float64Array<ArrayBuffer> {
  const d = direction.length;
  return Float64Array.from(
    spread,
    (value, at) => (1 - share) * value + share * direction[Math.floor(at / d)] * direction[at % d],
  );
}

/** Never below φ, from a majorant: the least τ of a few for which the factorisation succeeds. */
function provedBound({ n, d }: DualFunction, majorant: Majorant): number {
  const { quadratic, linear, constant, size, shift, value } = majorant;
  const about = Math.max(value - shift - constant, 0);
  // How far b, M and μI − M may be from the exact ones, as the length of a matrix.
  const error = nextUp(gamma(2 * (n + d + 8)) * sumAbove(size + Math.abs(shift), 4 * n));
  for (let slack = room; slack < 1; slack *= 10) {
    const tau = about + slack * (Math.abs(about) + Math.abs(shift)) + error;
    const side = d + 1;
    const matrix = new Float64Array(side * side);
    matrix[0] = tau;
    for (let k = 0; k < d; k++) {
      matrix[k + 1] = matrix[(k + 1) * side] = -linear[k] / 2;
      for (let l = 0; l < d; l++) matrix[(k + 1) * side + l + 1] = (k === l ? shift : 0) - quadratic[k * d + l];
    }
    const trace = Math.abs(tau) + Array.from({ length: d }, (_, k) => matrix[(k + 1) * (side + 1)]).reduce(sumOf, 0);
    if (!currentBackend().cholesky(matrix, side)) continue;
    // (1, u) has length √2, so that an eigenvalue that is negative by η costs 2η.
    const eta = nextUp(nextUp(gamma(2 * (side + 2)) * trace) + error);
    return nextUp(nextUp(nextUp(shift + tau) + nextUp(2 * eta + constant)) / 2);
  }
  return Number.POSITIVE_INFINITY;
}

const sumOf = (a: number, b: number): number => a + b;
