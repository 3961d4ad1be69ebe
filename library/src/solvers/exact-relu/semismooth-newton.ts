import { dot, norm } from "../../linear-algebra/vectors.js";
import { currentBackend } from "../../numerics/index.js";
import type { ExactReluProgram } from "../../programs/exact-relu.js";
import { type ConeProximal, derivativeFactor } from "./cone-proximal.js";

/**
 * One step of the augmented Lagrangian of the dual of (3), at multipliers w (the primal blocks) and penalty σ:
 *
 *     min over z of φ(z) = ‖z‖²/4 − yᵀz + (1/2σ) Σ_b ‖prox_b(w_b + σΦ_bᵀz)‖²
 *     ∇φ = z/2 − y + Σ Φ_b prox_b,      H = ½I + σ Σ Φ_bJ_bΦ_bᵀ
 *
 * by semismooth Newton with an Armijo search. The new multipliers are the prox_b at the minimiser.
 */
export interface Subproblem {
  readonly program: ExactReluProgram;
  readonly proximal: ConeProximal;
  readonly which: Int32Array;
  /** which.length × d */
  readonly multipliers: Float64Array;
  readonly sigma: number;
}

/** φ and what belongs to it at one z. */
export interface Evaluation {
  readonly z: Float64Array;
  readonly value: number;
  readonly gradient: Float64Array;
  /** prox_b of every block, which.length × d. */
  readonly blocks: Float64Array;
  /** Σ Φ_b prox_b */
  readonly predictions: Float64Array;
  readonly faces: readonly Face[];
}

/** Where prox_b is not zero. */
interface Face {
  /** Position in `which`. */
  readonly position: number;
  readonly normals: Float64Array;
  readonly tau: number;
}

function* evaluate(
  { program, proximal, which, multipliers, sigma }: Subproblem,
  z: Float64Array,
): Generator<undefined, Evaluation> {
  const { operator, data, lambda } = program;
  const d = operator.blockSize;
  const shifted = new Float64Array(which.length * d);
  if (which.length > 0) operator.transpose(z, 1, which, shifted);
  for (let k = 0; k < shifted.length; k++) shifted[k] = multipliers[k] + sigma * shifted[k];
  const blocks = new Float64Array(shifted.length);
  const faces: Face[] = [];
  let squares = 0;
  for (let position = 0; position < which.length; position++) {
    if (position % 16 === 15) yield undefined;
    const v = shifted.subarray(position * d, (position + 1) * d);
    const length = proximal.project(which[position], v, sigma * lambda);
    if (length <= sigma * lambda) continue;
    const tau = (sigma * lambda) / length;
    const { point } = proximal;
    for (let k = 0; k < d; k++) blocks[position * d + k] = (1 - tau) * point[k];
    squares += (length - sigma * lambda) ** 2;
    faces.push({ position, normals: proximal.faceNormals(), tau });
  }
  const predictions = predict(program, which, blocks, faces);
  const gradient = predictions.map((u, j) => z[j] / 2 - data.targets[j] + u);
  const value = dot(z, z) / 4 - dot(data.targets, z) + squares / (2 * sigma);
  return { z, value, gradient, blocks, predictions, faces };
}

function predict(
  { operator, data }: ExactReluProgram,
  which: Int32Array,
  blocks: Float64Array,
  faces: readonly Face[],
) {
  const d = operator.blockSize;
  const out = new Float64Array(data.sampleCount);
  if (faces.length === 0) return out;
  const packed = new Float64Array(faces.length * d);
  faces.forEach(({ position }, a) => {
    packed.set(blocks.subarray(position * d, (position + 1) * d), a * d);
  });
  operator.forward(
    packed,
    1,
    Int32Array.from(faces, ({ position }) => which[position]),
    out,
  );
  return out;
}

export interface Minimum {
  readonly at: Evaluation;
  /** Newton steps taken. */
  readonly steps: number;
}

/** Minimises φ from `start` until ‖∇φ‖ ≤ tolerance, or as far as rounding allows. Yields between dense steps. */
export function* minimise(
  subproblem: Subproblem,
  start: Float64Array,
  tolerance: number,
  maxSteps = 50,
): Generator<undefined, Minimum> {
  let at = yield* evaluate(subproblem, start);
  let steps = 0;
  while (steps < maxSteps && norm(at.gradient) > tolerance) {
    const step: Float64Array = yield* newtonStep(subproblem, at);
    yield undefined;
    const next = yield* search(subproblem, at, step);
    steps++;
    if (!next) break;
    at = next;
    yield undefined;
  }
  return { at, steps };
}

function* search(
  subproblem: Subproblem,
  at: Evaluation,
  step: Float64Array,
): Generator<undefined, Evaluation | undefined> {
  const slope = dot(at.gradient, step);
  const size = norm(at.gradient);
  for (let t = 1; t > 1e-10; t *= 0.5) {
    const next = yield* evaluate(
      subproblem,
      at.z.map((value, j) => value + t * step[j]),
    );
    if (next.value <= at.value + 1e-4 * t * slope) return next;
    // The last steps change φ by less than its rounding: there the gradient decides.
    if (t === 1 && norm(next.gradient) <= 0.5 * size && next.value <= at.value + 1e-10 * Math.abs(at.value))
      return next;
    yield undefined;
  }
  return undefined;
}

