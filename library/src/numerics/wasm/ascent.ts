/** Many-start ascent on the WebAssembly kernel: starts are shared out over the threads, each climbs on its own. */
import type { Ascended, AscentEffort, AscentTable } from "../backend.js";
import { rowScales } from "../javascript-ascent.js";
import { type Engine, share } from "./engine.js";

export function ascend(
  engine: Engine,
  table: AscentTable,
  starts: Float64Array,
  signs: Float64Array,
  { outer, passes }: AscentEffort,
): Ascended {
  const { x, n, d, z } = table;
  const count = signs.length;
  const s = d + (d % 2);
  const { inverse, lengths } = rowScales(table);
  return engine.heap.scoped((allocate) => {
    const place = (values: Float64Array) => {
      const at = allocate(values.length * 8);
      engine.heap.doubles.set(values, at / 8);
      return at;
    };
    const rows = place(padded(x, n, d, s));
    const [zAt, inverseAt, lengthsAt, signsAt] = [z, inverse, lengths, signs].map(place);
    const ends = place(padded(starts, count, d, s));
    const valuesAt = allocate(count * 8);
    const kinksAt = allocate(count * (s + 1) * 4);
    const scratch = (2 * n + Math.ceil(n / 2) + 2 * s + 8) * 8;
    engine.run("ascend", count * outer * n * d * 3, (part, parts) => [
      rows,
      n,
      s,
      d,
      zAt,
      inverseAt,
      lengthsAt,
      ends,
      signsAt,
      valuesAt,
      kinksAt,
      outer,
      passes,
      allocate(scratch),
      ...share(count, part, parts),
    ]);
    const memory = engine.heap.doubles;
    for (let i = 0; i < count; i++) {
      starts.set(memory.subarray(ends / 8 + i * s, ends / 8 + i * s + d), i * d);
    }
    const words = new Int32Array(memory.buffer, kinksAt, count * (s + 1));
    const kinks = Array.from({ length: count }, (_, i) => {
      const from = i * (s + 1);
      return words.slice(from + 1, from + 1 + words[from]);
    });
    return { values: memory.slice(valuesAt / 8, valuesAt / 8 + count), kinks };
  });
}

/** Rows of d numbers as rows of s, zeros at the end. */
function padded(values: Float64Array, rows: number, d: number, s: number): Float64Array {
  if (s === d) return values;
  const out = new Float64Array(rows * s);
  for (let i = 0; i < rows; i++) out.set(values.subarray(i * d, (i + 1) * d), i * s);
  return out;
}
