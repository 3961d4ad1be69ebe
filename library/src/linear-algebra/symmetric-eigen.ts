import { InputError } from "../errors.js";
import { completed } from "./completed.js";

/**
 * A = VᵀΛV for a symmetric matrix, by Householder tridiagonalisation and then implicit QL with Wilkinson's shift
 * (EISPACK tred2 and tql2). Every inner loop runs along rows. The work is O(n³), about 0.3 s at n = 500.
 * Does not do: matrices that are not symmetric (only the lower triangle is read), some of the eigenvalues only.
 */
export interface SymmetricEigen {
  /** Ascending, length n. */
  readonly values: Float64Array;
  /** n×n, eigenvector k is ROW k, of length 1. */
  readonly vectors: Float64Array;
}

/**
 * All eigenvalues and eigenvectors of a symmetric matrix.
 * @param a n×n row-major; only the lower triangle is read, nothing is changed
 * @returns eigenvalues in ascending order; eigenvector k is row k, of length 1
 * @throws InputError when an entry is not a finite number
 */
export function symmetricEigen(a: Float64Array, n: number): SymmetricEigen {
  return completed(symmetricEigenInSteps(a, n));
}

/** The same; yields after each row, where n is large. */
export function* symmetricEigenInSteps(a: Float64Array, n: number): Generator<undefined, SymmetricEigen> {
  // Scaling by a power of two keeps squares away from overflow and underflow and loses no bit.
  const scale = powerOfTwoNear(largestOfLowerTriangle(a, n));
  const work = a.slice(0, n * n);
  for (let k = 0; k < work.length; k++) work[k] *= 1 / scale;
  const diagonal = new Float64Array(n);
  const beside = new Float64Array(n);
  const beta = yield* tridiagonalise(work, n, diagonal, beside);
  const vectors = yield* reflectorsTransposed(work, n, beta);
  yield* implicitQl(diagonal, beside, vectors, n);
  return sorted(diagonal, vectors, n, scale);
}

/** Rows of a matrix whose eigenvalues take a hundredth of a second. */
const mostAtOnce = 100;

function largestOfLowerTriangle(a: Float64Array, n: number): number {
  let largest = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) largest = Math.max(largest, Math.abs(a[i * n + j]));
  }
  if (!Number.isFinite(largest)) {
    throw new InputError({
      code: "not-finite",
      argument: "a",
      got: `an entry of ${largest}`,
      expected: "finite numbers",
    });
  }
  return largest;
}

function powerOfTwoNear(value: number): number {
  let power = 1;
  while (value > 2 * power && power < 2 ** 1000) power *= 2;
  while (value > 0 && value < power / 2 && power > 2 ** -1000) power /= 2;
  return power;
}

/**
 * Rows i = n − 1 … 2 of the lower triangle are reflected to (0 … 0, e_i). Afterwards row i holds its reflector u (length i) and the
 * result its factor: P_i = I − β_i u uᵀ.
 */
function* tridiagonalise(
  a: Float64Array,
  n: number,
  diagonal: Float64Array,
  beside: Float64Array,
): Generator<undefined, Float64Array> {
  const betas = new Float64Array(n);
  const p = new Float64Array(n);
  for (let i = n - 1; i > 0; i--) {
    const row = i * n;
    let square = 0;
    for (let k = 0; k < i - 1; k++) square += a[row + k] * a[row + k];
    const last = a[row + i - 1];
    diagonal[i] = a[row + i];
    if (square === 0) {
      beside[i] = last;
      continue;
    }
    const length = Math.sqrt(square + last * last);
    const target = last > 0 ? -length : length;
    beside[i] = target;
    a[row + i - 1] = last - target;
    const beta = 1 / (length * (length + Math.abs(last)));
    betas[i] = beta;
    reflectBothSides(a, n, i, beta, p);
    if (n > mostAtOnce) yield undefined;
  }
  diagonal[0] = a[0];
  return betas;
}

/** Leading i×i part ← P A P with P = I − β u uᵀ, u in row i; lower triangle only. */
function reflectBothSides(a: Float64Array, n: number, i: number, beta: number, p: Float64Array): void {
  const u = a.subarray(i * n, i * n + i);
  p.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const row = j * n;
    const uj = u[j];
    let sum = 0;
    for (let k = 0; k < j; k++) {
      const value = a[row + k];
      sum += value * u[k];
      p[k] += value * uj;
    }
    p[j] += sum + a[row + j] * uj;
  }
  let inner = 0;
  for (let j = 0; j < i; j++) {
    p[j] *= beta;
    inner += p[j] * u[j];
  }
  const half = (beta / 2) * inner;
  for (let j = 0; j < i; j++) p[j] -= half * u[j];
  for (let j = 0; j < i; j++) {
    const row = j * n;
    const uj = u[j];
    const pj = p[j];
    for (let k = 0; k <= j; k++) a[row + k] -= uj * p[k] + pj * u[k];
  }
}

