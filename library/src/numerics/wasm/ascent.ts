/** Many-start ascent on the WebAssembly kernel: starts are shared out over the threads, each climbs on its own. */
import type { Ascended, AscentEffort, AscentTable } from "../backend.js";
import { rowScales } from "../javascript-ascent.js";
import { type Engine, share } from "./engine.js";
import type { Allocate } from "./heap.js";

export function ascend(
  engine: Engine,
  table: AscentTable,
  starts: Float64Array,
  signs: Float64Array,
  { outer, passes }: AscentEffort,
): Ascended {
  const { n, d } = table;
  const count = signs.length;
  const s = d + (d % 2);
  return engine.heap.scoped((allocate) => {
    const { rows, z, inverse, lengths } = placedTable(engine, allocate, table, s);
    const signsAt = placed(engine, allocate, signs);
    const ends = placed(engine, allocate, padded(starts, count, d, s));
    const values = allocate(count * 8);
    const kinks = allocate(count * (s + 1) * 4);
    const scratch = (2 * n + Math.ceil(n / 2) + 2 * s + 8) * 8;
    engine.run("ascend", count * outer * n * d * 3, (part, parts) => {
      const climbed = [rows, n, s, d, z, inverse, lengths, ends, signsAt, values, kinks, outer, passes];
      return [...climbed, allocate(scratch), ...share(count, part, parts)];
    });
    const memory = engine.heap.doubles;
    for (let i = 0; i < count; i++) {
      starts.set(memory.subarray(ends / 8 + i * s, ends / 8 + i * s + d), i * d);
    }
    return { values: memory.slice(values / 8, values / 8 + count), kinks: kinksAt(engine, kinks, count, s) };
  });
}

/** Addresses of what the kernel reads of a table; rows have s numbers. */
function placedTable(engine: Engine, allocate: Allocate, table: AscentTable, s: number) {
  const { inverse, lengths } = rowScales(table);
  return {
    rows: placed(engine, allocate, padded(table.x, table.n, table.d, s)),
    z: placed(engine, allocate, table.z),
    inverse: placed(engine, allocate, inverse),
    lengths: placed(engine, allocate, lengths),
  };
}

function placed(engine: Engine, allocate: Allocate, values: Float64Array): number {
  const at = allocate(values.length * 8);
  engine.heap.doubles.set(values, at / 8);
  return at;
}

/** For each end how many kinks it has, then their rows; s + 1 words an end. */
function kinksAt(engine: Engine, at: number, count: number, s: number): Int32Array[] {
  const words = new Int32Array(engine.heap.memory.buffer, at, count * (s + 1));
  return Array.from({ length: count }, (_, i) => {
    const from = i * (s + 1);
    return words.slice(from + 1, from + 1 + words[from]);
  });
}

/** Rows of d numbers as rows of s, zeros at the end. */
function padded(values: Float64Array, rows: number, d: number, s: number): Float64Array {
  if (s === d) return values;
  const out = new Float64Array(rows * s);
  for (let i = 0; i < rows; i++) out.set(values.subarray(i * d, (i + 1) * d), i * s);
  return out;
}
