import { InputError } from "../errors.js";
import { completed } from "../linear-algebra/completed.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { currentBackend, maskWords } from "../numerics/index.js";
import { firstEqualMasks } from "./mask-table.js";

/** How much of all masks of a table an arrangement holds. Only "complete" allows a statement about every possible gate. */
export type Coverage = "complete" | "sampled" | "generated";

/**
 * Gates and the distinct masks they make on one table (Definition 2.1): M[j, i] = 1 if x_jᵀg_i ≥ 0, D_i = diag(M[:, i]).
 * Masks are bits: gate i owns words `masks[i · maskWords(n) …]`, bit j & 31 of word j >> 5.
 */
export interface Arrangement {
  /** d×p, one gate a column. */
  readonly gates: Matrix;
  readonly masks: Uint32Array;
  /** n */
  readonly sampleCount: number;
  /** d */
  readonly featureCount: number;
  /** p */
  readonly maskCount: number;
  /** How many of the given gates fell on each mask, length p. */
  readonly counts: Uint32Array;
  readonly coverage: Coverage;
  /** The n×d table the masks were made on (kept, not copied); absent where masks are not halfspaces of one table. */
  readonly inputs?: Matrix;
}

/**
 * The arrangement of given gates. Equal masks are merged: the first gate of each is kept, in its place, with the number
 * of equal ones.
 * @param inputs n×d
 * @param gates d×p, one gate a column
 * @param keepEqualMasks keep every gate, so that gate i stays gate i on any table; then masks need not be distinct
 * @returns at most p distinct masks, each with its first gate
 * @throws InputError when the shapes do not fit
 */
export function arrangementFromGates(
  inputs: MatrixLike,
  gates: MatrixLike,
  coverage: Coverage = "sampled",
  keepEqualMasks = false,
): Arrangement {
  return completed(arrangementInSteps(inputs, gates, coverage, keepEqualMasks));
}

/** The same; yields every few milliseconds. */
export function* arrangementInSteps(
  inputs: MatrixLike,
  gates: MatrixLike,
  coverage: Coverage = "sampled",
  keepEqualMasks = false,
): Generator<undefined, Arrangement> {
  const x = toMatrix(inputs, "inputs");
  const g = toMatrix(gates, "gates");
  if (g.rows !== x.columns) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "gates",
      got: `${g.rows} rows`,
      expected: `${x.columns}, one for each column of inputs (gates are d×p, one gate a column)`,
    });
  }
  const masks = yield* packedMasks(x, g);
  if (keepEqualMasks) {
    const counts = new Uint32Array(g.columns).fill(1);
    const [sampleCount, featureCount, maskCount] = [x.rows, x.columns, g.columns];
    return { gates: g, masks, sampleCount, featureCount, maskCount, counts, coverage, inputs: x };
  }
  return mergeEqualMasks(x, g, masks, coverage).arrangement;
}

/** Multiplications that are done before others get a turn: about 0.05 s. */
const productsOfTurn = 1e8;

/** The masks of all gates, rows of whole words at a time. */
function* packedMasks({ rows: n, columns: d, values }: Matrix, gates: Matrix): Generator<undefined, Uint32Array> {
  const p = gates.columns;
  const step = 64 * Math.max(1, Math.floor(productsOfTurn / (64 * d * p)));
  if (n <= step) return currentBackend().packMasks(values, n, d, gates.values, p);
  const words = maskWords(n);
  const masks = new Uint32Array(p * words);
  for (let first = 0; first < n; first += step) {
    const rows = Math.min(step, n - first);
    const part = currentBackend().packMasks(values.subarray(first * d, (first + rows) * d), rows, d, gates.values, p);
    const width = maskWords(rows);
    for (let i = 0; i < p; i++) masks.set(part.subarray(i * width, (i + 1) * width), i * words + first / 32);
    yield undefined;
  }
  return masks;
}

/** Distinct masks, and the position of the first gate of each among those given. */
export interface Merged {
  readonly arrangement: Arrangement;
  readonly kept: readonly number[];
}

/** Keeps the first gate of every distinct mask and counts the rest. */
export function mergeEqualMasks(inputs: Matrix, gates: Matrix, masks: Uint32Array, coverage: Coverage): Merged {
  const words = maskWords(inputs.rows);
  const { kept, counts } = distinctMasks(masks, words, gates.columns);
  const p = kept.length;
  const distinct = p === gates.columns;
  const merged = distinct ? masks : new Uint32Array(p * words);
  const mergedGates = new Float64Array(gates.rows * p);
  kept.forEach((i, position) => {
    if (!distinct) merged.set(masks.subarray(i * words, (i + 1) * words), position * words);
    for (let k = 0; k < gates.rows; k++) mergedGates[k * p + position] = gates.values[k * gates.columns + i];
  });
  const arrangement: Arrangement = {
    gates: matrix(gates.rows, p, mergedGates),
    masks: merged,
    sampleCount: inputs.rows,
    featureCount: gates.rows,
    maskCount: p,
    counts: Uint32Array.from(counts),
    coverage,
    inputs,
  };
  return { arrangement, kept };
}

/** Indices of the first gate of each distinct mask, in order, and how many gates share it. */
function distinctMasks(masks: Uint32Array, words: number, count: number): { kept: number[]; counts: number[] } {
  const position = new Int32Array(count);
  const kept: number[] = [];
  const counts: number[] = [];
  firstEqualMasks(masks, words, count).forEach((first, i) => {
    if (first === i) {
      position[i] = kept.length;
      kept.push(i);
      counts.push(1);
    } else counts[position[first]]++;
  });
  return { kept, counts };
}

/**
 * M[j, i]: whether gate i is open on sample j.
 * @returns true where x_jᵀg_i ≥ 0
 */
export function maskBit(arrangement: Arrangement, sample: number, gate: number): boolean {
  const word = arrangement.masks[gate * maskWords(arrangement.sampleCount) + (sample >> 5)];
  return ((word >>> (sample & 31)) & 1) === 1;
}

/**
 * Gate i as a vector of length d.
 * @returns a copy of g_i, length d
 */
export function gateVector(arrangement: Arrangement, gate: number): Float64Array {
  const { values, columns, rows } = arrangement.gates;
  return Float64Array.from({ length: rows }, (_, k) => values[k * columns + gate]);
}
