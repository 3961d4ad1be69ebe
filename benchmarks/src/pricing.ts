import { javascriptBackend, type MaskedProducts, wasmBackend } from "halfspace/numerics";
import type { Benchmark } from "./benchmark.js";
import { type Beside, jobBeside } from "./beside.js";
import { compare, inTurns, onOneCore, row, type Times, values } from "./measure.js";
import { openBlasReferences } from "./openblas.js";
import type { Row } from "./report.js";
import { useThreads } from "./threads.js";

export type Shape = [n: number, d: number, p: number];

const shapes: Shape[] = [
  [500, 20, 1000],
  [1000, 50, 5000],
  [4000, 30, 20000],
  [50000, 20, 2000],
  [1000, 166, 4000],
];
const tinyShapes: Shape[] = [[130, 5, 40]];

/** ‖XᵀD_iz‖ for all gates: one thread against OpenBLAS and the JavaScript twin, two threads against one. */
export const pricing: Benchmark = async ({ tiny }) => {
  const references = await openBlasReferences();
  const together = [process.pid, ...references.map(({ processId }) => processId)];
  const rows: Row[] = [];
  for (const shape of tiny ? tinyShapes : shapes) {
    const [n, d, p] = shape;
    const turns = tiny ? 1 : 21;
    const stretch = tiny ? 0 : 0.02;
    const name = `n=${n} d=${d} p=${p}`;
    const x = values(n * d, 1);
    const z = values(n, 2);
    const masks = wasmBackend().packMasks(x, n, d, values(d * p, 3), p);
    const out = new Float64Array(p);
    const run = (products: MaskedProducts) => () => products.norms(z, 1, out);
    const wasm = wasmBackend().maskedProducts(x, n, d, masks, p);
    const javascript = javascriptBackend().maskedProducts(x, n, d, masks, p);

    await useThreads(1);
    const ours = { name: "1 thread", run: run(wasm) };
    const dgemm = references.map((reference) => reference.call(`dgemm ${n} ${d} ${p}`));
    rows.push(...(await onOneCore(together, () => compare(name, [ours, ...dgemm], turns, 1, stretch))));
    const [alone, script] = await inTurns([ours, { name: "JavaScript", run: run(javascript) }], tiny ? 1 : 3, 1);
    rows.push(row(name, alone, "plain JavaScript", script, `error ${relativeError(wasm, javascript, z, p)}`));
    const other = await jobBeside(shape);
    rows.push(await twoOverOne(name, run(wasm), turns, stretch, other));
    await other.close();
    wasm.dispose();
  }
  for (const reference of references) reference.close();
  return rows;
};

/**
 * One thread and two in short alternating stretches: turning threads on and off is too slow for every single run. With `other`, also one thread while
 * the same job runs beside it: half of that is what two threads could reach, which on a shared machine goes up and down.
 */
export async function twoOverOne(name: string, run: () => void, turns: number, stretch = 0, other?: Beside) {
  const stretches = 15;
  const times: Record<"one" | "two" | "beside", Times[]> = { one: [], two: [], beside: [] };
  const measure = async (kind: keyof typeof times) => {
    times[kind].push(...(await inTurns([{ name: "", run }], Math.ceil(turns / stretches), 1, stretch)));
  };
  for (let k = 0; k < stretches; k++) {
    await useThreads(1);
    await measure("one");
    if (other) {
      await other.busy(true);
      await measure("beside");
      await other.busy(false);
    }
    await useThreads(2);
    await measure("two");
  }
  await useThreads(1);
  const middle = (kind: keyof typeof times) => ({
    median: times[kind].map((time) => time.median).sort((a, b) => a - b)[stretches >> 1],
    least: Math.min(...times[kind].map((time) => time.least)),
  });
  const one = middle("one");
  const note = other && `two jobs side by side ${(middle("beside").median / one.median / 2).toFixed(2)}`;
  return row(`${name}, 2 threads`, middle("two"), "1 thread", one, note);
}

function relativeError(a: MaskedProducts, b: MaskedProducts, z: Float64Array, p: number): string {
  const [first, second] = [new Float64Array(p), new Float64Array(p)];
  a.norms(z, 1, first);
  b.norms(z, 1, second);
  return first
    .reduce((worst, value, i) => Math.max(worst, Math.abs(value - second[i]) / (second[i] || 1)), 0)
    .toExponential(1);
}
