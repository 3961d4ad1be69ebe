import type { SparseBlocks } from "../programs/group-program.js";

/** `which` and at most `count` of the worst blocks with norms[i] > limit outside of it; ascends. */
export function enlargedSet(which: Int32Array, norms: Float64Array, limit: number, count: number): Int32Array {
  const inside = new Set(which);
  const violators: number[] = [];
  for (let i = 0; i < norms.length; i++) if (norms[i] > limit && !inside.has(i)) violators.push(i);
  violators.sort((a, b) => norms[b] - norms[a] || a - b);
  return Int32Array.from([...which, ...violators.slice(0, count)]).sort();
}

/** The blocks of `which`, each of `size` numbers (zero where the point has none). */
export function selectBlocks(point: SparseBlocks, size: number, which: Int32Array): Float64Array {
  const position = new Map<number, number>();
  point.which.forEach((block, a) => {
    position.set(block, a);
  });
  const out = new Float64Array(which.length * size);
  which.forEach((block, a) => {
    const b = position.get(block);
    if (b !== undefined) out.set(point.blocks.subarray(b * size, (b + 1) * size), a * size);
  });
  return out;
}

/** Every one of `count` blocks, each of \`size\` numbers, zero where the point has none. */
export function allBlocks(point: SparseBlocks | undefined, count: number, size: number): Float64Array {
  const out = new Float64Array(count * size);
  point?.which.forEach((block, a) => {
    out.set(point.blocks.subarray(a * size, (a + 1) * size), block * size);
  });
  return out;
}
