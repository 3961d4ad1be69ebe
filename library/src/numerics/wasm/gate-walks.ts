/** Walks of a sum over gates on the WebAssembly kernel, shared out over the threads walk by walk. */
import type { WalkEnd, Walks, WalkTable } from "../backend.js";
import { type Engine, share } from "./engine.js";

export function walkGates(engine: Engine, table: WalkTable, to: WalkEnd, walks: Walks, out: Float64Array): void {
  const { units, inputs, outputs } = table;
  const count = walks.places.length;
  const size = (1 + outputs) * units;
  engine.heap.scoped((allocate) => {
    const doubles = (values: Float64Array) => {
      const at = allocate(values.length * 8);
      engine.heap.doubles.set(values, at / 8);
      return at;
    };
    const words = (values: Int32Array) => {
      const at = allocate(values.length * 4);
      new Int32Array(engine.heap.memory.buffer).set(values, at / 4);
      return at;
    };
    const from = [doubles(table.gates), doubles(table.jumps), units, inputs, outputs, words(table.groups)];
    const ends = [doubles(table.points), doubles(table.starts), doubles(to.point), doubles(to.activations)];
    const order = [words(walks.places), words(walks.steps), words(walks.offsets)];
    const sums = allocate(out.length * 8);
    engine.run("walkGates", 2 * walks.steps.length * size, (part, parts) => {
      return [...from, ...ends, ...order, ...share(count, part, parts), allocate(2 * size * 8), sums];
    });
    out.set(engine.heap.doubles.subarray(sums / 8, sums / 8 + out.length));
  });
}
