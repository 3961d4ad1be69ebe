import { InputError, rejectUnknownOptions } from "../errors.js";
import { type Matrix, type MatrixLike, matrix, toMatrix } from "../linear-algebra/matrix.js";
import { maximum, normalise } from "../linear-algebra/vectors.js";
import { currentBackend, maskWords } from "../numerics/index.js";
import type { Arrangement } from "./arrangement.js";
import { visitCells } from "./cells.js";
import { binomial, coverCount } from "./cover-count.js";
import { type Directions, distinctDirections } from "./directions.js";
import { maskTable } from "./mask-table.js";
import { tooThin } from "./wedge.js";

/** What `enumerateArrangement` may spend. */
export interface EnumerateArrangementOptions {
  /** The largest number of masks to accept (1,048,576 unless told). What could exceed it is refused before work starts. */
  readonly maxMasks?: number;
}

/** Most cells to look at and most bytes to hold, whatever `maxMasks` says. */
const MAX_VISITS = 2 ** 31;
const MAX_BYTES = 2 ** 31;

/**
 * All masks of a table, D_X = {diag 1{Xu ≥ 0} : u generic} (4), each with a gate well inside its cone: a minimally complete set (Definition
 * 2.1), coverage "complete". Any rank; n points in general position in rank r have 2·Σ_{k<r} C(n−1, k).
 *
 * Cells are found from the rays of the arrangement, in the row space (`rays.ts`, `cells.ts`). A gate is the sum of its
 * cone's unit rays. Zero rows are always open and split nothing. Rows that are parallel to another, up to rounding of
 * their entries, split nothing either. Masks that only gates on a boundary have (x_jᵀu = 0) are no cells and are left
 * out. Every mask is recomputed from its gate before it is returned.
 *
 * Cell i and its negative stand at i and i + p/2.
 * @param inputs n×d
 * @returns p masks with a gate each, coverage "complete"
 * @throws InputError "too-many-masks" before any work where the bound is past the limit; "too-thin" where rows are dependent at rounding level only
 */
export function enumerateArrangement(inputs: MatrixLike, options: EnumerateArrangementOptions = {}): Arrangement {
  rejectUnknownOptions(options, { maxMasks: "number" }, "enumerateArrangement");
  const x = toMatrix(inputs, "inputs");
  const directions = distinctDirections(x);
  requireSmallEnough(x, directions, options.maxMasks ?? 2 ** 20);
  if (directions.rank === 0) return arrangementOf(x, anyGate(x.columns), 1);
  const cells = cellsWithGates(x.columns, directions);
  for (const half of cells.gateCandidates) {
    const result = arrangementOf(x, mirrored(half, x.columns, cells.count), 2 * cells.count);
    if (hasMasks(result, directions, cells.masks)) return result;
  }
  throw tooThin();
}

/** Refuses what could not be held or finished, from n′ and r alone. */
function requireSmallEnough(x: Matrix, { representatives, rank }: Directions, maxMasks: number): void {
  const n = representatives.length;
  const masks = coverCount(n, rank);
  const visits = binomial(n, rank - 1) * Math.max(n, 2 ** (rank - 1));
  const bytes = masks * (16 * x.columns + 12 * maskWords(x.rows) + 8 * rank);
  if (masks <= maxMasks && visits <= MAX_VISITS && bytes <= MAX_BYTES) return;
  throw new InputError({
    code: "too-many-masks",
    argument: "inputs",
    got: `${n} distinct nonzero rows of rank ${rank}, up to ${masks.toPrecision(3)} masks (${bytes.toPrecision(3)} bytes, ${visits.toPrecision(3)} steps)`,
    expected: `at most ${maxMasks} masks, ${MAX_BYTES} bytes and ${MAX_VISITS} steps`,
    hint: "Use fewer rows or columns, or sample gates with sampleArrangement.",
  });
}

/** For a table of zeros, whose one mask every gate has. */
function anyGate(d: number): Float64Array {
  const gate = new Float64Array(d);
  gate[0] = 1;
  return gate;
}

interface CellsWithGates {
  readonly count: number;
  /** Masks of the cells positive on the first direction, over the representatives. */
  readonly masks: Uint32Array;
  /** d×count each, best first: interior points in the row space; the same on the independent columns only, where no rounding comes from projecting. */
  readonly gateCandidates: Iterable<Float64Array>;
}

function cellsWithGates(d: number, directions: Directions): CellsWithGates {
  const { rank: r, representatives, rows, columns, columnScales, basis } = directions;
  const n = representatives.length;
  const table = maskTable(maskWords(n));
  const onColumns = raySums(r);
  const inRowSpace = raySums(r);
  const projected = new Float64Array(r);
  visitCells(rows, n, r, (cell, ray, direction) => {
    const i = table.add(cell);
    onColumns.add(i, ray, direction);
    for (let a = 0; a < r; a++) {
      projected[a] = 0;
      for (let c = 0; c < r; c++) projected[a] += basis.values[a * d + columns[c]] * columnScales[c] * ray[c];
    }
    inRowSpace.add(i, projected, direction);
  });
  const count = table.size();
  const sums = { d, count, inRowSpace: inRowSpace.sums(), onColumns: onColumns.sums() };
  return { count, masks: table.masks(), gateCandidates: gateCandidates(directions, sums) };
}

interface CellSums {
  readonly d: number;
  readonly count: number;
  readonly inRowSpace: Float64Array;
  readonly onColumns: Float64Array;
}