/** −H⁻¹∇φ, in whichever of the two sizes is smaller, refined once. */
function* newtonStep(subproblem: Subproblem, at: Evaluation): Generator<undefined, Float64Array> {
  const { operator, data } = subproblem.program;
  const n = data.sampleCount;
  const { vectors, owners } = curvatureVectors(subproblem, at);
  const m = owners.length;
  const right = at.gradient.map((value) => -value);
  if (m === 0) return right.map((value) => 2 * value);
  yield undefined;
  const columns = new Float64Array(n * m);
  operator.columns(vectors, owners, columns);
  const solve = yield* m < n ? reducedSolver(columns, n, m) : fullSolver(columns, n, m);
  const step = solve(right);
  const residual = right.map((value, j) => value - step[j] / 2);
  addProduct(columns, n, m, transposedProduct(columns, n, m, step), residual, -1);
  const correction = solve(residual);
  for (let j = 0; j < n; j++) step[j] += correction[j];
  return step;
}

/** Vectors v (m×d) and the blocks they belong to, with H − ½I = Σ (Φ_bv)(Φ_bv)ᵀ. */
function curvatureVectors({ program, which, sigma }: Subproblem, at: Evaluation) {
  const d = program.operator.blockSize;
  const owners: number[] = [];
  const factors = at.faces.map(({ position, normals, tau }) => {
    const factor = derivativeFactor(normals, at.blocks.subarray(position * d, (position + 1) * d), tau);
    for (let k = 0; k < factor.length; k += d) owners.push(which[position]);
    return factor;
  });
  const vectors = new Float64Array(owners.length * d);
  let offset = 0;
  for (const factor of factors) {
    vectors.set(factor, offset);
    offset += factor.length;
  }
  const root = Math.sqrt(sigma);
  for (let k = 0; k < vectors.length; k++) vectors[k] *= root;
  return { vectors, owners: Int32Array.from(owners) };
}

type LinearSolver = (right: Float64Array) => Float64Array;

/** (½I + VVᵀ)⁻¹ through the m×m matrix ½I + VᵀV (Woodbury). */
function* reducedSolver(columns: Float64Array, n: number, m: number): Generator<undefined, LinearSolver> {
  const backend = currentBackend();
  const gram = new Float64Array(m * m);
  backend.gramOfColumns(columns, n, m, gram);
  yield* factorise(gram, m);
  yield undefined;
  return (right) => {
    const inner = transposedProduct(columns, n, m, right);
    backend.solveLower(gram, m, inner, 1);
    backend.solveLowerTransposed(gram, m, inner, 1);
    const out = right.slice();
    addProduct(columns, n, m, inner, out, -1);
    for (let j = 0; j < n; j++) out[j] *= 2;
    return out;
  };
}

/** (½I + VVᵀ)⁻¹ through the n×n matrix itself. */
function* fullSolver(columns: Float64Array, n: number, m: number): Generator<undefined, LinearSolver> {
  const backend = currentBackend();
  const gram = new Float64Array(n * n);
  backend.gramOfRows(columns, n, m, gram);
  yield* factorise(gram, n);
  yield undefined;
  return (right) => {
    const out = right.slice();
    backend.solveLower(gram, n, out, 1);
    backend.solveLowerTransposed(gram, n, out, 1);
    return out;
  };
}

/** Cholesky of gram + ½I; more of the identity where rounding has eaten the half. */
function* factorise(gram: Float64Array, size: number): Generator<undefined, void> {
  const original = gram.slice();
  let largest = 0;
  for (let i = 0; i < size; i++) largest = Math.max(largest, original[i * size + i]);
  for (let extra = 0; ; extra = Math.max(10 * extra, 1e-15 * largest)) {
    yield undefined;
    gram.set(original);
    for (let i = 0; i < size; i++) gram[i * size + i] += 0.5 + extra;
    if (currentBackend().cholesky(gram, size)) return;
  }
}

function transposedProduct(columns: Float64Array, n: number, m: number, v: Float64Array): Float64Array {
  const out = new Float64Array(m);
  for (let j = 0, at = 0; j < n; j++) {
    const factor = v[j];
    for (let a = 0; a < m; a++, at++) out[a] += factor * columns[at];
  }
  return out;
}

/** out += sign · V c */
function addProduct(columns: Float64Array, n: number, m: number, c: Float64Array, out: Float64Array, sign: number) {
  for (let j = 0, at = 0; j < n; j++) {
    let sum = 0;
    for (let a = 0; a < m; a++, at++) sum += columns[at] * c[a];
    out[j] += sign * sum;
  }
}
