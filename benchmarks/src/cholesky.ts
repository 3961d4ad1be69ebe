import { nativeBackend } from "halfspace/native";
import { javascriptBackend, type NumericsBackend, wasmBackend } from "halfspace/numerics";
import type { Benchmark } from "./benchmark.js";
import { type Contender, compare, onOneCore, values } from "./measure.js";
import { openBlasReferences } from "./openblas.js";
import { twoOverOne } from "./pricing.js";
import type { Row } from "./report.js";
import { useThreads } from "./threads.js";

/** Cholesky of a dense positive definite matrix: WebAssembly, and the native backend, against dpotrf. */
export const cholesky: Benchmark = async ({ tiny }) => {
  const references = await openBlasReferences();
  const native = openNative();
  await useThreads(1);
  const rows: Row[] = [];
  for (const n of tiny ? [60] : [300, 1000, 2000]) {
    const turns = tiny ? 1 : n > 1000 ? 7 : 15;
    const factor = factorisations(n);
    const beside = besideReferences(n, references, turns);
    rows.push(...(await beside(factor(wasmBackend()))));
    if (native) rows.push(...(await beside(factor(native))));
    const script = { ...factor(javascriptBackend()), name: "plain JavaScript" };
    rows.push(...(await compare(`wasm n=${n}`, [factor(wasmBackend()), script], tiny ? 1 : 3, 1)));
    rows.push(await twoOverOne(`wasm n=${n}`, () => void factor(wasmBackend()).run(), turns));
  }
  for (const reference of references) reference.close();
  return rows;
};

/** Factorisations of one matrix, by any backend. */
function factorisations(n: number): (backend: NumericsBackend) => Contender {
  const a = positiveDefinite(n);
  const copy = a.slice();
  return (backend) => ({
    name: backend.name,
    // The copy is not part of what is compared: the reference does not time its own either.
    run: () => {
      copy.set(a);
      const start = performance.now();
      backend.cholesky(copy, n);
      return (performance.now() - start) / 1000;
    },
  });
}

/** Times a contender in turns with dpotrf of every reference, all on one core. */
function besideReferences(n: number, references: Awaited<ReturnType<typeof openBlasReferences>>, turns: number) {
  const together = [process.pid, ...references.map(({ processId }) => processId)];
  const dpotrf = references.map((reference) => reference.call(`dpotrf ${n}`));
  return (contender: Contender): Promise<Row[]> =>
    onOneCore(together, () => compare(`${contender.name} n=${n}`, [contender, ...dpotrf], turns));
}

function openNative(): NumericsBackend | undefined {
  try {
    return nativeBackend({ threads: 1 });
  } catch (error) {
    console.error(`${(error as Error).message}: its rows are left out`);
    return undefined;
  }
}

function positiveDefinite(n: number): Float64Array {
  const a = values(n * n, 1);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j];
    a[i * n + i] = n;
  }
  return a;
}
