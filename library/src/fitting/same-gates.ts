import type { Matrix } from "../linear-algebra/matrix.js";
import { normsOfBlocks, type SparseBlocks } from "../programs/group-program.js";
import type { ReducedProblem } from "./reduced-problem.js";

/** The share of the blocks that must find their gate again for a solution to be a start, unless told. */
const enoughBlocks = 0.5;

/**
 * A solution on some rows as a start on others of the same table: each block goes to the gate with the same vector. The two tables are
 * standardised apart and merge equal masks apart, so this is near the solution there and no more.
 * Does not do: gates that were drawn anew for their rows, and networks whose blocks are no single gates.
 * @param least the share of its gates that must be there
 * @returns undefined where fewer are
 */
export function onSameGates(
  point: SparseBlocks,
  from: ReducedProblem,
  to: ReducedProblem,
  least = enoughBlocks,
): SparseBlocks | undefined {
  if (!areSingleGates(from) || !areSingleGates(to)) return undefined;
  const size = point.blocks.length / Math.max(1, point.which.length);
  const [keys, places] = [keysOf(from.shaped.gates).keys, keysOf(to.shaped.gates).places];
  const found = Array.from(point.which, (gate, a) => ({ gate: places.get(keys[gate]), a }))
    .filter((each): each is { gate: number; a: number } => each.gate !== undefined)
    .sort((one, other) => one.gate - other.gate);
  if (found.length < least * point.which.length) return undefined;
  const blocks = new Float64Array(found.length * size);
  found.forEach(({ a }, position) => {
    blocks.set(point.blocks.subarray(a * size, (a + 1) * size), position * size);
  });
  return { which: Int32Array.from(found, ({ gate }) => gate), blocks };
}

/**
 * Which gates of a matrix the blocks of a solution are, the largest block first; none where blocks are no single gates.
 * @param gates those that the program of the solution was stated over, or more
 */
export function gatesInUse(point: SparseBlocks, from: ReducedProblem, gates: Matrix): number[] {
  if (!areSingleGates(from)) return [];
  const [keys, places] = [keysOf(from.shaped.gates).keys, keysOf(gates).places];
  const norms = normsOfBlocks(point);
  const byNorm = [...norms.keys()].sort((one, other) => norms[other] - norms[one]);
  return byNorm.flatMap((a) => places.get(keys[point.which[a]]) ?? []);
}

function areSingleGates({ shaped: { shape } }: ReducedProblem): boolean {
  return shape === undefined || shape.kind === "activation";
}

/** A digest of each gate's numbers, and where the gate of a digest is. */
interface GateKeys {
  readonly keys: readonly string[];
  readonly places: ReadonlyMap<string, number>;
}

const known = new WeakMap<Matrix, GateKeys>();

function keysOf(gates: Matrix): GateKeys {
  const before = known.get(gates);
  if (before) return before;
  const keys = Array.from({ length: gates.columns }, (_, gate) => keyOf(gates, gate));
  const found = { keys, places: new Map(keys.map((key, gate) => [key, gate])) };
  known.set(gates, found);
  return found;
}

/** Two 32-bit digests of a gate's numbers. */
function keyOf({ rows, columns, values }: Matrix, gate: number): string {
  const words = new Uint32Array(Float64Array.from({ length: rows }, (_, k) => values[k * columns + gate]).buffer);
  let [one, other] = [0x811c9dc5, 0x9e3779b9];
  for (const word of words) {
    one = Math.imul(one ^ word, 0x01000193);
    other = Math.imul(other ^ (word >>> 7) ^ (word << 9), 0x85ebca6b) + 1;
  }
  return `${one} ${other}`;
}