/** Qᵀ of A = Q T Qᵀ, Q = P_{n−1} … P_1. */
function* reflectorsTransposed(a: Float64Array, n: number, betas: Float64Array): Generator<undefined, Float64Array> {
  const q = new Float64Array(n * n);
  const v = new Float64Array(n);
  for (let i = 0; i < n; i++) q[i * n + i] = 1;
  for (let i = 1; i < n; i++) {
    if (betas[i] === 0) continue;
    v.fill(0, 0, i);
    for (let k = 0; k < i; k++) {
      const uk = a[i * n + k];
      for (let j = 0; j < i; j++) v[j] += uk * q[k * n + j];
    }
    for (let k = 0; k < i; k++) {
      const factor = betas[i] * a[i * n + k];
      for (let j = 0; j < i; j++) q[k * n + j] -= factor * v[j];
    }
    if (n > mostAtOnce) yield undefined;
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const value = q[i * n + j];
      q[i * n + j] = q[j * n + i];
      q[j * n + i] = value;
    }
  }
  return q;
}

/** Diagonalises the tridiagonal matrix; rotations act on pairs of rows of `vectors`. */
function* implicitQl(d: Float64Array, e: Float64Array, vectors: Float64Array, n: number): Generator<undefined, void> {
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  const rotations = { cosines: new Float64Array(n), sines: new Float64Array(n) };
  for (let l = 0; l < n; l++) {
    for (let sweeps = 0; ; sweeps++) {
      const m = firstSplit(d, e, l, n, sweeps < usualSweeps ? vanishing : Number.EPSILON);
      if (m === l) break;
      // 60 sweeps for one eigenvalue has never been seen.
      if (sweeps > 60) throw new Error("symmetricEigen: implicit QL did not converge");
      const stop = qlSweep(d, e, l, m, rotations);
      rotateRows(vectors, n, stop, m, rotations);
      if (n > mostAtOnce) yield undefined;
    }
  }
}

/** Beside a largest entry near 1 this is nothing, and the squares of what is larger do not underflow. */
const vanishing = 2 ** -500;

/**
 * Where the eigenvalues differ by more than 16 powers of ten, entries beside small ones are rounding errors of large ones, and need not become
 * small beside them. After so many sweeps what counts is the largest entry, as for the errors of the whole decomposition.
 */
const usualSweeps = 30;

function firstSplit(d: Float64Array, e: Float64Array, l: number, n: number, least: number): number {
  let m = l;
  while (m < n - 1 && Math.abs(e[m]) > Math.max(least, Number.EPSILON * (Math.abs(d[m]) + Math.abs(d[m + 1])))) {
    m++;
  }
  return m;
}

/** Entry i rotates rows i and i + 1. */
interface Rotations {
  readonly cosines: Float64Array;
  readonly sines: Float64Array;
}

/** One sweep on rows l … m; writes the rotations i = m − 1 … stop, and returns stop. */
function qlSweep(d: Float64Array, e: Float64Array, l: number, m: number, { cosines, sines }: Rotations): number {
  let g = (d[l + 1] - d[l]) / (2 * e[l]);
  const r = hypotenuse(g, 1);
  g = d[m] - d[l] + e[l] / (g + (g >= 0 ? r : -r));
  let s = 1;
  let c = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = s * e[i];
    const b = c * e[i];
    const length = hypotenuse(f, g);
    e[i + 1] = length;
    if (length === 0) {
      // Underflow: the matrix has split on its own.
      d[i + 1] -= p;
      e[m] = 0;
      return i + 1;
    }
    s = f / length;
    c = g / length;
    g = d[i + 1] - p;
    const t = (d[i] - g) * s + 2 * c * b;
    p = s * t;
    d[i + 1] = g + p;
    g = c * t - b;
    cosines[i] = c;
    sines[i] = s;
  }
  d[l] -= p;
  e[l] = g;
  e[m] = 0;
  return l;
}

function hypotenuse(a: number, b: number): number {
  return Math.sqrt(a * a + b * b);
}

/** Two rotations at a time, so that the row they share is read and written once. */
function rotateRows(v: Float64Array, n: number, stop: number, m: number, { cosines, sines }: Rotations): void {
  let i = m - 1;
  for (; i > stop; i -= 2) {
    const high = (i + 1) * n;
    const middle = i * n;
    const low = middle - n;
    const [c1, s1, c2, s2] = [cosines[i], sines[i], cosines[i - 1], sines[i - 1]];
    for (let k = 0; k < n; k++) {
      const x = v[high + k];
      const y = v[middle + k];
      const z = v[low + k];
      v[high + k] = s1 * y + c1 * x;
      const shared = c1 * y - s1 * x;
      v[middle + k] = s2 * z + c2 * shared;
      v[low + k] = c2 * z - s2 * shared;
    }
  }
  if (i === stop) {
    const high = (i + 1) * n;
    const low = i * n;
    const [c, s] = [cosines[i], sines[i]];
    for (let k = 0; k < n; k++) {
      const x = v[high + k];
      const z = v[low + k];
      v[high + k] = s * z + c * x;
      v[low + k] = c * z - s * x;
    }
  }
}

function sorted(d: Float64Array, vectors: Float64Array, n: number, scale: number): SymmetricEigen {
  const order = Array.from(d.keys()).sort((a, b) => d[a] - d[b] || a - b);
  const out = new Float64Array(n * n);
  order.forEach((from, to) => {
    out.set(vectors.subarray(from * n, (from + 1) * n), to * n);
  });
  return { values: Float64Array.from(order, (k) => scale * d[k]), vectors: out };
}