function* gateCandidates(
  { rank: r, columns, columnScales, basis }: Directions,
  { d, count, inRowSpace, onColumns }: CellSums,
): Generator<Float64Array> {
  yield combine(inRowSpace, count, r, d, (a, k) => basis.values[a * d + k]);
  const position = new Map(Array.from(columns, (column, c) => [column, c]));
  yield combine(onColumns, count, r, d, (c, k) => (position.get(k) === c ? columnScales[c] : 0));
}

/** Sums of unit vectors of length r, one sum a cell. */
function raySums(r: number) {
  let sums = new Float64Array(64 * r);
  return {
    sums: () => sums,
    add(cell: number, ray: Float64Array, direction: number) {
      while ((cell + 1) * r > sums.length) {
        const wider = new Float64Array(2 * sums.length);
        wider.set(sums);
        sums = wider;
      }
      let square = 0;
      for (let c = 0; c < r; c++) square += ray[c] * ray[c];
      const scale = direction / Math.sqrt(square);
      for (let c = 0; c < r; c++) sums[cell * r + c] += scale * ray[c];
    },
  };
}

/** d×count gates Σ_a sums[a]·weight(a, ·), scaled to length one. */
function combine(
  sums: Float64Array,
  count: number,
  r: number,
  d: number,
  weight: (a: number, k: number) => number,
): Float64Array {
  const weights = Float64Array.from({ length: r * d }, (_, at) => weight(Math.floor(at / d), at % d));
  const gates = new Float64Array(d * count);
  const gate = new Float64Array(d);
  for (let i = 0; i < count; i++) {
    gate.fill(0);
    for (let a = 0; a < r; a++) for (let k = 0; k < d; k++) gate[k] += sums[i * r + a] * weights[a * d + k];
    // Through the largest entry, so that squares neither overflow nor vanish.
    const largest = maximum(gate.map(Math.abs));
    for (let k = 0; k < d; k++) gate[k] /= largest;
    normalise(gate, 0, d);
    for (let k = 0; k < d; k++) gates[k * count + i] = gate[k];
  }
  return gates;
}

/** d×2·count: the gates, then their negatives. */
function mirrored(half: Float64Array, d: number, count: number): Float64Array {
  const gates = new Float64Array(2 * half.length);
  for (let k = 0; k < d; k++) {
    for (let i = 0; i < count; i++) {
      gates[k * 2 * count + i] = half[k * count + i];
      gates[k * 2 * count + count + i] = -half[k * count + i];
    }
  }
  return gates;
}

function arrangementOf(x: Matrix, gates: Float64Array, maskCount: number): Arrangement {
  return {
    gates: matrix(x.columns, maskCount, gates),
    masks: currentBackend().packMasks(x.values, x.rows, x.columns, gates, maskCount),
    sampleCount: x.rows,
    featureCount: x.columns,
    maskCount,
    counts: new Uint32Array(maskCount).fill(1),
    coverage: "complete",
    inputs: x,
  };
}

/** Whether the masks made by the gates are those of the cells on every row: its class's bit, flipped where it points the other way. */
function hasMasks({ masks, maskCount, sampleCount }: Arrangement, directions: Directions, cells: Uint32Array): boolean {
  const { classOf, flipped, representatives } = directions;
  const words = maskWords(sampleCount);
  const cellWords = maskWords(representatives.length);
  const half = maskCount / 2;
  for (let i = 0; i < maskCount; i++) {
    const negative = i >= half ? 1 : 0;
    for (let j = 0; j < sampleCount; j++) {
      const label = classOf[j];
      if (label < 0) continue;
      const bit = (masks[i * words + (j >> 5)] >>> (j & 31)) & 1;
      const expected = (cells[(i - negative * half) * cellWords + (label >> 5)] >>> (label & 31)) & 1;
      if (bit !== (expected ^ negative ^ flipped[j])) return false;
    }
  }
  return true;
}

/**
 * Whether the gates' masks on `inputs` are all masks of the table (Definition 2.1). The masks are recomputed from the
 * gates, whatever the arrangement says of itself, and compared with an enumeration.
 * @param inputs n×d
 * @returns true when every mask of the table is there
 * @throws InputError when the table is too large to enumerate, or of another width than the gates
 */
export function isComplete(
  arrangement: Arrangement,
  inputs: MatrixLike,
  options?: EnumerateArrangementOptions,
): boolean {
  return missingMasks(arrangement, inputs, options).missing === 0;
}

/**
 * Definition 2.1: complete, with as many gates as there are masks (|G| = |D_X|).
 * @returns true when every mask of the table is there exactly once
 * @throws InputError when the table is too large to enumerate, or of another width than the gates
 */
export function isMinimallyComplete(
  arrangement: Arrangement,
  inputs: MatrixLike,
  options?: EnumerateArrangementOptions,
): boolean {
  const { missing, maskCount } = missingMasks(arrangement, inputs, options);
  return missing === 0 && arrangement.gates.columns === maskCount;
}

function missingMasks({ gates }: Arrangement, inputs: MatrixLike, options?: EnumerateArrangementOptions) {
  const x = toMatrix(inputs, "inputs");
  if (gates.rows !== x.columns) {
    throw new InputError({
      code: "shape-mismatch",
      argument: "inputs",
      got: `${x.columns} columns`,
      expected: `${gates.rows}, the length of the arrangement's gates`,
    });
  }
  const all = enumerateArrangement(x, options);
  const words = maskWords(x.rows);
  const own = maskTable(words);
  const masks = currentBackend().packMasks(x.values, x.rows, x.columns, gates.values, gates.columns);
  for (let i = 0; i < gates.columns; i++) own.add(masks, i * words);
  let missing = 0;
  for (let i = 0; i < all.maskCount; i++) if (own.find(all.masks, i * words) < 0) missing++;
  return { missing, maskCount: all.maskCount };
}
