import { javascriptBackend, wasmBackend } from "halfspace/numerics";
import type { Benchmark } from "./benchmark.js";
import { compare, values } from "./measure.js";
import { openBlasReferences } from "./openblas.js";
import { type Shape, twoOverOne } from "./pricing.js";
import type { Row } from "./report.js";
import { useThreads } from "./threads.js";

const shapes: Shape[] = [
  [500, 20, 1000],
  [1000, 50, 5000],
  [1000, 166, 4000],
  [50000, 20, 2000],
];

/** Bit-packed masks sign(XG), exact on the gate; a dgemm forms XG alone, without signs, bits or exactness. */
export const masks: Benchmark = async ({ tiny }) => {
  const references = await openBlasReferences();
  await useThreads(1);
  const rows: Row[] = [];
  for (const [n, d, p] of tiny ? [[130, 5, 40] as Shape] : shapes) {
    const x = values(n * d, 1);
    const gates = values(d * p, 2);
    const name = `n=${n} d=${d} p=${p}`;
    const run = () => void wasmBackend().packMasks(x, n, d, gates, p);
    const dgemm = references.map((reference) => reference.call(`dgemm ${d} ${p} ${n}`));
    const script = { name: "plain JavaScript", run: () => void javascriptBackend().packMasks(x, n, d, gates, p) };
    rows.push(...(await compare(name, [{ name: "", run }, ...dgemm, script], tiny ? 1 : 5, 1)));
    rows.push(await twoOverOne(name, run, tiny ? 1 : 5));
  }
  for (const reference of references) reference.close();
  return rows;
};
